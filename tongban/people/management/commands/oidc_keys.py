"""`tongban oidc-keys [--rotate | --leaked]`: the keys that sign ID tokens."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tongban.people.oidc import keys


class Command(BaseCommand):
    help = "Show the keys that sign ID tokens, or turn them: --rotate gently, --leaked at once."

    def add_arguments(self, parser: CommandParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--rotate", action="store_true", help="a new key, published now and used in an hour")
        way.add_argument("--leaked", action="store_true", help="a new key now; what the old ones signed holds no more")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rotate"] or options["leaked"]:
            keys.rotate(at_once=options["leaked"])
        signing = {keys.signing(alg).kid for alg in keys.ALGORITHMS}
        for key in keys.published():
            since = dt.datetime.fromtimestamp(key.since).strftime("%Y-%m-%d %H:%M") if key.since else "the beginning"
            self.stdout.write(f"{key.alg} {key.kid} since {since}{', signs' if key.kid in signing else ''}")
