"""What opens the desk is changed inside alone: at the public site nobody touches password, second steps and addresses of
somebody who holds a post (Q6). The database refuses it too: `config/database_roles.py`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.kit.errors import Refused
from tongban.people.models import Post, User


def check_zone(user: User, by: Any = None) -> None:
    """A rule of acts: whoever does it, it is done in the official zone."""
    if settings.ZONE == "public" and Post.objects.filter(user=user).exists():
        raise Refused(
            _("The account of an official is not changed from the internet."),
            cure=_("Change it at the address of the desk, inside the government's network."),
        )
