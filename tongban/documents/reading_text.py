"""The words of a file that is to be published: docx and OFD from their parts, PDF in a process of its own. Pictures
and scans hold none that a program reads.
"""

from __future__ import annotations

import html
import re
import zipfile
from typing import BinaryIO

from tongban.documents import apart

MOST = 4 * 1024 * 1024  # characters
_PARTS = re.compile(r"word/[^/]+\.xml|.*\.xml", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_END = re.compile(r"</w:p>|</(?:\w+:)?TextObject>|<w:(?:tab|br)[ /]")


def words_of(file: BinaryIO, kind: str) -> str:
    """At most four million characters; an empty string where there is nothing to read."""
    file.seek(0)
    if kind == "pdf":
        return str((apart.ask("words", file.read(), most=MOST) or {}).get("words", ""))[:MOST]
    if kind in ("docx", "ofd"):
        return _unpacked(file)
    return ""


def _unpacked(file: BinaryIO) -> str:
    found: list[str] = []
    left = MOST
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if left <= 0 or not _PARTS.fullmatch(name) or "theme" in name or "styles" in name:
                continue
            with archive.open(name) as part:
                text = part.read(left * 4).decode("utf-8", "replace")
            plain = html.unescape(_TAG.sub("", _END.sub("\n", text)))
            found.append(plain)
            left -= len(plain)
    return "\n".join(found)
