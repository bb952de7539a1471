"""`tongban retention --dry-run` says what is over its time, by rule; without it, it goes now."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from tongban.kit.holdings import outdated
from tongban.people.privacy.forgetting import due, forget


class Command(BaseCommand):
    help = "Forget what is kept for some days only and is over its time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many rows would go")
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = due() if options["dry_run"] else forget()
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        for rule in outdated():
            days = getattr(settings, rule.setting)
            self.stdout.write(f"{counts.get(rule.name, 0):>8}  {rule.name:<24} {days:>5} days  {rule.says}")
