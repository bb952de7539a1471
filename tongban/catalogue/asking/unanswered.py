"""Questions without an answer: written aside by whoever answers pages, counted into the database by the worker.

A page that is read writes nothing into the database; a line at the end of a file is whole or not there.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from tongban.catalogue.asking.keeping import kept
from tongban.catalogue.asking.models import OtherWord, Unanswered
from tongban.kit import clock
from tongban.kit.writing import writing
from tongban.regions.api import ancestors_of, subtree_range

LONGEST_FILE = 4_000_000
"""Bytes that wait for the worker; whoever asks beyond that is not counted."""

MOST = 2000
"""Different questions that are taken from one file, the frequent ones first: nobody fills the table with nonsense."""

Row = tuple[str, str, str]


def folder() -> Path:
    return Path(settings.DATA_DIR) / "unanswered"


def note(text: str, place: str) -> None:
    """Somebody at a place found nothing for this."""
    asked = kept(text)
    if not asked:
        return
    path = folder() / "waiting"
    path.parent.mkdir(parents=True, exist_ok=True)
    line = f"{clock.today():%Y-%m-%d}\t{place}\t{asked}\n".encode()
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.fstat(handle).st_size < LONGEST_FILE:
            os.write(handle, line)
    finally:
        os.close(handle)


def count() -> int:
    """Brings what waits into the database; how many questions there were.

    A file is moved aside first, so that none is counted twice; what a killed worker left is counted the next time.
    """
    waiting = folder() / "waiting"
    if waiting.exists():
        waiting.rename(folder() / f"counted-{clock.now():%Y%m%d%H%M%S%f}")
    return sum(map(_count_file, sorted(folder().glob("counted-*"))))


def _count_file(path: Path) -> int:
    found = Counter(_rows(path))
    asked = dict(found.most_common(MOST))
    with writing():
        standing = Unanswered.objects.filter(text__in={text for _day, _place, text in asked})
        known = {(f"{row.day:%Y-%m-%d}", row.region_code, row.text): row for row in standing}
        for key, times in asked.items():
            row = known.setdefault(key, Unanswered(day=key[0], region_code=key[1], text=key[2]))
            row.count += times
        rows = [known[key] for key in asked]
        Unanswered.objects.bulk_update([row for row in rows if row.pk is not None], ["count"], batch_size=200)
        Unanswered.objects.bulk_create(row for row in rows if row.pk is None)
        path.unlink()
    return found.total()


def _rows(path: Path) -> Iterator[Row]:
    for line in path.read_text("utf-8", errors="replace").splitlines():
        day, place, text = [*line.split("\t"), "", "", ""][:3]
        if day and text:
            yield day, place[:12], text[:64]


def older(before: dt.datetime) -> QuerySet[Unanswered]:
    return Unanswered.objects.filter(day__lt=before.astimezone(clock.ZONE).date())


def asked_most(place: str, since: dt.date) -> QuerySet[Any, Any]:
    """text, times; from the place and all inside it, without what somebody has seen to. A word that leads somewhere and
    was asked in vain on a later day leads to nothing any more: it is there again."""
    low, high = subtree_range(place)
    seen_to = OtherWord.objects.filter(withdrawn_at__isnull=True, region_code__in=_above(place), word=OuterRef("text"))
    answered = seen_to.filter(Q(leads=[]) | Q(made_at__date__gte=OuterRef("day")))
    rows = Unanswered.objects.filter(~Exists(answered), region_code__gte=low, region_code__lt=high, day__gte=since)
    asked = rows.values("text").annotate(times=Sum("count"))
    return asked.filter(times__gte=settings.UNANSWERED_LEAST).order_by("-times", "text")


def _above(place: str) -> list[str]:
    return [place, *ancestors_of(place)]
