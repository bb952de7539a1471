"""The pages of all published guides anew, slice by slice and by several processes at once; and on a machine without the
worker, whatever changed, as it changes.

A rebuild writes down how far it came. Whatever ends it, the next run of the same edition goes on there.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import shutil
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings

from tongban.catalogue import printing_apart
from tongban.catalogue.models import Item
from tongban.catalogue.publishing import edition, is_printed, print_or_remove, put
from tongban.kit import clock

SLICE = 200
OVERLAP = dt.timedelta(seconds=30)  # an act that began earlier may be seen later


@dataclass
class Progress:
    """`all`: published guides when it began; `before`: those that an interrupted run had done."""

    all: int
    before: int = 0
    done: int = 0
    printed: int = 0
    seconds: float = 0.0

    def said(self) -> str:
        rate = self.done / self.seconds if self.seconds else 0
        left = (self.all - self.before - self.done) / rate if rate else 0
        return f"{self.before + self.done:,} of {self.all:,} guides · {rate:,.0f}/s · {max(left, 0) / 60:,.0f} min left"


Say = Callable[[Progress], None]


def rebuild(*, missing_only: bool = False, processes: int = 1, say: Say = lambda progress: None) -> Progress:
    """`missing_only`: only those that have no page yet; nothing is noted then, since beginning again is as cheap."""
    begun, mark, since = time.monotonic(), edition(), clock.now() - OVERLAP
    after, before = (None, 0) if missing_only else _noted(mark)
    progress = Progress(Item.objects.filter(current__isnull=False).count(), before)
    for keys, printed in _printed(_slices(after), missing_only, processes):
        progress.done += len(keys)
        progress.printed += printed
        progress.seconds = time.monotonic() - begun
        if not missing_only:
            _note(mark, keys[-1], progress.before + progress.done)
        say(progress)
    _changed_since(since)
    remove_leftovers()
    put(settings.PUBLISHED_DIR / "edition", mark.encode())
    _note_file().unlink(missing_ok=True)
    progress.seconds = time.monotonic() - begun
    return progress


def _changed_since(since: dt.datetime) -> None:
    """What was published while the slices were printed: a slice may have read it before, and written over its page."""
    rows = Item.objects.filter(changed_at__gte=since).order_by("pk").select_related("current")
    for item in rows.iterator(chunk_size=SLICE):
        print_or_remove(item)


def _note_file() -> Path:
    return Path(settings.PUBLISHED_DIR) / "rebuilding.json"


def _noted(mark: str) -> tuple[UUID | None, int]:
    """Where an interrupted rebuild of this edition stopped, and how many it had done."""
    try:
        note = json.loads(_note_file().read_text())
        return (UUID(note["after"]), int(note["done"])) if note["edition"] == mark else (None, 0)
    except (OSError, ValueError, KeyError, TypeError):
        return None, 0


def _note(mark: str, after: UUID, done: int) -> None:
    Path(settings.PUBLISHED_DIR).mkdir(parents=True, exist_ok=True)
    put(_note_file(), json.dumps({"edition": mark, "after": str(after), "done": done}).encode())


def _slices(after: UUID | None) -> Iterator[list[UUID]]:
    while True:
        rows = Item.objects.filter(current__isnull=False).order_by("pk")
        keys = list((rows.filter(pk__gt=after) if after else rows).values_list("pk", flat=True)[:SLICE])
        if not keys:
            return
        yield keys
        after = keys[-1]


def _printed(slices: Iterator[list[UUID]], missing_only: bool, processes: int) -> Iterator[tuple[list[UUID], int]]:
    """Each slice with how many of it were written, in their order; a few slices ahead at most."""
    if processes < 2:
        yield from ((keys, print_slice(keys, missing_only)) for keys in slices)
        return
    spawn = multiprocessing.get_context("spawn")  # a forked copy would share the connection
    with ProcessPoolExecutor(processes, mp_context=spawn, initializer=printing_apart.set_up) as pool:
        waiting: deque[tuple[list[UUID], Future[int]]] = deque()
        for keys in slices:
            waiting.append((keys, pool.submit(printing_apart.print_slice, keys, missing_only)))
            if len(waiting) > 2 * processes:
                first, future = waiting.popleft()
                yield first, future.result()
        yield from ((keys, future.result()) for keys, future in waiting)


def print_slice(keys: list[UUID], missing_only: bool) -> int:
    found = Item.objects.filter(pk__in=keys).order_by("pk")
    codes = dict(found.values_list("pk", "code")) if missing_only else {}
    wanted = [key for key in keys if not (missing_only and is_printed(codes[key]))]
    rows = found.filter(pk__in=wanted).select_related("current") if wanted else ()
    return sum(print_or_remove(item) for item in rows)


def remove_leftovers() -> None:
    """What stands there without a published guide goes."""
    for folder in (settings.PUBLISHED_DIR / "guides", settings.PUBLISHED_DIR / "en" / "guides"):
        names = (left.name for left in folder.iterdir()) if folder.is_dir() else iter(())
        while some := list(islice(names, SLICE)):
            known = Item.objects.filter(code__in=some, current__isnull=False).values_list("code", flat=True)
            for name in set(some) - set(known):
                shutil.rmtree(folder / name, ignore_errors=True)


def changed_since(moment: dt.datetime) -> tuple[int, dt.datetime]:
    """Prints what changed since then; how many, and from when to ask the next time."""
    now, printed = clock.now(), 0
    for item in Item.objects.filter(changed_at__gt=moment).select_related("current").iterator(SLICE):
        printed += print_or_remove(item)
    return printed, now - OVERLAP


def follow(say: Callable[[int], None], *, every: float = 2.0, rounds: int | None = None) -> None:
    """For a machine that serves pages from a disk of its own: what any machine publishes is here within seconds.

    A page that is there already costs its rendering and no writing. `rounds`: how often; None for ever.
    """
    since = clock.now() - OVERLAP
    while rounds is None or rounds > 0:
        printed, since = changed_since(since)
        say(printed)
        rounds = None if rounds is None else rounds - 1
        if rounds != 0:
            time.sleep(every)
