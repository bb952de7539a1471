"""What a paper has to say because of what it belongs to, told again before its organ seals it (Q6).

Whoever takes over the process on the internet writes papers of citizens' acts; they say what application, case and the
guide in force then say, and besides only what the applicant may say themselves.
"""

from __future__ import annotations

from typing import Any

from tongban.cases.models import Case
from tongban.cases.papers import addressed, iso, local, named, of_acceptance, of_ending
from tongban.cases.receiving import entitled
from tongban.cases.states import State
from tongban.documents.api import Paper, papers_of
from tongban.intake import api as intake

Content = dict[str, Any]
HOW_IT_ENDED = {State.WITHDRAWN: "withdrawn", State.TERMINATED: "not_corrected"}
# Papers that citizens' acts write, beside the receipt: what of them only their act knew.
OF_CASES: dict[str, tuple[str, ...]] = {
    "acceptance": ("due",),  # a pause or an extension may come before it is printed
    "withdrawal": ("reason",),
    "delivery": ("method", "place", "signed_by", "relation", "remark"),
}


def retold(paper: Paper) -> Content | None:
    """None for a receipt of no application, an acceptance of no case."""
    if paper.kind == "receipt":
        return _receipt(paper) if paper.subject_type == intake.Application.subject_type else None
    if paper.subject_type != Case.subject_type:
        return None if paper.kind in OF_CASES else dict(paper.content)
    case = Case.objects.select_related("enterprise", "user").filter(pk=paper.subject_key).first()
    if case is None or case.org_code != paper.org_code:
        return None
    told: Content = addressed(case) | _told(paper, case)
    said: Content = paper.content
    if paper.kind not in OF_CASES:
        return said | {name: fact for name, fact in told.items() if fact}
    return told | {name: said[name] for name in OF_CASES[paper.kind] if name in said}


def _told(paper: Paper, case: Case) -> Content:
    at = local(paper.made_at)
    if paper.kind == "acceptance":
        known = {material.name.zh for material in case.guide.materials}
        kept = [line for line in paper.content.get("supplements", []) if line.get("name") in known]
        return of_acceptance(case, at) | {"supplements": kept}
    if paper.kind == "withdrawal":
        return of_ending(case, at, HOW_IT_ENDED.get(State(case.state), ""))
    if paper.kind == "delivery":
        handed = [one for one in named(list(papers_of(case))) if one in paper.content["documents"]]
        return {
            "documents": handed,
            "recipient": entitled(case),
            "served_at": at.isoformat(),
            "signed_at": at.isoformat(),
        }
    return {"received_on": iso(local(case.received_at))} if "received_on" in paper.content else {}


def _receipt(paper: Paper) -> Content | None:
    rows = intake.Application.objects.select_related("user", "enterprise", "agent", "version")
    row = rows.filter(pk=paper.subject_key).first()
    if row is None or row.org_code != paper.org_code:
        return None
    known = {material.name.zh for material in row.guide.materials}
    materials = [line for line in paper.content.get("materials", []) if line.get("name") in known]
    return intake.of_receipt(row, local(paper.made_at)) | {"materials": materials}
