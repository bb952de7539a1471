"""What somebody typed, in the forms in which it is looked up."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.catalogue.search.normal import LONGEST_QUERY, as_code, plain, without_fillers
from tongban.catalogue.search.synonyms import Spot, Synonyms


@dataclass(frozen=True, slots=True)
class Question:
    """`typed`: in plain form; `text`: without fillers; `spots`: what of the text can be said otherwise;
    `code`: read as a code; `begun`: somebody is still typing.
    """

    typed: str
    text: str
    code: str
    spots: tuple[Spot, ...] = ()
    begun: bool = False


def ask(text: str, synonyms: Synonyms) -> Question:
    text = text[:LONGEST_QUERY]
    typed = plain(text)
    kept = without_fillers(typed)
    letters = kept.replace(" ", "")
    if letters.isascii() and letters.isalpha() and not synonyms.spots(kept):
        kept = synonyms.spelled(letters) or kept
    return Question(typed, kept, as_code(text), tuple(synonyms.spots(kept)))


def begin(text: str) -> Question:
    text = text[:LONGEST_QUERY]
    return Question(plain(text), plain(text), as_code(text), begun=True)
