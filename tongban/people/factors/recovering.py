"""A lost password is set anew, and lost second steps are taken away, without opening the door to whoever holds one of
the person's channels.

An account that holds little takes a new password for one code. Where a second step exists, or the identity was proved
(level 2), a second proof is wanted: a code to the other channel, what the second step shows, a recovery code, the word
of an official who saw the document; or, where only one channel is left, waiting time that every channel heard of.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.kit import clock
from tongban.kit.act import Actor, This, act
from tongban.kit.errors import AlreadyDone, BadInput, Refused
from tongban.kit.languages import moment_in_both
from tongban.messages.api import register as wording
from tongban.people import sessions
from tongban.people.assurance import id_types
from tongban.people.assurance.levels import Level
from tongban.people.factors import codes, passwords
from tongban.people.factors.models import DoorCode, Factor, Recourse, RecoveryCode
from tongban.people.factors.strength import has_factor, is_received_only
from tongban.people.factors.telling import tell_everywhere
from tongban.people.factors.zone import check_zone
from tongban.people.models import User
from tongban.people.signin import TRIES_PER_ACCOUNT, count_try, forgive

PROVED = Level.COMPARED  # the level from which an account holds more than what its owner typed
SURE = Level.FACE  # from which one channel alone never opens an account, however long somebody waits
SALT = "people.stop_recovery"

wording(
    "people.password_set_anew",
    gettext_lazy("A new password was set"),
    gettext_lazy(
        "The password of your account was set anew with a code, and all devices were signed out. If it was not you, "
        "tell 12345 at once."
    ),
)
wording(
    "people.recovery_waits",
    gettext_lazy("Somebody wants to recover your account"),
    gettext_lazy(
        "Somebody who has one of your channels wants to recover your account. It takes effect on %(ripe)s. If it is "
        "not you, stop it here: %(stop)s"
    ),
)
wording(
    "people.recovery_stopped",
    gettext_lazy("The recovery of your account was stopped"),
    gettext_lazy("Nothing was changed. If you stopped it because it was not you, set a new password."),
)
wording(
    "people.factors_dropped",
    gettext_lazy("Your second steps of signing in were removed"),
    gettext_lazy(
        "They were lost, so they were removed: %(how)s. If it was not you, tell 12345 at once. Add a new one when "
        "you have signed in."
    ),
)


def is_strong(user: User) -> bool:
    return user.assurance >= PROVED or has_factor(user)


def is_known_by_number(user: User) -> bool:
    """Made at a window, it has no password and no second step yet: beside the code the number of the document counts."""
    has_number = bool(user.id_number) and not user.number_held_elsewhere
    return has_number and not user.has_usable_password() and not has_factor(user)


def check_number(user: User, typed: str) -> None:
    count_try("number", user.actor_key, TRIES_PER_ACCOUNT)
    fits = secrets.compare_digest(id_types.plain(typed).encode(), user.id_number.encode())
    if not is_known_by_number(user) or not fits:
        said = _("This is not the number of the document. Read it from the document, or come to a window with it.")
        raise BadInput(said, errors={"id_number": [said]})
    forgive("number", user.actor_key)


def begin(*, wanted: DoorCode | None, code: str, password: str) -> User:
    """The code fitted and is spent, the password is good. Raises BadInput."""
    if faults := passwords.faults_of(password):
        raise _bad(faults)
    user = codes.fitting(wanted, code)
    assert wanted is not None
    if faults := passwords.faults_of(password, user):
        raise _bad(faults)
    codes.spend(wanted)
    return user


def _bad(faults: list[str]) -> BadInput:
    return BadInput(_("This password can't be used."), errors={"password": faults})


def recover(*, user: User, sealed: str, proof: str, recourse: Recourse | None = None) -> User:
    """`sealed`: the new password as Django keeps it; `proof`: what stood beside the code. Second steps stay."""
    with act(user, "people.recover", by=user) as this:
        if recourse is not None:
            _use(recourse)
        _of_waiting(user).update(stopped_at=this.at)  # whoever waits beside it waits for nothing
        passwords.set_password(this, sealed)
        sign_out_everywhere(user)
        this.note(proof=proof)
        tell_everywhere(this, to=this.subject, template="people.password_set_anew")
    return this.subject


def sign_out_everywhere(user: User) -> None:
    digests = sessions.recent(user).values_list("session", flat=True)
    sessions.end(list(digests))


def drop_factors(*, user: User, recourse: Recourse) -> None:
    """All of them, and the recovery codes: the person is told on every channel."""
    with act(user, "people.drop_factors", by=user, rule=check_zone) as this:
        _use(recourse)
        count, _kinds = Factor.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        sign_out_everywhere(user)
        this.note(factors=count, how=recourse.how)
        told = Recourse.How(recourse.how).label
        tell_everywhere(this, to=this.subject, template="people.factors_dropped", how=str(told))


def _use(recourse: Recourse) -> None:
    running = Recourse.objects.filter(pk=recourse.pk, used_at=None, stopped_at=None)
    if not running.update(used_at=clock.now()):
        raise AlreadyDone(_("This way was used already, or was stopped."), cure=_("Begin again."))


# -- waiting -----------------------------------------------------------------------------------------------------


def waiting(user: User) -> Recourse | None:
    """What runs now, ripe or not; of the administrator's word `duties` knows."""
    return _of_waiting(user).filter(ends_at__gt=clock.now()).order_by("ripe_at").first()


