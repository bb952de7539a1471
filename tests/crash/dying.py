"""Processes that are killed with SIGKILL at a chosen point. Only they know of it: the program has no hook for tests.

Each child is forked from a server that has read the program and done nothing yet: a fork of the test's own process
would inherit locks of threads that are not there (typst and tantivy keep pools).
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

from tests.stage import Stage

LEASE = dt.timedelta(seconds=1)  # instead of a minute: the next worker takes over when it has run out
KILLED = -signal.SIGKILL
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["tests.crash.deeds"])
PATIENCE = 60  # seconds


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


def whole(work: Callable[[], Any], at: dt.datetime | None) -> None:
    from tongban.kit import clock

    with clock.turned_to(at) if at else nullcontext():
        work()


@contextmanager
def surroundings(stage: Stage) -> Iterator[None]:
    """The server reads its settings from these when it starts, with the first child."""
    before = dict(os.environ)
    os.environ.update(stage.environment)
    yield
    os.environ.clear()
    os.environ.update(before)


class Doom:
    """Starts processes on a stage. What they do has to be a function of a module, or a `partial` of one."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def child(self, work: Callable[[], Any], at: dt.datetime | None = None) -> int:
        """The exit code of a process that does the work: 0, or KILLED. `at`: its clock is turned."""
        with surroundings(self.stage):
            process = SERVER.Process(target=whole, args=(work, at))
            process.start()
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            raise AssertionError("the process neither ended nor died at the point it was to die at")
        assert process.exitcode is not None
        return process.exitcode

    def worker(self, prepare: Callable[[], None], lane: str = "") -> int:
        """`manage.py worker`, which never ends by itself; all lanes and the clock when none is named."""
        return self.child(partial(real_worker, prepare, lane))

    def next_worker(self, prepare: Callable[[], None] | None = None) -> None:
        """A worker started afterwards, until nothing is due."""
        assert self.child(partial(rest_of_the_work, prepare)) == 0


def real_worker(prepare: Callable[[], None], lane: str) -> None:
    from django.core.management import call_command

    shorten_lease()
    prepare()
    call_command("worker", lane=[lane] if lane else None)


def rest_of_the_work(prepare: Callable[[], None] | None) -> None:
    from tongban.outbox.api import Row, drain

    shorten_lease()
    if prepare is not None:
        prepare()
    until = time.monotonic() + PATIENCE / 2
    while Row.objects.filter(dead=False, run_after__lte=dt.datetime.now(dt.UTC)).exists():
        drain()
        failed = list(Row.objects.filter(attempts__gt=0).values_list("name", "last_error"))
        assert not failed, failed
        assert time.monotonic() < until
        time.sleep(0.05)


def shorten_lease() -> None:
    from tongban.outbox import running

    running.LEASE = LEASE
