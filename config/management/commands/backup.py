"""`tongban backup FILE`, or `tongban backup FOLDER/ --keep 14` for a timer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from config.backup import into_folder, take
from config.saying import refusals_are_errors


class Command(BaseCommand):
    help = "Write database, files and keys of this moment into one .tar.gz, while the server runs."
    requires_system_checks: list[str] = []  # whatever is wrong with the settings, a backup can be taken

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a file that is not there yet, or a folder")
        parser.add_argument("--keep", type=int, default=0, help="in a folder: keep so many, remove older ones")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"]
        removed: list[Path] = []
        if target.is_dir():
            target, removed = into_folder(target, options["keep"])
        with refusals_are_errors():
            manifest = take(target)
        for path in removed:
            path.unlink()
        done = {"file": str(target), "size": target.stat().st_size, "removed": [p.name for p in removed]}
        if options["json"]:
            self.stdout.write(json.dumps(done | {"manifest": manifest}))
            return
        counts = ", ".join(f"{count} {word.replace('_', ' ')}" for word, count in manifest["counts"].items())
        self.stdout.write(f"{target}: {target.stat().st_size / 2**20:.1f} MB. {counts}.")
        self.stdout.write(
            _("It holds the keys too: whoever has this file can read everything. Keep it as you keep a seal.")
            if manifest["key_encryption_key"]["inside"]
            else _("Its keys are wrapped by %(key)s, which is not in it: without that one nobody opens it.")
            % {"key": ", ".join(manifest["key_encryption_key"]["ids"])}
        )
