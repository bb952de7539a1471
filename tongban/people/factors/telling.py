"""Word to a person on every channel they left: whoever holds one of them alone must not be the only one to hear."""

from __future__ import annotations

from typing import Any

from tongban.kit.act import This
from tongban.messages.api import send, tell
from tongban.people.models import User

SECURITY = "/account/security/"


def tell_everywhere(this: This[Any], *, to: User, template: str, url: str = SECURITY, **facts: Any) -> None:
    """In the app, by e-mail and by SMS. `tell` writes one letter; the other channel gets its own."""
    tell(this, to=to, template=template, url=url, **facts)
    if to.email and to.phone:
        send(this, template=template, user=to, channel="phone", address=to.phone, language=to.language, **facts)
