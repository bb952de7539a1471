"""`tongban load-calendar FILE --year 2026 --source 国办发明电〔2025〕7号`: a calendar of working days from a sheet, as the
page of the desk takes it, and days that are past as well, which the page leaves as they were.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.promises.calendar_files import read_calendar_file
from tongban.promises.calendar_loading import load_calendar


class Command(BaseCommand):
    help = "Put a calendar of working days in force; open clocks are computed again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--source", required=True, help="the notice that says so")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows, faults = read_calendar_file(options["file"].read_bytes())
        except OSError as wrong:
            raise CommandError(f"{options['file']}: {wrong.strerror}") from wrong
        if faults:
            raise CommandError("\n".join(map(str, faults[:20])))
        if not any(day.year == options["year"] for day, _entry in rows):
            raise CommandError(f"The file has no row of {options['year']}.")
        edition = load_calendar(rows, source=options["source"], years={options["year"]})
        self.stdout.write(f"Edition {edition.number}: {len(rows)} days, {options['year']} is in force.")
