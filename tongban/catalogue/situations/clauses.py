"""A condition as rows over the questions: each row says which answers it allows, and what no column can say."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tongban.catalogue.guide import Question
from tongban.workflow.api import ExpressionFault, compile_expression, literal, written

Value = str | bool | None
MOST_ROWS = 40  # of one condition; one that falls into more is shown as it is written


class Columns:
    """The questions in their order, and what each may be answered; None: it was not asked."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions = {question.key: question for question in questions}

    @cached_property
    def domains(self) -> dict[str, frozenset[Value]]:
        return {key: _domain(question) for key, question in self.questions.items()}


def _domain(question: Question) -> frozenset[Value]:
    answers: set[Value] = {option.value for option in question.options} if question.type == "choice" else {True, False}
    return frozenset(answers | ({None} if question.when else set()))


@dataclass(frozen=True)
class Clause:
    """`cells`: (question, allowed answers) of each column that is not “any”; `other`: an expression besides them."""

    cells: tuple[tuple[str, frozenset[Value]], ...] = ()
    other: str = ""

    @property
    def is_always(self) -> bool:
        return not self.cells and not self.other

    @property
    def allowed(self) -> dict[str, frozenset[Value]]:
        return dict(self.cells)

    def may_hold(self, situation: Mapping[str, Value]) -> bool:
        """By the cells alone; what `other` says is left open."""
        return all(situation.get(key) in values for key, values in self.cells)


ALWAYS = Clause()


def clause_of(cells: Mapping[str, frozenset[Value]], other: str, columns: Columns) -> Clause:
    """In the order of the questions, without the columns that allow everything."""
    domains = columns.domains
    kept = ((key, cells[key]) for key in domains if key in cells and cells[key] != domains[key])
    return Clause(tuple(kept), other)


def clauses_of(when: str | None, columns: Columns) -> list[Clause]:
    """One at least; any of them is enough. What is not of this shape stands in `other`, as it is written."""
    if when is None:
        return [ALWAYS]
    try:
        return list(dict.fromkeys(_alternatives(compile_expression(when).tree, columns)))
    except _Intricate:
        return [Clause(other=when)]


def when_of(clauses: Sequence[Clause], columns: Columns) -> str | None:
    """The condition that these rows are; None if one of them asks for nothing."""
    if any(clause.is_always for clause in clauses):
        return None
    return " or ".join(dict.fromkeys(_text(clause, columns, alone=len(clauses) == 1) for clause in clauses))


def same(when: str | None, clauses: Sequence[Clause], columns: Columns) -> bool:
    """Whether the condition says what these rows say, so that it need not be written anew."""
    found = set(clauses_of(when, columns))
    return found == set(clauses) or (ALWAYS in found and ALWAYS in clauses)


def bound(clause: Clause, columns: Columns) -> str:
    """The expression of one row; "" of the row that always holds."""
    return "" if clause.is_always else _text(clause, columns, alone=True)


class _Intricate(Exception):
    """Too many rows, or answers that exclude each other."""


def _alternatives(node: Any, columns: Columns) -> list[Clause]:
    if cell := _cell(node, columns):
        return [_checked({cell[0]: cell[1]}, "", columns)]
    if node.kind == "or":
        return [clause for part in node.parts for clause in _alternatives(part, columns)]
    if node.kind == "and":
        return _joined([_alternatives(part, columns) for part in node.parts], columns)
    return [Clause(other=written(node))]


def _joined(parts: list[list[Clause]], columns: Columns) -> list[Clause]:
    count = 1
    for part in parts:
        count *= len(part)
    if count > MOST_ROWS:
        raise _Intricate
    return [_both(combination, columns) for combination in itertools.product(*parts)]


def _both(clauses: Sequence[Clause], columns: Columns) -> Clause:
    cells: dict[str, frozenset[Value]] = {}
    for key, values in (cell for clause in clauses for cell in clause.cells):
        cells[key] = cells.get(key, values) & values
    others = [clause.other for clause in clauses if clause.other]
    other = others[0] if len(others) == 1 else " and ".join(map(_bracketed, others))
    return _checked(cells, other, columns)


