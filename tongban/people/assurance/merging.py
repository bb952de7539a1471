"""Two accounts of one person become one, at a window with the person there; a second official can undo it.

One official alone merges what bears one document and weighs little; the rest is asked for, and a second official says
yes (`asked.py`). The holder of the account that goes is told wherever they can be reached, before anything of it moves.
The rows of every room follow by `following`; the old account stays, points to the kept one, and signs nobody in. What
was done under it stays in the record as it was.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from tongban.kit import clock
from tongban.kit.act import act
from tongban.kit.errors import AlreadyDone, BadInput, NotAllowed, Refused
from tongban.kit.prepared import insert
from tongban.kit.writing import on_sqlite, writing
from tongban.messages.api import tell
from tongban.people.assurance.following import everything
from tongban.people.assurance.freezing import check_second
from tongban.people.assurance.levels import Level
from tongban.people.assurance.models import Merge, Verification, Way
from tongban.people.assurance.names import is_called
from tongban.people.factors.models import Factor
from tongban.people.factors.telling import write_everywhere
from tongban.people.models import User
from tongban.people.rules import check_may

CONTACTS = ("phone", "email")
FRESH = dt.timedelta(hours=12)  # a document seen this day


def twins_of(user: User) -> list[User]:
    """Other accounts whose holder said the same number."""
    if not user.id_number_index:
        return []
    rows = User.objects.filter(id_type=user.id_type, id_number_index=user.id_number_index, merged_into=None)
    return list(rows.exclude(pk=user.pk).order_by("made_at")[:20])


def bear_one_document(kept: User, old: User) -> bool:
    return bool(kept.id_number_index) and (kept.id_type, kept.id_number_index) == (old.id_type, old.id_number_index)


def why_two(kept: User, old: User) -> list[str]:
    """Why a second official has to agree; empty where one is enough."""
    whys = {
        _("The two accounts bear different documents."): not bear_one_document(kept, old),
        _("Who holds the other account was confirmed, in person or by a register."): old.level >= Level.COMPARED,
        _("The other account is frozen."): old.is_frozen,
        _("The other account has a passkey or a second step."): Factor.objects.filter(user=old).exists(),
        _("The other account has cases or licences, or acts for an enterprise."): any(
            one.weighs_for(old) for one in everything().values()
        ),
    }
    return [why for why, holds in whys.items() if holds]


def check_can_merge(kept: User, old: User, by: Any) -> None:
    """By one official alone, who looked at the document themselves."""
    check_pair(kept, old, by)
    if not seen_lately(kept, by.actor_key, clock.now()):
        raise not_seen()


def not_seen() -> Refused:
    return Refused(
        _("Look at the document first: nobody is merged who is not here."),
        wanted=_("a verification at this window today"),
        cure=_("Verify the identity of the person, then merge."),
    )


def check_pair(kept: User, old: User, by: Any) -> None:
    check_may(by, "people.identities")
    if kept.pk == old.pk:
        raise BadInput(_("This is one account."))
    if getattr(by, "pk", None) in (kept.pk, old.pk):
        raise NotAllowed(_("Nobody settles their own identity."), cure=_("Ask a colleague."))
    if old.merged_into_id or kept.merged_into_id:
        raise AlreadyDone(_("One of the two was merged already."))
    if old.is_official or kept.is_official:
        raise NotAllowed(_("The account of an official is not merged."), cure=_("Tell the system administrator."))
    if not kept.is_active:
        raise Refused(_("The account that would be kept is frozen."))
    if not is_called(old, kept.name):
        raise Refused(
            _("The two accounts bear different names."),
            found=_("two names"),
            wanted=_("one person"),
            cure=_("The other account never gets this number back; whoever holds it comes with their own document."),
        )


def seen_lately(user: User, by_key: str, at: dt.datetime) -> bool:
    """By that official, shortly before."""
    rows = Verification.objects.filter(user=user, way=Way.WINDOW, withdrawn_at=None, at__gt=at - FRESH, at__lte=at)
    return rows.filter(by_key=by_key).exists()


def merge(*, kept: User, old: User, reason: str, by: User) -> Merge:
    if not reason.strip():
        raise BadInput(_("The reason is missing."), errors={"reason": [_("Say how it came to two accounts.")]})
    with writing():
        lock(kept, old)
        fresh, leaving = User.objects.get(pk=kept.pk), User.objects.get(pk=old.pk)
        check_can_merge(fresh, leaving, by)
        if whys := why_two(fresh, leaving):
            raise Refused(_("A second official has to agree to this."), found=" ".join(whys))
        return merged(kept=kept, old=old, reason=reason.strip(), by=by)


def merged(*, kept: User, old: User, reason: str, by: User, **noted: str) -> Merge:
    """Inside a transaction that has both rows and asked whether it may be."""
    with act(old, "people.merged_away", by=by) as away:
        write_everywhere(away, to=away.subject, template="people.merged_away")
        made = Merge(kept=kept, old=away.subject, by_key=by.actor_key, at=away.at, reason=reason)
        _follow(made)
        made.number_moved = _give_up(made, away.subject)
        away.subject.merged_into, away.subject.is_active = kept, False
        insert(made)
        away.note(into=kept.actor_key, merge=str(made.pk), **noted)
    _take(made, by)
    return made


def lock(*users: User) -> None:
    """Both rows in one order, whoever is kept, so that two windows never wait for each other."""
    if not on_sqlite():
        keys = [user.pk for user in users]
        list(
            User.objects.filter(pk__in=keys)
            .order_by("pk")
            .select_for_update(of=("self",), no_key=True)
            .values_list("pk")
        )


def _follow(made: Merge) -> None:
    for name, one in everything().items():
        moved, stayed = one.move(made.old, made.kept)
        if moved:
            made.moved[name] = moved
        if stayed:
            made.stayed[name] = stayed


def _give_up(made: Merge, old: User) -> bool:
    """Whatever the kept account has none of goes along; a number is held once."""
    kept = User.objects.get(pk=made.kept_id)
    for name in CONTACTS:
        if getattr(old, name) and not getattr(kept, name):
            made.contacts.append([name, getattr(old, f"{name}_index")])
    same = (old.id_type, old.id_number_index) == (kept.id_type, kept.id_number_index)
    held = same and not old.number_held_elsewhere
    old.number_held_elsewhere = old.number_held_elsewhere or held
    return held


def _take(made: Merge, by: User) -> None:
    old = User.objects.get(pk=made.old_id)
    given = {name: getattr(old, name) for name, _index in made.contacts}
    if given:
        blank = dict.fromkeys(given, "") | {f"{name}_index": "" for name in given}
        User.objects.filter(pk=old.pk).update(**blank)
    with act(made.kept, "people.merge", by=by) as this:
        for name, value in given.items():
            setattr(this.subject, name, value)
        if "phone" in given:
            this.subject.phone_unproved = old.phone_unproved
        if made.number_moved:
            this.subject.number_held_elsewhere = False
        counts = {name: len(keys) for name, keys in made.moved.items()}
        this.note(merge=str(made.pk), old=old.actor_key, moved=counts, stayed=made.stayed, contacts=len(given))
        tell(this, to=this.subject, template="people.merged", url="/account/identity/", rows=sum(counts.values()))
    made.kept = this.subject


def unmerge(*, made: Merge, reason: str, by: User) -> User:
    """By a second official: what followed goes back, as far as it is still there."""
    if not reason.strip():
        raise BadInput(_("The reason is missing."), errors={"reason": [_("Say why it was wrong.")]})
    check_may(by, "people.identities")
    check_second(made.by_key, by)
    with writing():
        lock(made.kept, made.old)
        rows = Merge.objects.filter(pk=made.pk, undone_at=None)
        if not rows.update(undone_at=clock.now(), undone_by_key=by.actor_key, undone_reason=reason.strip()):
            raise AlreadyDone(_("This was undone already."))
        known = everything()
        for name, keys in made.moved.items():
            if name in known:
                known[name].go_back(keys, made.old, made.kept)
        given = _take_back(made, by)
        with act(made.old, "people.unmerged", by=by) as this:
            for name, value in given.items():
                setattr(this.subject, name, value)
            this.subject.merged_into, this.subject.is_active = None, not this.subject.is_frozen
            this.subject.number_held_elsewhere = this.subject.number_held_elsewhere and not made.number_moved
            this.note(merge=str(made.pk))
    return this.subject


def _take_back(made: Merge, by: User) -> dict[str, str]:
    """Contacts that the kept account still has as they came."""
    with act(made.kept, "people.unmerge", by=by) as this:
        row = this.subject
        given = {name: getattr(row, name) for name, index in made.contacts if getattr(row, f"{name}_index") == index}
        for name in given:
            setattr(row, name, "")
        if made.number_moved:
            row.number_held_elsewhere = True
        this.note(merge=str(made.pk))
        tell(this, to=row, template="people.unmerged", url="/account/identity/")
    return given
