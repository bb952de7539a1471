"""What is wrong with the table as a whole: rows that nobody reaches, rows that contradict, people without a row."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.catalogue.guide import Guide, Limit
from tongban.catalogue.situations.clauses import Clause, Columns, Value, clause_of, clauses_of
from tongban.catalogue.situations.walk import Among, Way, Ways, merged, union

MOST_TOLD = 5


@dataclass(frozen=True)
class Gap:
    """`kind`: unreachable, overlapping, missing; `path` of the guide; the rest as a finding of the check-up."""

    kind: str
    path: str
    found: str
    wanted: str
    cure: str


def gaps(guide: Guide) -> list[Gap]:
    """In the order of the guide. What hangs on an expression besides the columns is given the benefit of the doubt."""
    return list(_Looking(guide).all()) if guide.situation.questions else []


def in_words(guide: Guide) -> Iterator[tuple[str, Limit]]:
    """(for whom, row) of each limit that hangs on the answers."""
    columns = Columns(guide.situation.questions)
    for row in guide.limits:
        whom = [clause_said(clause, columns) for clause in clauses_of(row.when, columns)]
        yield pgettext("between conditions", " or ").join(whom), row


def slowest(guide: Guide) -> tuple[int, int | None]:
    """(working days of the steps together, days promised) of the applicant whose steps take the longest beyond it."""
    looking = _Looking(guide)
    found = list(looking.days()) or [(0, None)]
    return max(found, key=lambda pair: pair[0] - (pair[1] if pair[1] is not None else pair[0]))


class _Looking:
    def __init__(self, guide: Guide) -> None:
        self.guide, self.columns = guide, Columns(guide.situation.questions)
        self.rows = {path: clauses_of(when, self.columns) for path, when in _conditions(guide)}
        clauses = [clause for mine in self.rows.values() for clause in mine]
        self.ways = Ways(guide, self.columns, clauses)
        outcomes = enumerate(guide.situation.outcomes)
        self.refusals = {f"situation.outcomes[{number}]" for number, row in outcomes if row.refuse}
        self.open: Among = self.ways.all & ~union(map(self.certain, self.refusals))

    def among(self, path: str) -> Among:
        """The ways for which one of the rows may hold."""
        return union(map(self.ways.of, self.rows[path]))

    def certain(self, path: str) -> Among:
        """Those for which one holds whatever else is so."""
        return union(self.ways.of(clause) for clause in self.rows[path] if not clause.other)

    def all(self) -> Iterator[Gap]:
        yield from self._unreachable()
        yield from self._overlapping()
        yield from self._missing()

    def _unreachable(self) -> Iterator[Gap]:
        if self.ways.is_cut:
            return
        refused: Among = 0
        for path, clauses in self.rows.items():
            outcome = path.startswith("situation.")
            for clause in clauses:
                found = self.ways.of(clause)
                if not found:
                    why = _("answers that lead here; a question is hidden, or two columns exclude each other")
                    yield self._nobody(path, clause, why)
                elif not outcome and not found & self.open:
                    yield self._nobody(path, clause, _("somebody who is not refused already"))
                elif path in self.refusals and not found & ~refused:
                    yield self._nobody(path, clause, _("somebody whom no row above refuses already"))
            if path in self.refusals:
                refused |= self.certain(path)

    def _nobody(self, path: str, clause: Clause, why: str) -> Gap:
        return Gap("unreachable", path, self.said(clause), why, _("Correct the row, or take it out."))

    def _overlapping(self) -> Iterator[Gap]:
        """Two limits for the same person: the upper one counts. Two fees of one name: both are due."""
        for number, limit in enumerate(self.guide.limits):
            for earlier, other in enumerate(self.guide.limits[:number]):
                if (limit.legal_days, limit.promise_days) != (other.legal_days, other.promise_days):
                    wanted = _("one limit; the row “%(row)s” holds as well and counts, being above")
                    yield from self._both(f"limits[{number}]", f"limits[{earlier}]", wanted)
        for number, fee in enumerate(self.guide.fees):
            for earlier, before in enumerate(self.guide.fees[:number]):
                if fee.name.zh == before.name.zh:
                    wanted = _("one fee of this name; that of the row “%(row)s” is due as well")
                    yield from self._both(f"fees[{number}]", f"fees[{earlier}]", wanted)

    def _both(self, path: str, earlier: str, wanted: str) -> Iterator[Gap]:
        """Rows that an expression narrows may exclude each other: they are not told."""
        for mine, theirs in itertools.product(self.rows[path], self.rows[earlier]):
            both = self.ways.of(mine) & self.ways.of(theirs) & self.open
            if both and not mine.other and not theirs.other:
                row = self.said(theirs) or _("everybody")
                cure = _("Let the rows exclude each other by one more column, or take one out.")
                yield Gap("overlapping", path, self.shared(mine, theirs), wanted % {"row": row}, cure)
                return

    def shared(self, one: Clause, other: Clause) -> str:
        cells = one.allowed
        for key, values in other.cells:
            cells[key] = cells.get(key, values) & values
        return self.said(clause_of(cells, "", self.columns)) or _("everybody")

    def _missing(self) -> Iterator[Gap]:
        """Everybody who is not refused has a step, a limit, and, where there are fees, a row of the fees."""
        names = {"steps": _("a step"), "fees": _("a fee, if only “free of charge”")}
        for part, wanted in names.items():
            if getattr(self.guide, part):
                yield from self._without(part, wanted)
        if self.guide.limits and self.guide.promise_days is None:
            yield from self._without("limits", _("a limit"))

    def _without(self, part: str, wanted: str) -> Iterator[Gap]:
        held = union(self.among(path) for path in self.rows if path.startswith(f"{part}["))
        left = merged(self.ways.those(self.open & ~held))
        for way in left[:MOST_TOLD]:
            found = _("no row for: %(answers)s") % {"answers": self.way_said(way)}
            yield Gap("missing", part, found, wanted, _("Add a row for them, or tick it in a row they belong to."))

    def days(self) -> Iterator[tuple[int, int | None]]:
        """(working days of the steps together, days promised) of each sort of applicant."""
        for steps, some in self._steps(self.open):
            for number, row in enumerate(self.guide.limits):
                if found := some & self.among(f"limits[{number}]"):
                    yield steps, self.guide.promise_days if row.promise_days is None else row.promise_days
                    some &= ~found
            if some:
                yield steps, self.guide.promise_days

    def _steps(self, among: Among) -> list[tuple[int, Among]]:
        groups = [(0, among)]
        for number, step in enumerate(self.guide.steps):
            mine = self.among(f"steps[{number}]")
            split = [(days + step.days, some & mine) for days, some in groups] + [
                (d, some & ~mine) for d, some in groups
            ]
            alike: dict[int, Among] = {}
            for days, some in split:
                if some:
                    alike[days] = alike.get(days, 0) | some
            groups = list(alike.items())
        return groups

    # In words

    def said(self, clause: Clause) -> str:
        return clause_said(clause, self.columns)

    def way_said(self, way: Way) -> str:
        """Questions that any answer to leads here are left out."""
        told = [
            cell_said(key, values, self.columns)
            for key, values in way.items()
            if values | {None} != self.columns.domains[key] | {None} and values != {None}
        ]
        return pgettext("list", ", ").join(told) or _("everybody")


def clause_said(clause: Clause, columns: Columns) -> str:
    parts = [cell_said(key, values, columns) for key, values in clause.cells]
    return pgettext("between conditions", " and ").join([*parts, *([clause.other] if clause.other else [])])


def cell_said(key: str, values: frozenset[Value], columns: Columns) -> str:
    return f"{short(columns, key)}={'/'.join(labels(columns, key, values))}"


def short(columns: Columns, key: str) -> str:
    return columns.questions[key].text.said().rstrip("?？")


def labels(columns: Columns, key: str, values: frozenset[Value]) -> list[str]:
    question = columns.questions[key]
    named: list[tuple[Value, str]] = [(option.value, option.label.said()) for option in question.options]
    if question.type == "yesno":
        named = [(True, _("Yes")), (False, _("No"))]
    named.append((None, _("not asked")))
    return [label for value, label in named if value in values]


def _conditions(guide: Guide) -> Iterator[tuple[str, str | None]]:
    yield from ((f"situation.outcomes[{n}]", row.when) for n, row in enumerate(guide.situation.outcomes))
    for part in ("limits", "materials", "fees", "steps"):
        yield from ((f"{part}[{n}]", row.when) for n, row in enumerate(getattr(guide, part)))
