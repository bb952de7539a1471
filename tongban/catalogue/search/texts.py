"""What the items of a family say, kept beside the index: only who changes a family reads it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson

from tongban.catalogue.search.family import Family


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """Written as a whole when the block ends without an error."""
    connection = sqlite3.connect(folder / "texts.db")
    try:
        with connection:
            connection.execute("CREATE TABLE IF NOT EXISTS texts (family TEXT PRIMARY KEY, texts BLOB) WITHOUT ROWID")
            yield connection
    finally:
        connection.close()


def write(into: sqlite3.Connection, families: Iterable[Family]) -> None:
    rows = ((_name(family.key), orjson.dumps(family.texts)) for family in families if family.texts)
    into.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?)", rows)


def read(source: sqlite3.Connection, family: int) -> dict[str, str]:
    """Key of an item → what it says."""
    row = source.execute("SELECT texts FROM texts WHERE family = ?", [_name(family)]).fetchone()
    return orjson.loads(row[0]) if row else {}


def forget(source: sqlite3.Connection, families: Iterable[int]) -> None:
    source.executemany("DELETE FROM texts WHERE family = ?", [[_name(family)] for family in families])


def _name(family: int) -> str:
    """SQLite's numbers have a sign."""
    return f"{family:016x}"
