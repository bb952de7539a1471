"""`tongban publish-pages`: every published guide as files anew, after a change of templates or translations."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tongban.catalogue.publishing import LANGUAGES, is_current
from tongban.catalogue.rebuilding import Progress, follow, rebuild


class Command(BaseCommand):
    help = (
        "Print the pages of all published guides, and remove those of guides that are published no more. "
        "Interrupted, it goes on where it stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-changed", action="store_true", help="only what is missing, unless templates changed")
        parser.add_argument("--processes", type=int, default=0, help="how many at once; as many as there are cores")
        parser.add_argument("--follow", action="store_true", help="go on, and print what any machine publishes")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        missing_only = options["if_changed"] and is_current()
        processes = options["processes"] or (1 if missing_only else os.cpu_count() or 1)
        done = rebuild(missing_only=missing_only, processes=processes, say=self.say)
        told = {
            "guides": done.printed,
            "pages": done.printed * len(LANGUAGES),
            "seconds": round(done.seconds, 2),
            "resumed_after": done.before,
        }
        words = "{guides} guides, {pages} pages in {seconds} s".format(**told)
        self.stdout.write(json.dumps(told) if options["json"] else words)
        if options["follow"]:
            follow(lambda printed: None)

    def say(self, progress: Progress) -> None:
        if sys.stderr.isatty():
            self.stderr.write(progress.said(), ending="\r")
        elif progress.done % 10_000 == 0:
            self.stderr.write(progress.said())
