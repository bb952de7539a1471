from __future__ import annotations

import datetime as dt

from tongban.kit import clock
from tongban.outbox.api import periodic
from tongban.people.oidc.codes import KEPT_DAYS
from tongban.people.oidc.models import Authorization, Token


@periodic("people.forget_old_uses", every_seconds=3600)
def forget_old_uses() -> None:
    """Tokens a day after their end, uses after half a year; the record says for good that there was one."""
    Token.objects.filter(expires_at__lt=clock.now() - dt.timedelta(days=1)).delete()
    Authorization.objects.filter(issued_at__lt=clock.now() - dt.timedelta(days=KEPT_DAYS)).delete()
