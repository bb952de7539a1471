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

from tongban.outbox.api import lanes, run_due, tick

log = logging.getLogger("tongban.outbox")
IDLE = 0.2  # seconds between looks at an empty lane


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
        threads = [self.thread(lane, partial(run_due, lane)) for lane in options["lane"] or lanes()]
        threads += [] if options["lane"] else [self.thread("clock", tick)]
        log.info("worker started", extra={"fields": {"lanes": len(threads)}})
        for thread in threads:
            while thread.is_alive():
                thread.join(1)

    def thread(self, name: str, round_: Callable[[], int]) -> threading.Thread:
        thread = threading.Thread(target=self.loop, args=(round_,), name=name, daemon=True)
        thread.start()
        return thread

    def loop(self, round_: Callable[[], int]) -> None:
        while not self.stop.is_set():
            try:
                busy = round_()
            except Exception:
                log.exception("a round failed")
                close_old_connections()
                busy = 0
            if not busy:
                self.stop.wait(IDLE)
