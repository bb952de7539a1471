"""Sends letters by SMTP and SMS by an HTTP gateway. Without one, they lie in the demo's mail box."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any

from django.conf import settings

from tongban.kit import clock
from tongban.kit.calls import signed
from tongban.kit.outgoing import call
from tongban.kit.typed import is_one_address
from tongban.messages import heads  # noqa: F401 - registers
from tongban.messages.models import Delivery
from tongban.messages.sending import LONGEST, SECONDS, send_message
from tongban.outbox.api import effect


@effect("messages.deliver", lane="letters")
def deliver(payload: dict[str, Any], token: str) -> Callable[[], None] | None:
    """Run twice it sends the same Message-ID, so that a mail server can drop the second."""
    delivery = Delivery.objects.filter(pk=payload["delivery"]).first()
    if delivery is None or delivery.state != Delivery.State.WAITING:
        return None
    gateway = settings.EMAIL_URL if delivery.channel == "email" else settings.SMS_URL
    if gateway:
        if delivery.channel == "email":
            send_message(gateway, letter(delivery))
        else:
            send_sms(gateway, delivery)
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


def send_sms(gateway: str, delivery: Delivery) -> None:
    """POST {"to", "text", "id"} as JSON, signed; any 2xx is success. Real gateways differ: put an adapter there."""
    body = json.dumps({"to": delivery.address, "text": delivery.body, "id": str(delivery.pk)}).encode()
    headers = {"Content-Type": "application/json"} | signed("POST", gateway, body)
    answer = call("POST", gateway, body, headers, seconds=SECONDS, most=LONGEST)
    if answer.status >= 300:
        raise ConnectionError(f"the SMS gateway answered {answer.status}")
