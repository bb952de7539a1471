"""`tongban rebuild-lists`: every public list anew from the guides. Stopped, the next run goes on where it was."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tongban.catalogue.lists.rebuilding import begin_anew, rebuild
from tongban.catalogue.lists.using import count_uses


class Command(BaseCommand):
    help = "Read every item again for the public lists, and count anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--go-on", action="store_true", help="only what is left of a rebuilding that was stopped")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["go_on"]:
            begin_anew()
        started, items = time.monotonic(), 0
        for number in rebuild():
            items += number
            self.stderr.write(f"{items} items read", ending="\r" if sys.stderr.isatty() else "\n")
        done = {"items": items, "crossed": count_uses(), "seconds": round(time.monotonic() - started, 2)}
        self.stdout.write(json.dumps(done) if options["json"] else "{items} items read in {seconds} s".format(**done))
