"""Files that no row names: left by a process that was killed between the two. After a day they go.

A file is on the disk before the row that names it, so a young one may be waiting for its row; the disk's own clock says
how old it is. And a folder that a second database uses too is left alone, since that one names other files in it.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.audit.api import Entry
from tongban.documents.models import File
from tongban.kit.errors import Refused

log = logging.getLogger("tongban.documents")
AGE = 24 * 3600  # seconds
FOLDERS = tuple(f"{number:02x}" for number in range(256))
SLICE = 500  # keys in one query
# A stored file, or the part of one whose writing was broken off; whatever else lies there is not ours.
_OURS = re.compile(r"\.?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.[0-9a-f]{8})?")


def sweep(folders: Iterable[str] = FOLDERS) -> int:
    """How many files went. Raises Refused where other databases use the same folder of files."""
    if not _belongs_to_us():
        return 0
    before = _disk_clock() - AGE
    gone = sum(_sweep(settings.FILES_DIR / folder, before) for folder in folders)
    if gone:
        log.warning("files without a row removed", extra={"fields": {"files": gone}})
    return gone


def _sweep(folder: Path, before: float) -> int:
    """Rows are asked for after the files were listed: what got its row meanwhile is named."""
    old = [path for path in _files(folder) if path.stat().st_mtime < before]
    named = _named({path.name for path in old})
    orphans = [path for path in old if path.name not in named]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if _OURS.fullmatch(path.name) and path.is_file()]


def _named(names: set[str]) -> set[str]:
    keys = sorted(name for name in names if not name.startswith("."))
    slices = (keys[at : at + SLICE] for at in range(0, len(keys), SLICE))
    return {str(pk) for some in slices for pk in File.objects.filter(pk__in=some).values_list("pk", flat=True)}


def _disk_clock() -> float:
    """Seconds; a disk in the network may keep another time than this machine."""
    mark = settings.FILES_DIR / f".clock.{os.getpid()}"
    mark.touch()
    try:
        return mark.stat().st_mtime
    finally:
        mark.unlink(missing_ok=True)


def _belongs_to_us() -> bool:
    """Each database that uses the folder leaves its mark beside it; the first entry of its record tells it from others."""
    first = Entry.objects.order_by("id").values_list("digest", flat=True).first()
    if first is None:
        return False
    marks = settings.DATA_DIR / "databases"
    marks.mkdir(exist_ok=True, mode=0o700)
    (marks / first[:32]).touch(mode=0o600)
    others = sorted(mark.name for mark in marks.iterdir() if mark.name != first[:32])
    if others:
        raise Refused(
            _("Files without a row are not removed: several databases use one folder of files."),
            found=", ".join([first[:32], *others]),
            wanted=_("one database for %(folder)s") % {"folder": settings.DATA_DIR},
            cure=_(
                "Give each database a TONGBAN_DATA of its own; or remove the mark of the one that is gone from %(marks)s."
            )
            % {"marks": marks},
        )
    return True
