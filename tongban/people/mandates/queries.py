"""What both sides see: who acts for whom, and what was done under a mandate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import pgettext_lazy as _p

from tongban.audit.api import Entry
from tongban.kit import subjects
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.rules import asked_of, is_asked
from tongban.people.models import User

MOST = 50


def rows() -> QuerySet[Mandate]:
    return Mandate.objects.select_related("principal", "enterprise", "agent").order_by("-id")


def requests_to(user: User) -> list[Mandate]:
    """Asked of this person, whether to give a mandate or to take one on."""
    return [mandate for mandate in rows().filter(asked_of(user))[:MOST] if is_asked(mandate, user)]


def held(user: User) -> list[Mandate]:
    return list(rows().filter(agent=user)[:MOST])


def given(user: User) -> list[Mandate]:
    return list(rows().filter(principal=user)[:MOST])


def agents(enterprise_key: Any) -> list[Mandate]:
    """Everybody who acts for an enterprise, those who were asked, and who did lately."""
    return list(rows().filter(enterprise_id=enterprise_key)[: MOST * 2])


@dataclass(frozen=True)
class Done:
    at: dt.datetime
    what: Any
    about: str
    url: str


# Acts under a mandate as both sides read them; smaller steps are not listed.
WORDS = {
    "intake.start": _p("done under a mandate", "Began an application"),
    "intake.submit": _p("done under a mandate", "Handed in an application"),
    "intake.discard": _p("done under a mandate", "Discarded a draft"),
    "intake.take_back": _p("done under a mandate", "Took an item back"),
    "cases.supply": _p("done under a mandate", "Handed in corrections"),
    "cases.add_deferred_file": _p("done under a mandate", "Handed in a missing material"),
    "cases.deliver": _p("done under a mandate", "Received the result"),
    "cases.withdraw": _p("done under a mandate", "Withdrew an application"),
}


def done_under(mandate: Mandate, most: int = 30) -> list[Done]:
    """Newest first; found by whoever acted, one query for each type of thing."""
    if mandate.agent_id is None:
        return []
    entries = Entry.objects.filter(by_key=f"user:{mandate.agent_id}", notes__acting_for=str(mandate.pk), act__in=WORDS)
    found = list(entries.order_by("-at")[:most])
    things = _things(found)
    return [_done(entry, things) for entry in found]


def _things(entries: Iterable[Entry]) -> dict[tuple[str, str], Any]:
    keys: dict[str, set[str]] = {}
    for entry in entries:
        keys.setdefault(entry.subject_type, set()).add(entry.subject_key)
    known = subjects.types()
    return {
        (name, one.subject_key): one
        for name, wanted in keys.items()
        for one in known[name].model._default_manager.filter(pk__in=wanted)
    }


def _done(entry: Entry, things: dict[tuple[str, str], Any]) -> Done:
    thing, kind = things.get((entry.subject_type, entry.subject_key)), subjects.type_of(entry.subject_type)
    item = getattr(thing, "shown_item", "")
    label = kind.label(thing) if thing is not None else ""
    about = item if label == item else f"{item} · {label}" if item else label
    return Done(entry.at, WORDS[entry.act], about, kind.url(thing) if thing is not None else "")


def objections(reach: Iterable[tuple[str, str]]) -> list[Mandate]:
    """In these ranges of regions, those without an answer first."""
    where = Q(pk__in=[])
    for low, high in reach:
        where |= Q(region_code__gte=low, region_code__lt=high)
    found = rows().filter(where, objected_at__isnull=False).order_by("-objected_at")
    return sorted(found[: MOST * 2], key=lambda one: one.settled_at is not None)
