"""The one way out: signed, short of patience, through the breaker, with a line in the log whatever comes of it.

Never inside a transaction: who waits for a partner holds no lock.
"""

from __future__ import annotations

import http.client
import json
import ssl
import time
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from pydantic import BaseModel, ValidationError

from tongban.exchange import breaker, signing
from tongban.exchange.connectors import Connector
from tongban.exchange.faults import NotConnected, Silent
from tongban.exchange.models import Outcome, Request
from tongban.kit import clock, ids
from tongban.kit.outgoing import Answer, TooLong, call
from tongban.kit.subjects import Subject
from tongban.kit.writing import in_hand, writing

MOST = 64 * 1024  # bytes of an answer
A = TypeVar("A", bound=BaseModel)


def ask(
    to: Connector, operation: str, body: dict[str, Any], *, expects: type[A], purpose: str, about: Subject | None = None
) -> tuple[A, UUID]:
    """The answer, and the number of the request in the log. Raises Silent without a true answer, NotConnected without
    an address."""
    assert not in_hand(), "a partner is never asked inside a transaction"
    if not to.is_connected:
        raise NotConnected(to.key)
    number = ids.new()
    log = Request(id=number, connector=to.key, operation=operation, purpose=purpose, at=clock.now())
    if about is not None:
        log.about_type, log.about_key = about.subject_type, about.subject_key
    began = time.monotonic()
    try:
        if not breaker.may_ask(to.key):
            raise Silent(Outcome.CLOSED)
        answer = expects.model_validate(_sent(to, operation, json.dumps(body).encode(), str(number)), strict=True)
    except ValidationError as error:
        raise _noted(log, began, Silent(Outcome.UNREADABLE, error.errors()[0]["type"])) from None
    except NotConnected:
        _kept(log, began, Outcome.DOWN, detail="secret")
        raise
    except Silent as fault:
        raise _noted(log, began, fault) from None
    except (TimeoutError, ssl.SSLError, http.client.HTTPException, OSError, ValueError) as error:
        outcome = Outcome.SLOW if isinstance(error, TimeoutError) else Outcome.DOWN
        raise _noted(log, began, Silent(outcome, type(error).__name__)) from None
    breaker.answered(to.key)
    _kept(log, began, Outcome.ANSWERED, answer=str(getattr(answer, "code", "")))
    return answer, number


def _noted(log: Request, began: float, fault: Silent) -> Silent:
    """A fault of the partner counts against its line; that the line rests does not."""
    if fault.outcome != Outcome.CLOSED:
        breaker.failed(log.connector)
    _kept(log, began, fault.outcome, detail=fault.detail)
    return fault


def _kept(log: Request, began: float, outcome: str, *, answer: str = "", detail: str = "") -> None:
    log.milliseconds = int((time.monotonic() - began) * 1000)
    log.outcome, log.answer, log.detail = outcome, answer[:20], detail[:100]
    with writing():
        log.save(force_insert=True)


def _sent(to: Connector, operation: str, body: bytes, number: str) -> Any:
    secret, parts = to.secret(), urlsplit(to.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Silent(Outcome.DOWN, "address")
    path = f"{parts.path}/{operation}"
    at = str(int(clock.now().timestamp()))
    signature = signing.of_question(secret, method="POST", path=path, at=at, number=number, body=body)
    headers = {
        "Content-Type": "application/json",
        "X-Request-Number": number,
        "X-Request-Time": at,
        "X-Signature": f"{signing.ALGORITHM} {signature}",
    }
    where = parts._replace(path=path).geturl()
    try:
        answer = call(
            "POST", where, body, headers, seconds=settings.EXCHANGE_SECONDS, most=MOST, ca=settings.EXCHANGE_CA
        )
    except TooLong:
        raise Silent(Outcome.UNREADABLE, "too long") from None
    return _believed(secret, number, answer)


def _believed(secret: bytes, number: str, answer: Answer) -> Any:
    """Only a signed answer to this very question is one."""
    signature = answer.headers.get("x-signature", "").removeprefix(f"{signing.ALGORITHM} ")
    if not signing.same(signature, signing.of_answer(secret, status=answer.status, number=number, body=answer.content)):
        raise Silent(Outcome.REFUSED if answer.status in (401, 403) else Outcome.UNSIGNED, str(answer.status))
    if answer.status != 200:
        raise Silent(Outcome.REFUSED if answer.status < 500 else Outcome.DOWN, str(answer.status))
    try:
        return json.loads(answer.content)
    except ValueError:
        raise Silent(Outcome.UNREADABLE, "no JSON") from None
