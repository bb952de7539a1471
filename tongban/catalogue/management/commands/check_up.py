"""`tongban check-up`: what is wrong with the guides, by rule, department and item."""

from __future__ import annotations

import json
import time
from itertools import islice
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
            self.tell_json(done, seconds)
        else:
            self.tell(done, seconds)
        done.results.close()

    def tell_json(self, done: CheckUp, seconds: float) -> None:
        """One JSON object, written finding by finding: there may be more of them than fit into memory."""
        whole = json.dumps(done.plain() | {"seconds": seconds}, ensure_ascii=False)
        self.stdout.write(whole[:-1] + ', "results": [', ending="")
        for number, line in enumerate(done.results.lines()):
            self.stdout.write((", " if number else "") + line, ending="")
        self.stdout.write("]}")

    def tell(self, done: CheckUp, seconds: float) -> None:
        plain, book = done.plain(0), done.round.book
        self.stdout.write(
            f"{plain['items']} items, {plain['errors']} errors, {plain['warnings']} warnings ({seconds} s)"
        )
        for rule, count in plain["rules"].items():
            self.stdout.write(f"  {count:6} {rule}")
        if book.library:
            self.stdout.write(f"{book.cited} citations; {book.unknown.total()} of laws that the library does not hold")
        else:
            self.stdout.write("no library of statutes: nobody looked whether the articles are there")
        for line in islice(done.results.lines(), SHOWN):
            one = json.loads(line)
            self.stdout.write(
                f"{one['severity']}: {one['code']} {one['name']} {one['path']}: {one['found']} → {one['wanted']} {one['cure']}"
            )
        if plain["findings"] > SHOWN:
            self.stdout.write(f"and {plain['findings'] - SHOWN} more; all of them with --json.")
        for paper in done.materials[:10]:
            others = ", ".join(f"{name} ({count})" for name, count in paper.others[:5])
            self.stdout.write(f"one paper? {paper.name}: {others}")
