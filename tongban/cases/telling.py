"""Tells the applicant of a step, with the facts every message has."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tongban.cases import clocks
from tongban.cases.models import Case
from tongban.kit.act import This
from tongban.messages import api as messages


def tell(this: This[Case], template: str, *, due_date: dt.date | None = None, **facts: Any) -> None:
    """In the app and by letter, inside the act. `due_date` defaults to what is owed next."""
    case = this.subject
    due = due_date or clocks.owed_on(case)
    given = {
        "number": case.number,
        "item": {"zh": case.item_name, "en": case.item_name_en},
        "due": in_words(due) if due else {"zh": "尽快", "en": "soon"},
    }
    messages.tell(this, to=case.user, template=template, url=f"/my/cases/{case.pk}/", **(given | facts))


def in_words(day: dt.date) -> dict[str, str]:
    return {"zh": f"{day.year}年{day.month}月{day.day}日", "en": f"{day.day} {day:%B %Y}"}
