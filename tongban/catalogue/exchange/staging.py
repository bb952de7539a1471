"""Tables that belong together, joined: each item with its extension, materials, fees, questions and steps.

The rows wait in a temporary database of their own, so that a million of them cost no memory. Joined by the code of
the item and its version, or by the row's own id.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from tongban.catalogue.reading_fields import CellError

MAKE = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000; PRAGMA temp_store = FILE;
CREATE TABLE main (n INTEGER PRIMARY KEY, code TEXT, version INT, sent TEXT, guid TEXT, sheet INT, row INT, cells BLOB);
CREATE TABLE part (part INT, code TEXT, version INT, guid TEXT, place INT, sheet INT, row INT, cells BLOB);
CREATE TABLE known (part TEXT, key TEXT, cells BLOB, PRIMARY KEY (part, key));
"""
INDEX = """
CREATE INDEX main_code ON main (code);
CREATE INDEX main_guid ON main (guid);
CREATE INDEX part_code ON part (code, version);
CREATE INDEX part_guid ON part (guid);
"""
BATCH = 5000


@dataclass(frozen=True)
class Staged:
    """A row of an item. `sheet` is a number of the caller's."""

    code: str
    version: int | None
    guid: str
    sheet: int
    row: int
    cells: dict[str, Any]
    latest: int | None


@dataclass(frozen=True)
class Child:
    part: int
    sheet: int
    row: int
    cells: dict[str, Any]


class Stage:
    def __init__(self) -> None:
        self.file = tempfile.NamedTemporaryFile(prefix="tongban-import-", suffix=".sqlite3")
        self.database = sqlite3.connect(self.file.name, isolation_level=None)
        self.database.executescript(MAKE)
        self.database.execute("BEGIN")
        self.mains: list[tuple[Any, ...]] = []
        self.parts: list[tuple[Any, ...]] = []

    def close(self) -> None:
        self.database.close()
        self.file.close()

    def add(
        self, *, code: str, version: int | None, sent: str, guid: str, sheet: int, row: int, cells: dict[str, Any]
    ) -> None:
        self.mains.append((code, version, sent, guid, sheet, row, _packed(cells)))
        if len(self.mains) >= BATCH:
            self._flush()

    def add_part(
        self, *, part: int, code: str, version: int | None, guid: str, place: int, sheet: int, row: int, cells: Any
    ) -> None:
        self.parts.append((part, code, version, guid, place, sheet, row, _packed(cells)))
        if len(self.parts) >= BATCH:
            self._flush()

    def add_known(self, part: str, key: str, cells: dict[str, Any]) -> None:
        """An organ or an entry of the directory, by its code; the last one counts."""
        self.database.execute("INSERT OR REPLACE INTO known VALUES (?, ?, ?)", (part, key, _packed(cells)))

    def _flush(self) -> None:
        columns = "code, version, sent, guid, sheet, row, cells"
        self.database.executemany(f"INSERT INTO main ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", self.mains)  # noqa: S608 - ours
        self.database.executemany("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self.parts)
        self.mains, self.parts = [], []

    def whole(self) -> None:
        """Everything was added."""
        self._flush()
        self.database.executescript(INDEX)

    def items(self) -> Iterator[Staged]:
        """In the order of the file, each with the latest version of its code."""
        asked = (
            "SELECT code, version, guid, sheet, row, cells,"
            " (SELECT max(version) FROM main AS other WHERE other.code = main.code AND main.code != '')"
            " FROM main ORDER BY n"
        )
        for code, version, guid, sheet, row, cells, latest in self.database.execute(asked):
            yield Staged(code, version, guid, sheet, row, _unpacked(cells), latest)

    def parts_of(self, item: Staged) -> Iterator[Child]:
        """A part that names no version belongs to every version; one that names no code, to its row."""
        asked = (
            "SELECT part, sheet, row, cells, place FROM part WHERE code = ? AND code != ''"
            " AND (version IS NULL OR ? IS NULL OR version = ?)"
            " UNION ALL SELECT part, sheet, row, cells, place FROM part WHERE code = '' AND guid = ? AND guid != ''"
            " ORDER BY 1, 5, 2, 3"
        )
        for part, sheet, row, cells, _place in self.database.execute(
            asked, (item.code, item.version, item.version, item.guid)
        ):
            yield Child(part, sheet, row, _unpacked(cells))

    def orphans(self) -> Iterator[tuple[int, int, str]]:
        """(sheet, row, code) of parts whose item is not in the file."""
        asked = (
            "SELECT sheet, row, code FROM part WHERE"
            " (code != '' AND NOT EXISTS (SELECT 1 FROM main WHERE main.code = part.code)) OR"
            " (code = '' AND NOT EXISTS (SELECT 1 FROM main WHERE main.guid = part.guid AND part.guid != ''))"
            " ORDER BY sheet, row"
        )
        yield from self.database.execute(asked)

    def known(self, part: str, key: str) -> dict[str, Any]:
        asked = "SELECT cells FROM known WHERE part = ? AND key = ?"
        row = self.database.execute(asked, (part, key)).fetchone() if key else None
        return _unpacked(row[0]) if row else {}


def _packed(cells: Any) -> bytes:
    return orjson.dumps(cells, default=_error, option=orjson.OPT_PASSTHROUGH_SUBCLASS)


def _error(value: Any) -> Any:
    return {"#": str(value)} if isinstance(value, CellError) else str(value)


def _unpacked(packed: bytes) -> dict[str, Any]:
    cells: dict[str, Any] = orjson.loads(packed)
    return {
        field: CellError(cell["#"]) if isinstance(cell, dict) and list(cell) == ["#"] else cell
        for field, cell in cells.items()
    }
