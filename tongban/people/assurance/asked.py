"""Merging that two officials do together: one has the person and the document there and asks, another agrees.

Until then nothing moves. Both accounts are told that it waits; either official may drop it, with a reason.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from tongban.kit import clock
from tongban.kit.act import This, act
from tongban.kit.errors import AlreadyDone, BadInput, NotAllowed, Refused
from tongban.kit.prepared import insert
from tongban.kit.writing import writing
from tongban.messages.api import tell
from tongban.people.assurance import merging
from tongban.people.assurance.id_types import plain
from tongban.people.assurance.models import Merge, MergeAsked
from tongban.people.assurance.verifying import DIGITS, check_evidence, organ
from tongban.people.factors.telling import tell_everywhere
from tongban.people.models import User
from tongban.people.rules import check_may

LASTS = dt.timedelta(days=7)  # then the person comes once more
PAGE = "/account/identity/"
Shown = MergeAsked.Shown


def ask_to_merge(
    *, kept: User, old: User, reason: str, shown: str = "", number: str = "", again: str = "", by: User
) -> MergeAsked:
    """`shown`, `number` and its last six once more, `again`: of the other account's document in hand, where the two
    bear different ones. Raises BadInput with the fields at fault."""
    if not reason.strip():
        raise BadInput(_("The reason is missing."), errors={"reason": [_("Say how it came to two accounts.")]})
    with writing():
        merging.lock(kept, old)
        with act(old, "people.ask_merge", by=by) as this:
            here = User.objects.get(pk=kept.pk)
            merging.check_can_merge(here, this.subject, by)
            _check_does_not_wait(this.subject)
            asked = MergeAsked(kept=kept, old=this.subject, at=this.at, by_key=by.actor_key, reason=reason.strip())
            asked.shown = _shown(here, this.subject, shown=shown, number=number, again=again)
            asked.document, asked.org_code = this.subject.id_type, organ(by, "people.identities")
            insert(asked)
            this.note(into=kept.actor_key, asked=str(asked.pk), shown=asked.shown, document=asked.document)
            tell_everywhere(this, to=this.subject, template="people.merge_waits", url=PAGE)
            tell(this, to=here, template="people.merge_waits_for_kept", url=PAGE)
    return asked


def _check_does_not_wait(old: User) -> None:
    if MergeAsked.objects.filter(old=old, settled_at=None).exists():
        raise AlreadyDone(_("This waits for a second official already."))


def _shown(kept: User, old: User, *, shown: str, number: str, again: str) -> str:
    if merging.bear_one_document(kept, old):
        return Shown.SAME
    if shown not in (Shown.OLD_DOCUMENT, Shown.OLD_PAPER):
        said = _("Say what you have in hand. Without either of the two the accounts stay two.")
        raise BadInput(_("The other document was not looked at."), errors={"shown": [said]})
    check_evidence(old, document=old.id_type, name=None, digits=plain(number)[-DIGITS:], again=again)
    return shown


def waiting() -> list[MergeAsked]:
    rows = MergeAsked.objects.filter(settled_at=None).select_related("kept", "old")
    return list(rows.order_by("at")[:100])


def check_can_confirm(asked: MergeAsked, by: Any) -> None:
    check_may(by, "people.identities")
    if by.actor_key == asked.by_key:
        raise NotAllowed(
            _("Whoever asked for this does not agree to it."),
            found=_("the same official"),
            wanted=_("a second official"),
            cure=_("Ask a colleague at a window to look at it."),
        )
    if asked.at < clock.now() - LASTS:
        raise Refused(
            _("This has waited for more than %(days)d days.") % {"days": LASTS.days},
            cure=_("Refuse it; the person comes to a window once more."),
        )


def confirm_merge(*, asked: MergeAsked, by: User) -> Merge:
    """By a second official: now everything moves. What the first saw then has to hold still."""
    check_can_confirm(asked, by)
    with writing():
        merging.lock(asked.kept, asked.old)
        row = _unsettled(asked)
        kept, old = User.objects.get(pk=row.kept_id), User.objects.get(pk=row.old_id)
        merging.check_pair(kept, old, by)
        if not merging.seen_lately(kept, row.by_key, row.at):
            raise merging.not_seen()
        if row.shown == Shown.SAME and not merging.bear_one_document(kept, old):
            raise Refused(_("The two accounts bear different documents."), cure=_("Refuse it, and look once more."))
        noted = {"asked": str(row.pk), "asked_by": row.by_key, "shown": row.shown}
        made = merging.merged(kept=kept, old=old, reason=row.reason, by=by, **noted)
        row.made, row.settled_at, row.settled_by_key = made, made.at, by.actor_key
        row.save(update_fields=["made", "settled_at", "settled_by_key"])
    return made


def drop_merge(*, asked: MergeAsked, reason: str, by: User) -> MergeAsked:
    """Taken back by whoever asked, or refused by another: the accounts stay two."""
    if not reason.strip():
        raise BadInput(_("The reason is missing."), errors={"reason": [_("Say why the accounts stay two.")]})
    with writing():
        merging.lock(asked.kept, asked.old)  # both are told, and a colleague may agree at this moment
        with act(asked.old, "people.drop_merge", by=by, rule=_may_settle) as this:
            row = _unsettled(asked)
            row.settled_at, row.settled_by_key, row.settled_reason = this.at, by.actor_key, reason.strip()
            row.save(update_fields=["settled_at", "settled_by_key", "settled_reason"])
            this.note(asked=str(row.pk), taken_back=by.actor_key == row.by_key)
            _tell_dropped(this, row)
    return row


def _tell_dropped(this: This[User], row: MergeAsked) -> None:
    if this.subject.merged_into_id is None:
        tell_everywhere(this, to=this.subject, template="people.merge_dropped", url=PAGE)
    tell(this, to=row.kept, template="people.merge_dropped", url=PAGE)


def _may_settle(row: User, by: Any) -> None:
    check_may(by, "people.identities")
    if getattr(by, "pk", None) == row.pk:
        raise NotAllowed(_("Nobody settles their own identity."), cure=_("Ask a colleague."))


def _unsettled(asked: MergeAsked) -> MergeAsked:
    row = MergeAsked.objects.select_related("kept", "old").get(pk=asked.pk)
    if row.settled_at is not None:
        raise AlreadyDone(_("This is settled already."))
    return row
