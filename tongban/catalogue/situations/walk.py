"""All the ways through the questions of a guide, as far as conditions tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tongban.catalogue.guide import Guide, Question, holds
from tongban.catalogue.situations.clauses import Clause, Columns, Value, clauses_of

MOST_WAYS = 10_000
# question → the answers that lead the same way; None alone where it is not asked
Way = dict[str, frozenset[Value]]


# Ways as a set: one byte for each, 1 where the way belongs to it, read as one number.
Among = int


class Ways:
    """`known`: every way, up to the bound; `is_cut`: whether there are more; `all` of them as a set."""

    def __init__(self, guide: Guide, columns: Columns, clauses: list[Clause]) -> None:
        self.questions, self.columns = guide.situation.questions, columns
        self.classes = {question.key: self._classes(question.key, guide, clauses) for question in self.questions}
        self.known: list[Way] = []
        self.is_cut = False
        for way in self._from(0, {}):
            if len(self.known) == MOST_WAYS:
                self.is_cut = True
                break
            self.known.append(way)
        self.all: Among = int.from_bytes(b"\1" * len(self.known), "little")
        self._marked = self._marks()

    def _marks(self) -> dict[str, dict[frozenset[Value], Among]]:
        """For each question and its answers the ways that go there."""
        found: dict[str, dict[frozenset[Value], bytearray]] = {question.key: {} for question in self.questions}
        for place, way in enumerate(self.known):
            for key, values in way.items():
                found[key].setdefault(values, bytearray(len(self.known)))[place] = 1
        return {
            key: {values: int.from_bytes(marks, "little") for values, marks in mine.items()}
            for key, mine in found.items()
        }

    def of(self, clause: Clause) -> Among:
        """The ways for which a row holds by its cells; what an expression says besides is left open."""
        found = self.all
        for key, values in clause.cells:
            found &= union(marks for own, marks in self._marked[key].items() if own <= values)
        return found

    def those(self, among: Among) -> list[Way]:
        marks = among.to_bytes(len(self.known), "little")
        return [way for way, mark in zip(self.known, marks, strict=True) if mark]

    def _classes(self, key: str, guide: Guide, clauses: list[Clause]) -> list[frozenset[Value]]:
        """Answers that every column and every question's condition treats alike; all apart, where one is intricate."""
        conditions = [
            clause for question in self.questions if question.when for clause in clauses_of(question.when, self.columns)
        ]
        apart = any(f"situation.{key}" in clause.other for clause in conditions)
        alike: dict[Any, set[Value]] = {}
        for value in self.columns.domains[key] - {None}:
            marks = tuple(
                value in clause.allowed.get(key, self.columns.domains[key]) for clause in conditions + clauses
            )
            alike.setdefault((marks, value if apart else ""), set()).add(value)
        return sorted((frozenset(values) for values in alike.values()), key=self._place(key))

    def _place(self, key: str) -> Any:
        order = {option.value: number for number, option in enumerate(self.columns.questions[key].options)}
        return lambda values: min(order.get(value, 0 if value else 1) for value in values)

    def _from(self, at: int, way: Way) -> Iterator[Way]:
        if at == len(self.questions):
            yield way
            return
        question = self.questions[at]
        asked = question.when is None or _is_asked(question, way)
        for values in self.classes[question.key] if asked else [frozenset[Value]({None})]:
            yield from self._from(at + 1, {**way, question.key: values})


def _is_asked(question: Question, way: Way) -> bool:
    return holds(question.when, {"situation": one_of(way)})


def one_of(way: Way) -> dict[str, Value]:
    """Answers of one person who goes this way."""
    return {key: next(iter(sorted(values, key=str))) for key, values in way.items() if None not in values}


def union(several: Iterable[Among]) -> Among:
    found = 0
    for one in several:
        found |= one
    return found


def merged(ways: list[Way]) -> list[Way]:
    """The same ways in fewer lines: two that differ in one question become one."""
    found, changed = list(ways), True
    while changed and len(found) > 1:
        found, changed = _merged_once(found)
    return found


def _merged_once(ways: list[Way]) -> tuple[list[Way], bool]:
    for key in ways[0]:
        groups: dict[tuple[Any, ...], list[Way]] = {}
        for way in ways:
            rest = tuple((name, values) for name, values in way.items() if name != key)
            groups.setdefault(rest, []).append(way)
        if len(groups) < len(ways):
            return [{**group[0], key: frozenset().union(*(w[key] for w in group))} for group in groups.values()], True
    return ways, False
