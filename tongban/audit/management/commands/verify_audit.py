"""`tongban verify-audit [--json]`: exit code 0 when both chains hold, 1 with the first broken entry."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tongban.audit.api import catch_up, sequence, verify


class Command(BaseCommand):
    help = "Check the chain of every subject and the one log; name the first broken entry."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        while sequence():
            pass
        catch_up()
        verdict = verify()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(verdict) | {"holds": verdict.holds}))
        else:
            self.stdout.write(f"{verdict.entries} entries, {verdict.numbered} in the log.")
            for fault in verdict.breaks:
                self.stdout.write(
                    f"BROKEN {fault.chain} chain at {fault.where}: found {fault.found}, wanted {fault.wanted}."
                )
            self.stdout.write("Both chains hold." if verdict.holds else "Restore from a backup taken before.")
        if not verdict.holds:
            sys.exit(1)
