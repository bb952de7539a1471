"""`manage.py bench [--quick] [--only NAME] [--json FILE]`: the figures as JSON; exit code 1 when one does not hold."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.kit import clock


def machine() -> dict[str, Any]:
    """Figures of a machine that does something else meanwhile say nothing: look at `load` (of the last minute) first."""
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "at": clock.now().isoformat(timespec="seconds"),
    }


class Command(BaseCommand):
    help = (
        "Measure this machine's ceilings and ours against them; touches no installation. About 25 minutes, --quick 3."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--quick", action="store_true", help="one short run a figure: to try the bench, not to quote"
        )
        parser.add_argument("--only", default="", help="figures whose name holds this")
        parser.add_argument("--on", choices=["postgresql", "sqlite"], help="only this database")
        parser.add_argument("--json", type=Path, help="write the figures there too")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.BASE_DIR / "bench" / "figures.py").exists():
            raise CommandError("The bench is not installed: it lives in the source folder. Run `make bench` there.")
        sys.path.insert(0, str(settings.BASE_DIR))
        from bench.figures import measure

        databases = (options["on"],) if options["on"] else ("postgresql", "sqlite")
        begun = machine()
        figures = measure(
            quick=options["quick"],
            only=options["only"],
            databases=databases,
            say=lambda text: self.stderr.write(str(text)),
        )
        found = {"quick": options["quick"], "machine": {"before": begun, "after": machine()}, "figures": figures}
        text = json.dumps(found, ensure_ascii=False, indent=1)
        if options["json"]:
            options["json"].write_text(text + "\n")
        self.stdout.write(text)
        if not options["quick"] and any(figure["holds"] is False for figure in figures):
            sys.exit(1)
