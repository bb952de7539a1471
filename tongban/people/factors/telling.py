"""Word to a person on every channel they left: whoever holds one of them alone must not be the only one to hear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from tongban.kit import clock
from tongban.kit.act import This
from tongban.messages.api import send, tell
from tongban.people.models import User
from tongban.people.privacy.models import Change

SECURITY = "/account/security/"


def tell_everywhere(this: This[Any], *, to: User, template: str, url: str = SECURITY, **facts: Any) -> None:
    """In the app, by e-mail and by SMS. `tell` writes one letter; the other channel gets its own, and so does one that
    was theirs until a few days ago."""
    tell(this, to=to, template=template, url=url, **facts)
    if to.email and to.phone:
        send(this, template=template, user=to, channel="phone", address=to.phone, language=to.language, **facts)
    _to_former(this, to, template, facts)


def write_everywhere(this: This[Any], *, to: User, template: str, **facts: Any) -> None:
    """The same outside the app alone, to somebody who signs in there no more."""
    for channel in ("email", "phone"):
        if address := getattr(to, channel):
            send(this, template=template, user=to, channel=channel, address=address, language=to.language, **facts)
    _to_former(this, to, template, facts)


def _to_former(this: This[Any], to: User, template: str, facts: dict[str, Any]) -> None:
    for channel, address in _former(to):
        send(this, template=template, user=None, channel=channel, address=address, language=to.language, **facts)


def _former(user: User) -> Iterator[tuple[str, str]]:
    since = clock.now() - dt.timedelta(days=settings.FORMER_CONTACT_DAYS)
    for row in Change.objects.filter(user_id=user.pk, used_at__gte=since).exclude(former="").order_by("id"):
        if row.former != getattr(user, row.channel):
            yield row.channel, row.former
