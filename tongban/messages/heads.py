"""Tells others the signed heads of the log (S12), so that nobody can rewrite it without one of them seeing it.

`TONGBAN_HEADS_TO`: https://… is posted the head as JSON, mailto:… gets it as a letter. Told twice is as good as once.
"""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tongban.audit import api as audit
from tongban.kit import clock
from tongban.kit.act import Effect
from tongban.kit.calls import signed
from tongban.kit.outgoing import call
from tongban.kit.records import canonical
from tongban.kit.writing import writing
from tongban.messages.sending import LONGEST, SECONDS, send_message
from tongban.outbox.api import effect, periodic, post

HOUR = 3600


@periodic("messages.tell_heads", every_seconds=HOUR)
def tell_heads() -> int:
    """The newest, if it is of the last two hours: then a round that came late left nothing out."""
    head = audit.newest_head()
    if head is None or head.at < clock.now() - dt.timedelta(seconds=2 * HOUR):
        return 0
    effects = [
        Effect("messages.tell_head", {"size": head.size, "to": where}, f"head:{where}", None)
        for where in settings.HEADS_TO
    ]
    with writing():
        post(effects)
    return len(effects)


@effect("messages.tell_head", lane="letters")
def tell_head(payload: dict[str, Any], token: str) -> None:
    head = audit.TreeHead.objects.filter(pk=payload["size"]).first()
    if head is None or payload["to"] not in settings.HEADS_TO:  # no row leads out but to where the settings say
        return
    parts = urlsplit(payload["to"])
    if parts.scheme == "mailto":
        send_message(settings.EMAIL_URL, _letter(head, parts.path))
    elif parts.scheme in ("http", "https") and parts.hostname:
        _posted(payload["to"], canonical(audit.signed_head(head)))
    else:
        raise ValueError(f"TONGBAN_HEADS_TO: found {payload['to']}, wanted https://… or mailto:…")


def _letter(head: audit.TreeHead, to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = settings.MAIL_FROM, to
    message["Subject"] = f"{settings.SITE_URL} {audit.in_words(head)}"
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = f"<head-{head.size}@{settings.MAIL_FROM.rpartition('@')[2]}>"
    message.set_content(canonical(audit.signed_head(head)).decode() + "\n", cte="base64")
    return message


def _posted(url: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json"} | signed("POST", url, body)
    answer = call("POST", url, body, headers, seconds=SECONDS, most=LONGEST)
    if answer.status >= 300:
        raise ConnectionError(f"{urlsplit(url).hostname} answered {answer.status} to a head of the log")