def _checked(cells: dict[str, frozenset[Value]], other: str, columns: Columns) -> Clause:
    if not all(cells.values()):
        raise _Intricate
    return clause_of(cells, other, columns)


def _cell(node: Any, columns: Columns) -> tuple[str, frozenset[Value]] | None:
    """(question, allowed answers) of what one column can say."""
    if node.kind == "not":
        inner = _cell(node.parts[0], columns)
        return (inner[0], columns.domains[inner[0]] - inner[1]) if inner else None
    if node.kind == "or":
        cells = [_cell(part, columns) for part in node.parts]
        known = [cell for cell in cells if cell]
        if len(known) < len(cells) or len({key for key, _values in known}) > 1:
            return None
        return known[0][0], frozenset().union(*(values for _key, values in known))
    if node.kind == "compare":
        return _compared(node, columns)
    key = _question(node, columns)
    return (key, frozenset(value for value in columns.domains[key] if value)) if key else None


def _compared(node: Any, columns: Columns) -> tuple[str, frozenset[Value]] | None:
    left, right = node.parts
    if node.value in ("==", "!=") and _question(right, columns):
        left, right = right, left
    key, values = _question(left, columns), _values(right, listed=node.value in ("in", "not in"))
    if not key or values is None or node.value not in ("==", "!=", "in", "not in"):
        return None
    domain = columns.domains[key]
    if any(value is not None and not _is_in(value, domain) for value in values):
        return None  # no answer of this question: the check-up says so
    named = frozenset(values) & domain
    return key, named if node.value in ("==", "in") else domain - named


def _is_in(value: Any, domain: frozenset[Value]) -> bool:
    """1 is not true here."""
    return any(value == known and type(value) is type(known) for known in domain)


def _values(node: Any, *, listed: bool) -> list[Any] | None:
    nodes = node.parts if listed and node.kind == "list" else () if listed else (node,)
    return [one.value for one in nodes] if nodes and all(one.kind == "value" for one in nodes) else None


def _question(node: Any, columns: Columns) -> str:
    found = node.kind == "name" and len(node.value) == 2 and node.value[0] == "situation"
    return node.value[1] if found and node.value[1] in columns.domains else ""


def _text(clause: Clause, columns: Columns, *, alone: bool) -> str:
    parts = [_cell_text(key, values, columns) for key, values in clause.cells]
    if clause.other:
        parts.append(clause.other if alone and not parts else _bracketed(clause.other))
    return " and ".join(parts)


def _bracketed(text: str) -> str:
    try:
        return f"({text})" if compile_expression(text).tree.kind == "or" else text
    except ExpressionFault:
        return f"({text})"


def _cell_text(key: str, values: frozenset[Value], columns: Columns) -> str:
    name, domain = f"situation.{key}", columns.domains[key]
    if columns.questions[key].type == "yesno":
        return _yes_or_no(name, values)
    if None not in values:
        return f"{name} != null" if values == domain - {None} else _one_of(name, values, columns, key, negated=False)
    return f"{name} == null" if values == {None} else _one_of(name, domain - values, columns, key, negated=True)


def _one_of(name: str, values: frozenset[Value], columns: Columns, key: str, *, negated: bool) -> str:
    ordered = [literal(option.value) for option in columns.questions[key].options if option.value in values]
    if len(ordered) == 1:
        return f"{name} {'!=' if negated else '=='} {ordered[0]}"
    return f"{name} {'not in' if negated else 'in'} [{', '.join(ordered)}]"


def _yes_or_no(name: str, values: frozenset[Value]) -> str:
    words: dict[frozenset[Value], str] = {
        frozenset({True}): name,
        frozenset({False}): f"{name} == false",
        frozenset({None}): f"{name} == null",
        frozenset({False, None}): f"not {name}",
        frozenset({True, None}): f"{name} != false",
    }
    return words.get(values, f"{name} != null")
