"""What a paper has to say because of what it belongs to, whoever wrote it (Q6).

The worker compares before the organ's seal goes under it. The name of the service is that of the version in force then,
which the internet cannot write; number, addressee and day of receipt are those of the case.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from tongban.cases.models import Case
from tongban.cases.papers import iso, local
from tongban.documents.api import Paper
from tongban.intake import api as intake


def contradicted(paper: Paper) -> list[str]:
    """Parts of an application's or a case's paper that say something else than the application or case."""
    if paper.subject_type == intake.Application.subject_type:
        rows = intake.Application.objects.select_related("enterprise", "version")
        facts = _of_application(rows.get(pk=paper.subject_key), paper)
    elif paper.subject_type == Case.subject_type:
        facts = _of_case(Case.objects.select_related("enterprise").get(pk=paper.subject_key))
    else:
        return []
    said = paper.content | {"org_code": paper.org_code}
    if "received_at" in said:
        said["received_at"] = dt.datetime.fromisoformat(said["received_at"])
    return [name for name, fact in facts.items() if said.get(name, fact) != fact]


def _of_application(row: intake.Application, paper: Paper) -> dict[str, Any]:
    """A person's name is that of an account, and those the internet writes itself."""
    facts = {
        "item": row.guide.name.zh,
        "case_number": row.receipt_no,
        "org_code": row.org_code,
        "received_at": paper.made_at,
    }
    return facts | ({"addressee": row.enterprise.name} if row.enterprise else {})


def _of_case(row: Case) -> dict[str, Any]:
    return {
        "item": row.guide.name.zh,
        "case_number": row.number,
        "org_code": row.org_code,
        "addressee": row.enterprise.name if row.enterprise else row.applicant_name,
        "received_on": iso(local(row.received_at)),
    }
