"""`tongban import-items FILE`: items of another system's list: JSON lines, a workbook, csv, a zip of csv files, or
the tables of the national exchange. Again it changes nothing.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from tongban.catalogue.codes import code_sets
from tongban.catalogue.exchange.actions import remember, source_of
from tongban.catalogue.exchange.models import ImportSource
from tongban.catalogue.importing import Report, import_items
from tongban.catalogue.reading import Fault, Given
from tongban.kit.act import SYSTEM
from tongban.kit.errors import Refused, in_full
from tongban.outbox.api import Row, run_due

PATIENCE = 60.0  # seconds to wait for a worker that is indexing
SHOWN = 20  # warnings shown one by one; --json has all of them


class Command(BaseCommand):
    help = "Import items from a list: read, created, updated, unchanged, warnings, errors; faults by row."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--publish", action="store_true", help="publish what was read without faults, incomplete as it is"
        )
        parser.add_argument("--region", default="", help="the division of a list whose rows do not say it")
        parser.add_argument("--org", default="", help="the organ's credit code, where the rows do not say it")
        parser.add_argument("--dept", default="", help="the organ's name, where the rows do not say it")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen; write nothing")
        parser.add_argument("--source", default="", metavar="NAME", help="remember under this name what columns mean")
        parser.add_argument(
            "--map", type=Path, metavar="FILE", help='JSON: {"columns": {heading: field}, "editions": {set: edition}}'
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        self.started, dry = time.monotonic(), options["dry_run"]
        try:
            given = self.given(options)
            report = import_items(options["file"], publish=options["publish"], given=given, say=self.progress, dry=dry)
        except Refused as refusal:
            raise CommandError(in_full(refusal)) from refusal
        if not dry:
            self.index()
        seconds = round(time.monotonic() - self.started, 1)
        if options["json"]:
            self.stdout.write(json.dumps(report.plain() | {"seconds": seconds}, ensure_ascii=False))
        else:
            self.tell(report, seconds)
        if report.plain()["errors"] and not (report.created or report.updated or report.unchanged):
            raise SystemExit(1)  # nothing of it could be read

    def given(self, options: dict[str, Any]) -> Given:
        """What was said now, else what is remembered of the source."""
        said = {"region_code": options["region"].ljust(12, "0") if options["region"] else ""}
        said |= {"org_code": options["org"], "dept": options["dept"]}
        columns, editions = self.mapped(options["map"])
        if not options["source"]:
            return Given(**said, mapping=columns, editions=editions)
        source = self.source(options["source"], said)
        if not options["dry_run"]:
            source = remember(source=source, mapping=columns, editions=editions, given=said, by=SYSTEM)
        whole = {key: value or source.given.get(key, "") for key, value in said.items()}
        return Given(**whole, mapping={**source.mapping, **columns}, editions={**source.editions, **editions})

    def mapped(self, path: Path | None) -> tuple[dict[str, str], dict[str, str]]:
        try:
            found = json.loads(path.read_text("utf-8-sig")) if path else {}
        except (OSError, ValueError) as wrong:
            said = _("--map %(file)s cannot be read: %(wrong)s") % {"file": path, "wrong": wrong}
            raise CommandError(said) from wrong
        columns, editions = found.get("columns", {}), found.get("editions", {})
        sets = code_sets()
        if unknown := [
            f"{key}: {one}" for key, one in editions.items() if one not in (sets[key].editions if key in sets else ())
        ]:
            known = "; ".join(f"{one.key}: {', '.join(one.editions)}" for one in sets.values())
            refused = _("--map %(file)s: there is no edition %(edition)s. Wanted: %(known)s.")
            raise CommandError(refused % {"file": path, "edition": unknown[0], "known": known})
        return columns, editions

    def source(self, name: str, said: dict[str, str]) -> ImportSource:
        """Of that name; of two organs' sources the one of --org."""
        rows = ImportSource.objects.filter(name=name)
        found = list((rows.filter(org_code=said["org_code"]) if said["org_code"] else rows)[:2])
        if len(found) > 1:
            refused = _("--source %(name)s: several organs have one of this name; say whose with --org.")
            raise CommandError(refused % {"name": name})
        return (
            found[0]
            if found
            else source_of(name=name, org_code=said["org_code"], region_code=said["region_code"], by=SYSTEM)
        )

    def progress(self, report: Report) -> None:
        done = report.created + report.updated + report.unchanged
        figures = {"read": report.read, "done": done, "seconds": f"{time.monotonic() - self.started:.1f}"}
        line = _("%(read)d rows read, %(done)d done, %(seconds)s s")
        self.stderr.write(line % figures, ending="\r" if sys.stderr.isatty() else "\n")

    def index(self) -> None:
        """What was imported is found at once, with a worker or without: this is the lane `index`, run here."""
        until = time.monotonic() + PATIENCE
        while Row.objects.filter(lane="index", dead=False).exists() and time.monotonic() < until:
            if not run_due("index"):
                time.sleep(0.1)

    def tell(self, report: Report, seconds: float) -> None:
        said = _(
            "%(read)d read, %(created)d created, %(updated)d updated, %(unchanged)d unchanged, %(warnings)d warnings, "
            "%(errors)d errors, %(cancellations)d proposals to cancel, %(kept_back)d kept back (%(seconds)s s)"
        )
        self.stdout.write(said % {**report.plain(), "seconds": seconds})
        for fault in report.faults:
            if fault.severity != "warning":
                self.fault(_("error") if fault.severity == "error" else _("Proposal to cancel"), fault)
        self.warnings([fault for fault in report.faults if fault.severity == "warning"])

    def fault(self, severity: str, fault: Fault) -> None:
        self.stdout.write(_("%(severity)s: %(fault)s") % {"severity": severity, "fault": fault})

    def warnings(self, faults: list[Fault]) -> None:
        for fault in faults[:SHOWN]:
            self.fault(_("warning"), fault)
        if len(faults) > SHOWN:
            left = Counter(fault.where for fault in faults[SHOWN:])
            told = _(", ").join(f"{column or '-'} {count}" for column, count in left.most_common())
            said = _("and %(count)d more warnings: %(columns)s. All of them with --json.")
            self.stdout.write(said % {"count": len(faults) - SHOWN, "columns": told})
