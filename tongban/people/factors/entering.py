"""Somebody is in: the session knows how strongly and since when, the record has it, the person hears of a new device.

`enter` is the one way in; whatever else calls Django's `login` is recorded as well, with nothing shown.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, logout, update_session_auth_hash
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from tongban.kit import clock
from tongban.kit.act import This, act
from tongban.kit.languages import moment_in_both
from tongban.messages.api import register as wording
from tongban.people import sessions
from tongban.people.factors import devices, duties
from tongban.people.factors.models import SignedIn
from tongban.people.factors.strength import strength
from tongban.people.factors.telling import tell_everywhere
from tongban.people.models import User
from tongban.people.sessions import SINCE, kept_as

BACKEND = "tongban.people.signin.BlindIndexBackend"
AUTH_TIME, AMR = "auth_time", "amr"  # in the session: seconds since 1970; words of RFC 8176
SEEN, IDLE = "seen", "idle"
HALF = "half_in"
HALF_SECONDS = 600
NOTICED = 60  # seconds after which a request is written down as the last one

wording(
    "people.new_device",
    gettext_lazy("Your account was used on a new device"),
    gettext_lazy(
        "Somebody signed in to your account: %(device)s, %(when)s. If it was you, you need do nothing. If not, "
        "sign it out and set a new password."
    ),
)


def seconds_now() -> int:
    return int(clock.now().timestamp())


def enter(request: HttpRequest, user: User, amr: list[str]) -> None:
    """Signs in under a new session key, whatever the session was before."""
    if SESSION_KEY in request.session:
        logout(request)
    request.amr = amr  # type: ignore[attr-defined]
    request.session.pop(HALF, None)
    login(request, user, backend=BACKEND)


@receiver(user_logged_in)
def _entered(sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:
    session, now = request.session, seconds_now()
    shown: list[str] | None = getattr(request, AMR, None)  # None: no door, but a program or a test
    amr = shown or []
    idle = 60 * (settings.STAFF_IDLE_MINUTES if user.is_official else settings.IDLE_MINUTES)
    session.update({AUTH_TIME: now, AMR: amr, SINCE: now, IDLE: idle})
    notice(request)
    if session.session_key is None:
        session.create()
    if shown is not None:
        duties.write_down(session, user)
    _record(request, user, shown)


def _record(request: HttpRequest, user: User, shown: list[str] | None) -> None:
    amr = shown or []
    device = devices.device_of(request)
    row = SignedIn(user=user, session=kept_as(str(request.session.session_key)), device=device, amr=amr)
    row.agent, row.network = devices.agent_of(request), devices.network_of(request)
    with act(user, "people.sign_in", by=user) as this:
        earlier = SignedIn.objects.filter(user=user)
        is_new = earlier.exists() and not earlier.filter(device=device).exists()
        row.save(force_insert=True)
        this.note(amr=amr, strength=strength(amr), new_device=is_new)
        if is_new and shown is not None:
            _tell_of_device(this, row)
        if user.is_official and settings.STAFF_SESSIONS:
            _end(user, keep=settings.STAFF_SESSIONS)


def _tell_of_device(this: This[User], row: SignedIn) -> None:
    device, when = devices.shown(row.agent), moment_in_both(row.at)
    tell_everywhere(this, to=this.subject, template="people.new_device", device=device, when=when)


def notice(request: HttpRequest) -> None:
    """The session lives on from now: until it is left alone for too long, and never longer than a working day."""
    session, now = request.session, seconds_now()
    session[SEEN] = now
    left = session[SINCE] + settings.SESSION_COOKIE_AGE - now
    session.set_expiry(max(1, min(session[IDLE], left)))


def renew(request: HttpRequest) -> None:
    """A new session key for what became stronger; the row of this signing in goes with it."""
    before = kept_as(str(request.session.session_key))
    request.session.cycle_key()
    SignedIn.objects.filter(session=before).update(session=kept_as(str(request.session.session_key)))


def password_changed(request: HttpRequest, user: User) -> None:
    """This session goes on under a new key; the others ended with the old password."""
    before = kept_as(str(request.session.session_key))
    update_session_auth_hash(request, user)
    SignedIn.objects.filter(session=before).update(session=kept_as(str(request.session.session_key)))
    duties.done(request.session, duties.PASSWORD)


def confirmed(request: HttpRequest, user: User, amr: list[str]) -> None:
    """The person who is in has shown this just now."""
    with act(user, "people.confirm", by=user) as this:
        this.note(amr=amr)
    request.session[AMR] = amr
    request.session[AUTH_TIME] = seconds_now()
    renew(request)


# -- half in -----------------------------------------------------------------------------------------------------


def half_in(request: HttpRequest, user: User, amr: list[str]) -> None:
    """The first thing fitted, a second one is wanted. Nobody is signed in yet; the key changes already."""
    request.session.cycle_key()
    kept = {"user": str(user.pk), "amr": amr, "at": seconds_now(), "hash": user.get_session_auth_hash()}
    request.session[HALF] = kept


def who_is_half_in(request: HttpRequest) -> tuple[User, list[str]] | None:
    kept = request.session.get(HALF)
    if not kept or seconds_now() - kept["at"] > HALF_SECONDS:
        return None
    user = User.objects.filter(pk=UUID(kept["user"]), is_active=True).first()
    if user is None or user.get_session_auth_hash() != kept["hash"]:
        return None
    return user, kept["amr"]


# -- where one is signed in --------------------------------------------------------------------------------------


def living(user: User) -> list[tuple[SignedIn, dict[str, Any]]]:
    """Rows whose session is still there, the latest first, with what the session says."""
    rows = list(SignedIn.objects.filter(user=user).order_by("-at", "-id")[:200])
    said = sessions.living([row.session for row in rows])
    return [(row, said[row.session]) for row in rows if row.session in said]


def _end(user: User, *, keep: int) -> None:
    digests = [row.session for row, _said in living(user)[keep:]]
    sessions.end(digests)


def end_sessions(*, user: User, but: str = "", only: UUID | None = None, by: Any) -> int:
    """Signs out elsewhere, at once: all but the session of that key, or only one."""
    kept = kept_as(but) if but else ""
    with act(user, "people.end_sessions", by=by) as this:
        rows = sessions.recent(user) if only is None else sessions.recent(user).filter(pk=only)
        digests = [digest for digest in rows.values_list("session", flat=True) if digest != kept]
        count = sessions.end(digests)
        this.note(sessions=count)
        if not count:
            this.nothing_happened()
    return count
