"""The decision table of a guide: its conditions as rows, and the content that a changed table makes.

A row is for those whose answers its cells allow, and says what follows: a refusal or a note, materials, fees, steps,
working days. Several rows may hold at once (DMN: COLLECT); of refusals and of limits the uppermost counts. The first
row is everybody's. Everything is kept as it was typed until `applied` reads it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.guide import Guide
from tongban.catalogue.situations.clauses import ALWAYS, Clause, Columns, Value, clause_of, clauses_of, same, when_of
from tongban.workflow.api import ExpressionFault, compile_expression

Content = dict[str, Any]
MOST_ROWS = 200
PARTS = ("materials", "fees", "steps")  # what rows tick; a material by its key, fees and steps by their place
LINES = ("other", "say", "zh", "en", "law", "article", "legal_days", "promise_days")


@dataclass
class Row:
    """`cells`: question → codes of the answers ticked, none for any; `ticked`: part → names ticked."""

    cells: dict[str, list[str]] = field(default_factory=dict)
    other: str = ""
    say: str = ""
    zh: str = ""
    en: str = ""
    law: str = ""
    article: str = ""
    legal_days: str = ""
    promise_days: str = ""
    ticked: dict[str, list[str]] = field(default_factory=lambda: {part: [] for part in PARTS})
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not any([*self.ticked.values(), *(getattr(self, name) for name in LINES if name != "other")])

    @property
    def has_days(self) -> bool:
        return bool(self.legal_days or self.promise_days)


def code(value: Value) -> str:
    """An answer as a page sends it; an option may be called “yes” too."""
    return {None: "none", True: "yes", False: "no"}[value] if not isinstance(value, str) else f"v:{value}"


def names_of(content: Content, part: str) -> list[str]:
    rows = content.get(part) or []
    return [row["key"] for row in rows] if part == "materials" else [str(place) for place in range(len(rows))]


# From the content to the table


def rows_of(content: Content, columns: Columns) -> list[Row]:
    """Everybody's row first, then refusals and notes in their order, limits, and what is only asked of some."""
    table: list[tuple[Clause, Row]] = [(ALWAYS, Row())]
    for outcome in (content.get("situation") or {}).get("outcomes") or []:
        table += [(clause, _outcome(outcome, clause)) for clause in clauses_of(outcome["when"], columns)]
    for limit in content.get("limits") or []:
        table += [(clause, _limit(limit, clause)) for clause in clauses_of(limit["when"], columns)]
    for part in PARTS:
        for name, one in zip(names_of(content, part), content.get(part) or [], strict=True):
            for clause in clauses_of(one.get("when"), columns):
                _row_for(clause, table).ticked[part].append(name)
    return [row for _clause, row in table]


def _row_for(clause: Clause, table: list[tuple[Clause, Row]]) -> Row:
    for known, row in table:
        if known == clause:
            return row
    table.append((clause, _cells(Row(), clause)))
    return table[-1][1]


def _cells(row: Row, clause: Clause) -> Row:
    row.cells = {key: sorted(map(code, values)) for key, values in clause.cells}
    row.other = clause.other
    return row


def _outcome(outcome: Content, clause: Clause) -> Row:
    say = "refuse" if outcome.get("refuse") else "note"
    text, basis = outcome[say], outcome.get("basis") or {}
    row = Row(say=say, zh=text["zh"], en=text.get("en") or "")
    row.law, row.article = basis.get("law", ""), basis.get("article", "")
    return _cells(row, clause)


def _limit(limit: Content, clause: Clause) -> Row:
    basis = limit.get("basis") or {}
    row = Row(law=basis.get("law", ""), article=basis.get("article", ""))
    row.legal_days, row.promise_days = _figure(limit.get("legal_days")), _figure(limit.get("promise_days"))
    return _cells(row, clause)


def _figure(number: Any) -> str:
    return "" if number is None else str(number)


# From what was typed to the table


