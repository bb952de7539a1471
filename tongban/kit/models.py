"""The kit's only table: counters for numbers that must follow one another."""

from __future__ import annotations

import os
import threading

from django.db import connection, models

from tongban.kit.writing import in_hand, on_sqlite, writing


class Counter(models.Model):
    key = models.CharField(primary_key=True, max_length=100)
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "kit_counter"


UPSERT = (
    "INSERT INTO kit_counter (key, value) VALUES (%s, 1) "
    "ON CONFLICT (key) DO UPDATE SET value = kit_counter.value + 1 RETURNING value"
)
UPSERT_BLOCK = (
    "INSERT INTO kit_counter (key, value) VALUES (%s, %s) "
    "ON CONFLICT (key) DO UPDATE SET value = kit_counter.value + %s RETURNING value"
)


_blocks: dict[str, list[int]] = {}
_blocks_lock = threading.Lock()
os.register_at_fork(after_in_child=_blocks.clear)  # a child begins with blocks of its own


def next_in_block(key: str, size: int = 10) -> int:
    """A number of a counter that must be unique and may have gaps: each process takes `size` at a time, in a
    transaction of its own, so that no act waits for another's commit. Call it before the act.
    """
    assert not in_hand(), "a block taken inside an act would come back with its rollback"
    with _blocks_lock:
        left = _blocks.setdefault(f"{connection.alias}:{connection.settings_dict['NAME']}:{key}", [])
        if not left:
            with writing(), connection.cursor() as cursor:
                cursor.execute(UPSERT_BLOCK, [key, size, size])
                last = int(cursor.fetchone()[0])
            left.extend(range(last, last - size, -1))
        return left.pop()


def next_value(key: str) -> int:
    """The next number of a counter, from 1. Its row stays locked until the act ends, so no number is skipped.

    Lock order: subject, promise, counter, audit — take it late in the act.
    """
    assert connection.in_atomic_block or on_sqlite(), "numbers are given inside an act"
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [key])
        return int(cursor.fetchone()[0])
