"""`tongban check-config [--json]`: exit code 0 when the server would start as it is set, 78 when not."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from config.starting import faults, stored_faults


class Command(BaseCommand):
    help = "Say whether production mode would start with these settings, and what is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = [*faults(), *stored_faults()]
        stops = any(fault.stops for fault in found)
        if options["json"]:
            rows = [{"code": f.code, "stops": f.stops, "said": f.said} for f in found]
            self.stdout.write(
                json.dumps({"mode": settings.MODE, "starts": not stops, "faults": rows}, ensure_ascii=False)
            )
        else:
            for fault in found:
                self.stdout.write(f"{_('WRONG') if fault.stops else _('ADVICE')} {fault.code}: {fault.said}")
            verdict = _("Mode %(mode)s does not start so.") if stops else _("Mode %(mode)s starts.")
            self.stdout.write(verdict % {"mode": settings.MODE})
        if stops:
            sys.exit(78)
