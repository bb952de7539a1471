"""From what and from where somebody signs in, in words that a person recognises and that single out nobody."""

from __future__ import annotations

import ipaddress
import re
import secrets
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tongban.kit import crypto
from tongban.people.factors.models import SignedIn
from tongban.people.views.visitor import address_of

COOKIE = "device"
COOKIE_AGE = 400 * 24 * 3600  # what browsers keep at most
# The first that fits: many browsers name others too.
BROWSERS = (
    ("WeChat", "MicroMessenger"), ("Alipay", "AlipayClient"), ("QQ", "MQQBrowser|QQBrowser"), ("UC", "UCBrowser"),
    ("360", "QihooBrowser|360SE|360EE"), ("Edge", "Edg/|EdgA/|EdgiOS/"), ("Opera", "OPR/"), ("Firefox", "Firefox/|FxiOS/"),
    ("Chrome", "Chrome/|CriOS/"), ("Safari", "Safari/"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS|OpenHarmony"), ("Android", "Android"), ("iOS", "iPhone|iPad|iPod"), ("Windows", "Windows"),
    ("macOS", "Mac OS X|Macintosh"), ("UOS", "UOS"), ("Kylin", "Kylin"), ("Linux", "Linux|X11"),
)  # fmt: skip


def agent_of(request: HttpRequest) -> str:
    """Browser and system, e.g. `Firefox · Windows`; nothing that the header says is kept as it is."""
    said = str(request.META.get("HTTP_USER_AGENT", ""))
    found = [next((name for name, mark in table if re.search(mark, said)), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(word for word in found if word)


def network_of(request: HttpRequest) -> str:
    """The net and not the place in it: /24 of an IPv4 address, /48 of an IPv6 one."""
    said = address_of(request).partition("/")[0]
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))


def device_of(request: HttpRequest) -> str:
    """The digest of the device's own cookie; a device without one gets it with the answer."""
    token = request.COOKIES.get(COOKIE) or secrets.token_urlsafe(24)
    request.device = token  # type: ignore[attr-defined]
    return kept_as(token)


def kept_as(token: str) -> str:
    """The token has 192 bits of chance: it needs no key."""
    return crypto.digest(token.encode())[:32]


def known_to(request: HttpRequest, account: UUID | None) -> str:
    """The digest of this device, if that account was signed in to from it; else empty."""
    token = request.COOKIES.get(COOKIE, "")
    if not token:
        return ""
    device = kept_as(token)
    return device if SignedIn.objects.filter(user_id=account or UUID(int=0), device=device).exists() else ""


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Gives the device its cookie, after somebody signed in on it."""
    if token := getattr(request, "device", ""):
        response.set_cookie(
            COOKIE, token, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )


def shown(agent: str) -> str:
    return agent or _("an unknown device")
