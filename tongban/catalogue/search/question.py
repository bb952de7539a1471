"""What somebody typed, in the forms in which it is looked up."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.catalogue.search.normal import LONGEST_QUERY, as_code, plain, without_fillers
from tongban.catalogue.search.synonyms import Synonyms


@dataclass(frozen=True, slots=True)
class Question:
    """`typed`: in plain form; `variants`: without fillers, the person's own words first; `code`: read as a
    code; `begun`: somebody is still typing.
    """

    typed: str
    variants: tuple[str, ...]
    code: str
    begun: bool = False


def ask(text: str, synonyms: Synonyms) -> Question:
    text = text[:LONGEST_QUERY]
    typed = plain(text)
    return Question(typed, tuple(synonyms.variants(without_fillers(typed))), as_code(text))


def begin(text: str) -> Question:
    text = text[:LONGEST_QUERY]
    return Question(plain(text), (plain(text),), as_code(text), begun=True)
