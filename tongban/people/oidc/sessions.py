"""What the session says about the sign-in itself: when, how, and a mark that is new with each of them."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from tongban.kit import clock, crypto
from tongban.kit.writing import writing
from tongban.people.oidc.models import Authorization

MARK = "sign_in_mark"


@receiver(user_logged_in)
def remember(sender: Any, request: HttpRequest, **more: Any) -> None:
    """`auth_time` and `amr` are written by `factors.entering`."""
    request.session[MARK] = secrets.token_urlsafe(16)


@receiver(user_logged_out)
def forget(sender: Any, request: HttpRequest, **more: Any) -> None:
    """Whoever signs out here is no longer spoken for anywhere: codes and tokens of this session are over."""
    if mark := request.session.get(MARK):
        with writing():
            open_ones = Authorization.objects.filter(session=digest_of(mark), revoked_at=None)
            open_ones.update(revoked_at=clock.now())


def digest_of(mark: str) -> str:
    return crypto.digest(mark.encode())


def auth_time(request: HttpRequest) -> int:
    return int(request.session.get("auth_time", 0))


def amr(request: HttpRequest) -> list[str]:
    return [str(word) for word in request.session.get("amr", [])]


def sign_in_seen(request: HttpRequest) -> str:
    """Changes whenever somebody signed in or proved more; a request that wants it newer compares."""
    return f"{request.session.get(MARK, '')}:{auth_time(request)}"
