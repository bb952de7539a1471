"""How often one person, or one address, may ask in a minute: by route where a view says so (`kit.pace`), else by what it does.

Counted in a small file that all processes of the machine share in memory; two counts at the same instant may be one,
which harms nobody. nginx in front counts connections besides (ops/nginx). What a view guards closer (codes, checks by
number, sign-in) it counts itself, exactly, in the database (`people.count_try`).
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tongban.kit import clock
from tongban.kit.errors import Refused
from tongban.people.api import address_of

SLOTS = 1 << 16
_SLOT = struct.Struct("<II")  # the minute, and how many in it
SAFE = ("GET", "HEAD", "OPTIONS")
# Behind one address may stand a hall with forty windows, or a village.
PERSON_READS, PERSON_WRITES = 600, 120
ADDRESS_READS, ADDRESS_WRITES = 1800, 300


class TooFast(Refused):
    status = 429
    retry_after = 60  # seconds


class Meter:
    def __init__(self, path: Path) -> None:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(handle, SLOTS * _SLOT.size)
            self.table = mmap.mmap(handle, SLOTS * _SLOT.size)
        finally:
            os.close(handle)

    def count(self, key: str, minute: int) -> int:
        at = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=2).digest(), "big") * _SLOT.size
        seen, times = _SLOT.unpack_from(self.table, at)
        times = times + 1 if seen == minute & 0xFFFFFFFF else 1
        _SLOT.pack_into(self.table, at, minute & 0xFFFFFFFF, times)
        return times


@cache
def meter() -> Meter:
    return Meter(settings.DATA_DIR / "meter")


def check_pace(request: HttpRequest, view: Any) -> None:
    """Raises TooFast (429)."""
    if not settings.RATE_FACTOR:
        return
    who = _who(request)
    most = int(_most(request, view, who) * settings.RATE_FACTOR)
    now = int(clock.now().timestamp())
    own = f"{request.resolver_match.view_name}|" if request.resolver_match and hasattr(view, "per_minute") else ""
    kind = "" if request.method in SAFE else "writes|"
    if meter().count(f"{own}{kind}{who}", now // 60) <= most:
        return
    wait = 60 - now % 60
    refused = TooFast(
        _("That was faster than this page can be used."),
        found=_("more than %(most)d times in a minute") % {"most": most},
        wanted=_("at most %(most)d") % {"most": most},
        cure=_("Wait %(seconds)d seconds; what you sent before is kept.") % {"seconds": wait},
    )
    refused.retry_after = wait
    raise refused


def _who(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if settings.SESSION_COOKIE_NAME in request.COOKIES and user is not None and user.is_authenticated:
        return f"user:{user.pk}"
    return f"from:{address_of(request)}"


def _most(request: HttpRequest, view: Any, who: str) -> int:
    if per_minute := getattr(view, "per_minute", 0):
        return int(per_minute)
    person = who.startswith("user:")
    if request.method in SAFE:
        return PERSON_READS if person else ADDRESS_READS
    return PERSON_WRITES if person else ADDRESS_WRITES
