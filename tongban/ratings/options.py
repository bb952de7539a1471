"""The national detail options (好差评 §4.2): the first digit is the grade. Data; an edition may replace it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import orjson
from django.utils.translation import pgettext_lazy as _p

GRADES = (5, 4, 3, 2, 1)
WORDS = {
    5: _p("rating", "Very satisfied"),
    4: _p("rating", "Satisfied"),
    3: _p("rating", "Basically satisfied"),
    2: _p("rating", "Dissatisfied"),
    1: _p("rating", "Very dissatisfied"),
}


@cache
def options() -> dict[int, list[dict[str, str]]]:
    """Grade → [{"code", "zh", "en"}]."""
    rows = orjson.loads((Path(__file__).parent / "options.json").read_bytes())
    return {grade: [row for row in rows if row["code"].startswith(str(grade))] for grade in GRADES}
