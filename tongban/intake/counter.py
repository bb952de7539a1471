"""Who stands at the counter, and what this clerk received, typed and verified today."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy as _p

from tongban.intake.models import Application
from tongban.intake.rules import is_typed_by
from tongban.intake.states import State
from tongban.kit import clock, crypto
from tongban.kit.errors import BadInput
from tongban.kit.typed import half_width
from tongban.people.api import User, Verification, Way, holder_of_number, id_types, is_called

LATEST = 50

# What the clerk had in hand; the code goes into the record.
EVIDENCE = {
    "id_card": _p("evidence of identity", "Resident identity card"),
    "temporary_id": _p("evidence of identity", "Temporary identity card"),
    "household": _p("evidence of identity", "Household register"),
    "licence": _p("evidence of identity", "Driving licence"),
    "electronic": _p("evidence of identity", "Electronic certificate, scanned"),
}


# How somebody may be found beside by a document; only who has an account, and only under its name.
OTHER_WAYS = {
    "card": _p("found at the counter by", "Social security card"),
    "phone": _p("found at the counter by", "Mobile number"),
}


def known_person(typed: str, kind: str = id_types.CITIZEN) -> User | None:
    """By the blind index; the number itself never leaves the request."""
    if kind not in OTHER_WAYS:
        return holder_of_number(typed, kind)
    field, plain = {"card": "card_code", "phone": "phone"}[kind], "".join(half_width(typed).upper().split())
    rows = User.objects.filter(**{f"{field}_index": crypto.blind(field, plain)}, number_held_elsewhere=False)
    found: User | None = rows.first() if plain else None
    return found


def known_by_name(found: User | None, name: str) -> User:
    """Card and telephone are lent and lost: the name has to be that of the account, and nothing tells which failed."""
    if found is None or not is_called(found, name):
        raise BadInput(
            _("Nobody is found so."),
            errors={"id_number": [_("No account has this number under this name. Find the person by the document.")]},
        )
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
    rows = Verification.objects.filter(by_key=clerk.actor_key, way=Way.WINDOW, at__gte=this_morning())
    names, found = id_types.id_types(), rows.select_related("user").order_by("-at")[:LATEST]
    return [
        {
            "at": row.at,
            "name": row.user.masked_name,
            "evidence": names[row.document].name if row.document in names else "",
            "withdrawn": not row.holds,
        }
        for row in found
    ]


def this_morning() -> dt.datetime:
    return dt.datetime.combine(clock.today(), dt.time(), tzinfo=clock.ZONE)
