"""A whole database as one file, taken while the server runs, and put back: SQLite and PostgreSQL."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from tongban.kit import crypto
from tongban.kit.errors import Refused

Run = Callable[[str], list[tuple[Any, ...]]]
DEBIAN = Path("/usr/lib/postgresql")
SAID = {"host", "port", "user", "dbname", "service"}  # and ssl…; the password goes by the environment
COUNTED = {
    "accounts": "people_user",
    "applications": "intake_application",
    "cases": "cases_case",
    "papers": "documents_paper",
    "files": "documents_file",
    "audit_entries": "audit_entry",
    "effects_waiting": "outbox_row",
}


@dataclass
class Contents:
    """What the dump holds, read from the dump's own moment. `files`: key → SHA-256 of the plain bytes, and the key that opens them."""

    migrations: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)


def contents(run: Run) -> Contents:
    applied = run("SELECT app, name FROM django_migrations ORDER BY app, name")
    counts = {word: int(run(f"SELECT count(*) FROM {table}")[0][0]) for word, table in COUNTED.items()}  # noqa: S608
    rows = run("SELECT id, sha256, secret FROM documents_file ORDER BY id")
    opens = crypto.unseal_bytes
    files = {
        str(UUID(str(key))): (digest, opens(bytes(secret), about="file_key") if secret else b"")
        for key, digest, secret in rows
    }
    return Contents([f"{app}.{name}" for app, name in applied], counts, files)


class Database(Protocol):
    kind: str
    member: str

    def dump(self, target: Path) -> Contents: ...

    def is_empty(self) -> bool: ...

    def check_idle(self) -> None: ...

    def load(self, source: Path, aside: Path) -> None: ...


class Sqlite:
    kind, member = "sqlite", "database.sqlite3"

    @property
    def path(self) -> Path:
        return Path(str(connection.settings_dict["NAME"]))

    def dump(self, target: Path) -> Contents:
        """VACUUM INTO reads one moment and keeps no writer waiting (WAL)."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=rw", uri=True, timeout=30)) as source:
            source.execute("VACUUM INTO ?", [str(target)])
        with closing(sqlite3.connect(f"file:{target}?mode=ro", uri=True)) as copy:
            return contents(lambda sql: copy.execute(sql).fetchall())

    def is_empty(self) -> bool:
        if not self.path.exists():
            return True
        try:
            with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as here:
                return bool(here.execute("SELECT count(*) FROM audit_entry").fetchone()[0] == 0)
        except sqlite3.DatabaseError as error:
            return "no such table" in str(error)

    def check_idle(self) -> None:
        """Leaving WAL needs the file alone: whoever else has it open keeps us from it."""
        connection.close()
        if not self.path.exists():
            return
        try:
            with closing(sqlite3.connect(self.path, timeout=2)) as here:
                here.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError as error:
            raise still_open(_("another process has %(path)s open") % {"path": self.path}) from error
        except sqlite3.DatabaseError:
            return  # no database any more: nobody works with it

    def load(self, source: Path, aside: Path) -> None:
        """The old file and its log go aside first: a log beside a new database would be played into it."""
        connection.close()
        for ending in ("", "-wal", "-shm"):
            old = self.path.with_name(self.path.name + ending)
            if old.exists():
                shutil.move(old, aside / old.name)
        shutil.move(source, self.path)
        self.path.chmod(0o600)


class Postgres:
    kind, member = "postgresql", "database.dump"

    def dump(self, target: Path) -> Contents:
        """pg_dump sees the very snapshot from which the list of files is read."""
        program = found_program("pg_dump")
        with one_moment() as (run, snapshot):
            read = contents(run)
            call(program, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", "-f", target)
        return read

    def is_empty(self) -> bool:
        if "audit_entry" not in connection.introspection.table_names():
            return True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM audit_entry LIMIT 1")
            return cursor.fetchone() is None

    def check_idle(self) -> None:
        others = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        with connection.cursor() as cursor:
            cursor.execute(others)
            count = cursor.fetchone()[0]
        if count:
            raise still_open(_("%(count)d other connections to the database") % {"count": count})

    def load(self, source: Path, aside: Path) -> None:
        """One transaction: what was there is gone only when everything new is there."""
        script, emptied = source.with_suffix(".sql"), source.with_name("empty.sql")
        call(found_program("pg_restore"), "--no-owner", "--no-privileges", "-f", script, source, connects=False)
        emptied.write_text(EMPTIED)
        connection.close()
        wishes = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
        call(found_program("psql"), *wishes, "-f", emptied, "-f", script)


# Tables and the functions of triggers; what an extension brought stays.
EMPTIED = """DO $$ DECLARE found record; BEGIN
  FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', found.tablename);
  END LOOP;
  FOR found IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') LOOP
    EXECUTE format('DROP ROUTINE %s CASCADE', found.name);
  END LOOP;
END $$;
"""


def still_open(found: str) -> Refused:
    return Refused(
        _("The installation is at work."),
        found=found,
        wanted=_("nobody at work while its data are replaced"),
        cure=_("Stop the server and the worker first (systemctl stop tongban.target)."),
    )


@contextmanager
def one_moment() -> Iterator[tuple[Run, str]]:
    """A transaction that sees one moment, and the name by which pg_dump sees the same."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = str(cursor.fetchone()[0])

        def run(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        yield run, snapshot


def found_program(name: str) -> str:
    """The newest that Debian installed, else what PATH finds: pg_dump must not be older than the server."""
    versions = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    known = str(versions[-1]) if versions else shutil.which(name)
    if known is None:
        raise Refused(
            _("PostgreSQL's own program %(name)s is not here.") % {"name": name},
            found=_("neither %(folder)s/*/bin/%(name)s nor one on the PATH") % {"folder": DEBIAN, "name": name},
            cure=_("Install it: apt-get install postgresql-client."),
        )
    return known


def call(program: str, *arguments: object, connects: bool = True) -> None:
    """Runs a program of PostgreSQL against our database; the password goes by the environment, not the command line."""
    from psycopg.conninfo import make_conninfo

    environment = dict(os.environ)
    words = [program, *(str(a) for a in arguments)]
    if connects:
        given = connection.get_connection_params()
        plain = {k: str(v) for k, v in given.items() if k in SAID or k.startswith("ssl")}
        environment["PGPASSWORD"] = str(given.get("password") or "")
        words += ["-d", make_conninfo("", **plain)]
    done = subprocess.run(words, env=environment, capture_output=True, text=True)  # noqa: S603 - words are ours
    if done.returncode:
        raise Refused(
            _("%(name)s failed.") % {"name": Path(program).name},
            found="; ".join(done.stderr.strip().splitlines()[-3:]),
            cure=_("Nothing was changed. Mend what it names and run the command again."),
        )


def database() -> Database:
    return Sqlite() if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else Postgres()
