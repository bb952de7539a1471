"""What a decision and a licence show of the application."""

from __future__ import annotations

from typing import Any

from tongban.cases.models import Case
from tongban.cases.outcomes import is_benefit
from tongban.forms import api as forms
from tongban.intake import api as intake
from tongban.kit.fields import mask
from tongban.regions.api import division_choices

MOST_ROWS = 8


def face(case: Case) -> list[dict[str, Any]]:
    """Who it is for, then the answers that the guide chooses, else the first plain ones; none twice, none empty."""
    rows = persons(case)
    if not case.guide.form:
        return rows
    said, most = {row["value"] for row in rows}, max(MOST_ROWS, len(rows) + len(case.guide.result.face))
    for row in _chosen(case):
        if row.is_given and row.shown not in said and len(rows) < most:
            said.add(row.shown)
            rows.append({"label": row.label[:60], "value": row.shown})
    return rows


def persons(case: Case) -> list[dict[str, Any]]:
    if case.beneficiary_name:
        return [
            {"label": "受益人", "value": case.beneficiary_name},
            {"label": "受益人公民身份号码", "value": mask("id_number", case.beneficiary_id)},
            {"label": "代办人", "value": case.applicant_name},
        ]
    rows = [{"label": "申请人", "value": case.applicant_name}]
    return rows + ([{"label": "统一社会信用代码", "value": case.enterprise.uscc}] if case.enterprise else [])


def decided(case: Case) -> list[dict[str, Any]]:
    """What the decision lists: of a benefit who receives it, for its sentence says what is given; else the face."""
    return persons(case) if is_benefit(case) else face(case)


def _chosen(case: Case) -> list[forms.Row]:
    """In the guide's order; without a choice what is neither personal, nor part of a list, nor a yes or no."""
    rows, chosen = _rows(case), case.guide.result.face
    if chosen:
        by_key = {row.key: row for row in rows}
        return [by_key[key] for key in chosen if key in by_key]
    asked = {f.key: f.type for page in forms.load(case.guide.form).pages for f in page.fields}
    plain = [row for row in rows if not row.personal and "-" not in row.key]
    return [row for row in plain if asked.get(row.key) not in ("yesno", "longtext")]


def _rows(case: Case) -> list[forms.Row]:
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
    return [row for _page, rows in pages for row in rows]
