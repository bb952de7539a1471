"""Static files under a name that changes with their content, so that browsers may keep them for ever."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

SMALL = 1024  # bytes below which compressing gains nothing
TEXTS = {".css", ".js", ".svg", ".json", ".txt", ".html"}


class Stamped(StaticFilesStorage):
    """`/static/theme/site.css?v=1f0a9c33`: the file keeps its name, so that nothing has to be rewritten in it.

    `collectstatic` also lays a `.gz` beside every text, which nginx sends as it is (gzip_static).
    """

    def url(self, name: str | None, force: bool = False) -> str:
        plain: str = super().url(name)
        stamp = stamp_of(name or "")
        return f"{plain}?v={stamp}" if stamp else plain

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **_: Any) -> Iterator[tuple[str, str, bool]]:
        for name in paths if not dry_run else ():
            path = Path(self.path(name))
            if path.suffix in TEXTS and path.stat().st_size >= SMALL:
                path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
                yield name, name + ".gz", True


def stamp_of(name: str) -> str:
    """Eight letters of the content's digest; empty when there is no such file. Read once a process."""
    return _read(name) if settings.DEBUG else _kept(name)


@cache
def _kept(name: str) -> str:
    return _read(name)


def _read(name: str) -> str:
    collected = Path(settings.STATIC_ROOT) / name
    found = collected if collected.is_file() else finders.find(name)
    return hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:8] if found else ""
