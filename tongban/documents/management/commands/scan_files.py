"""`tongban scan-files [--since DAY]`: the files that were taken in are looked at again, by the worker."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from tongban.documents import rescanning, scanning


class Command(BaseCommand):
    help = "Have every stored file looked at by the virus scanner again; nobody opens it before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=dt.datetime.fromisoformat, help="2026-11-01: only what was taken in since")

    def handle(self, *args: Any, **options: Any) -> None:
        since = options["since"].astimezone() if options["since"] else None
        try:
            scanner = scanning.version() if scanning.is_set_up() else ""
        except scanning.Unanswered as error:
            raise CommandError(
                _("The scanner does not answer: %(said)s. Look at TONGBAN_CLAMD.") % {"said": error}
            ) from error
        if not scanner:
            raise CommandError(_("No scanner is set up. Set TONGBAN_CLAMD=unix:/run/clamav/clamd.ctl, for example."))
        count = rescanning.look_again(since)
        self.stdout.write(_("%(scanner)s: %(count)d files wait for the worker.") % {"scanner": scanner, "count": count})
