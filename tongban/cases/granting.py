"""The licence that a granted case leads to; `licences` is an earlier room, so it is called at its door."""

from __future__ import annotations

from tongban.cases.entries import entered
from tongban.cases.face import face
from tongban.cases.models import Case
from tongban.cases.papers import local
from tongban.cases.periods import years_later
from tongban.kit.act import Actor
from tongban.licences import api as licences


def issue_licence(*, case: Case, by: Actor) -> licences.Licence:
    assert case.decided_at is not None
    result, day = case.guide.result, local(case.decided_at).date()
    holder_name = case.beneficiary_name or case.applicant_name
    person_code = case.beneficiary_id if case.beneficiary_name else case.user.id_number
    return licences.issue(
        origin=case,
        type_code=result.licence_type or "",
        holder=case.user,
        holder_name=holder_name,
        holder_code=case.enterprise.uscc if case.enterprise else person_code,
        enterprise_key=str(case.enterprise_id or ""),
        org_code=case.org_code,
        region_code=case.region_code,
        face=[
            {"label": r["label"], "value": r["value"]}
            for r in [*face(case), *entered(case)]
            if r["value"] != holder_name
        ],
        valid_from=day,
        valid_until=years_later(day, result.validity_years),
        case_number=case.number,
        item=case.item_name,
        by=by,
    )
