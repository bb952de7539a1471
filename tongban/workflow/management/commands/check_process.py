"""`tongban check-process FILE`: whether a BPMN file would be taken over, as drawing or importing it would say (W1)."""

from __future__ import annotations

import json
from argparse import FileType
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from tongban.workflow.bpmn import as_manual_tasks, check, without_declarations
from tongban.workflow.faults import BadDrawing, Fault

LARGEST = 2_000_000  # bytes; the largest drawing of a department that we know has 90,000


class Command(BaseCommand):
    help = "Say yes, or no and why, for a BPMN file: exit code 0 when it can be run, 1 when not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=FileType("rb"))
        parser.add_argument(
            "--as-drawn", action="store_true", help="refuse what only another tool runs, instead of a task by hand"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        with options["file"] as file:
            xml = file.read(LARGEST + 1)
        if len(xml) > LARGEST:
            raise CommandError(_("A drawing has at most %(bytes)d bytes.") % {"bytes": LARGEST})
        faults = found(xml, as_drawn=options["as_drawn"])
        errors = [fault for fault in faults if fault.severity == "error"]
        if options["json"]:
            said = {"runs": not errors, "faults": [asdict(fault) for fault in faults]}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            for fault in faults:
                self.stdout.write(f"{_('error') if fault.severity == 'error' else _('warning')} · {fault}")
            self.stdout.write(_("No: it cannot be run.") if errors else _("Yes: it can be run."))
        if errors:
            raise SystemExit(1)


def found(xml: bytes, *, as_drawn: bool) -> list[Fault]:
    """Errors first, then what is done by hand instead of by another tool's program."""
    try:
        xml, left_out = (xml, []) if as_drawn else without_declarations(xml)
        xml, changed = (xml, []) if as_drawn else as_manual_tasks(xml)
    except BadDrawing as refused:
        return refused.faults
    return sorted([*check(xml), *changed, *left_out], key=lambda fault: fault.severity != "error")
