"""Lines put in order without holding them all: what does not fit waits sorted in files."""

from __future__ import annotations

import heapq
import json
import tempfile
from collections.abc import Iterator
from typing import IO, Any

HELD = 20_000


class Spill:
    """`add` in any order, `lines` in the order of the keys. A key holds texts; a value is JSON."""

    def __init__(self, held: int = HELD) -> None:
        self.most, self.held = held, []  # type: int, list[tuple[list[str], str]]
        self.files: list[IO[str]] = []

    def add(self, key: list[str], value: Any) -> None:
        self.held.append((key, json.dumps(value, ensure_ascii=False)))
        if len(self.held) >= self.most:
            self._put_aside()

    def _put_aside(self) -> None:
        file = tempfile.TemporaryFile("w+", encoding="utf-8")
        self.held.sort(key=lambda row: row[0])
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in self.held)
        self.held.clear()
        self.files.append(file)

    def lines(self) -> Iterator[str]:
        self.held.sort(key=lambda row: row[0])
        parts = [_read(file) for file in self.files]
        yield from (line for _key, line in heapq.merge(*parts, iter(self.held), key=lambda row: row[0]))

    def close(self) -> None:
        for file in self.files:
            file.close()


def _read(file: IO[str]) -> Iterator[tuple[list[str], str]]:
    file.seek(0)
    for line in file:
        key, value = json.loads(line)
        yield key, value
