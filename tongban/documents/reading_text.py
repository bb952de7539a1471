"""The words of a file that is to be published, read in a process of its own; those of pictures and scans by Tesseract, where
it is installed with Chinese (`apt-get install tesseract-ocr tesseract-ocr-chi-sim`).
"""

from __future__ import annotations

import shutil
from functools import cache
from typing import Any, BinaryIO

from tongban.documents import apart

MOST = 4 * 1024 * 1024  # characters
PICTURES = ("jpg", "png")
SECONDS = 20  # of processor time, where pictures are read
_TASKS = {"pdf": "words", "docx": "said", "ofd": "said", "jpg": "picture", "png": "picture"}


@cache
def tesseract() -> str:
    """Its path; "" where there is none."""
    return shutil.which("tesseract") or ""


def words_of(file: BinaryIO, kind: str) -> str:
    """At most four million characters; an empty string where there is nothing to read."""
    if kind not in _TASKS or (kind in PICTURES and not tesseract()):
        return ""
    more: dict[str, Any] = {"tesseract": tesseract(), "seconds": SECONDS} if tesseract() else {}
    file.seek(0)
    return str((apart.ask(_TASKS[kind], file.read(), most=MOST, **more) or {}).get("words", ""))[:MOST]
