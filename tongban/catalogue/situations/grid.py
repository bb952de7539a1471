"""The table as its page draws it: boxes to tick, what they say when folded, and where the faults stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.catalogue.guide import Guide, Question
from tongban.catalogue.situations.clauses import Columns, Value
from tongban.catalogue.situations.soundness import labels, short
from tongban.catalogue.situations.table import PARTS, Content, Row, code, names_of

Offered = dict[str, tuple[str, list[tuple[str, str]]]]
"""By question: how it is called, and its answers as (code, label)."""


@dataclass(frozen=True)
class Box:
    value: str
    label: str
    ticked: bool


@dataclass(frozen=True)
class Cell:
    """A column of one row: its boxes, and what is said of them while they are folded."""

    name: str
    title: str
    boxes: list[Box]
    said: str
    error: str = ""

    @property
    def is_set(self) -> bool:
        return any(box.ticked for box in self.boxes)


@dataclass(frozen=True)
class Line:
    """One row. `prefix` of its names; the first row is everybody's and stays where it is."""

    number: int
    row: Row
    cells: list[Cell]
    parts: list[Cell]
    last: bool

    @property
    def prefix(self) -> str:
        return f"r{self.number}."

    @property
    def is_first(self) -> bool:
        return self.number == 0


def lines(content: Content, rows: list[Row], columns: Columns) -> list[Line]:
    offered = _offered(columns)
    return [_line(number, row, content, offered, number == len(rows) - 1) for number, row in enumerate(rows)]


def new_line(content: Content, number: int, columns: Columns) -> Line:
    """An empty row, for the script that adds one without asking the server."""
    return _line(number, Row(), content, _offered(columns), True)


def _offered(columns: Columns) -> Offered:
    return {
        key: (short(columns, key), [(code(value), label) for value, label in choices(columns, key)])
        for key in columns.questions
    }


def _line(number: int, row: Row, content: Content, offered: Offered, last: bool) -> Line:
    prefix = f"r{number}."
    cells = [_cell(prefix, key, row, *what) for key, what in offered.items()]
    parts = [_part(prefix, part, row, content) for part in PARTS]
    return Line(number, row, cells, parts, last)


def _cell(prefix: str, key: str, row: Row, title: str, answers: list[tuple[str, str]]) -> Cell:
    ticked = row.cells.get(key, [])
    boxes = [Box(value, label, value in ticked) for value, label in answers]
    said = pgettext("list", ", ").join(box.label for box in boxes if box.ticked)
    return Cell(f"{prefix}q.{key}", title, boxes, said or _("any"), row.errors.get("cells", ""))


def choices(columns: Columns, key: str) -> Iterator[tuple[Value, str]]:
    question = columns.questions[key]
    values: list[Value] = [option.value for option in question.options] if question.type == "choice" else [True, False]
    for value in [*values, None] if question.when else values:
        yield value, labels(columns, key, frozenset({value}))[0]


def _part(prefix: str, part: str, row: Row, content: Content) -> Cell:
    ones = zip(names_of(content, part), content.get(part) or [], strict=True)
    boxes = [Box(name, one["name"]["zh"], name in row.ticked[part]) for name, one in ones]
    said = pgettext("list", ", ").join(box.label for box in boxes if box.ticked)
    return Cell(f"{prefix}{part}", part_titles()[part], boxes, said or "–", row.errors.get(part, ""))


def part_titles() -> dict[str, str]:
    return {"materials": _("Materials"), "fees": _("Fees"), "steps": _("Steps")}


# Trying


@dataclass(frozen=True)
class Tried:
    """One question as the trial shows it; `hidden`: these answers do not lead to it."""

    question: Question
    options: list[Box]
    hidden: bool


@dataclass(frozen=True)
class Trial:
    """Answers that somebody tries. `following` once every question that is asked is answered."""

    questions: list[Tried]
    answers: dict[str, Any]
    following: Any = None
    open: list[str] = field(default_factory=list)


def typed_answers(given: Mapping[str, str], guide: Guide) -> dict[str, Any]:
    found = {question.key: question.read(given.get(f"t.{question.key}")) for question in guide.situation.questions}
    return {key: answer for key, answer in found.items() if answer is not None}


def trial(guide: Guide, columns: Columns, answers: dict[str, Any], facts: Mapping[str, Any]) -> Trial:
    """`facts`: the day, as `on_day` gives it."""
    asked = {question.key: answer for question, answer in guide.asked(answers)}
    shown = [_tried(question, columns, asked) for question in guide.situation.questions]
    still = [key for key, answer in asked.items() if answer is None]
    kept = {key: answer for key, answer in asked.items() if answer is not None}
    done = guide.following({**facts, "situation": kept}) if not still else None
    return Trial(shown, kept, done, still)


def _tried(question: Question, columns: Columns, asked: dict[str, Any]) -> Tried:
    answer = asked.get(question.key)
    pairs = ((value, label) for value, label in choices(columns, question.key) if value is not None)
    boxes = [
        Box({True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value), label, value == answer)
        for value, label in pairs
    ]
    return Tried(question, boxes, question.key not in asked)
