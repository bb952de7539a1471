"""The data of a process: plain JSON under plain names, copied in, bounded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, cast

import orjson
from django.utils.translation import gettext as _

from .faults import ProcessFault

MAX_BYTES = 64_000


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """A copy that shares nothing with what was given. Dates become ISO text. Raises ProcessFault."""
    for name in data:
        if not isinstance(name, str) or not name.isidentifier() or name.startswith("_"):
            _refuse(repr(name)[:100], _("a name of letters and digits that begins with a letter"))
    try:
        packed = orjson.dumps(dict(data))
    except TypeError as fault:
        _refuse(str(fault)[:200], _("texts, whole numbers, true, false, null, dates, lists and mappings"))
    if len(packed) > MAX_BYTES:
        _refuse(_("%(n)d bytes") % {"n": len(packed)}, _("at most %(n)d bytes") % {"n": MAX_BYTES})
    return cast("dict[str, Any]", orjson.loads(packed))


def _refuse(found: str, wanted: str) -> NoReturn:
    raise ProcessFault(
        _("These data cannot be given to a process."),
        found=found,
        wanted=wanted,
        cure=_("Give it only what its conditions ask for."),
    )
