"""`tongban import-statutes FOLDER|FILE`: statutes as Markdown, one edition a file. Again it changes nothing."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.kit.errors import Refused, in_full
from tongban.statutes.api import import_statutes

SHOWN = 30


class Command(BaseCommand):
    help = "Import statutes from Markdown: read, created, updated, unchanged, articles; faults by file and line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            report = import_statutes(options["path"])
        except Refused as refusal:
            raise CommandError(in_full(refusal)) from refusal
        plain = report.plain() | {"seconds": round(time.monotonic() - started, 1)}
        if options["json"]:
            self.stdout.write(json.dumps(plain, ensure_ascii=False))
            return
        names = ("read", "created", "updated", "unchanged", "articles", "warnings", "errors")
        self.stdout.write(", ".join(f"{plain[name]} {name}" for name in names) + f" ({plain['seconds']} s)")
        for fault in sorted(report.faults, key=lambda one: one.severity)[:SHOWN]:
            self.stdout.write(f"{fault.severity}: {fault}")
        if len(report.faults) > SHOWN:
            self.stdout.write(f"and {len(report.faults) - SHOWN} more; all of them with --json.")
