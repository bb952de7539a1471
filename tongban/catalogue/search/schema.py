"""The fields of the index, and an entry as a document of it.

All splitting is done here in Python and written blank-separated: tantivy's own `whitespace` and `raw` need no
registration at each opening, and a pair never runs across a comma as `Tokenizer.ngram(2, 2)` lets it.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from itertools import chain
from typing import Any

import orjson
import tantivy

from tongban.catalogue.search import places, sounds
from tongban.catalogue.search.entry import Entry
from tongban.catalogue.search.normal import plain
from tongban.catalogue.search.words import pairs, units

VERSION = 2
"""Raise it with every change of the fields or of the splitting: indexes of another version are not opened."""

LONGEST_TEXT = 4000
"""Characters of `Entry.text` that are indexed."""

_SPLIT = {
    "pair": "freq",
    "unit": "freq",
    "sound": "freq",
    "said": "position",
    "first": "position",
}
_SPLIT |= {"also": "freq", "body": "freq"}
_RAW = ("key", "code", "begin", "inside")
_COUNTED = ("region", "audience", "topic", "dept")


@cache
def schema() -> Any:
    """pair, unit: the name; also: aliases; sound: pairs by sound; said, first: syllables and initials
    in order; same: equal for items of one name.
    """
    build = tantivy.SchemaBuilder()
    for name, option in _SPLIT.items():
        build.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    for name in _RAW:
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in _COUNTED:
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    build.add_text_field("english", tokenizer_name="default", index_option="freq")
    build.add_unsigned_field("same", fast=True, indexed=True)
    build.add_bytes_field("card", stored=True)
    return build.build()


def document(entry: Entry) -> Any:
    called = [entry.name, *entry.aliases]
    made = tantivy.Document()
    for field, tokens in _split(entry, called).items():
        made.add_text(field, " ".join(tokens))
    for spelled in called:
        made.add_text("said", " ".join(sounds.syllables(spelled)))
        for reading in sounds.initials(spelled):
            made.add_text("first", " ".join(reading))
    for field, value in _raw(entry, called):
        made.add_text(field, value)
    made.add_text("english", entry.english)
    made.add_unsigned("same", same(entry.name))
    made.add_bytes("card", card(entry))
    return made


def same(name: str) -> int:
    """Equal for names that differ in nothing but punctuation."""
    return int.from_bytes(blake2b(plain(name).encode(), digest_size=8).digest(), "big")


def _split(entry: Entry, called: list[str]) -> dict[str, list[str]]:
    return {
        "pair": pairs(entry.name),
        "unit": units(entry.name),
        "also": list(chain.from_iterable(pairs(alias) + units(alias) for alias in entry.aliases)),
        "sound": list(chain.from_iterable(map(sounds.sound_pairs, called))),
        "body": pairs(f"{entry.dept} {entry.text[:LONGEST_TEXT]}"),
    }


def _raw(entry: Entry, called: list[str]) -> list[tuple[str, str]]:
    found = [("key", entry.key), ("region", entry.region_code), ("dept", entry.dept)]
    found += [("code", part) for part in _codes(entry.code)]
    found += [("begin", begin) for name in called if (begin := plain(name))]
    found += [("inside", node) for node in places.chain_of(entry.region_code)]
    found += [("audience", value) for value in entry.audience] + [("topic", value) for value in entry.topics]
    return [(field, value) for field, value in found if value]


def _codes(code: str) -> list[str]:
    """The whole code, and of a task or handling code (31, 33 characters) also the basic code at its 20th
    character.
    """
    whole = code.lower()
    return [whole, whole[19:]] if len(whole) in {31, 33} else [whole]


def card(entry: Entry) -> bytes:
    """What ranking and the page need, stored with the document; the sound as one string of pairs."""
    heard = [" ".join(sounds.sound_pairs(name)) for name in (entry.name, *entry.aliases)]
    shown = [
        entry.key,
        entry.code,
        entry.name,
        entry.region_code,
        entry.dept,
        entry.english,
        entry.popularity,
    ]
    return orjson.dumps([*shown, list(entry.aliases), heard])