def typed_rows(given: Any, columns: Columns) -> list[Row]:
    """`given`: a QueryDict with names such as `r3.q.place`, `r3.zh`, `r3.fees`; `rows` says how many."""
    text = given.get("rows", "")
    count = min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    rows = [_typed(given, f"r{number}.", columns) for number in range(count)] or [Row()]
    rows[0].cells, rows[0].other = {}, ""
    return rows


def _typed(given: Any, prefix: str, columns: Columns) -> Row:
    row = Row(**{name: given.get(prefix + name, "").replace("\r\n", "\n").strip() for name in LINES})
    row.cells = {key: given.getlist(f"{prefix}q.{key}") for key in columns.domains}
    row.ticked = {part: given.getlist(prefix + part) for part in PARTS}
    return row


def pressed(rows: list[Row], given: Any) -> bool:
    """Adds, removes or moves a row as the button said; True if one was pressed."""
    if "add" in given:
        rows.append(Row())
        return True
    if found := re.fullmatch(r"(\d{1,3})", given.get("remove", "")):
        del rows[max(int(found[1]), 1) : int(found[1]) + 1]
        return True
    if found := re.fullmatch(r"(\d{1,3})-(up|down)", given.get("move", "")):
        _move(rows, int(found[1]), -1 if found[2] == "up" else 1)
        return True
    return False


def _move(rows: list[Row], at: int, by: int) -> None:
    """Everybody's row stays the first."""
    to = at + by
    if 1 <= at < len(rows) and 1 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]


# From the table to the content


def applied(content: Content, rows: Sequence[Row], columns: Columns) -> tuple[Content, bool]:
    """(the content that the table makes, whether every row could be read); faults stand in `errors` of their row."""
    made, read = copy.deepcopy(content), _Reading(columns, rows)
    for part in PARTS:
        _condition(made, part, read)
    situation = made.setdefault("situation", {})
    _put(situation, "outcomes", _outcomes(situation.get("outcomes") or [], read))
    _put(made, "limits", _limits(made.get("limits") or [], read))
    if not situation:
        del made["situation"]
    return made, not any(row.errors for row in rows)


class _Reading:
    """The rows with their clauses; what can't be read is noted at the row and stays out."""

    def __init__(self, columns: Columns, rows: Sequence[Row]) -> None:
        self.columns, self.rows = columns, rows
        for number, row in enumerate(rows):
            row.errors = dict(_faults(row, columns, first=number == 0))
        self.pairs = [(row, _clause(row, columns)) for row in rows if "cells" not in row.errors | _other(row)]

    def ticking(self, part: str, name: str) -> list[Clause]:
        return [clause for row, clause in self.pairs if name in row.ticked[part]]


def _other(row: Row) -> dict[str, str]:
    return {"cells": ""} if "other" in row.errors else {}


def _faults(row: Row, columns: Columns, *, first: bool) -> Iterator[tuple[str, str]]:
    domains = columns.domains
    for key, codes in row.cells.items():
        known = {code(value) for value in domains.get(key, ())}
        if not set(codes) <= known:
            yield "cells", _("An answer ticked here is none of the question's any more. Tick anew.")
    if row.other:
        try:
            compile_expression(row.other)
        except ExpressionFault as fault:
            yield "other", str(fault)
    if row.say and not row.zh:
        yield "zh", _("Nothing is written in Chinese. Write what is said, or choose “nothing”.")
    if not row.say and (row.zh or row.en):
        yield "say", _("Something is written here. Choose whether it refuses or only tells.")
    if first and (row.say or row.has_days):
        yield "say", _("What is said or promised to everybody stands among the plain elements.")
    if bool(row.law) != bool(row.article):
        yield "law", _("Law and article go together. Fill in both, or neither.")
    for name in ("legal_days", "promise_days"):
        if not re.fullmatch(r"|[0-9]{1,4}", getattr(row, name)):
            yield name, _("Found “%(found)s”; wanted a whole number of working days.") % {"found": getattr(row, name)}


def _clause(row: Row, columns: Columns) -> Clause:
    chosen: dict[str, frozenset[Value]] = {}
    for key, codes in row.cells.items():
        values = frozenset(value for value in columns.domains[key] if code(value) in codes)
        chosen |= {key: values} if values else {}
    return clause_of(chosen, row.other, columns)


