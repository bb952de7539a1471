"""The two halves of the index, and a family or an entry as a document of them.

All splitting is done here in Python and written blank-separated: tantivy's own `whitespace` and `raw` need no
registration at each opening, and a pair never runs across a comma as `Tokenizer.ngram(2, 2)` lets it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import chain
from typing import Any

import orjson
import tantivy

from tongban.catalogue.search import places, sounds
from tongban.catalogue.search.entry import Entry
from tongban.catalogue.search.family import Family, same
from tongban.catalogue.search.words import pairs, units

VERSION = 4
"""Raise it with every change of the fields or of the splitting: indexes of another version are not opened."""

LEVEL = 10**12
"""`order` of an item: its level (0 the province) times this, plus its region's number: who is higher comes first."""

_FREQ = ("pair", "unit", "sound", "also", "body")
_ORDERED = ("said", "first")
_SHARED = ("audience", "topic")


@cache
def names_schema() -> Any:
    """One document per family. pair, unit: the name; also: aliases; sound: pairs by sound; said, first: syllables
    and initials in order; same: equal for families of one name; inside, region, dept: of all its items.
    """
    build = tantivy.SchemaBuilder()
    for name in _FREQ:
        build.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in _ORDERED:
        build.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("inside", "region", "dept"):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in _SHARED:
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    build.add_text_field("english", tokenizer_name="default", index_option="freq")
    build.add_unsigned_field("same", fast=True, indexed=True)
    build.add_unsigned_field("family", fast=True, indexed=True)
    build.add_bytes_field("card", stored=True)
    return build.build()


@cache
def items_schema() -> Any:
    """One small document per item: who offers it, where, in which family."""
    build = tantivy.SchemaBuilder()
    for name in ("key", "code", "inside"):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("region", "dept", *_SHARED):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("same", "family"):
        build.add_unsigned_field(name, fast=True, indexed=True)
    build.add_unsigned_field("order", fast=True, indexed=False)
    build.add_bytes_field("card", stored=True)
    return build.build()


def name_document(family: Family) -> Any:
    called, made = [family.name, *family.aliases], tantivy.Document()
    for field, tokens in _split(family, called).items():
        made.add_text(field, " ".join(tokens))
    for spelled in called:
        made.add_text("said", " ".join(sounds.syllables(spelled)))
        for reading in sounds.initials(spelled):
            made.add_text("first", " ".join(reading))
    inside = {node for region in family.regions for node in places.chain_of(region)}
    _raw(made, inside=inside, region=family.regions, dept=family.depts, audience=family.audience, topic=family.topics)
    made.add_text("english", " ".join(family.english))
    made.add_unsigned("same", same(family.name))
    made.add_unsigned("family", family.key)
    made.add_bytes("card", name_card(family, called))
    return made


def item_document(entry: Entry, family: int) -> Any:
    made = tantivy.Document()
    _raw(made, key=[entry.key], code=_codes(entry.code), inside=places.chain_of(entry.region_code))
    _raw(made, region=[entry.region_code], dept=[entry.dept], audience=entry.audience, topic=entry.topics)
    made.add_unsigned("same", same(entry.name))
    made.add_unsigned("family", family)
    made.add_unsigned("order", order(entry.region_code))
    made.add_bytes("card", item_card(entry))
    return made


def order(region: str) -> int:
    number = int(region) if len(region) == 12 and region.isdigit() else 0
    return (len(places.chain_of(region)) - 1) * LEVEL + number if number else 9 * LEVEL


def _split(family: Family, called: list[str]) -> dict[str, Iterable[str]]:
    return {
        "pair": pairs(family.name),
        "unit": units(family.name),
        "also": chain.from_iterable(pairs(alias) + units(alias) for alias in family.aliases),
        "sound": chain.from_iterable(map(sounds.sound_pairs, called)),
        "body": pairs(" ".join([*sorted(family.depts)[:1], *family.texts.values()])),
    }


def _raw(made: Any, **fields: Iterable[str]) -> None:
    for field, values in fields.items():
        for value in values:
            if value:
                made.add_text(field, value)


def _codes(code: str) -> list[str]:
    """The whole code, and of a task or handling code (31, 33 characters) also the basic code at its 20th
    character.
    """
    whole = code.lower()
    return [whole, whole[19:]] if len(whole) in {31, 33} else [whole]


def name_card(family: Family, called: list[str]) -> bytes:
    """What ranking needs, stored with the family; the sound as one string of pairs."""
    heard = [" ".join(sounds.sound_pairs(name)) for name in called]
    english = " ".join(family.english)
    return orjson.dumps([family.name, list(family.aliases), english, family.popularity, heard])


def item_card(entry: Entry) -> bytes:
    """What the page and the family need of an item."""
    return orjson.dumps(
        [
            entry.key,
            entry.code,
            entry.name,
            entry.region_code,
            entry.dept,
            entry.english,
            entry.popularity,
            entry.aliases,
            entry.audience,
            entry.topics,
        ]
    )
