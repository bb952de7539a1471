"""`tongban rotate-keys`: new keys while the server runs. Without a wish it says which keys there are and what needs them.

tongban rotate-keys --data --rewrite     new keys for data at rest, and what the old ones sealed sealed anew
tongban rotate-keys --index              a new key for the blind indexes
tongban rotate-keys --records            new keys that sign records and heads of the log
tongban rotate-keys --kek                a new key-encryption key; with one of your own, add it to its file first
tongban rotate-keys --suite national     all of these, of the other suite
tongban rotate-keys --for-public FOLDER  the ring without the key of heads, for the machine of the public zone
tongban rotate-keys --drop               retired keys that nothing needs go for ever
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from config.saying import refusals_are_errors
from tongban.audit.api import keys_changed
from tongban.documents.api import seal_older
from tongban.kit import crypto, resealing
from tongban.kit.crypto import turning
from tongban.kit.crypto.keyring import ring
from tongban.kit.crypto.sm2 import Missing
from tongban.kit.crypto.suites import SUITES
from tongban.kit.resealing import Progress


class Command(BaseCommand):
    help = "Turn keys while the server runs; without a wish: which keys there are, and what needs them."
    requires_system_checks: list[str] = []  # a setting that names another suite is what --suite is for

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", action="store_true", help="new keys for data at rest, one per class")
        parser.add_argument("--records", action="store_true", help="new keys that sign records, and heads of the log")
        parser.add_argument("--index", action="store_true", help="a new key for the blind indexes; rows are rewritten")
        parser.add_argument("--kek", action="store_true", help="every key wrapped by a new key-encryption key")
        parser.add_argument("--suite", choices=SUITES, help="new keys are of this suite from now on")
        parser.add_argument("--rewrite", action="store_true", help="seal anew what older keys sealed")
        parser.add_argument("--drop", action="store_true", help="remove retired keys that nothing needs any more")
        parser.add_argument("--for-public", type=Path, metavar="FOLDER", help="the ring as the public zone gets it")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with refusals_are_errors():
                done = self._done(options)
        except (crypto.Unreadable, Missing) as error:
            raise CommandError(str(error)) from error
        told = done | self._status()
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self._say(told)
        if told["lost"]:
            sys.exit(1)

    def _done(self, options: dict[str, Any]) -> dict[str, Any]:
        done: dict[str, Any] = {}
        suite = options["suite"]
        if suite:
            SUITES[suite].check()
            turning.choose_suite(suite)
            keys_changed(what="suite", keys=[])
        if options["kek"]:
            done["wrapped"] = turning.turn_kek()
            keys_changed(what="kek", count=done["wrapped"])
        if options["data"] or suite:
            done["data"] = self._new("data", turning.turn_data)
        if options["records"] or suite:
            done["records"] = self._new("records", turning.turn_records)
        if options["index"] or suite:
            key, progress = resealing.turn_index(self._tell)
            keys_changed(what="index", keys=[key], count=progress.changed)
            done["index"] = {"key": key.id} | self._counted(progress)
        if options["rewrite"]:
            done["rewritten"] = self._counted(resealing.rewrite(told=self._tell)) | {"files": seal_older()}
        if options["drop"]:
            done["dropped"] = self._dropped()
        if options["for_public"]:
            crypto.for_public(options["for_public"])
            done["for_public"] = str(options["for_public"])
        return done

    def _new(self, what: str, turn: Callable[[], list[Any]]) -> list[str]:
        keys = turn()
        keys_changed(what=what, keys=keys)
        return [key.id for key in keys]

    def _tell(self, table: str, progress: Progress) -> None:
        line = f"{table}: {progress.read} rows read, {progress.changed} written"
        self.stderr.write(line, ending="\r" if sys.stderr.isatty() else "\n")

    def _counted(self, progress: Progress) -> dict[str, Any]:
        return {
            "read": progress.read,
            "changed": progress.changed,
            "longest_lock_ms": round(progress.longest * 1000),
            "unreadable": progress.unreadable,
        }

    def _dropped(self) -> list[str]:
        needed = {number for use in resealing.uses() for number in use.by_key}
        going = [key for key in turning.may_go() if key.id not in needed]
        turning.drop([key.id for key in going])
        if going:
            keys_changed(what="dropped", keys=going)
        return [key.id for key in going]

    def _status(self) -> dict[str, Any]:
        held, uses = ring(newest=True), resealing.uses()
        values: dict[str, int] = {}
        for use in uses:
            for number, count in use.by_key.items():
                values[number] = values.get(number, 0) + count
        lost = [f"{one.key.use} {one.key.id}: {one.why}" for one in turning.lost()]
        lost += [f"{use.table}.{use.column}: {use.lost} values of key {use.lost_key}" for use in uses if use.lost]
        return {
            "suite": held.suite.name,
            "hash": held.hash,
            "wrapped_by": turning.wrapped_by(),
            "keys": [
                {
                    "id": key.id,
                    "use": key.use,
                    "algorithm": key.algorithm,
                    "since": key.since,
                    "until": key.until,
                    "values": values.get(key.id, 0),
                }
                for key in held.keys
            ],
            "lost": lost,
        }

    def _say(self, told: dict[str, Any]) -> None:
        for word in ("data", "records", "wrapped", "index", "rewritten", "dropped", "for_public"):
            if word in told:
                self.stdout.write(f"{word}: {json.dumps(told[word], ensure_ascii=False)}")
        self.stdout.write(f"{told['suite']}, {told['hash']}; " + json.dumps(told["wrapped_by"]))
        for key in told["keys"]:
            row = (key["use"], key["id"], key["algorithm"], key["since"] or "-", key["until"] or "-", key["values"])
            self.stdout.write("{:<16} {:<16} {:<18} {:<26} {:<26} {}".format(*row))
        for line in told["lost"]:
            self.stdout.write(_("LOST: %(what)s") % {"what": line})
