"""A whole installation of its own (folder, database, keys), driven from outside as an administrator drives it."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = "from demo.build import build; build(lambda text: None, cases=False)"
BEGIN = "import django; django.setup(); import json\nfrom tests import walking as w\n"


@dataclass
class Installation:
    """`manage` runs a command; `say` runs a piece of Python and returns what it printed as JSON."""

    folder: Path
    code: Path = ROOT
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        given = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "TONGBAN_DATA": str(self.folder),
            "PYTHONPATH": str(self.code),
            "TONGBAN_FONTS": str(ROOT / "build" / "fonts"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        if database := database_of_its_own():
            given["DATABASE_URL"] = database
        self.environment = {**os.environ, "TONGBAN_MODE": "demo", **given, **self.environment}

    def run(self, *words: str, good: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, *words], cwd=self.code, env=self.environment, capture_output=True, text=True, timeout=300
        )
        assert not good or done.returncode == 0, f"{words[:3]}: {done.stdout[-2000:]}{done.stderr[-3000:]}"
        return done

    def manage(self, *words: str, good: bool = True) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *words, good=good)

    def say(self, code: str) -> Any:
        printed = self.run("-c", BEGIN + code).stdout
        return json.loads(printed.splitlines()[-1]) if printed.strip() else None

    def build(self) -> Installation:
        """Tables, and the demo county without its cases."""
        self.manage("migrate", "-v0")
        self.say(PEOPLE)
        return self


def database_of_its_own() -> str:
    """A new database on the server that DATABASE_URL names; empty on SQLite, which lies in the folder."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return ""
    import psycopg

    name = f"installation_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    return urlsplit(url)._replace(path=f"/{name}").geturl()
