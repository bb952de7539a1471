"""Claims due rows of a lane and runs them. Killed at any point, a row is done once (see `registry.effect`)."""

from __future__ import annotations

import datetime as dt
import logging
import random
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from tongban.kit import clock
from tongban.kit.act import SYSTEM, Actor, act
from tongban.kit.writing import on_sqlite, writing
from tongban.outbox.models import Replay, Row, Tick
from tongban.outbox.registry import NotYet, Periodic, effect_of, periodic_work

log = logging.getLogger("tongban.outbox")
LEASE = dt.timedelta(seconds=60)
TRIES = 10
FIRST_WAIT = 2.0  # seconds; doubles with each attempt, with jitter, up to an hour


def lanes_due(lanes: Collection[str]) -> set[str]:
    """Those of the lanes in which a row waits; one question for all of them."""
    now = clock.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    due = Row.objects.filter(free, lane__in=lanes, dead=False, run_after__lte=now)
    return set(due.order_by().values_list("lane", flat=True).distinct())


def claim(lane: str, size: int = 10) -> list[Row]:
    """Due rows whose key has no earlier living row, leased for a minute."""
    now = clock.now()
    earlier = Row.objects.filter(key=OuterRef("key"), id__lt=OuterRef("id"), dead=False)
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    due = Row.objects.filter(free, lane=lane, dead=False, run_after__lte=now).exclude(Exists(earlier)).order_by("id")
    if not due.exists():
        return []
    with writing():
        rows = list((due if on_sqlite() else due.select_for_update(of=("self",), skip_locked=True))[:size])
        Row.objects.filter(pk__in=[row.pk for row in rows]).update(leased_until=now + LEASE)
        return rows


def keep_lease(row: Row) -> None:
    """The heartbeat of a long effect."""
    Row.objects.filter(pk=row.pk).update(leased_until=clock.now() + LEASE)


def is_last_try(row: Row) -> bool:
    """Whether a row that fails now is given up: its effect can say so where somebody waits for it."""
    return row.attempts + 1 >= TRIES


def run(row: Row) -> bool:
    """Runs one leased row; True when it is done and gone."""
    try:
        finish = effect_of(row.name).run(row.payload, str(row.token))
        with writing():
            if Row.objects.filter(pk=row.pk).delete()[0] and finish is not None:
                finish()
    except NotYet as later:
        Row.objects.filter(pk=row.pk).update(leased_until=None, run_after=later.at)
        return False
    except Exception as error:  # an effect may fail in any way; the row keeps it for a person
        failed(row, error)
        return False
    return True


def failed(row: Row, error: Exception) -> None:
    attempts = row.attempts + 1
    wait = min(FIRST_WAIT * 2**row.attempts, 3600) * random.uniform(0.7, 1.3)  # noqa: S311 - jitter
    log.warning("effect failed", extra={"fields": {"effect": row.name, "row": row.pk, "attempt": attempts}})
    Row.objects.filter(pk=row.pk).update(
        attempts=attempts,
        dead=attempts >= TRIES,
        leased_until=None,
        run_after=clock.now() + dt.timedelta(seconds=wait),
        last_error=f"{type(error).__name__}: {error}"[:500],
    )


def run_due(lane: str) -> int:
    """One round of a lane; how many rows it ran, well or badly."""
    rows = claim(lane)
    for row in rows:
        run(row)
    return len(rows)


def drain(limit: int = 10_000) -> int:
    """Runs everything that is due now, in this process (demo, tests, `tongban drain`)."""
    from tongban.outbox.registry import lanes

    ran = 0
    while ran < limit:
        round_ = sum(run_due(lane) for lane in lanes())
        ran += round_
        if not round_:
            return ran
    return ran


def replay(row: Row, *, by: Actor = SYSTEM) -> bool:
    """A dead letter gets its tries again; False when somebody was first."""
    made = Replay(row=row.pk, name=row.name, key=row.key)
    with act(made, "outbox.replay", by=by) as this:
        again = {"dead": False, "attempts": 0, "run_after": clock.now(), "leased_until": None}
        if not Row.objects.filter(pk=row.pk, dead=True).update(**again):
            this.nothing_happened()
            return False
        this.note(row=row.pk, effect=row.name)
    return True


def due_ticks() -> list[Periodic]:
    """Periodic work whose time has come, moved on to its next time. A worker that slept runs each once."""
    known = periodic_work()
    now = clock.now()
    found = {tick.name: tick for tick in Tick.objects.filter(name__in=known)}
    missing = [p for name, p in known.items() if name not in found]
    Tick.objects.bulk_create(
        [Tick(name=p.name, every_seconds=p.every_seconds, next_at=now) for p in missing], ignore_conflicts=True
    )
    due = []
    for name, tick in found.items():
        following = now + dt.timedelta(seconds=known[name].every_seconds)
        moved = Tick.objects.filter(pk=name, next_at=tick.next_at, next_at__lte=now)
        if tick.next_at <= now and moved.update(next_at=following, last_at=now):
            due.append(known[name])
    return due


def tick() -> int:
    due = due_ticks()
    for work in due:
        try:
            work.run()
            Tick.objects.filter(pk=work.name).exclude(last_error="").update(last_error="")
        except Exception as error:
            log.exception("periodic work failed", extra={"fields": {"work": work.name}})
            Tick.objects.filter(pk=work.name).update(last_error=f"{type(error).__name__}: {error}"[:500])
    return len(due)
