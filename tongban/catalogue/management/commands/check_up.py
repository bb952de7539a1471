"""`tongban check-up`: what is wrong with the guides, by rule, department and item."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tongban.catalogue.checkup.running import CheckUp, check_up

SHOWN = 30


class Command(BaseCommand):
    help = "Check the guides: vague clauses, papers that government holds, limits, contradictions, dead contacts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", default="", help="a division and everything below it")
        parser.add_argument("--org", default="", help="one organ's credit code")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        region = options["region"].ljust(12, "0") if options["region"] else ""
        done = check_up(region_code=region, org_code=options["org"])
        seconds = round(time.monotonic() - started, 1)
        if options["json"]:
            self.stdout.write(json.dumps(done.plain() | {"seconds": seconds}, ensure_ascii=False))
        else:
            self.tell(done, seconds)

    def tell(self, done: CheckUp, seconds: float) -> None:
        plain = done.plain(0)
        self.stdout.write(
            f"{plain['items']} items, {plain['errors']} errors, {plain['warnings']} warnings ({seconds} s)"
        )
        for rule, count in plain["rules"].items():
            self.stdout.write(f"  {count:6} {rule}")
        for one in done.noted[:SHOWN]:
            found = one.finding
            self.stdout.write(
                f"{found.severity}: {one.code} {one.name} {found.path}: {found.found} → {found.wanted} {found.cure}"
            )
        if len(done.noted) > SHOWN:
            self.stdout.write(f"and {len(done.noted) - SHOWN} more; all of them with --json.")
        for paper in done.materials[:10]:
            others = ", ".join(f"{name} ({count})" for name, count in paper.others[:5])
            self.stdout.write(f"one paper? {paper.name}: {others}")
