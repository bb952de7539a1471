"""`tongban restore FILE [--force]`: exit code 0 only when both chains of the audit hold afterwards."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from config.restoring import put_back
from config.saying import refusals_are_errors


class Command(BaseCommand):
    help = "Put a backup in place: database, files, keys; then rebuild the index and the pages, and check the audit."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="replace an installation that is not empty")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        with refusals_are_errors():
            done = put_back(options["file"], force=options["force"])
        if options["json"]:
            self.stdout.write(json.dumps(done))
        else:
            self.tell(done)
        if not done["holds"]:
            sys.exit(1)

    def tell(self, done: dict[str, Any]) -> None:
        manifest = done["restored"]
        self.stdout.write(_("Restored the state of %(made_at)s (version %(version)s).") % manifest)
        self.stdout.write(_("Rebuilt: %(names)s.") % {"names": ", ".join(done["rebuilt"]) or "–"})
        if done["aside"]:
            self.stdout.write(_("What was here before lies in %(aside)s; remove it when all is well.") % done)
        holds = _("%(entries)d audit entries: both chains hold.") % done
        self.stdout.write(holds if done["holds"] else _("The audit does not hold: run `tongban verify-audit`."))
