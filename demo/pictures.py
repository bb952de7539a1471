"""Small pictures that stand for uploaded materials: paper with lines, marked 演示."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

import typst
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont


@lru_cache(maxsize=64)
def photo(title: str) -> bytes:
    """A PNG of 480 × 640 with the material's name, as if somebody had photographed a sheet of paper."""
    picture = Image.new("L", (480, 640), 244)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((24, 24, 456, 616), outline=160, width=2)
    fonts = sorted(settings.FONTS_DIR.glob("*400*.ttf"))
    font = ImageFont.truetype(str(fonts[0]), 24) if fonts else ImageFont.load_default()
    for number, start in enumerate(range(0, min(len(title), 34), 17)):
        draw.text((44, 52 + 36 * number), title[start : start + 17], fill=40, font=font)
    for y in range(160, 560, 36):
        draw.line((44, y, 436, y), fill=205)
    draw.text((44, 572), "演示材料 · 不是真实文件", fill=120, font=font)
    kept = io.BytesIO()
    picture.save(kept, "PNG", optimize=True)
    return kept.getvalue()


FORM = Path(__file__).parent / "catalogue" / "forms.typ"


def letter(*, filled: bool) -> bytes:
    """The letter of authorisation as PDF: a blank one, or one filled in by nobody who lives, marked 样例."""
    inputs = {"filled": "yes"} if filled else {}
    made: bytes = typst.compile(
        FORM, format="pdf", font_paths=[settings.FONTS_DIR], ignore_system_fonts=True, sys_inputs=inputs
    )
    return made