def _of_waiting(user: User) -> QuerySet[Recourse]:
    running = Recourse.objects.filter(user_id=user.pk, used_at=None, stopped_at=None)
    return running.exclude(how=Recourse.How.ADMINISTRATOR)


def ripe(user: User, shown: Iterable[str]) -> Recourse | None:
    """`shown`: what stands beside it now; time alone does not open what time alone may not."""
    found = waiting(user)
    if found is None or found.ripe_at > clock.now():
        return None
    return found if found.how != Recourse.How.WAITING or may_wait(user, shown) else None


def may_wait(user: User, shown: Iterable[str]) -> bool:
    """Whoever holds the only channel hears every warning alone: of a surely proved account time proves nothing then."""
    return user.assurance < SURE or len(other_channels(user, "")) > 1 or not is_received_only(shown)


def _check_may_wait(user: User, shown: Iterable[str]) -> None:
    if not may_wait(user, shown):
        raise Refused(
            _("This account is not recovered by waiting."),
            found=_("one telephone or address alone, to which every warning would go"),
            wanted=_("a second proof that is not this telephone"),
            cure=_("Come to any window with your document; you are let in again at once."),
        )


def begin_waiting(*, user: User, shown: Iterable[str]) -> Recourse:
    """Once at a time; asked for again, it is the same one. `shown`: what the person showed before."""
    _check_may_wait(user, shown)
    ripe_at = clock.now() + dt.timedelta(hours=settings.RECOVERY_WAIT_HOURS)
    ends_at = ripe_at + dt.timedelta(hours=settings.RECOVERY_OPEN_HOURS)
    with act(user, "people.begin_waiting", by=user, rule=check_zone) as this:
        if (running := waiting(user)) is not None:
            this.nothing_happened()
            return running
        made = Recourse.objects.create(user=user, how=Recourse.How.WAITING, ripe_at=ripe_at, ends_at=ends_at)
        this.note(recourse=str(made.pk))
        _tell_of_waiting(this, made)
    return made


def _tell_of_waiting(this: This[User], made: Recourse) -> None:
    ripe_at = moment_in_both(made.ripe_at)
    stop = f"{settings.SITE_URL}/account/recover/stop/?which={token_of(made)}"
    tell_everywhere(this, to=this.subject, template="people.recovery_waits", ripe=ripe_at, stop=stop)


def token_of(recourse: Recourse) -> str:
    return signing.dumps(str(recourse.pk), salt=SALT)


def by_token(token: str) -> Recourse | None:
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    found: Recourse | None = Recourse.objects.select_related("user").filter(pk=key).first()
    return found


def stop(*, recourse: Recourse, by: Actor) -> None:
    """Whoever holds a message about it, or is signed in, may stop it; nothing else comes of that."""
    with act(recourse.user, "people.stop_recovery", by=by) as this:
        running = Recourse.objects.filter(pk=recourse.pk, used_at=None, stopped_at=None)
        if not running.update(stopped_at=clock.now()):
            this.nothing_happened()
            return
        this.note(recourse=str(recourse.pk))
        tell_everywhere(this, to=this.subject, template="people.recovery_stopped")


def other_channels(user: User, used: str) -> list[str]:
    return [channel for channel in ("phone", "email") if channel != used and codes.address_of(user, channel)]


def context_of(user: User, used: str, shown: Iterable[str]) -> dict[str, Any]:
    """What a person may take as a second proof, after the code to the channel `used`."""
    can_wait = may_wait(user, shown)
    found = waiting(user) if can_wait else None
    return {"others": other_channels(user, used), "may_wait": can_wait, "waiting": found, "ripe": ripe(user, shown)}
