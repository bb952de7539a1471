"""QR codes: as SVG for pages and for papers."""

from __future__ import annotations

import io
from functools import lru_cache

import segno

# Any of the eight masks reads well; trying all of them costs four times as much.
_MASK = 3


@lru_cache(maxsize=256)
def svg(text: str, *, border: int = 0, title: str = "") -> str:
    """One SVG element without size (it fills its box), level M. `border` in modules: 4 where no white surrounds it."""
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=_MASK)
    out = io.BytesIO()
    code.save(out, kind="svg", border=border, xmldecl=False, omitsize=True, title=title or None, light=None)
    return out.getvalue().decode()
