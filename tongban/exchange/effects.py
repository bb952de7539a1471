from __future__ import annotations

import datetime as dt

from django.conf import settings

from tongban.exchange.models import Request
from tongban.kit import clock
from tongban.outbox.api import periodic


@periodic("exchange.forget_requests", every_seconds=24 * 3600)
def forget_requests() -> None:
    Request.objects.filter(at__lt=clock.now() - dt.timedelta(days=settings.EXCHANGE_KEEP_DAYS)).delete()
