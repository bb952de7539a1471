"""One letter to one mail server."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

SECONDS = 20
LONGEST = 64 * 1024  # bytes of an answer


def send_message(gateway: str, message: EmailMessage) -> None:
    """`gateway`: smtp://user:password@host:port, smtps://…, or with ?starttls."""
    parts = urlsplit(gateway)
    if parts.scheme not in ("smtp", "smtps"):
        raise ValueError("TONGBAN_SMTP: found nothing to send with, wanted smtp://… or smtps://…")
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
        server.send_message(message)
