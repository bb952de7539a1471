"""`tongban export-items FILE`: the catalogue as a workbook, csv, JSON lines or the tables of the national exchange."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from tongban.catalogue.exchange.exporting import FORMATS, chosen, export_items, format_of, lacking_in_words
from tongban.kit.errors import Refused, in_full


class Command(BaseCommand):
    help = "Export items: what is published, or the newest draft; what comes back by import-items changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=FORMATS, default="", help="else by the end of the file's name")
        parser.add_argument("--region", default="", help="a division and everything below it")
        parser.add_argument("--org", default="", help="one organ's credit code")
        parser.add_argument("--published", action="store_true", help="only what is published")
        parser.add_argument("--data-source", default="", help="three characters: whose data the national tables are")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        started, path = time.monotonic(), options["file"]
        region = options["region"].ljust(12, "0") if options["region"] else ""
        items = chosen(region_code=region, org_code=options["org"], published=options["published"])
        lacking = Counter[str]()
        part = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            format = format_of(path, options["format"])
            with part.open("w+b") as target:
                count = export_items(
                    items,
                    target,
                    format=format,
                    kind=path.suffix.lower().lstrip("."),
                    data_source=options["data_source"],
                    say=lambda count: self.stderr.write(_("%(items)d items") % {"items": count}),
                    lacking=lacking,
                )
            os.replace(part, path)
        except Refused as refusal:
            raise CommandError(in_full(refusal)) from refusal
        except OSError as wrong:
            said = _("%(file)s cannot be written: %(wrong)s") % {"file": path, "wrong": wrong}
            raise CommandError(said) from wrong
        finally:
            part.unlink(missing_ok=True)
        done = {"items": count, "bytes": path.stat().st_size, "seconds": round(time.monotonic() - started, 1)}
        if options["json"]:
            self.stdout.write(json.dumps(done | {"empty": dict(lacking.most_common())}, ensure_ascii=False))
            return
        self.stdout.write(_("%(items)d items, %(bytes)d bytes, %(seconds)s s") % done)
        if lacking:
            self.stdout.write(lacking_in_words(lacking))
