"""A2: where somebody is signed in, and how it ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.kit import clock
from tongban.people.factors.devices import COOKIE
from tongban.people.factors.models import SignedIn
from tongban.people.privacy.forgetting import forget
from tongban.people.tests.showing import PASSWORD, is_signed_in, letters, show_app, sign_in, with_app

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0.50"
)


def over() -> None:
    """Every session was left alone for too long."""
    Session.objects.update(expire_date=clock.now() - dt.timedelta(seconds=1))


def on(agent: str, address: str = "192.0.2.77") -> Client:
    return Client(headers={"user-agent": agent}, REMOTE_ADDR=address)


def test_the_list_says_device_network_and_time() -> None:
    here, there = on(FIREFOX), on(WECHAT, "2001:db8:7:8::1")
    sign_in(here)
    sign_in(there)
    page = here.get(reverse("people:security")).content.decode()
    assert "Firefox · Windows" in page and "WeChat · Android" in page
    assert "192.0.2.0/24" in page and "2001:db8:7::/48" in page
    assert "192.0.2.77" not in page
    assert [place.is_here for place in here.get(reverse("people:security")).context["sessions"]] == [True, False]


def test_a_slow_sign_in_is_as_strong_as_a_quick_one(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between writing down how somebody signed in and the next reader a second passes."""
    settings.TOTP_DRIFT = 50
    ticking, secret = iter(range(10_000)), with_app()
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(seconds=next(ticking)))
    sign_in(client)
    show_app(client, secret)
    assert client.session["amr"] == ["mfa", "otp", "pwd"]


def test_one_other_device_is_signed_out_at_once() -> None:
    here, there, third = on(FIREFOX), on(WECHAT), on(FIREFOX)
    for client in (here, there, third):
        sign_in(client)
    [place] = [p for p in here.get(reverse("people:security")).context["sessions"] if p.device.startswith("WeChat")]
    here.post(reverse("people:end_sessions"), {"session": place.id})
    assert [is_signed_in(client) for client in (here, there, third)] == [True, False, True]
    here.post(reverse("people:end_sessions"))
    assert [is_signed_in(client) for client in (here, third)] == [True, False]


def test_nobody_signs_out_somebody_else() -> None:
    here, other = on(FIREFOX), on(FIREFOX)
    sign_in(here)
    sign_in(other, "citizen2")
    given = {"session": SignedIn.objects.get(user=w.user("citizen2")).pk}
    here.post(reverse("people:end_sessions"), given)
    assert is_signed_in(other)
    assert here.post(reverse("people:end_sessions"), {"session": "none-such"}).status_code == 404


def test_a_new_password_ends_the_other_sessions_at_once() -> None:
    here, there = on(FIREFOX), on(WECHAT)
    sign_in(here)
    sign_in(there)
    given = {"old": PASSWORD, "new": "ein neuer Satz 8", "again": "ein neuer Satz 8"}
    assert here.post(reverse("people:password"), given).status_code == 302
    assert is_signed_in(here) and not is_signed_in(there)
    assert len(here.get(reverse("people:security")).context["sessions"]) == 1


def test_a_new_device_is_told_and_a_known_one_is_not() -> None:
    here, there = on(FIREFOX), on(WECHAT)
    sign_in(here)
    assert letters("citizen1") == []
    here.post(reverse("people:sign_out"))
    sign_in(here)
    assert letters("citizen1") == []
    sign_in(there)
    told = letters("citizen1")
    assert {letter.channel for letter in told} == {"email", "phone"}
    assert "WeChat · Android" in told[0].body
    assert there.cookies[COOKIE]["httponly"] and there.cookies[COOKIE]["samesite"] == "Lax"


def test_a_session_has_another_key_after_signing_in(client: Client) -> None:
    client.get(reverse("people:by_phone"))
    client.post(reverse("people:by_phone"), {"phone": "13900000001"})
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    sign_in(client)
    after = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert before != after
    assert not is_signed_in_with(before)


