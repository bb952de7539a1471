"""What the doors know of a visitor: from where, and where to afterwards."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from tongban.people.models import User


def address_of(request: HttpRequest) -> str:
    """Where tries are counted: an IPv4 address, or the /64 of an IPv6 address, since one subscriber has all of it."""
    try:
        address = ipaddress.ip_address(_told(request))
    except ValueError:  # a socket on this machine has no address
        return _told(request)
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.IPv6Network((int(address), 64), strict=False))


def _told(request: HttpRequest) -> str:
    """Behind our proxy the address that the proxy itself saw, which is the last it names."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def way_on(request: HttpRequest, user: User) -> str:
    """`next` when it leads to a page of this site, else the desk or “My page”."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return "/desk/" if user.is_official else "/my/"
