"""`tongban reindex`: the search index anew, from the database."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tongban.catalogue.indexing import rebuild


class Command(BaseCommand):
    help = "Build the search index anew. Readers keep the old one until the new one is whole."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        done = {"items": rebuild(), "seconds": round(time.monotonic() - started, 2)}
        said = json.dumps(done) if options["json"] else f"{done['items']} items indexed in {done['seconds']} s"
        self.stdout.write(said)
