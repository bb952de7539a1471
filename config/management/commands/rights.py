"""`tongban rights [--json] [--only WORDS]`: every route, every role, every relation, asked; exit code 1 when one is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Ask every page as everybody whether the rights are as they are written; touches no installation. A quarter of an hour."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the figures, by route, and everything that is wrong")
        parser.add_argument("--only", default="", help="routes whose path holds this")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.BASE_DIR / "tests" / "rights.py").exists():
            raise CommandError(
                "The town is not installed: it lives in the source folder. Run `manage.py rights` there."
            )
        with tempfile.TemporaryDirectory(prefix="rights-") as folder:
            report = self.asked(Path(folder), options["only"])
        self.stdout.write(
            json.dumps(report, ensure_ascii=False, indent=1) if options["json"] else "\n".join(lines(report))
        )
        if report["wrong"]:
            sys.exit(1)

    def asked(self, folder: Path, only: str) -> dict[str, Any]:
        """In a process of its own, with a folder and a database of its own."""
        own = {"TONGBAN_MODE": "demo", "TONGBAN_DATA": str(folder / "var"), "TONGBAN_ZONE": "both", "DATABASE_URL": ""}
        own |= {"TONGBAN_PUBLISHED": str(folder / "published"), "TONGBAN_HEADS": str(folder / "heads.jsonl")}
        own |= {"DJANGO_SETTINGS_MODULE": "config.settings", "TONGBAN_LOG": "ERROR"}
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "tests.rights", "--only", only],
            cwd=settings.BASE_DIR, env=os.environ | {"TONGBAN_RATE_FACTOR": "0"} | own, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        if not done.stdout:
            raise CommandError("The town could not be asked; what was said stands above.")
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def lines(report: dict[str, Any]) -> list[str]:
    wrong = [
        f"{one['method']} {one['route']} as {one['who']}: {one['about']}: {one['found']}"
        for one in report["wrong_ones"]
    ]
    return [*wrong, f"{report['combinations']} combinations, {report['wrong']} wrong"]
