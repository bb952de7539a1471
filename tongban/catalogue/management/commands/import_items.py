"""`tongban import-items FILE`: items of another system's list, JSON lines or a table. Again it changes nothing."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.catalogue.importing import Report, import_items
from tongban.catalogue.reading import Fault, Given
from tongban.kit.errors import Refused
from tongban.outbox.api import Row, run_due

PATIENCE = 60.0  # seconds to wait for a worker that is indexing
SHOWN = 20  # warnings shown one by one; --json has all of them


class Command(BaseCommand):
    help = "Import items from a list: read, created, updated, unchanged, warnings, errors; faults by row."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--publish", action="store_true", help="publish what was read, incomplete as it is")
        parser.add_argument("--region", default="", help="the division of a list whose rows do not say it")
        parser.add_argument("--org", default="", help="the organ's credit code, where the rows do not say it")
        parser.add_argument("--dept", default="", help="the organ's name, where the rows do not say it")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        given = Given(options["region"].ljust(12, "0") if options["region"] else "", options["org"], options["dept"])
        self.started = time.monotonic()
        try:
            report = import_items(options["file"], publish=options["publish"], given=given, say=self.progress)
        except Refused as refusal:
            raise CommandError(f"{refusal} Found: {refusal.found}. Wanted: {refusal.wanted}.") from refusal
        self.index()
        seconds = round(time.monotonic() - self.started, 1)
        if options["json"]:
            self.stdout.write(json.dumps(report.plain() | {"seconds": seconds}, ensure_ascii=False))
        else:
            self.tell(report, seconds)

    def progress(self, report: Report) -> None:
        done = report.created + report.updated + report.unchanged
        line = f"{report.read} rows read, {done} done, {time.monotonic() - self.started:.1f} s"
        self.stderr.write(line, ending="\r" if sys.stderr.isatty() else "\n")

    def index(self) -> None:
        """What was imported is found at once, with a worker or without: this is the lane `index`, run here."""
        until = time.monotonic() + PATIENCE
        while Row.objects.filter(lane="index", dead=False).exists() and time.monotonic() < until:
            if not run_due("index"):
                time.sleep(0.1)

    def tell(self, report: Report, seconds: float) -> None:
        plain = report.plain()
        names = ("read", "created", "updated", "unchanged", "warnings", "errors")
        self.stdout.write(", ".join(f"{plain[name]} {name}" for name in names) + f" ({seconds} s)")
        for fault in report.faults:
            if fault.severity == "error":
                self.stdout.write(f"error: {fault}")
        self.warnings([fault for fault in report.faults if fault.severity == "warning"])

    def warnings(self, faults: list[Fault]) -> None:
        for fault in faults[:SHOWN]:
            self.stdout.write(f"warning: {fault}")
        if len(faults) > SHOWN:
            left = Counter(fault.column for fault in faults[SHOWN:])
            told = ", ".join(f"{column or '-'} {count}" for column, count in left.most_common())
            self.stdout.write(f"and {len(faults) - SHOWN} more warnings: {told}. All of them with --json.")
