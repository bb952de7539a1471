"""The words of a file that is to be published, read in a process of its own. Pictures and scans hold none that a
program reads.
"""

from __future__ import annotations

from typing import BinaryIO

from tongban.documents import apart

MOST = 4 * 1024 * 1024  # characters
_TASKS = {"pdf": "words", "docx": "said", "ofd": "said"}


def words_of(file: BinaryIO, kind: str) -> str:
    """At most four million characters; an empty string where there is nothing to read."""
    if kind not in _TASKS:
        return ""
    file.seek(0)
    return str((apart.ask(_TASKS[kind], file.read(), most=MOST) or {}).get("words", ""))[:MOST]
