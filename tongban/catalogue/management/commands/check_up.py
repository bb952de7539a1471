"""`tongban check-up`: what is wrong with the guides, by rule, department and item."""

from __future__ import annotations

import json
import time
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.catalogue.checkup.comparing import MEASURES, Comparison
from tongban.catalogue.checkup.rulebook import NAMES
from tongban.catalogue.checkup.running import CheckUp, check_up
from tongban.catalogue.element_names import path_in_words
from tongban.kit.errors import Refused, in_full
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
        said = _("%(items)d items, %(errors)d errors, %(warnings)d warnings (%(seconds)s s)")
        self.stdout.write(said % {**plain, "seconds": seconds})
        for rule, count in plain["rules"].items():
            self.stdout.write(f"  {count:6} {NAMES.get(rule, rule)}")
        if book.library:
            said = _("%(cited)d citations; %(unknown)d of laws that the library does not hold")
            self.stdout.write(said % {"cited": book.cited, "unknown": book.unknown.total()})
        else:
            self.stdout.write(_("No library of statutes: nobody looked whether the articles are there."))
        words = {"error": _("error"), "warning": _("warning")}
        for line in islice(done.results.lines(), SHOWN):
            one = json.loads(line)
            one |= {"severity": words[one["severity"]], "path": path_in_words(one["path"])}
            self.stdout.write(
                _("%(severity)s: %(code)s %(name)s %(path)s: found %(found)s, wanted %(wanted)s. %(cure)s") % one
            )
        if plain["findings"] > SHOWN:
            said = _("and %(count)d more; all of them with --json.")
            self.stdout.write(said % {"count": plain["findings"] - SHOWN})
        for paper in done.materials[:10]:
            others = _(", ").join(f"{name} ({count})" for name, count in paper.others[:5])
            self.stdout.write(_("One paper? %(name)s: %(others)s") % {"name": paper.name, "others": others})

    def compare(self, options: dict[str, Any]) -> None:
        """Item by item beside the benchmark; with --json every item that is in both, else what is worse."""
        if not options["region"]:
            raise CommandError(_("Say whose items are compared: --region 510131 --compare 330100."))
        try:
            found = Comparison(normalise(options["region"]), normalise(options["compare"]), options["org"])
        except Refused as refusal:
            raise CommandError(in_full(refusal)) from refusal
        started, rows = time.monotonic(), list(found)
        plain = found.totals.plain() | {"seconds": round(time.monotonic() - started, 1)}
        if options["json"]:
            self.stdout.write(json.dumps(plain | {"results": [one.plain() for one in rows]}, ensure_ascii=False))
            return
        said = _("%(items)d items, %(matched)d in both (%(seconds)s s)")
        self.stdout.write(said % plain)
        words = {"worse": _("Worse than there"), "equal": _("the same"), "better": _("Better than there")}
        for name, counts in plain["measures"].items():
            told = _(", ").join(f"{words[verdict]} {number}" for verdict, number in counts.items())
            self.stdout.write(f"  {_label(MEASURES[name], told)}")
        for one in [one for one in rows if "worse" in one.verdicts][:SHOWN]:
            told = _(", ").join(f"{b.label} {b.ours} / {b.theirs}" for b in one.beside if b.verdict == "worse")
            self.stdout.write(_label(f"{words['worse']} {one.code} {one.name}", told))


def _label(label: Any, told: str) -> str:
    return f"{label}{pgettext('label and message', ': ')}{told}"
