"""Files that wait for the scanner, and those that a newer scanner should see again."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db.models import Q

from tongban.documents import announcements, scanning
from tongban.documents.models import File
from tongban.documents.scanning import Scan
from tongban.documents.storing import opened
from tongban.kit import subjects
from tongban.kit.act import SYSTEM, act

AT_ONCE = 50


def look_again(since: Any = None) -> int:
    """Every file that was taken in, from now on in the line again; those known to be harmful stay closed."""
    chosen = File.objects.filter(Q(scan=Scan.CLEAN) | Q(scan=Scan.NONE), owner__isnull=False)
    return chosen.filter(made_at__gte=since).update(scan=Scan.WAITING) if since else chosen.update(scan=Scan.WAITING)


def scan_waiting() -> int:
    """How many were looked at. It stops where the scanner does not answer; the next turn goes on."""
    if not scanning.is_set_up():
        return File.objects.filter(scan=Scan.WAITING).update(scan=Scan.NONE)
    done = 0
    for file in File.objects.filter(scan=Scan.WAITING).order_by("id")[:AT_ONCE]:
        try:
            _look_at(file)
        except scanning.Unanswered:
            break
        done += 1
    return done


def _look_at(file: File) -> None:
    found = ""
    with suppress(FileNotFoundError), opened(file) as content:
        found = scanning.look(scanning.pieces(content))
    if found:
        close(file=file, found=found)
    else:
        File.objects.filter(pk=file.pk, scan=Scan.WAITING).update(scan=Scan.CLEAN)


def close(*, file: File, found: str) -> None:
    """Nobody opens it any more; the bytes stay, as evidence, and whoever handed it in is told."""
    subject = subjects.find(file.subject_type, file.subject_key)
    with act(subject, "documents.close", by=SYSTEM) as this:
        changed = File.objects.filter(pk=file.pk).exclude(scan=Scan.HARMFUL)
        if not changed.update(scan=Scan.HARMFUL, found=found[:120]):
            this.nothing_happened()
            return
        this.note(file=str(file.pk), found=found[:120])
        file.refresh_from_db()
        announcements.closed.announce(this=this, file=file)
