"""What a decision and a licence show of the application."""

from __future__ import annotations

from typing import Any

from tongban.cases.models import Case
from tongban.cases.outcomes import is_benefit
from tongban.forms import api as forms
from tongban.intake import api as intake
from tongban.kit.fields import mask as masked
from tongban.regions.api import division_choices

MOST_ROWS = 8


def face(case: Case, *, mask: bool = False) -> list[dict[str, Any]]:
    """Who it is for, then the answers that the guide chooses, else the first plain ones; none twice, none empty."""
    rows = persons(case, mask=mask)
    if not case.guide.form:
        return rows
    said, most = {row["value"] for row in rows}, max(MOST_ROWS, len(rows) + len(case.guide.result.face))
    for row in _chosen(case, mask):
        if row.is_given and row.shown not in said and len(rows) < most:
            said.add(row.shown)
            rows.append({"label": row.label[:60], "value": row.shown})
    return rows


def persons(case: Case, *, mask: bool = False) -> list[dict[str, Any]]:
    applicant = masked("name", case.applicant_name) if mask and not case.enterprise_id else case.applicant_name
    if case.beneficiary_name:
        return [
            {"label": "受益人", "value": masked("name", case.beneficiary_name) if mask else case.beneficiary_name},
            {"label": "受益人公民身份号码", "value": masked("id_number", case.beneficiary_id)},
            {"label": "代办人", "value": applicant},
        ]
    rows = [{"label": "申请人", "value": applicant}]
    return rows + ([{"label": "统一社会信用代码", "value": case.enterprise.uscc}] if case.enterprise else [])


def decided(case: Case, *, mask: bool = False) -> list[dict[str, Any]]:
    """What the decision lists: of a benefit who receives it, for its sentence says what is given; else the face."""
    return persons(case, mask=mask) if is_benefit(case) else face(case, mask=mask)


def _chosen(case: Case, mask: bool) -> list[forms.Row]:
    """In the guide's order; without a choice what is neither personal, nor part of a list, nor a yes or no."""
    rows, chosen = _rows(case, mask), case.guide.result.face
    if chosen:
        by_key = {row.key: row for row in rows}
        return [by_key[key] for key in chosen if key in by_key]
    asked = {f.key: f.type for page in forms.load(case.guide.form).pages for f in page.fields}
    plain = [row for row in rows if not row.personal and "-" not in row.key]
    return [row for row in plain if asked.get(row.key) not in ("yesno", "longtext")]


def _rows(case: Case, mask: bool) -> list[forms.Row]:
    application = case.application
    form = forms.load(case.guide.form)
    pages = forms.summary(
        form,
        application.answers,
        application.situation,
        "zh-hans",
        mask=mask,
        division_choices=division_choices,
        day=intake.day_of(application),
    )
    return [row for _page, rows in pages for row in rows]
