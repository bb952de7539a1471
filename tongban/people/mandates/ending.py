"""How a mandate ends: revoked, given up, objected to, over. At once, and both sides are told.

What the agent handed in goes on with the principal; what was only begun stays the principal's draft, and the rule of
each room refuses the agent from that moment.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.kit import clock
from tongban.kit.act import SYSTEM, Actor, This, act
from tongban.kit.errors import BadInput
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.questions import drafts_begun
from tongban.people.mandates.rules import (
    check_can_leave,
    check_can_object,
    check_can_revoke,
    check_can_settle,
    how_to_object,
)
from tongban.people.mandates.states import OPEN, TABLE, State
from tongban.people.mandates.wording import refused_as, told
from tongban.people.models import User
from tongban.people.queries import staff_in

MOST_TOLD = 20  # supervisors of one objection
WAITS_DAYS = 14  # a request for its answer
REMINDED_DAYS = 14  # before the last day
AT_ONCE = 500


def revoke(*, mandate: Mandate, why: str = "", by: User) -> Mandate:
    with act(mandate, "people.revoke_mandate", by=by, rule=check_can_revoke) as this:
        _end(this, "revoke", why)
    return this.subject


def leave(*, mandate: Mandate, why: str = "", by: User) -> Mandate:
    with act(mandate, "people.leave_mandate", by=by, rule=check_can_leave) as this:
        _end(this, "leave", why)
    return this.subject


def _end(this: This[Mandate], how: str, why: str = "") -> None:
    row, by = this.subject, this.by
    row.state, row.ended_at, row.ended_why = TABLE.target(how, row.state), this.at, why.strip()[:300]
    row.ended_by = by if isinstance(by, User) else None
    drafts = drafts_begun(mandate=row)
    this.note(how=how, why=bool(row.ended_why), drafts=drafts)
    for person in _sides(row):
        told(this, "mandates.ended", to=person, drafts=_in_words(drafts))
    _end_named(this)


def _sides(mandate: Mandate) -> list[Any]:
    """Both, and each once; for an enterprise whoever named the agent."""
    namer = mandate.named_by.agent if mandate.named_by is not None else None
    return list(dict.fromkeys(one for one in (mandate.principal, namer, mandate.agent) if one is not None))


def _in_words(drafts: int) -> dict[str, str]:
    return {"zh": f"草稿 {drafts} 件", "en": f"drafts: {drafts}"}


def _end_named(this: This[Mandate]) -> None:
    """Agents whom this agent named act through this mandate, and no longer than it."""
    for named in Mandate.objects.filter(named_by=this.subject, state__in=OPEN):
        _expire(named, this.by)


def _expire(mandate: Mandate, by: Actor) -> None:
    with act(mandate, "people.end_mandate", by=by) as this:
        if not TABLE.allows("expire", this.subject.state):
            this.nothing_happened()
            return
        _end(this, "expire")


def replaced(this: This[Mandate]) -> None:
    """Inside the act that begins a mandate: the earlier ones of the same two end, so that one alone says what counts."""
    row = this.subject
    whose = {"enterprise": row.enterprise} if row.enterprise_id else {"principal": row.principal, "kind": row.kind}
    for earlier in Mandate.objects.filter(agent=row.agent, state=State.ACTIVE, **whose).exclude(pk=row.pk):
        with act(earlier, "people.replace_mandate", by=this.by) as other:
            other.subject.state, other.subject.ended_at = State.EXPIRED, other.at
            other.note(replaced_by=str(row.pk))


def expire(*, mandate: Mandate, by: Actor = SYSTEM) -> Mandate:
    """Its last day is over. Once."""
    _expire(mandate, by)
    return Mandate.objects.get(pk=mandate.pk)


def remind(*, mandate: Mandate, by: Actor = SYSTEM) -> Mandate:
    """Both are told before it ends. Once."""
    with act(mandate, "people.remind_mandate", by=by) as this:
        if this.subject.reminded_at is not None or this.subject.state != State.ACTIVE:
            this.nothing_happened()
            return this.subject
        this.subject.reminded_at = this.at
        for person in _sides(this.subject):
            told(this, "mandates.ends_soon", to=person)
    return this.subject


def object_to(*, mandate: Mandate, why: str = "", by: User) -> Mandate:
    """“I never agreed”: it ends at once, a guardianship rests, and the supervisors of the place look into it."""
    with act(mandate, "people.object_to_mandate", by=by, rule=check_can_object) as this:
        this.subject.objected_at, this.subject.settled_at = this.at, None  # said again, it is looked into again
        if how_to_object(this.subject) != "object":
            _question(this, why)
        else:
            _end(this, "object", why)
        for person in staff_in(this.subject.region_code, "mandates.oversee")[:MOST_TOLD]:
            told(this, "mandates.objected", to=person)
    return this.subject


def _question(this: This[Mandate], why: str) -> None:
    """A guardianship that waited is off; one that counted rests until a supervisor has answered."""
    row = this.subject
    row.state, row.ended_why = TABLE.target(how_to_object(row), row.state), why.strip()[:300]
    if row.state == State.DECLINED:
        row.ended_at, row.ended_by = this.at, this.by if isinstance(this.by, User) else None
    this.note(how=row.state, why=bool(row.ended_why))
    template = "mandates.guardian_rests" if row.state == State.RESTING else refused_as(row)
    for person in (row.principal, row.agent):
        told(this, template, to=person)


def settle(*, mandate: Mandate, words: str, stands: bool | None = None, by: User) -> Mandate:
    """What the supervisor found and did; the person reads it. `stands`: whether a guardianship that rests counts again."""
    if not words.strip():
        said = _("Write what you found and what was done; the villager reads it.")
        raise BadInput(_("The answer is missing."), errors={"words": [said]})
    if mandate.state == State.RESTING and stands is None:
        said = _("Choose whether the guardianship stands or ends.")
        raise BadInput(_("The outcome is missing."), errors={"stands": [said]})
    with act(mandate, "people.settle_objection", by=by, rule=check_can_settle) as this:
        _answered(this, stands, words)
        this.subject.settled_at, this.subject.settlement = this.at, words.strip()[:1000]
        told(this, "mandates.settled", to=this.subject.principal, words=this.subject.settlement)
    return this.subject


def _answered(this: This[Mandate], stands: bool | None, words: str) -> None:
    row = this.subject
    if row.state != State.RESTING:
        return
    this.note(stands=bool(stands))
    if stands:
        row.state = TABLE.target("resume", row.state)
        told(this, "mandates.agreed", to=row.agent)
    else:
        _end(this, "revoke", words)


def end_with_account(user: User) -> None:
    """Whoever closes their account gives, asks for and holds no mandate any more; the other side is told."""
    for mandate in Mandate.objects.filter(Q(principal=user) | Q(agent=user), state__in=OPEN):
        how = "expire" if mandate.state == State.ASKED else "revoke" if mandate.principal_id == user.pk else "leave"
        with act(mandate, "people.end_mandate", by=user) as this:
            if TABLE.allows(how, this.subject.state):
                _end(this, how)
            else:
                this.nothing_happened()


def over() -> list[Mandate]:
    """What counts by its state, and no longer by its last day; requests that nobody answered."""
    unanswered = Q(state=State.ASKED, asked_at__lt=clock.now() - dt.timedelta(days=WAITS_DAYS))
    found = Mandate.objects.filter(Q(state__in=OPEN, until__lt=clock.today()) | unanswered)
    return list(found.order_by("id")[:AT_ONCE])


def ending_soon() -> list[Mandate]:
    last = clock.today() + dt.timedelta(days=REMINDED_DAYS)
    found = Mandate.objects.filter(state=State.ACTIVE, until__lte=last, until__gte=clock.today(), reminded_at=None)
    return list(found.order_by("id")[:AT_ONCE])
