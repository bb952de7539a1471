"""An identity that nobody may use any more: frozen with a record, thawed by a second official."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.kit import crypto
from tongban.kit.act import SYSTEM, Actor, act
from tongban.kit.errors import AlreadyDone, BadInput, NotAllowed
from tongban.kit.prepared import insert
from tongban.people import announcements
from tongban.people.assurance.models import Freeze
from tongban.people.assurance.questions import Told
from tongban.people.models import User
from tongban.people.rules import check_may


def by_register(*, user: User, cause: str, told: Told) -> Freeze | None:
    """What the register says holds at once; None when somebody froze it before."""
    try:
        return _frozen(user, cause, f"{told.register} {told.reference}".strip(), "", SYSTEM)
    except AlreadyDone:
        return None


def freeze(*, user: User, cause: str, reference: str = "", reason: str, by: User) -> Freeze:
    """By an official with the paper in hand. Raises BadInput with the fields at fault."""
    errors = {}
    if cause not in dict(causes_of_officials()):
        errors["cause"] = [_("Choose why.")]
    if cause == Freeze.Cause.DEAD_CERTIFICATE and not reference.strip():
        errors["reference"] = [_("Type the number of the certificate of death.")]
    if not reason.strip():
        errors["reason"] = [_("Say what you saw, and who brought it.")]
    if errors:
        raise BadInput(_("The identity can't be frozen so."), errors=errors)
    return _frozen(user, cause, reference.strip(), reason.strip(), by)


def causes_of_officials() -> list[tuple[str, str]]:
    return [(str(cause), str(cause.label)) for cause in Freeze.Cause if cause.is_for_officials]


def _frozen(user: User, cause: str, reference: str, reason: str, by: Actor) -> Freeze:
    with act(user, "people.freeze", by=by, rule=check_can_freeze) as this:
        this.subject.is_frozen, this.subject.is_active = True, False
        made = Freeze(user=this.subject, cause=cause, reference=reference[:60], reason=reason)
        made.by_key, made.at = by.actor_key, this.at
        insert(made)
        this.note(cause=cause, reference=crypto.digest(reference.encode())[:16] if reference else "")
        this.announce(announcements.frozen, user=this.subject)
    return made


def check_can_freeze(row: User, by: Any) -> None:
    if by is not SYSTEM:
        check_may(by, "people.identities")
        if getattr(by, "pk", None) == row.pk:
            raise NotAllowed(_("Nobody settles their own identity."), cure=_("Ask a colleague."))
    if row.is_official:
        raise NotAllowed(_("The account of an official ends with the post."), cure=_("Tell the system administrator."))
    if row.is_frozen:
        raise AlreadyDone(_("This identity is frozen already."))
    if row.merged_into_id:
        raise AlreadyDone(_("This account was merged into another one: freeze that."))


def thaw(*, frozen: Freeze, reason: str, by: User) -> User:
    """By a second official: whoever froze it does not undo it."""
    if not reason.strip():
        raise BadInput(_("The reason is missing."), errors={"reason": [_("Say why it was wrong.")]})
    with act(frozen.user, "people.thaw", by=by, rule=_may_settle) as this:
        check_second(frozen.by_key, by)
        rows = Freeze.objects.filter(pk=frozen.pk, undone_at=None)
        if not rows.update(undone_at=this.at, undone_by_key=by.actor_key, undone_reason=reason.strip()):
            raise AlreadyDone(_("This was undone already."))
        this.subject.is_frozen, this.subject.is_active = False, this.subject.merged_into_id is None
        this.note(freeze=str(frozen.pk))
        this.announce(announcements.thawed, user=this.subject)
    return this.subject


def _may_settle(row: User, by: Any) -> None:
    check_may(by, "people.identities")


def check_second(first_key: str, by: Actor) -> None:
    if by.actor_key == first_key:
        raise NotAllowed(
            _("Whoever did this does not undo it."),
            found=_("the same official"),
            wanted=_("a second official"),
            cure=_("Ask a colleague at a window to look at it."),
        )
