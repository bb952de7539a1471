"""The licence that a granted case leads to; `licences` is an earlier room, so it is called at its door."""

from __future__ import annotations

from tongban.cases.face import face
from tongban.cases.models import Case
from tongban.cases.papers import local
from tongban.cases.periods import years_later
from tongban.kit.act import Actor
from tongban.licences import api as licences


def issue_licence(*, case: Case, by: Actor) -> licences.Licence:
    assert case.decided_at is not None
    result, day = case.guide.result, local(case.decided_at).date()
    return licences.issue(
        origin=case,
        type_code=result.licence_type or "",
        holder=case.user,
        holder_name=case.applicant_name,
        holder_code=case.enterprise.uscc if case.enterprise else case.user.id_number,
        enterprise_key=str(case.enterprise_id or ""),
        org_code=case.org_code,
        region_code=case.region_code,
        face=[{"label": r["label"], "value": r["value"]} for r in face(case)],
        valid_from=day,
        valid_until=years_later(day, result.validity_years),
        case_number=case.number,
        item=case.item_name,
        by=by,
    )
