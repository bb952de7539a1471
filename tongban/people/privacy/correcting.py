"""What is wrong is put right: telephone and e-mail address with a code, name and number at a window (PIPL Article 46).

Papers keep what they said on their day; whoever needs another one asks the organ that wrote it.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.kit import clock, crypto
from tongban.kit.act import act
from tongban.kit.errors import BadInput, NotAllowed
from tongban.kit.subjects import SubjectType
from tongban.kit.telephones import mobile
from tongban.kit.typed import are_digits, half_width, is_one_address
from tongban.kit.writing import writing
from tongban.messages.api import register as wording
from tongban.messages.api import send
from tongban.people.assurance import id_types
from tongban.people.assurance.levels import Level
from tongban.people.assurance.models import Verification
from tongban.people.assurance.verifying import nothing_shown
from tongban.people.factors import codes
from tongban.people.factors.passwords import fault_of_own
from tongban.people.factors.telling import tell_everywhere
from tongban.people.factors.zone import check_zone
from tongban.people.models import User
from tongban.people.privacy.models import Change
from tongban.people.rules import check_may
from tongban.people.signin import count_try

CHANNELS = ("phone", "email")
CODES = 5  # in a quarter of an hour, to one person

wording(
    "people.contact_changed",
    gettext_lazy("Your telephone number or e-mail address was changed"),
    gettext_lazy(
        "The %(what)s of your account is another one now. If that was not you, set a new password and call 12345."
    ),
)
wording(
    "people.identity_corrected",
    gettext_lazy("Your name or ID number was corrected at a window"),
    gettext_lazy(
        "An official saw your document and corrected what your account says of you. Documents written before keep what "
        "they said; if you need one anew, ask the organ that wrote it."
    ),
)
WHAT = {"phone": {"zh": "手机号码", "en": "telephone number"}, "email": {"zh": "电子邮箱", "en": "e-mail address"}}


def begin_change(*, user: User, channel: str, address: str, password: str, by: User) -> Change:
    """Sends a code to the new telephone or address. Says nothing about whether somebody else has it."""
    address = mobile(address) if channel == "phone" else half_width(address)
    errors = _faults(channel, address)
    if said := fault_of_own(user, password):
        errors["password"] = [said]
    if errors:
        raise BadInput(_("Some answers can't be used yet."), errors=errors)
    check_zone(user)
    count_try("change", user.actor_key, CODES)
    code = codes.new()
    change = Change(
        user=user, channel=channel, address=address, expires_at=clock.now() + dt.timedelta(minutes=codes.CODE_MINUTES)
    )
    with act(change, "people.begin_change", by=by) as this:
        change.digest = _digest(change, code)
        this.note(channel=channel)
        facts = {"code": code, "minutes": codes.CODE_MINUTES}
        send(this, template="people.code", user=None, channel=channel, address=address, language=user.language, **facts)
    return change


def _faults(channel: str, address: str) -> dict[str, list[str]]:
    if channel not in CHANNELS:
        return {"channel": [_("Choose what you want to change.")]}
    if channel == "phone" and not (len(address) == 11 and address.startswith("1") and are_digits(address)):
        said = _("A mobile number has 11 digits and begins with 1; you typed %d characters.") % len(address)
        return {"address": [said]}
    if channel == "email" and not is_one_address(address):
        return {"address": [_("Type one e-mail address alone; it looks like name@example.cn.")]}
    return {}


def finish_change(*, change: Change, code: str, by: User) -> User:
    """The code came back: from now on it is theirs. Every channel is told, and the former one for some days more of
    whatever is done with the account."""
    if not _fits(change, code):
        raise codes.does_not_fit(Change.objects.get(pk=change.pk))
    old = getattr(change.user, change.channel)
    try:
        with act(change.user, "people.change_contact", by=by, rule=check_zone) as this:
            user = this.subject
            setattr(user, change.channel, change.address)
            if change.channel == "phone":
                user.phone_unproved = False
            this.note(channel=change.channel)
            Change.objects.filter(pk=change.pk).update(former=old)
            tell_everywhere(this, to=user, template="people.contact_changed", what=WHAT[change.channel])
    except IntegrityError as error:
        said = _("There is an account with this already. Sign in, or set a new password with a code.")
        raise BadInput(_("It can't be changed."), errors={"code": [said]}) from error
    return user


def _fits(change: Change, typed: str) -> bool:
    same = Change.objects.filter(pk=change.pk, used_at=None)
    with writing():
        fits = codes.counted(same) and secrets.compare_digest(change.digest, _digest(change, "".join(typed.split())))
        return fits and bool(same.update(used_at=clock.now()))


def _digest(change: Change, code: str) -> str:
    return crypto.blind(f"change:{change.pk}", code)


def correct_identity(*, user: User, name: str, id_number: str, evidence: str, by: User) -> User:
    """Name and number as on the document that the official has in hand. Raises BadInput beside what cannot be.

    What was shown of another number shows nothing of this one: every verification falls, and is made anew. A number that
    the register or an official confirmed is corrected by two: a colleague withdraws what confirmed it first.
    """
    check_may(by, "people.verify")
    if by.pk == user.pk:
        raise NotAllowed(_("Nobody settles their own identity."), cure=_("Ask a colleague."))
    name, number = name.strip(), half_width(id_number).upper()
    errors: dict[str, list[str]] = {}
    if not name:
        errors["name"] = [_("Type the name as it stands on the document.")]
    if said := id_types.fault(user.id_type, number):
        errors["id_number"] = [said]
    if errors:
        raise BadInput(_("Some answers can't be used yet."), errors=errors)
    try:
        with act(user, "people.correct_identity", by=by) as this:
            row = this.subject
            changed = [what for what, new in (("name", name), ("id_number", number)) if getattr(row, what) != new]
            if not changed:
                this.nothing_happened()
                return row
            if "id_number" in changed:
                _check_unconfirmed(row, by)
            row.name, row.id_number = name, number
            this.note(evidence=evidence, changed=changed)
            if "id_number" in changed:
                nothing_shown(this, _("The number was corrected: the document is looked at anew."))
            tell_everywhere(this, to=row, template="people.identity_corrected", url="/account/data/")
    except IntegrityError as error:
        said = _("Another account has this number already. Find the person by it.")
        raise BadInput(_("It can't be changed."), errors={"id_number": [said]}) from error
    return this.subject


def _check_unconfirmed(user: User, by: User) -> None:
    withdrawn = Verification.objects.filter(user=user, withdrawn_by_key=by.actor_key).exclude(by_key=by.actor_key)
    if user.level >= Level.COMPARED or withdrawn.exists():
        raise NotAllowed(
            _("This number was confirmed; one official alone does not change it."),
            found=user.level.label,
            wanted=_("two officials: one withdraws the level, another corrects the number"),
            cure=_("Have a colleague withdraw the level under “Identity” with the reason, then correct the number."),
        )


def check_can_see(change: Change, user: Any) -> None:
    if getattr(user, "pk", None) != change.user_id:
        raise NotAllowed(_("This belongs to somebody else."))


SUBJECT = SubjectType(
    model=Change,
    label=lambda change: _("A new telephone number or address"),
    url=lambda change: "/account/data/",
    check_can_see=check_can_see,
    parties=lambda change: (change.user_id,),
)
