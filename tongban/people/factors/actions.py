"""Factors are added, named, used and taken away. Each is told to the person on every channel that they have."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.kit import clock
from tongban.kit.act import This, act
from tongban.kit.errors import AlreadyDone, BadInput, NotAllowed
from tongban.kit.fields import blind_lookup
from tongban.kit.typed import half_width
from tongban.kit.writing import writing
from tongban.messages.api import register as wording
from tongban.people.factors import passkeys, totp
from tongban.people.factors.models import Factor, FactorKind, RecoveryCode
from tongban.people.factors.strength import APP, HARDWARE, has_app
from tongban.people.factors.telling import tell_everywhere
from tongban.people.factors.zone import check_zone
from tongban.people.models import User

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none is taken for another
LETTERS_OF_A_CODE = 10
NAME_LIMIT = 60

wording(
    "people.factor_added",
    gettext_lazy("A second step of signing in was added"),
    gettext_lazy("“%(name)s” was added to your account. If it was not you, remove it and set a new password at once."),
)
wording(
    "people.factor_removed",
    gettext_lazy("A second step of signing in was removed"),
    gettext_lazy(
        "“%(name)s” was removed from your account, and other devices were signed out. If it was not you, set a new "
        "password at once."
    ),
)
wording(
    "people.recovery_codes_made",
    gettext_lazy("New recovery codes"),
    gettext_lazy(
        "New recovery codes were made for your account; the earlier ones no longer work. If it was not you, set a "
        "new password at once."
    ),
)
wording(
    "people.recovery_code_used",
    gettext_lazy("A recovery code was used"),
    gettext_lazy(
        "Somebody signed in to your account with a recovery code; %(left)d are left. If it was not you, set a new "
        "password at once."
    ),
)


def named(typed: str, otherwise: str) -> str:
    return typed.strip()[:NAME_LIMIT] or otherwise


def add_app(*, user: User, secret: str, code: str, name: str, by: User) -> Factor:
    """The app is added once it shows a code of this secret. Raises BadInput, or AlreadyDone: one app is enough."""
    step = totp.step_of(secret, half_width(code).replace(" ", ""))
    if step is None:
        said = _("The code does not fit. Look whether the clock of your phone is right, and type the code shown now.")
        raise BadInput(_("The code does not fit."), errors={"code": [said]})
    with act(user, "people.add_app", by=by, rule=check_zone) as this:
        if has_app(user):
            raise AlreadyDone(_("An app is set up already."), cure=_("Remove it first if you have a new phone."))
        name = named(name, _("App on my phone"))
        factor = Factor.objects.create(user=user, kind=FactorKind.TOTP, name=name, secret=secret, counter=step)
        _added(this, factor)
    return factor


def add_passkey(*, user: User, made: passkeys.Made, name: str, by: User) -> Factor:
    try:
        with act(user, "people.add_passkey", by=by, rule=check_zone) as this:
            factor = Factor.objects.create(
                user=user, kind=FactorKind.PASSKEY, name=named(name, _("Passkey")), secret=made.secret,
                credential=made.index, counter=made.counter, synced=made.synced,
            )  # fmt: skip
            _added(this, factor)
    except IntegrityError as error:
        raise AlreadyDone(_("This passkey is added already.")) from error
    return factor


def add_certificate(*, user: User, certificate: str, by: User) -> Factor:
    """Of an official, by its serial and issuer; one certificate belongs to one person."""
    if not user.is_official:
        raise NotAllowed(_("Certificates are for officials."), cure=_("Add a passkey instead."))
    try:
        with act(user, "people.add_certificate", by=by, rule=check_zone) as this:
            factor = Factor.objects.create(
                user=user, kind=FactorKind.CERTIFICATE, name=_("Certificate"), certificate=certificate
            )
            _added(this, factor)
    except IntegrityError as error:
        raise AlreadyDone(_("This certificate is registered already.")) from error
    return factor


def check_certificate(user: User, certificate: str) -> list[str]:
    """What nginx saw in the handshake is a certificate of this person."""
    mine = Factor.objects.filter(user=user, kind=FactorKind.CERTIFICATE)
    same = mine.filter(**blind_lookup("certificate", "certificate", certificate))
    if not certificate or not same.update(last_used_at=clock.now()):
        said = _("Your browser showed no certificate that belongs to you. Put the key in, and open this page anew.")
        raise BadInput(_("The certificate does not fit."), errors={"answer": [said]})
    return [HARDWARE]


def _added(this: This[User], factor: Factor) -> None:
    this.note(factor=str(factor.pk), kind=factor.kind)
    tell_everywhere(this, to=this.subject, template="people.factor_added", name=factor.name)


def name_factor(*, user: User, factor: Factor, name: str, by: User) -> Factor:
    if not name.strip():
        raise BadInput(_("The name is missing."), errors={"name": [_("Type a name by which you know it again.")]})
    with act(user, "people.name_factor", by=by, rule=check_zone) as this:
        if not Factor.objects.filter(pk=factor.pk, user=user).update(name=named(name, "")):
            raise _gone()
        this.note(factor=str(factor.pk))
    return factor


def remove_factor(*, user: User, factor: Factor, by: User) -> None:
    """The last one takes the recovery codes with it: there is nothing any more that they stand for."""
    with act(user, "people.remove_factor", by=by, rule=check_zone) as this:
        if not Factor.objects.filter(pk=factor.pk, user=user).delete()[0]:
            raise _gone()
        if not Factor.objects.filter(user=user).exists():
            RecoveryCode.objects.filter(user=user).delete()
        this.note(factor=str(factor.pk), kind=factor.kind)
        tell_everywhere(this, to=this.subject, template="people.factor_removed", name=factor.name)


def _gone() -> AlreadyDone:
    return AlreadyDone(_("It is no longer there."), cure=_("Look at the list again."))


def make_recovery_codes(*, user: User, by: User) -> list[str]:
    """Ten new ones, to be shown once; the earlier ones work no more."""
    plain = [_new_code() for _number in range(settings.RECOVERY_CODES)]
    with act(user, "people.make_recovery_codes", by=by, rule=check_zone) as this:
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create([RecoveryCode(user=user, code=_bare(code)) for code in plain])
        this.note(codes=len(plain))
        tell_everywhere(this, to=this.subject, template="people.recovery_codes_made")
    return plain


def _new_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _number in range(LETTERS_OF_A_CODE))
    return f"{letters[:5]}-{letters[5:]}"


def _bare(code: str) -> str:
    return "".join(sign for sign in half_width(code).upper() if sign.isalnum())


def check_app(user: User, typed: str, *, before: dt.datetime | None = None) -> list[str]:
    """What was shown, or BadInput. A code works once, also when it is sent twice at the same instant. `before`: only an
    app that was added then."""
    code, now = half_width(typed).replace(" ", ""), clock.now()
    for factor in Factor.objects.filter(user=user, kind=FactorKind.TOTP, made_at__lte=before or now):
        step = totp.step_of(factor.secret, code, after=factor.counter)
        with writing():
            earlier = Factor.objects.filter(pk=factor.pk, counter__lt=step if step is not None else -1)
            if step is not None and earlier.update(counter=step, last_used_at=now):
                return [APP]
    raise _does_not_fit(_("The code is wrong, or was used already. Wait for the next one, and look whether the clock of your phone is right."))  # fmt: skip


def check_passkey(
    user: User | None, state: dict[str, Any], answer: str, *, before: dt.datetime | None = None
) -> tuple[User, list[str]]:
    """Whose passkey answered, and what was shown. A count that does not grow is a copy of the device: refused."""
    shown = passkeys.shown(state, answer, user=user)
    if before is not None and shown.factor.made_at > before:
        raise BadInput(_("This passkey can't be used here."), errors={"answer": [_("It was added too lately to prove who you are. Take another way.")]})  # fmt: skip
    with writing():
        same = Factor.objects.filter(pk=shown.factor.pk)
        fitting = same.filter(counter__lt=shown.counter) if shown.counter else same.filter(counter=0)
        if not fitting.update(counter=shown.counter, last_used_at=clock.now()):
            raise BadInput(_("This passkey can't be used here."), errors={"answer": [_("It seems to have been copied. Remove it, and add a new one.")]})  # fmt: skip
    return shown.factor.user, shown.amr


def check_recovery_code(user: User, typed: str, *, before: dt.datetime | None = None) -> list[str]:
    """Uses the code up; the person is told how many are left. `before`: only one that was made then."""
    with act(user, "people.use_recovery_code", by=user) as this:
        mine = RecoveryCode.objects.filter(user=user, used_at=None)
        shown = _bare(typed).encode()
        fitting = [
            row.pk
            for row in mine.filter(made_at__lte=before or clock.now())
            if secrets.compare_digest(row.code.encode(), shown)
        ]
        if not mine.filter(pk__in=fitting).update(used_at=clock.now()):
            raise _does_not_fit(_("This recovery code is wrong, or was used already."))
        left = mine.count()
        this.note(left=left)
        tell_everywhere(this, to=this.subject, template="people.recovery_code_used", left=left)
    return [APP]


def _does_not_fit(said: str) -> BadInput:
    return BadInput(_("The code does not fit."), errors={"code": [said]})
