"""Lays a .gz beside every text of a folder, which nginx then sends as it is: `python ops/compress.py build/collected`."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

SMALL = 1024  # bytes below which compressing gains nothing
TEXTS = {".css", ".js", ".svg", ".json", ".txt", ".html"}


def compress(folder: Path) -> int:
    """How many were written; a .gz that is newer than its text stays."""
    count = 0
    for path in folder.rglob("*"):
        beside = path.with_name(path.name + ".gz")
        if path.suffix not in TEXTS or path.stat().st_size < SMALL:
            continue
        if beside.exists() and beside.stat().st_mtime >= path.stat().st_mtime:
            continue
        beside.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        count += 1
    return count


if __name__ == "__main__":
    print(compress(Path(sys.argv[1])))  # noqa: T201
