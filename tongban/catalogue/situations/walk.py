"""All the ways through the questions of a guide, as far as conditions tell them apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tongban.catalogue.guide import Guide, Question, holds
from tongban.catalogue.situations.clauses import Clause, Columns, Value, clauses_of
from tongban.workflow.api import ExpressionFault

MOST_WAYS = 20_000
# question → the answers that lead the same way; None alone where it is not asked
Way = dict[str, frozenset[Value]]


class Ways:
    """`known`: every way, up to the bound; `is_cut`: whether there are more."""

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
        asked = _is_asked(question, way)
        for values in self.classes[question.key] if asked else [frozenset[Value]({None})]:
            yield from self._from(at + 1, {**way, question.key: values})


def _is_asked(question: Question, way: Way) -> bool:
    """A condition that cannot be worked out is the check-up's to tell."""
    try:
        return holds(question.when, {"situation": one_of(way)})
    except ExpressionFault:
        return True


def one_of(way: Way) -> dict[str, Value]:
    """Answers of one person who goes this way."""
    return {key: next(iter(sorted(values, key=str))) for key, values in way.items() if None not in values}


def follows(clause: Clause, way: Mapping[str, frozenset[Value]]) -> bool:
    """By the cells; what an expression says besides is left open."""
    return all(way[key] <= values for key, values in clause.cells)


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
