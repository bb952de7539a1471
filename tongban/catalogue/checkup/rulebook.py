"""The rules as they are in force here: what is shipped, and what this installation made of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from tongban.catalogue.checks import Severity
from tongban.catalogue.checkup.models import RuleRow, Weight, WordRow
from tongban.statutes.api import Library

WORDS = Path(__file__).parent / "words.txt"
NAMES: dict[str, Any] = {
    "vague_clause": _("A vague clause"),
    "proof_nobody_issues": _("A proof that nobody issues"),
    "secret_word": _("Meant for the house alone"),
    "held_by_government": _("A paper that government holds"),
    "photocopy_asked": _("A photocopy is asked for"),
    "named_twice": _("A material named twice"),
    "missing_element": _("An element is missing"),
    "promise_longer_than_law": _("Promised longer than the law allows"),
    "at_once_with_days": _("Done on the spot, yet with days"),
    "no_visit_but_not_online": _("No visit, yet no way from home"),
    "no_visit_but_originals": _("No visit, yet papers to be brought"),
    "no_visit_but_window": _("No visit, yet the text sends people to a window"),
    "dead_contact": _("A contact that cannot be reached"),
    "same_for_asking_and_complaining": _("Complaints go to whom one asks"),
    "text_cut_off": _("A text is cut off"),
    "basis_not_found": _("A legal basis that is not there"),
    "basis_repealed": _("A law that was repealed"),
    "basis_superseded": _("An earlier edition of a law"),
    "basis_misquoted": _("A law quoted wrongly"),
    "differs_across_levels": _("Differs from other levels"),
    "before_publication": _("Would keep a new version from publication"),
    "not_a_guide": _("Cannot be read as a guide"),
}
Used = Severity | Literal["off"]
Counts = Callable[[str, int], bool]


@dataclass(frozen=True)
class VagueWord:
    place: str
    severity: Used
    word: str
    shipped: bool = True
    chosen: bool = False  # its severity is this installation's choice


@cache
def shipped_words() -> tuple[VagueWord, ...]:
    rows = (line.split("\t") for line in WORDS.read_text("utf-8").splitlines() if line.strip() and line[0] != "#")
    return tuple(VagueWord(place, _used(weight), word) for place, weight, word in rows)


def words_in_force(rows: list[WordRow]) -> list[VagueWord]:
    """The shipped ones as this installation weighs them, then its own."""
    own = {(row.place, row.word): row for row in rows}
    found = []
    for word in shipped_words():
        row = own.pop((word.place, word.word), None)
        found.append(VagueWord(word.place, _used(row.weight), word.word, chosen=True) if row else word)
    return found + [VagueWord(row.place, _used(row.weight), row.word, False, True) for row in own.values()]


def _used(weight: str) -> Used:
    return "off" if weight == Weight.OFF else "error" if weight == Weight.ERROR else "warning"


@dataclass
class RuleBook:
    """`weights`: rule → severity instead of its own, or off. `unknown`: laws cited that the library does not hold."""

    words: list[VagueWord] = field(default_factory=lambda: list(shipped_words()))
    weights: dict[str, str] = field(default_factory=dict)
    library: Library = field(default_factory=lambda: Library({}))
    cited: int = 0
    unknown: Counter[str] = field(default_factory=Counter)

    @classmethod
    def in_force(cls, laws: Iterable[str] | None = None) -> RuleBook:
        """With the whole library of statutes, or with these laws of it."""
        weights = {row.rule: row.weight for row in RuleRow.objects.exclude(weight="")}
        return cls(words_in_force(list(WordRow.objects.order_by("id"))), weights, Library.load(laws, texts=True))

    @cached_property
    def off(self) -> frozenset[str]:
        return frozenset(rule for rule, weight in self.weights.items() if weight == Weight.OFF)

    def is_off(self, rule: str) -> bool:
        return rule in self.off

    def weigh(self, rule: str, severity: Severity) -> Severity:
        weight = self.weights.get(rule)
        return severity if weight is None else "error" if weight == Weight.ERROR else "warning"

    @cached_property
    def by_place(self) -> dict[str, list[VagueWord]]:
        """Longest first, so that the whole clause is told."""
        used = sorted((one for one in self.words if one.severity != "off"), key=lambda one: -len(one.word))
        return {place: [one for one in used if one.place == place] for place in {one.place for one in used}}

    @cached_property
    def exceptions(self) -> dict[str, list[str]]:
        """Expressions switched off, by place: a word inside one of them is no hit (内部资料 in 内部资料性出版物)."""
        off = [one for one in self.words if one.severity == "off"]
        return {place: [one.word for one in off if one.place == place] for place in {one.place for one in off}}

    def said(self, place: str, text: str, counts: Counts = lambda text, at: True) -> tuple[VagueWord, int] | None:
        """The longest word in force that stands in this text and counts there, and where; not inside a longer one that
        is switched off.
        """
        found = (one for one in self.by_place.get(place, []) if one.word in text)
        longer = [one for one in self.exceptions.get(place, []) if one in text]
        places = ((one, at) for one in found for at in _outside(text, one.word, longer))
        return next(((one, at) for one, at in places if counts(text, at)), None)


def _outside(text: str, word: str, longer: list[str]) -> list[int]:
    inside = [span for one in longer if word in one for span in _spans(text, one)]
    return [start for start, end in _spans(text, word) if not any(a <= start and end <= b for a, b in inside)]


def _spans(text: str, word: str) -> list[tuple[int, int]]:
    return [at.span() for at in re.finditer(re.escape(word), text)]
