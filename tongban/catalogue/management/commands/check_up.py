"""`tongban check-up`: what is wrong with the guides, by rule, department and item."""

from __future__ import annotations

import json
import time
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.catalogue.checkup.comparing import Comparison
from tongban.catalogue.checkup.running import CheckUp, check_up
from tongban.kit.errors import Refused
from tongban.regions.api import normalise

SHOWN = 30


class Command(BaseCommand):
    help = "Check the guides: vague clauses, papers that government holds, limits, contradictions, dead contacts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", default="", help="a division and everything below it")
        parser.add_argument("--org", default="", help="one organ's credit code")
        parser.add_argument("--compare", default="", metavar="REGION", help="another region as the benchmark")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compare"]:
            return self.compare(options)
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

    def compare(self, options: dict[str, Any]) -> None:
        """Item by item beside the benchmark; with --json every item that is in both, else what is worse."""
        if not options["region"]:
            raise CommandError("Say whose items are compared: --region 510131 --compare 330100.")
        try:
            found = Comparison(normalise(options["region"]), normalise(options["compare"]), options["org"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        started, rows = time.monotonic(), list(found)
        plain = found.totals.plain() | {"seconds": round(time.monotonic() - started, 1)}
        if options["json"]:
            self.stdout.write(json.dumps(plain | {"results": [one.plain() for one in rows]}, ensure_ascii=False))
            return
        self.stdout.write(f"{plain['items']} items, {plain['matched']} in both ({plain['seconds']} s)")
        for name, counts in plain["measures"].items():
            told = ", ".join(f"{number} {verdict}" for verdict, number in counts.items())
            self.stdout.write(f"  {name}: {told}")
        for one in [one for one in rows if "worse" in one.verdicts][:SHOWN]:
            told = ", ".join(f"{b.measure} {b.ours} / {b.theirs}" for b in one.beside if b.verdict == "worse")
            self.stdout.write(f"worse: {one.code} {one.name}: {told}")
