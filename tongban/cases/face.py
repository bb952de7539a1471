"""What a decision and a licence show of the application."""

from __future__ import annotations

from typing import Any

from tongban.cases.models import Case
from tongban.cases.outcomes import is_benefit
from tongban.forms import api as forms
from tongban.intake import api as intake
from tongban.regions.api import division_choices

MOST_ROWS = 8


def face(case: Case) -> list[dict[str, Any]]:
    """The holder, then the first answers that are neither personal, nor part of a list, nor said already."""
    guide = case.guide
    rows = [{"label": "申请人", "value": case.applicant_name}]
    if case.enterprise:
        rows.append({"label": "统一社会信用代码", "value": case.enterprise.uscc})
    if not guide.form:
        return rows
    said = {row["value"] for row in rows}
    for row in _plain_answers(case):
        if row.shown not in said and len(rows) < MOST_ROWS:
            said.add(row.shown)
            rows.append({"label": row.label[:60], "value": row.shown})
    return rows


def decided(case: Case) -> list[dict[str, Any]]:
    """What the decision lists: of a benefit who receives it, for its sentence says what is given; else the face."""
    return face(case)[: 2 if case.enterprise else 1] if is_benefit(case) else face(case)


def _plain_answers(case: Case) -> list[forms.Row]:
    application = case.application
    form = forms.load(case.guide.form)
    pages = forms.summary(
        form,
        application.answers,
        application.situation,
        "zh-hans",
        division_choices=division_choices,
        day=intake.day_of(application),
    )
    asked = {f.key: f.type for page in form.pages for f in page.fields}
    plain = [row for _page, rows in pages for row in rows if not row.personal and "-" not in row.key]
    return [row for row in plain if asked.get(row.key) not in ("yesno", "longtext")]
