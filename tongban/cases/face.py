from __future__ import annotations

from typing import Any

from tongban.cases.models import Case
from tongban.forms import api as forms


def face(case: Case) -> list[dict[str, Any]]:
    """What a decision and a licence show of the form: answers marked as none of a person's contact details."""
    guide = case.guide
    rows = [{"label": "申请人", "value": case.applicant_name}]
    if case.enterprise:
        rows.append({"label": "统一社会信用代码", "value": case.enterprise.uscc})
    if not guide.form:
        return rows
    application = case.application
    shown = forms.summary(forms.load(guide.form), application.answers, application.situation, "zh-hans")
    plain = [row for _page, page_rows in shown for row in page_rows if not row.personal and row.shown.strip()]
    rows += [{"label": row.label[:60], "value": row.shown} for row in plain[:8] if row.shown != case.applicant_name]
    return rows
