"""How the items of one bundle stand: each line an item, with its application, its case, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tongban.cases.models import Case
from tongban.cases.standing import Row
from tongban.cases.standing import rows as rows_of
from tongban.documents.api import Paper
from tongban.intake import api as intake
from tongban.licences.api import Licence
from tongban.regions.api import organisation

TOLD_ELSEWHERE = "cases:case"


@dataclass
class Line:
    """`member`: of the bundle's guide. `after`: the lines for which it waits, or waited; `before`: those that wait for
    it. `row`: the case as a list of the applicant shows it."""

    member: Any
    application: intake.Application
    case: Case | None = None
    is_granted: bool = False
    row: Row | None = None
    after: list[Line] = field(default_factory=list)
    before: list[Line] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.application.shown_item

    @property
    def organ(self) -> Any:
        return organisation(self.application.org_code)

    @property
    def number(self) -> str:
        return self.application.receipt_no or ""

    @property
    def is_waiting(self) -> bool:
        return bool(self.application.state == intake.State.WAITING)

    @property
    def is_handed_back(self) -> bool:
        """A draft again: the applicant hands it in alone, or discards it."""
        return bool(self.application.state == intake.State.DRAFT)

    @property
    def has_failed(self) -> bool:
        """Nothing will come of it."""
        if self.case is not None:
            return not self.is_granted and (self.case.refused or not self.case.is_open)
        return self.application.state in (intake.State.DISCARDED, intake.State.TAKEN_BACK)

    @property
    def is_over(self) -> bool:
        return not self.case.is_open if self.case is not None else self.has_failed

    @property
    def is_decided(self) -> bool:
        return self.is_granted or self.has_failed

    @property
    def is_let_go(self) -> bool:
        """Over without a decision: withdrawn, taken back or discarded."""
        return self.has_failed and not (self.case is not None and self.case.refused)

    @property
    def still_after(self) -> list[Line]:
        return [line for line in self.after if not line.is_granted]

    @property
    def lost(self) -> Line | None:
        """The first item for which it waits in vain."""
        return next((line for line in self.after if line.has_failed), None)

    @property
    def is_ready(self) -> bool:
        return self.is_waiting and not self.still_after


def lines(whole: intake.Application, *, clocks: bool = False) -> list[Line]:
    """In the order of the bundle; a handful of queries, however many items there are. `clocks`: with the days owed."""
    parts = intake.parts_of(whole)
    cases = {case.application_id: case for case in Case.objects.filter(application__bundle=whole)}
    granted = _granted(cases.values())
    days = {row.case.pk: row for row in rows_of(cases.values())} if clocks else {}
    members = {member.code: member for member in whole.guide.members}
    found = []
    for part in parts:
        case = cases.get(part.pk)
        if case is not None:
            case.application = part
        is_granted = case is not None and case.subject_key in granted
        row = days.get(case.pk) if case is not None else None
        found.append(Line(members[part.version.item.code], part, case, is_granted, row))
    return _joined(found, list(members))


def waiting_for(case: Case) -> list[Line]:
    """The items of the same bundle that are handed on only when this one is granted."""
    whole = case.application.bundle
    if whole is None:
        return []
    own = next((line for line in lines(whole) if line.case == case), None)
    return [line for line in own.before if line.is_waiting] if own is not None else []


def _granted(cases: Iterable[Case]) -> set[str]:
    """Keys of those that were granted, handed out or not: the decision says so."""
    keys = [case.subject_key for case in cases if case.decided_at is not None]
    if not keys:
        return set()
    papers = Paper.objects.filter(subject_type=Case.subject_type, subject_key__in=keys, kind="grant")
    return set(papers.values_list("subject_key", flat=True))


def _joined(found: list[Line], order: list[str]) -> list[Line]:
    by_code = {line.member.code: line for line in found}
    for line in found:
        line.after = [by_code[code] for code in line.member.waits_for if code in by_code]
        for earlier in line.after:
            earlier.before.append(line)
    return sorted(found, key=lambda line: order.index(line.member.code))


def given_by(line: Line) -> dict[str, Any]:
    """What a granted item gives to later ones: its licence, else its decision."""
    assert line.case is not None
    paper = Paper.objects.filter(subject_type=Case.subject_type, subject_key=line.case.subject_key, kind="grant")
    licence = Licence.objects.select_related("paper").filter(
        origin_type=Case.subject_type, origin_key=line.case.subject_key
    )
    decision, held = paper.first(), licence.first()
    assert decision is not None
    shown = held.paper if held is not None and held.paper is not None else decision
    return {
        "source": line.member.code,
        "item": line.application.item_name,
        "item_en": line.application.item_name_en,
        "number": held.number if held is not None else decision.number,
        "on": decision.made_at.isoformat(),
        "organ": organisation(line.application.org_code).name,
        "check": shown.check_code,
    }


def taken(line: Line) -> list[dict[str, Any]] | None:
    """What `line` takes over from those before it, as `intake.go_on` wants it; None where one of them left it out."""
    given = {earlier.member.code: (given_by(earlier), earlier) for earlier in line.after}
    found = []
    for one in line.member.takes:
        if one.source not in given:
            continue
        facts, earlier = given[one.source]
        assert earlier.case is not None
        value = earlier.case.findings.get("entries", {}).get(one.entry, "") if one.entry else facts["number"]
        if not value:
            return None
        found.append(facts | {"value": value, "material": one.material, "field": one.field})
    return found
