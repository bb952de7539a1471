"""What a person has in their hands, for the tests of the doors: an app, codes from letters, another device."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.kit import clock
from tongban.messages.api import Delivery
from tongban.outbox import api as outbox
from tongban.people.factors import actions, totp
from tongban.people.models import User

PASSWORD = settings.DEMO_PASSWORD


def sign_in(client: Client, account: str = "citizen1", password: str = PASSWORD, **more: Any) -> Any:
    return client.post(reverse("people:sign_in"), {"account": account, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return bool(client.get(reverse("people:me")).json()["signed_in"])


def with_app(login: str = "citizen1", hours: float = 0.5) -> str:
    """Adds an app half an hour ago, so that no code of now was used; its secret."""
    secret, user = totp.new_secret(), w.user(login)
    with clock.turned_to(clock.now() - dt.timedelta(hours=hours)):
        code = totp.code_at(secret, totp.step_now())
        actions.add_app(user=user, secret=secret, code=code, name="", by=user)
    return secret


def code_of(secret: str, steps: int = 0) -> str:
    return totp.code_at(secret, totp.step_now() + steps)


def show_app(client: Client, secret: str, steps: int = 0, **more: Any) -> Any:
    return client.post(reverse("people:second"), {"how": "app", "code": code_of(secret, steps), **more})


def letters(login: str, **where: Any) -> list[Delivery]:
    outbox.drain()
    return list(Delivery.objects.filter(user=w.user(login), **where).order_by("id"))


def latest_code(**where: Any) -> str:
    outbox.drain()
    for letter in Delivery.objects.filter(**where).order_by("-id"):
        if found := re.search(r"(?<!\d)\d{6}(?!\d)", letter.body):
            return found[0]
    raise AssertionError("no code came")


def strong(login: str = "citizen1") -> User:
    """Seen at a window: level 2."""
    user = w.user(login)
    User.objects.filter(pk=user.pk).update(assurance=2)
    return w.user(login)


def holds_little(login: str = "citizen1") -> None:
    User.objects.filter(login=login).update(assurance=1)
