"""Codes of an authenticator app: RFC 6238 over HMAC-SHA-1, six digits, thirty seconds, as every app knows them."""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

from django.conf import settings

from tongban.kit import clock

SECONDS = 30
DIGITS = 6
BITS = 160  # RFC 4226 §4, R6


def new_secret() -> str:
    """Base32 without padding, as apps take it when it is typed."""
    return base64.b32encode(secrets.token_bytes(BITS // 8)).decode()


def code_at(secret: str, step: int) -> str:
    mac = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1").digest()
    start = mac[-1] & 15
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_now() -> int:
    return int(clock.now().timestamp()) // SECONDS


def step_of(secret: str, typed: str, *, after: int = -1) -> int | None:
    """The step to which the code belongs, if the two clocks differ by no more than the setting allows. A step that is
    not later than `after` was used already."""
    now, drift = step_now(), settings.TOTP_DRIFT
    fitting = [
        step
        for step in range(now - drift, now + drift + 1)
        if hmac.compare_digest(code_at(secret, step).encode(), typed.encode())
    ]
    return next((step for step in fitting if step > after), None)


def address(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code says (Key Uri Format)."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"
