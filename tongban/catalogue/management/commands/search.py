"""`tongban search TEXT`: what somebody who says it this way finds; drafts of an import as well, told as such."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tongban.catalogue.browsing import UNSURE
from tongban.catalogue.indexing import check_ready, the_index
from tongban.catalogue.models import Item
from tongban.catalogue.search import Hit
from tongban.kit.errors import Refused, in_full
from tongban.regions.api import Division, normalise


class Command(BaseCommand):
    help = "Search the catalogue."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text")
        parser.add_argument("-n", type=int, default=10, help="how many answers at most (default 10)")
        parser.add_argument("--region", help="a division code: what is offered there, nearest first")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            region = normalise(options["region"]) if options["region"] else None
            check_ready()
            hits = the_index().search(options["text"], max(options["n"], 0), region=region)
        except Refused as refusal:
            raise CommandError(in_full(refusal)) from refusal
        found = described(hits)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        for one in found if not options["json"] else ():
            mark = "" if one["published"] else "  (not published)"
            mark += "" if one["sure"] else "  (only near: none is called so)"
            self.stdout.write(f"{one['code']}  {one['name']}  {one['region_name']} {one['department']}{mark}")


def described(hits: list[Hit]) -> list[dict[str, Any]]:
    """`others`: codes of items with the same name, farther away."""
    keys = [key for hit in hits for key in (hit.key, *hit.others)]
    rows = Item.objects.filter(pk__in=keys).values_list("pk", "code", "current_id")
    known = {str(pk): (code, current is not None) for pk, code, current in rows}
    names = dict(Division.objects.filter(pk__in={hit.region for hit in hits}).values_list("pk", "name"))
    return [
        {
            "code": hit.code,
            "name": hit.name,
            "region": hit.region,
            "region_name": names.get(hit.region, ""),
            "department": hit.dept,
            "published": known[hit.key][1],
            "score": hit.score,
            "sure": hit.close > UNSURE,
            "others": [known[key][0] for key in hit.others if key in known],
        }
        for hit in hits
        if hit.key in known
    ]
