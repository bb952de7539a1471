"""Tells the applicant of a step, with the facts every message has."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import translation

from tongban.cases import clocks
from tongban.cases.models import Case
from tongban.cases.whose import is_applicants
from tongban.kit.act import This
from tongban.messages import api as messages
from tongban.people.api import Deed, User, agents_of, number_of


def tell(this: This[Case], template: str, *, due_date: dt.date | None = None, **facts: Any) -> None:
    """In the app and by letter, inside the act. `due_date` defaults to what is owed next."""
    case = this.subject
    due = due_date or clocks.owed_on(case)
    given = {
        "number": case.number,
        "item": {"zh": case.item_name, "en": case.item_name_en},
        "due": in_words(due) if due else {"zh": "尽快", "en": "soon"},
    }
    for person in _hearers(case):
        messages.tell(this, to=person, template=template, url=f"/my/cases/{case.pk}/", **(given | facts))


def _hearers(case: Case) -> list[User]:
    """The applicant, and whoever acts for them as long as the mandate has messages sent to them too. Of an enterprise
    whoever handed in; when they act for it no more, those who do."""
    if case.enterprise_id is not None:
        return [case.user] if is_applicants(case, case.user) else agents_of(case.enterprise_id)
    agent = case.agent
    if agent is None or agent.pk == case.user_id or not is_applicants(case, agent, Deed.MESSAGES):
        return [case.user]
    return [case.user, agent]


def tell_done(this: This[Case], what: Any) -> None:
    """What somebody did in the applicant's name; nothing of what they did themselves."""
    mandate, case = this.notes.get("acting_for"), this.subject
    if mandate is None or not isinstance(this.by, User) or this.by.pk == case.user_id:
        return
    item = {"zh": case.item_name, "en": case.item_name_en or case.item_name}
    facts = {
        "agent": this.by.name,
        "number": number_of(mandate),
        "item": item,
        "receipt": case.number,
        "what": in_both(what),
    }
    messages.tell(this, to=case.user, template="mandates.done", url=f"/my/cases/{case.pk}/", **facts)


def in_words(day: dt.date) -> dict[str, str]:
    return {"zh": f"{day.year}年{day.month}月{day.day}日", "en": f"{day.day} {day:%B %Y}"}


def in_both(said: Any) -> dict[str, str]:
    """A lazy sentence in each language: the reader's is not known before they read."""
    found = {}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            found[name] = str(said)
    return found
