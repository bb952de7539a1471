"""From which day an item that is not online yet can be done online: told by its editors, published, marked when late."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.lists.definitions import definition
from tongban.catalogue.lists.facts import facts_of
from tongban.catalogue.lists.models import OnlinePlan
from tongban.catalogue.models import Item
from tongban.catalogue.rules import check_can_edit
from tongban.kit import clock
from tongban.kit.act import SYSTEM, Actor, act
from tongban.kit.errors import BadInput, Refused
from tongban.people.api import User

FARTHEST = 5 * 366  # days


def is_online(item: Item) -> bool:
    return item.current is not None and definition("online").holds(facts_of(item.current.guide, today=clock.today()))


def check_can_plan(item: Item, user: Any) -> None:
    """An editor of the organ, for what is published, in use and not online yet."""
    if user is not SYSTEM:
        check_can_edit(item, user)
    if item.current is None or not item.is_in_use:
        raise Refused(_("Only what is published and in use is planned to come online."), cure=_("Publish it first."))
    if is_online(item):
        raise Refused(
            _("This service can be asked for online already."), cure=_("A day is planned only for what is not online.")
        )


def plan_online(*, item: Item, planned_on: dt.date, reason: str, by: Actor) -> OnlinePlan:
    """Sets the day, or moves it; what was said first stays. Raises BadInput by field."""
    with act(item, "catalogue.plan_online", by=by, rule=check_can_plan) as this:
        row = this.subject
        plan = OnlinePlan.objects.filter(item=row).first() or OnlinePlan(item=row, first_planned_on=planned_on)
        if (plan.planned_on, plan.reason) == (planned_on, reason):
            this.nothing_happened()
            return plan
        _check(planned_on, reason)
        before, plan.planned_on, plan.reason = plan.planned_on, planned_on, reason
        plan.planned_by, plan.planned_at = by if isinstance(by, User) else None, this.at
        plan.save()
        this.note(planned_on=planned_on.isoformat(), before=before.isoformat() if before else "")
        this.effect("catalogue.lists", key="catalogue.lists", item=str(row.pk))
    return plan


def _check(planned_on: dt.date, reason: str) -> None:
    errors: dict[str, list[str]] = {}
    today = clock.today()
    if planned_on < today:
        errors["planned_on"] = [_("This day is past. Choose today or a later day.")]
    elif planned_on > today + dt.timedelta(days=FARTHEST):
        errors["planned_on"] = [_("This day is more than five years away. Choose an earlier one.")]
    if not reason.strip():
        errors["reason"] = [_("Say in a sentence what is still missing; people read it on the list.")]
    if errors:
        raise BadInput(_("The day cannot be set like this."), errors=errors)
