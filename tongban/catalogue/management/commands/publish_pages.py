"""`tongban publish-pages`: every published guide as files anew, after a change of templates or translations."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tongban.catalogue.publishing import LANGUAGES, is_current, print_all


class Command(BaseCommand):
    help = "Print the pages of all published guides, and remove those of guides that are published no more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-changed", action="store_true", help="only what is missing, unless templates changed")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        started, guides = time.monotonic(), 0
        for _item in print_all(missing_only=options["if_changed"] and is_current()):
            guides += 1
            if guides % 100 == 0:
                self.stderr.write(f"{guides} guides printed")
        done = {"guides": guides, "pages": guides * len(LANGUAGES), "seconds": round(time.monotonic() - started, 2)}
        told = "{guides} guides, {pages} pages in {seconds} s".format(**done)
        self.stdout.write(json.dumps(done) if options["json"] else told)
