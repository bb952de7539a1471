"""A copy of the test database in which things are really committed, so that several processes see the same.

The tests that run inside one transaction keep the first database as it was; here nothing is rolled back, and every test
asks only about what it made itself.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection, connections

ROOT = Path(__file__).resolve().parent.parent


class Stage:
    """`address` is the DATABASE_URL that a child process gets; `on` lets this process stand there too."""

    def __init__(self, name: str = "stage") -> None:
        self.source = str(connection.settings_dict["NAME"])
        self.name = f"{self.source}_{name}"
        connections.close_all()
        (copy_sqlite if connection.vendor == "sqlite" else copy_postgres)(self.source, self.name)

    @property
    def address(self) -> str:
        if connection.vendor == "sqlite":
            return f"sqlite://{self.name}"
        given = connection.settings_dict
        who = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}"
        return f"postgres://{who}@{given['HOST']}:{given['PORT']}/{self.name}"

    @property
    def environment(self) -> dict[str, str]:
        """The same files and keys, the stage's database."""
        own = {"DATABASE_URL": self.address, "TONGBAN_DATA": str(settings.DATA_DIR), "TONGBAN_MODE": "demo"}
        return os.environ | own | {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)}

    @contextmanager
    def on(self) -> Iterator[None]:
        connections.close_all()
        connection.settings_dict["NAME"] = self.name
        try:
            yield
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = self.source

    def gone(self) -> None:
        connections.close_all()
        if connection.vendor == "sqlite":
            for path in Path(self.name).parent.glob(f"{Path(self.name).name}*"):
                path.unlink()
        else:
            with administration() as run:
                drop_postgres(run, self.name)

    def start(self, *arguments: str, extra: dict[str, str] | None = None, **options: Any) -> subprocess.Popen[str]:
        """A Python process on the stage."""
        return subprocess.Popen(
            [sys.executable, *arguments], env=self.environment | (extra or {}), cwd=ROOT, text=True, **options
        )


def copy_sqlite(source: str, copy: str) -> None:
    with sqlite3.connect(source) as given, sqlite3.connect(copy) as made:
        given.backup(made)
    given.close()
    made.close()


def copy_postgres(source: str, copy: str) -> None:
    with administration() as run:
        run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [source])
        drop_postgres(run, copy)
        run(f'CREATE DATABASE "{copy}" TEMPLATE "{source}"')


def drop_postgres(run: Any, name: str) -> None:
    run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def administration() -> Iterator[Any]:
    import psycopg

    given = connection.settings_dict
    with psycopg.connect(
        host=given["HOST"], port=given["PORT"], user=given["USER"], password=given["PASSWORD"], dbname="postgres",
        autocommit=True,
    ) as session:  # fmt: skip
        yield session.execute


class Partner:
    """A process that loads, says it is ready, and acts at the instant it is told (see `tests.partner`)."""

    def __init__(self, stage: Stage, number: int, words: IO[str]) -> None:
        self.number = number
        self.process = stage.start(
            "-m", "tests.partner", str(number), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=words
        )

    def say(self, **words: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the partner process died; its last words are in partners.log of the test's data folder"
        heard: dict[str, Any] = json.loads(line)
        return heard

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(20)
