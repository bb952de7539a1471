from __future__ import annotations

from tongban.outbox.api import periodic
from tongban.portal.feeds import sitemap


@periodic("portal.sitemap", every_seconds=600)
def keep_sitemap() -> int:
    """Made anew where something was published since; how many addresses stand on it."""
    return 0 if sitemap.is_current() else sitemap.make()
