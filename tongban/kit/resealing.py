"""Every sealed column of the database, found by its field: counted by key, sealed anew, indexed anew, in short slices.

A slice is read and computed outside the writer's lock; inside it each row is written only where it still holds what
was read. Nothing needs to be remembered: what has the newest key is passed over, so a run that was stopped goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection

from tongban.kit import crypto
from tongban.kit.crypto import turning
from tongban.kit.crypto.keyring import SEEN_WITHIN, Key, ring
from tongban.kit.fields import PersonalBytesField, PersonalField
from tongban.kit.writing import writing

SLICE_SECONDS = 0.08  # of the writer's lock; with its commit below 0.2
ROWS = 500  # read at once

Sealed = str | bytes


@dataclass(frozen=True)
class Column:
    """A sealed column; `index`: the column of its blind index, or empty."""

    name: str
    kind: str
    of: str
    index: str = ""

    def opened(self, sealed: Sealed) -> Sealed:
        if isinstance(sealed, str):
            return crypto.unseal(sealed, about=self.kind)
        return crypto.unseal_bytes(sealed, about=self.kind)

    def sealed(self, plain: Sealed) -> Sealed:
        if isinstance(plain, str):
            return crypto.seal(plain, about=self.kind, of=self.of)
        return crypto.seal_bytes(plain, about=self.kind, of=self.of)


@dataclass(frozen=True)
class Table:
    label: str
    name: str
    key: str
    columns: tuple[Column, ...]


def tables() -> list[Table]:
    """Those that hold anything sealed."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        columns = tuple(_column(one) for one in model._meta.local_concrete_fields if _is_sealed(one))
        if columns and model._meta.managed and not model._meta.proxy:
            pk: Any = model._meta.pk
            found.append(Table(model._meta.label, model._meta.db_table, pk.column, columns))
    return found


def _is_sealed(one: Any) -> bool:
    return isinstance(one, PersonalField | PersonalBytesField)


def _column(one: Any) -> Column:
    index = f"{one.column}_index" if getattr(one, "indexed", False) else ""
    return Column(one.column, one.kind, str(one.personal_class), index)


# -- counting ----------------------------------------------------------------------------------------------------


def foreign() -> Use | None:
    """A column whose newest value was sealed by a key that is not here: another key folder, or another database.

    One value tells; reading every column is for `uses`."""
    quote = connection.ops.quote_name
    for table in tables():
        for column in table.columns:
            name = quote(column.name)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT substr({name}, 1, 20) FROM {quote(table.name)} WHERE length({name}) > 0 ORDER BY {quote(table.key)} DESC LIMIT 1",  # noqa: S608 - our names
                )
                row = cursor.fetchone()
            if row is not None:
                number = _key_of(row[0])
                known = number in ring(newest=True).by_id
                return None if known else Use(table.label, column.name, {}, 1, number)
    return None


def _key_of(head: Any) -> str:
    raw = head if isinstance(head, str) else bytes(head).decode("ascii", "replace")
    number, colon, _body = raw.partition(":")
    return number.removeprefix("s") if colon and number.startswith("s") else ""


@dataclass
class Use:
    """Of one column: key → values under it; `lost`: values of keys that are not in the ring, with one of these keys."""

    table: str
    column: str
    by_key: dict[str, int]
    lost: int = 0
    lost_key: str = ""


def uses() -> list[Use]:
    numbers = [key.id for key in ring(newest=True).keys if key.use.startswith("seal")]
    return [_use(table, column, numbers) for table in tables() for column in table.columns]


def _use(table: Table, column: Column, numbers: list[str]) -> Use:
    quote = connection.ops.quote_name
    name, binary = quote(column.name), _is_binary(table, column)
    heads = [_bytes_or_text(f"s{number}:", binary) for number in numbers]
    cases = ", ".join(f"sum(CASE WHEN substr({name}, 1, {len(head)}) = %s THEN 1 ELSE 0 END)" for head in heads)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), {cases} FROM {quote(table.name)} WHERE {name} IS NOT NULL AND length({name}) > 0",  # noqa: S608 - our names
            heads,
        )
        total, *counts = cursor.fetchone()
    by_key = {number: int(count) for number, count in zip(numbers, counts, strict=True) if count}
    lost = int(total) - sum(by_key.values())
    return Use(table.label, column.name, by_key, lost, _a_lost_key(table, column, heads) if lost else "")


def _a_lost_key(table: Table, column: Column, heads: list[Sealed]) -> str:
    quote = connection.ops.quote_name
    name = quote(column.name)
    others = " AND ".join(f"substr({name}, 1, {len(head)}) <> %s" for head in heads)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT substr({name}, 1, 20) FROM {quote(table.name)} WHERE length({name}) > 0 AND {others} LIMIT 1",  # noqa: S608 - our names
            heads,
        )
        found = cursor.fetchone()
    return _key_of(found[0]) if found else ""


def _is_binary(table: Table, column: Column) -> bool:
    fields = apps.get_model(table.label)._meta.local_concrete_fields
    return any(one.column == column.name and isinstance(one, PersonalBytesField) for one in fields)


def _bytes_or_text(text: str, binary: bool) -> Sealed:
    return text.encode() if binary else text


