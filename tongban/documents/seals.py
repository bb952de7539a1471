"""Seals of the demo, drawn from an organ's name: the round seal with star, name along the arc, and the word 演示.

Real seals are pictures that a seal provider hands over; nobody draws one. 国发〔1999〕25号 gives 42 mm to county organs.
"""

from __future__ import annotations

import base64
import json
from functools import lru_cache

from tongban.documents.press import font_folder, press

SPECIAL_LINE = "行政审批专用章"


def demo_svg(organ: str, line: str = "") -> str:
    """A demo seal 42 mm wide as SVG with outlines instead of fonts. `line` stands under the star (专用章), or nothing."""
    return _drawn(organ, line, "svg", str(font_folder())).decode()


def demo_png(organ: str, line: str = "") -> bytes:
    """The same on a transparent ground, 500 pixels wide."""
    return _drawn(organ, line, "png", str(font_folder()))


@lru_cache(maxsize=512)
def _drawn(organ: str, line: str, form: str, _folder: str) -> bytes:
    data = json.dumps({"organ": organ, "line": line}, ensure_ascii=False)
    return press("seal.typ", {"data": data}, form="png" if form == "png" else "svg", ppi=302)


def as_svg(picture: str | bytes) -> str:
    """A seal picture for a template: SVG text as it is, PNG bytes wrapped, since a template can read text only."""
    if isinstance(picture, str):
        return picture
    data = base64.b64encode(picture).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><image width="100" height="100" '
        f'href="data:image/png;base64,{data}"/></svg>'
    )