def _put(owner: Content, name: str, rows: list[Content]) -> None:
    if rows:
        owner[name] = rows
    else:
        owner.pop(name, None)


def _condition(made: Content, part: str, read: _Reading) -> None:
    for name, one in zip(names_of(made, part), made.get(part) or [], strict=True):
        clauses = read.ticking(part, name)
        if not clauses:
            read.rows[0].errors.setdefault(part, _nobody(one))
        elif not same(one.get("when"), clauses, read.columns):
            when = when_of(clauses, read.columns)
            one.pop("when", None)
            one |= {"when": when} if when else {}


def _nobody(one: Content) -> str:
    words = _("“%(name)s” is ticked in no row. Tick it where it is asked, or take it out among the plain elements.")
    return words % {"name": one["name"]["zh"]}


def _outcomes(old: list[Content], read: _Reading) -> list[Content]:
    """Rows that say the same are one outcome: notes wherever they stand, refusals when they follow each other."""
    groups: list[tuple[Row, list[Clause]]] = []
    for row, clause in read.pairs:
        if row.say in ("refuse", "note") and row.zh:
            known = groups if row.say == "note" else [group for group in groups if group[0].say == "refuse"][-1:]
            group = next((group for group in known if _said(group[0]) == _said(row)), None)
            if group is None:
                groups.append((row, [clause]))
            else:
                group[1].append(clause)
    return [_written_outcome(row, clauses, old, read.columns) for row, clauses in groups]


def _said(row: Row) -> tuple[str, ...]:
    return row.say, row.zh, row.en, row.law, row.article


def _written_outcome(row: Row, clauses: list[Clause], old: list[Content], columns: Columns) -> Content:
    before = next((one for one in old if (one.get(row.say) or {}).get("zh") == row.zh), {})
    when = _when(before.get("when"), clauses, columns)
    text = {"zh": row.zh} | ({"en": row.en} if row.en else {})
    return {"when": when, row.say: text, **_basis(row, before)}


def _when(before: str | None, clauses: list[Clause], columns: Columns) -> str:
    """A refusal and a limit must have a condition; of those for everybody it is “true”."""
    if before is not None and same(before, clauses, columns):
        return before
    return when_of(clauses, columns) or "true"


def _basis(row: Row, before: Content) -> Content:
    if not row.law or not row.article:
        return {}
    known = before.get("basis") or {}
    basis = {"law": row.law, "article": row.article}
    is_same = all(known.get(name) == word for name, word in basis.items())
    return {"basis": known if is_same else basis}


def _limits(old: list[Content], read: _Reading) -> list[Content]:
    """Rows that follow each other with the same days are one: the first that holds counts, so their order stays."""
    groups: list[tuple[Row, list[Clause]]] = []
    for row, clause in read.pairs:
        if row.has_days and not {"legal_days", "promise_days"} & row.errors.keys():
            if groups and _days(groups[-1][0]) == _days(row):
                groups[-1][1].append(clause)
            else:
                groups.append((row, [clause]))
    return [_written_limit(row, clauses, old, read.columns) for row, clauses in groups]


def _days(row: Row) -> tuple[str, ...]:
    return row.legal_days, row.promise_days, row.law, row.article


def _written_limit(row: Row, clauses: list[Clause], old: list[Content], columns: Columns) -> Content:
    figures = {name: int(getattr(row, name)) for name in ("legal_days", "promise_days") if getattr(row, name)}
    alike = [one for one in old if {k: one[k] for k in ("legal_days", "promise_days") if k in one} == figures]
    before = next((one for one in alike if same(one["when"], clauses, columns)), alike[0] if alike else {})
    return {"when": _when(before.get("when"), clauses, columns), **figures, **_basis(row, before)}


def columns_of(guide: Guide) -> Columns:
    return Columns(guide.situation.questions)


def blank(rows: Iterable[Row]) -> list[int]:
    """Places of rows, everybody's aside, from which nothing follows."""
    return [number for number, row in enumerate(rows) if number and row.is_blank]
