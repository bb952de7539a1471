"""`tongban worker`: runs the outbox, one thread a lane, until it is told to stop."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from tongban.outbox.api import lanes, lanes_due, run_due, tick

log = logging.getLogger("tongban.outbox")
IDLE = 0.2  # seconds between looks for due rows
CLOCK = 0.5  # seconds between looks for periodic work; the shortest runs every second
UNTIL_STOPPED = 1.0  # seconds after which a thread that waits sees that it has to stop


class Command(BaseCommand):
    help = "Run the outbox and the periodic work."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--nice", type=int, default=10, help="how far the worker steps back behind the pages")
        parser.add_argument("--lane", action="append", help="only these lanes (default: all, and the clock)")

    def handle(self, *args: Any, **options: Any) -> None:
        os.nice(options["nice"])  # people who wait for a page come before papers that may take minutes
        self.stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.stop.set())
        self.woken = {lane: threading.Event() for lane in options["lane"] or lanes()}
        threads = [self.thread(lane, partial(self.work, lane)) for lane in self.woken]
        threads.append(self.thread("watch", self.watch))
        threads += [] if options["lane"] else [self.thread("clock", self.tick)]
        log.info("worker started", extra={"fields": {"lanes": len(self.woken)}})
        for thread in threads:
            while thread.is_alive():
                thread.join(1)

    def thread(self, name: str, round_: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=self.loop, args=(round_,), name=name, daemon=True)
        thread.start()
        return thread

    def loop(self, round_: Callable[[], None]) -> None:
        while not self.stop.is_set():
            try:
                round_()
            except Exception:
                log.exception("a round failed")
                close_old_connections()
                self.stop.wait(IDLE)

    def watch(self) -> None:
        """One look for all lanes: an idle worker costs next to nothing."""
        for lane in lanes_due(self.woken):
            self.woken[lane].set()
        self.stop.wait(IDLE)

    def work(self, lane: str) -> None:
        if self.woken[lane].wait(UNTIL_STOPPED):
            self.woken[lane].clear()
            while not self.stop.is_set() and run_due(lane):
                pass

    def tick(self) -> None:
        if not tick():
            self.stop.wait(CLOCK)
