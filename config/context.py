"""What every template may use about the site. Nothing here depends on who is signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    return {"DEMO": settings.DEMO, "SITE_URL": settings.SITE_URL, "HOME_REGION": settings.HOME_REGION}
