"""Processes that are killed with SIGKILL at a chosen point. Only they know of it: the program has no hook for tests.

The child is forked from the test's process, so that it starts at once; it runs the real worker command.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import connections

LEASE = dt.timedelta(seconds=1)  # instead of a minute: the next worker takes over when it has run out
KILLED = -signal.SIGKILL
FORK = multiprocessing.get_context("fork")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(function: Callable[..., Any]) -> Callable[..., Any]:
    def dying(*args: Any, **named: Any) -> Any:
        function(*args, **named)
        die()

    return dying


def dying_at(point: str, effect: str) -> None:
    """claimed: the row is leased, nothing ran · ran: the work is done, its row still there · finishing: inside the
    transaction that removes the row · committed: the row is gone, the worker has not taken a breath."""
    from tongban.outbox import registry, running

    known = registry.effect_of(effect)

    def run(payload: dict[str, Any], token: str) -> Callable[[], None]:
        if point == "claimed":
            die()
        finish = known.run(payload, token)
        if point == "ran":
            die()
        return lambda: ending(finish)

    def ending(finish: Callable[[], None] | None) -> None:
        if finish is not None:
            finish()
        if point == "finishing":
            die()

    registry._effects[effect] = registry.Registered(effect, known.lane, run)
    if point == "committed":
        real = running.run
        running.run = lambda row: then_die(real)(row) if row.name == effect else real(row)


def child(work: Callable[[], Any], within: AbstractContextManager[Any] | None = None) -> int:
    """The exit code of a process that does the work: 0, or KILLED."""

    def whole() -> None:
        connections.close_all()
        with within or nullcontext():
            work()
        connections.close_all()

    connections.close_all()
    process = FORK.Process(target=whole)
    process.start()
    process.join(60)
    if process.is_alive():
        process.kill()
        raise AssertionError("the process neither ended nor died at the point it was to die at")
    assert process.exitcode is not None
    return process.exitcode


def worker(prepare: Callable[[], None], *lanes: str) -> int:
    """`manage.py worker`, which never ends by itself."""

    def work() -> None:
        from django.core.management import call_command

        shorten_lease()
        prepare()
        call_command("worker", lane=list(lanes))

    return child(work)


def shorten_lease() -> None:
    from tongban.outbox import running

    running.LEASE = LEASE


def next_worker(prepare: Callable[[], None] = lambda: None) -> None:
    """A worker started afterwards, until nothing is due."""

    def work() -> None:
        import time

        from tongban.outbox.api import Row, drain

        shorten_lease()
        prepare()
        until = time.monotonic() + 20
        while Row.objects.filter(dead=False, run_after__lte=dt.datetime.now(dt.UTC)).exists():
            drain()
            failed = list(Row.objects.filter(attempts__gt=0).values_list("name", "last_error"))
            assert not failed, failed
            assert time.monotonic() < until
            time.sleep(0.05)

    assert child(work) == 0
