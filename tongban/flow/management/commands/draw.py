"""`manage.py draw` writes docs/flow.md, states, access.md, rights.md and personal_data.md; `draw --check` ends with 1 when they differ."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Draw the flow, the states, the access table and the register of personal data into docs/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit code 1 when a picture is out of date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from django.utils import translation

        from tongban.flow import drawing

        with translation.override("en"):
            pages = drawing.everything()
        late = [name for name, text in pages.items() if not self.same(settings.BASE_DIR / name, text)]
        for name in late:
            self.tell(name, pages[name], check=options["check"])
        if late and options["check"]:
            self.stdout.write("Draw them again: make draw")
            sys.exit(1)

    def same(self, path: Path, text: str) -> bool:
        return path.exists() and path.read_text() == text

    def tell(self, name: str, text: str, *, check: bool) -> None:
        if not check:
            path = settings.BASE_DIR / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.stdout.write(f"{'out of date' if check else 'drawn'}: {name}")
