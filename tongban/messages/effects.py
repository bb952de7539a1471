"""Sends letters by SMTP and SMS by an HTTP gateway. Without one, they lie in the demo's mail box."""

from __future__ import annotations

import json
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from tongban.kit import clock
from tongban.kit.calls import signed
from tongban.kit.typed import is_one_address
from tongban.messages.models import Delivery
from tongban.outbox.api import effect

SECONDS = 20


@effect("messages.deliver", lane="letters")
def deliver(payload: dict[str, Any], token: str) -> Callable[[], None] | None:
    """Run twice it sends the same Message-ID, so that a mail server can drop the second."""
    delivery = Delivery.objects.filter(pk=payload["delivery"]).first()
    if delivery is None or delivery.state != Delivery.State.WAITING:
        return None
    gateway = settings.EMAIL_URL if delivery.channel == "email" else settings.SMS_URL
    if gateway:
        (send_email if delivery.channel == "email" else send_sms)(gateway, delivery)
    state = Delivery.State.SENT if gateway else Delivery.State.KEPT
    return lambda: _mark(delivery, state)


def _mark(delivery: Delivery, state: str) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, sent_at=clock.now())


def letter(delivery: Delivery) -> EmailMessage:
    """Raises ValueError where the address is not one plain address: a list in it would go to several people."""
    if not is_one_address(delivery.address):
        raise ValueError(f"letter {delivery.pk}: its address is not one plain e-mail address")
    message = EmailMessage()
    message["From"] = settings.MAIL_FROM
    message["To"] = delivery.address
    message["Subject"] = " ".join(delivery.title.split())
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = f"<{delivery.pk}@{settings.MAIL_FROM.rpartition('@')[2]}>"
    message.set_content(delivery.body)
    return message


def send_email(gateway: str, delivery: Delivery) -> None:
    parts = urlsplit(gateway)
    host, port = parts.hostname or "localhost", parts.port or (465 if parts.scheme == "smtps" else 25)
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    with server:
        if "starttls" in parts.query:
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(letter(delivery))


def send_sms(gateway: str, delivery: Delivery) -> None:
    """POST {"to", "text", "id"} as JSON, signed; any 2xx is success. Real gateways differ: put an adapter there."""
    body = json.dumps({"to": delivery.address, "text": delivery.body, "id": str(delivery.pk)}).encode()
    parts = urlsplit(gateway)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"TONGBAN_SMS: found {parts.scheme}, wanted http:// or https://")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    line = kind(parts.hostname, parts.port, timeout=SECONDS)
    try:
        headers = {"Content-Type": "application/json"} | signed("POST", gateway, body)
        line.request("POST", parts.path or "/", body, headers)
        answer = line.getresponse()
        if answer.status >= 300:
            raise ConnectionError(f"the SMS gateway answered {answer.status}")
    finally:
        line.close()
