"""`tongban import-list basic|materials FILE`: the basic list of State or province, or shared materials."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from tongban.catalogue.exchange.plain.kinds import KINDS
from tongban.catalogue.exchange.plain.taking import import_list
from tongban.catalogue.reading_fields import Given
from tongban.kit.errors import Refused, in_full


class Command(BaseCommand):
    help = (
        "Import a basic list or shared materials: xlsx, csv, JSON lines, the national table. Again it changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--publish", action="store_true", help="publish at once, without the reviews")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen; write nothing")
        parser.add_argument("--map", type=Path, metavar="FILE", help='JSON: {"columns": {heading: field}}')
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = json.loads(options["map"].read_text("utf-8-sig")) if options["map"] else {}
        except (OSError, ValueError) as wrong:
            told = _("--map %(file)s cannot be read: %(wrong)s") % {"file": options["map"], "wrong": wrong}
            raise CommandError(told) from wrong
        given = Given(mapping=said.get("columns", {}), editions=said.get("editions", {}))
        try:
            report = import_list(
                KINDS[options["kind"]], options["file"], publish=options["publish"], given=given, dry=options["dry_run"]
            )
        except Refused as refusal:
            raise CommandError(in_full(refusal)) from refusal
        plain = report.plain()
        if options["json"]:
            self.stdout.write(json.dumps(plain, ensure_ascii=False))
            return
        told = _(
            "%(read)d read, %(created)d created, %(updated)d updated, %(unchanged)d unchanged, %(warnings)d warnings, "
            "%(errors)d errors, %(cancellations)d proposals to cancel"
        )
        self.stdout.write(told % plain)
        words = {"error": _("error"), "warning": _("warning"), "cancel": _("Proposal to cancel")}
        for fault in report.faults:
            self.stdout.write(_("%(severity)s: %(fault)s") % {"severity": words[fault.severity], "fault": fault})
