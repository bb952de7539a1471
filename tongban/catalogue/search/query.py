"""From plain words to a tantivy query: what may be meant, generously; `rank` then orders it."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import ceil
from typing import Any

from tantivy import Occur, Query

from tongban.catalogue.search import places, sounds
from tongban.catalogue.search.entry import Narrowing
from tongban.catalogue.search.normal import is_han
from tongban.catalogue.search.question import Question
from tongban.catalogue.search.schema import items_schema
from tongban.catalogue.search.schema import names_schema as schema
from tongban.catalogue.search.synonyms import Spot
from tongban.catalogue.search.words import pairs, units

_WEIGHTS = {"pair": 1.0, "also": 0.9, "sound": 0.5, "body": 0.25, "unit": 0.3}

SYNONYM = 0.5
"""In the first pass a word that was not said finds what it may, but what was said comes first."""

NEARER = 0.001
"""Settles in the first pass only what is equal; how much nearness counts is `rank.STEP`."""

SURE = 20.0
"""The score of pinyin or initials that fit: about that of a whole name."""

FEW = 16

_CODE = re.compile(r"(?=.*\d)[0-9a-z-]{6,}")


Tells = Callable[[str, str], bool]
"""Whether a term of a field tells names from each other; what every third one holds costs much and says nothing."""


def meant(asked: Question, tells: Tells) -> Any:
    """Names that hold any piece of the question or of another way to say a part of it."""
    own = [_piece(piece, tells) for piece in dict.fromkeys(pairs(asked.text))]
    alone = list(dict.fromkeys(units(asked.text)))
    own += [_term("unit", unit) for unit in alone if len(alone) == 1 or tells("unit", unit)]
    return _or_fixed(asked, [_any(own + [_said_otherwise(spot) for spot in asked.spots])] if own else [])


def _said_otherwise(spot: Spot) -> Any:
    ways = [_half([_named(piece) for piece in dict.fromkeys(pairs(other))]) for other in spot.others]
    return Query.boost_query(Query.disjunction_max_query(ways, tie_breaker=0.0), SYNONYM)


def _half(queries: list[Any]) -> Any:
    """Who asks for 取水 is not asking for every 许可, though 取水许可 says the same."""
    least = max(1, ceil(len(queries) / 2))
    return Query.boolean_query([(Occur.Should, one) for one in queries], minimum_number_should_match=least)


def _named(piece: str) -> Any:
    field = "unit" if len(piece) == 1 and is_han(piece) else "pair"
    return Query.disjunction_max_query([_term(field, piece), _term("also", piece)], tie_breaker=0.0)


def _or_fixed(asked: Question, found: list[Any]) -> Any:
    typed = _typed(asked.typed)
    found += [_fixed(typed, SURE)] if typed is not None else []
    return Query.disjunction_max_query(found, tie_breaker=0.0) if found else Query.empty_query()


def _piece(piece: str, tells: Tells) -> Any:
    """A pair in the name, among the aliases, by its sound, or in the text, whichever says most."""
    fields = [_term("pair", piece), _term("also", piece)]
    fields += [_term("body", piece)] if tells("body", piece) else []
    if is_han(piece[0]):
        fields += [_term("sound", sound) for sound in sounds.sound_pairs(piece)]
        fields += [_term("unit", piece)] if len(piece) == 1 else []
    else:
        fields += [Query.fuzzy_term_query(schema(), "english", piece, distance=1 if len(piece) > 3 else 0)]
    return Query.disjunction_max_query(fields, tie_breaker=0.0)


def _term(field: str, value: str) -> Any:
    return Query.boost_query(Query.term_query(schema(), field, value, "freq"), _WEIGHTS[field])


def _fixed(query: Any, score: float) -> Any:
    return Query.const_score_query(query, score)


def _any(queries: list[Any]) -> Any:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def code(text: str) -> Any:
    """Items whose code begins so; None of what is no code."""
    if not _CODE.fullmatch(text):
        return None
    return Query.regex_query(items_schema(), "code", f"{text}.*")


def of_families(keys: list[int]) -> Any:
    """Items of these families; a set costs a look at every document, a few terms do not."""
    if len(keys) > FEW:
        return Query.term_set_query(items_schema(), "family", keys)
    return _fixed(_any([Query.term_query(items_schema(), "family", key, "basic") for key in keys]), 0.0)


def _typed(text: str) -> Any:
    """What is typed in Latin letters may be pinyin, whole or begun (`shenfenz`), or initials (`sfz`)."""
    letters = text.replace(" ", "")
    if not (letters.isascii() and letters.isalpha() and len(letters) > 1):
        return None
    found = [Query.phrase_query(schema(), "first", list(letters))]
    if spoken := sounds.as_syllables(letters):
        found.append(_spoken(spoken))
    return _any(found)


def _spoken(spoken: list[str]) -> Any:
    if len(spoken) == 1:
        return Query.regex_query(schema(), "said", f"{spoken[0]}[a-z]*")
    return Query.phrase_prefix_query(schema(), "said", [*spoken])


def narrowed(query: Any, by: Narrowing) -> Any:
    """The query among the names that come into question; what is offered nearer is found first."""
    limits = [(Occur.Must, limit) for limit in _limits(schema(), by)]
    near = _near(by.region) if by.region else []
    return Query.boolean_query([(Occur.Must, query), *limits, *near]) if limits or near else query


def within(query: Any, by: Narrowing) -> Any:
    """The query among the items that come into question."""
    limits = [(Occur.Must, limit) for limit in _limits(items_schema(), by)]
    return Query.boolean_query([(Occur.Must, query), *limits]) if limits else query


def _limits(of: Any, by: Narrowing) -> list[Any]:
    chosen = {"audience": by.audience, "topic": by.topic, "dept": by.dept}
    limits = [_fixed(Query.term_query(of, field, value, "basic"), 0.0) for field, value in chosen.items() if value]
    if by.region:
        inside = Query.term_query(of, "inside", by.region, "basic")
        above = [] if by.within else places.chain_of(by.region)[:-1]
        serving = [Query.term_query(of, "region", code, "basic") for code in above]
        limits.append(_fixed(_any([inside, *serving]) if serving else inside, 0.0))
    return limits


def _near(region: str) -> list[tuple[Any, Any]]:
    nearest = reversed(places.chain_of(region))
    terms = [Query.term_query(schema(), "region", code, "basic") for code in nearest]
    return [(Occur.Should, _fixed(query, NEARER * (1 - 0.2 * up))) for up, query in enumerate(terms)]
