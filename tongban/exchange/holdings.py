"""What was asked of the registers is not kept for ever; `people.privacy` runs this with all the rest."""

from __future__ import annotations

from tongban.exchange.models import Request
from tongban.kit.holdings import Outdated, outdates

outdates(
    Outdated(
        "exchange.requests",
        "KEEP_REQUESTS_DAYS",
        rows=lambda before: Request.objects.filter(at__lt=before),
        says="what was asked of registers",
    )
)
