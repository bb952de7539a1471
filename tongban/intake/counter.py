"""Who stands at the counter, and what this clerk received, typed and verified today."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import pgettext_lazy as _p

from tongban.audit.api import Entry
from tongban.intake.models import Application
from tongban.intake.rules import is_typed_by
from tongban.intake.states import State
from tongban.kit import clock, crypto
from tongban.kit.typed import half_width
from tongban.people.api import User

LATEST = 50

# What the clerk had in hand; the code goes into the record.
EVIDENCE = {
    "id_card": _p("evidence of identity", "Resident identity card"),
    "temporary_id": _p("evidence of identity", "Temporary identity card"),
    "household": _p("evidence of identity", "Household register"),
    "licence": _p("evidence of identity", "Driving licence"),
    "electronic": _p("evidence of identity", "Electronic certificate, scanned"),
}


def known_person(id_number: str) -> User | None:
    """By the blind index; the number itself never leaves the request."""
    index = crypto.blind("id_number", half_width(id_number).upper())
    found: User | None = User.objects.filter(id_type="111", id_number_index=index, number_held_elsewhere=False).first()
    return found


def drafts_typed_by(clerk: User) -> list[Application]:
    """Without those of a window where this clerk works no more."""
    rows = Application.objects.filter(entered_by=clerk, state=State.DRAFT).select_related("user", "enterprise")
    return [draft for draft in rows.order_by("-saved_at")[:LATEST] if is_typed_by(draft, clerk)]


def received_by(clerk: User) -> QuerySet[Application]:
    """Today's receptions, newest first."""
    rows = Application.objects.filter(entered_by=clerk, submitted_at__gte=this_morning())
    return rows.select_related("user", "enterprise").order_by("-submitted_at")[:LATEST]


def verified_by(clerk: User) -> list[dict[str, Any]]:
    """The register of the people whose document this clerk saw today."""
    rows = Entry.objects.filter(by_key=clerk.actor_key, act="people.verify_at_window", at__gte=this_morning())
    found = list(rows.order_by("-at")[:LATEST])
    people = {str(user.pk): user for user in User.objects.filter(pk__in=[entry.subject_key for entry in found])}
    return [
        {
            "at": entry.at,
            "name": people[entry.subject_key].masked_name if entry.subject_key in people else "",
            "evidence": EVIDENCE.get(entry.notes.get("evidence", ""), entry.notes.get("evidence", "")),
        }
        for entry in found
    ]


def this_morning() -> dt.datetime:
    return dt.datetime.combine(clock.today(), dt.time(), tzinfo=clock.ZONE)
