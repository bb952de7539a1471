"""Which seal provider signs: the demo's own certificates, or a recognised one by setting (Q1, L1)."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.documents.signing import DemoSeals, SealProvider
from tongban.kit.errors import Refused


@cache
def seal_provider() -> SealProvider:
    """Production without a recognised provider refuses: a demo seal on a real decision would be a forgery."""
    provider = DemoSeals(settings.KEYS_DIR / "seals")
    if not settings.DEMO and not provider.production_ready:
        raise Refused(
            _("Production mode needs a recognised seal provider."),
            found=_("the demo's own certificates"),
            wanted=_("a provider whose certificates the state recognises"),
            cure=_("Set TONGBAN_MODE=demo, or connect the province's seal service."),
        )
    return provider