def test_a_session_has_another_key_at_the_second_step(client: Client) -> None:
    with_app()
    client.post(reverse("people:by_phone"), {"phone": "13900000001"})
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    sign_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before


def is_signed_in_with(key: str) -> bool:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return is_signed_in(client)


def test_the_database_does_not_hold_what_signs_in(client: Client) -> None:
    sign_in(client)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    kept = list(Session.objects.values_list("session_key", flat=True))
    assert key not in kept and is_signed_in_with(key)
    assert not [one for one in kept if is_signed_in_with(one)]


def test_who_is_idle_is_signed_out_officials_sooner(client: Client, settings: Any) -> None:
    for login, minutes in (("citizen1", settings.IDLE_MINUTES), ("clerk1", settings.STAFF_IDLE_MINUTES)):
        client = Client()
        sign_in(client, login)
        left = Session.objects.latest("expire_date").expire_date - clock.now()
        assert abs(left - dt.timedelta(minutes=minutes)) < dt.timedelta(seconds=20), login
        over()
        assert not is_signed_in(client)


def test_whoever_works_stays_and_no_longer_than_a_day(client: Client) -> None:
    sign_in(client)
    began = Session.objects.get().expire_date
    session = client.session
    session["seen"] -= 120
    session.save()
    client.get("/my/")
    assert Session.objects.get().expire_date > began
    session = client.session
    session["seen"] -= 120
    session["since"] -= settings.SESSION_COOKIE_AGE - 60
    session.save()
    client.get("/my/")
    assert Session.objects.get().expire_date - clock.now() <= dt.timedelta(seconds=61)


def test_ended_sessions_are_gone_after_a_day_and_the_list_of_devices_after_a_year(client: Client) -> None:
    sign_in(client)
    Session.objects.update(expire_date=clock.now() - dt.timedelta(days=2))
    SignedIn.objects.update(at=clock.now() - dt.timedelta(days=365))
    forget()
    assert not Session.objects.exists() and SignedIn.objects.exists()
    SignedIn.objects.update(at=clock.now() - dt.timedelta(days=367))
    forget()
    assert not SignedIn.objects.exists()


def test_officials_may_be_signed_in_at_so_many_places(settings: Any) -> None:
    settings.STAFF_SESSIONS = 1
    first, second = on(FIREFOX), on(WECHAT)
    sign_in(first, "clerk1")
    sign_in(second, "clerk1")
    assert not is_signed_in(first) and is_signed_in(second)


def test_what_was_typed_when_the_session_ended_comes_back(client: Client) -> None:
    sign_in(client)
    over()
    away = client.post(reverse("people:language"), {"language": "en"})
    assert away.headers["Location"].startswith(reverse("people:sign_in"))
    assert client.get(away.headers["Location"]).context["was_away"]
    assert sign_in(client).headers["Location"] == reverse("people:again_on")
    page = client.get(reverse("people:again_on")).content.decode()
    assert 'name="language" value="en"' in page and f'action="{reverse("people:language")}"' in page
    client.post(reverse("people:language"), {"language": "en"})
    assert client.get(reverse("people:again_on")).status_code == 302


def test_what_somebody_else_typed_comes_back_to_nobody(client: Client) -> None:
    sign_in(client)
    over()
    client.post(reverse("people:language"), {"language": "en"})
    assert sign_in(client, "citizen2").headers["Location"] == "/my/"
    assert client.get(reverse("people:again_on")).status_code == 302


def test_passwords_typed_are_never_kept(client: Client) -> None:
    sign_in(client)
    over()
    given = {"old": PASSWORD, "new": "ein neuer Satz 8", "again": "ein neuer Satz 8", "note": "x"}
    client.post(reverse("people:password"), given)
    sign_in(client)
    page = client.get(reverse("people:again_on")).content.decode()
    assert "ein neuer Satz 8" not in page and PASSWORD not in page and 'name="note"' in page