# -- turning the key of the blind indexes ------------------------------------------------------------------------


def turn_index(told: Told = lambda _table, _progress: None) -> tuple[Key, Progress]:
    """The new key and what was written. Nobody is missed meanwhile: while two keys live, both are looked up.

    Stopped at any point, it goes on when it is called again.
    """
    newest = turning.await_index()
    time.sleep(SEEN_WITHIN)  # until every process looks under both
    turning.turn_index(newest)
    time.sleep(SEEN_WITHIN)  # until every process writes the new one
    progress = rewrite(index=True, told=told)
    rewrite(index=True)  # what a transaction of that second brought
    turning.retire_index(newest)
    return newest, progress


# -- rewriting ---------------------------------------------------------------------------------------------------


@dataclass
class Progress:
    """`read` rows, of which `changed` were written anew; `longest`: seconds of the longest slice under the lock."""

    read: int = 0
    changed: int = 0
    longest: float = 0.0
    unreadable: dict[str, int] = field(default_factory=dict)


Told = Callable[[str, Progress], None]


def rewrite(*, index: bool = False, told: Told = lambda _table, _progress: None) -> Progress:
    """Seals anew what an older key sealed; with `index`, also writes the blind indexes anew."""
    progress = Progress()
    for table in tables():
        if index and not any(column.index for column in table.columns):
            continue
        for _slice in _rewritten(table, index, progress):
            told(table.label, progress)
    return progress


def _rewritten(table: Table, index: bool, progress: Progress) -> Iterator[None]:
    last = None
    while rows := _rows_after(table, last):
        last = rows[-1][0]
        progress.read += len(rows)
        changes = [change for row in rows for change in _changes(table, row, index, progress)]
        if changes:
            took, written = _written(table, changes)
            progress.changed += written
            progress.longest = max(progress.longest, took)
        yield


def _rows_after(table: Table, last: Any) -> list[tuple[Any, ...]]:
    quote = connection.ops.quote_name
    names = [table.key, *(name for one in table.columns for name in (one.name, one.index) if name)]
    after = f"WHERE {quote(table.key)} > %s" if last is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(map(quote, names))} FROM {quote(table.name)} {after} ORDER BY {quote(table.key)} LIMIT {ROWS}",  # noqa: S608 - our names
            [last] if last is not None else [],
        )
        return list(cursor.fetchall())


@dataclass(frozen=True)
class Change:
    """Columns of one row: what they held, what they are to hold."""

    key: Any
    before: tuple[tuple[str, Any], ...]
    after: tuple[tuple[str, Any], ...]


def _changes(table: Table, row: tuple[Any, ...], index: bool, progress: Progress) -> Iterator[Change]:
    """One per column, so that a column somebody wrote meanwhile does not hold up the others."""
    key, values = row[0], iter(row[1:])
    for column in table.columns:
        held, found = next(values), next(values) if column.index else None
        held = bytes(held) if isinstance(held, memoryview) else held
        if not held:
            continue
        try:
            change = _change(column, held, found if index else None)
        except crypto.Unreadable as error:
            progress.unreadable[str(error)] = progress.unreadable.get(str(error), 0) + 1
            continue
        if change:
            before = {column.name: held} | ({column.index: found} if column.index in change else {})
            yield Change(key, tuple(before.items()), tuple(change.items()))


def _change(column: Column, held: Sealed, found: str | None) -> dict[str, Any]:
    """What differs: the seal, where an older key made it; the index, where it is asked for."""
    change: dict[str, Any] = {}
    stale = not _is_newest(column, held)
    if not stale and found is None:
        return change
    plain = column.opened(held)
    if stale:
        change[column.name] = column.sealed(plain)
    if found is not None and (wanted := str(crypto.blind(column.kind, str(plain)))) != found:
        change[column.index] = wanted
    return change


def _is_newest(column: Column, held: Sealed) -> bool:
    key = ring().seals(column.of)
    if key is None:
        return False
    return held.startswith(f"s{key.id}:") if isinstance(held, str) else held.startswith(f"s{key.id}:".encode())


def _written(table: Table, changes: list[Change]) -> tuple[float, int]:
    """Seconds of the longest transaction, and how many rows still held what was read."""
    longest, written, left = 0.0, 0, iter(changes)
    change = next(left, None)
    while change is not None:
        with writing():
            began = time.monotonic()
            with connection.cursor() as cursor:
                while change is not None and time.monotonic() - began < SLICE_SECONDS:
                    written += _write(cursor, table, change)
                    change = next(left, None)
        took = time.monotonic() - began
        longest = max(longest, took)
        time.sleep(min(took, 0.05))  # others come to the lock
    return longest, written


def _write(cursor: Any, table: Table, change: Change) -> int:
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(name)} = %s" for name, _value in change.after)
    same = " AND ".join(f"{quote(name)} = %s" for name, _value in change.before)
    cursor.execute(
        f"UPDATE {quote(table.name)} SET {sets} WHERE {quote(table.key)} = %s AND {same}",  # noqa: S608 - our names
        [*(value for _name, value in change.after), change.key, *(value for _name, value in change.before)],
    )
    return int(cursor.rowcount)
