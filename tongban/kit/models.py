"""The kit's only table: counters for numbers that must follow one another."""

from __future__ import annotations

from django.db import connection, models

from tongban.kit.writing import on_sqlite


class Counter(models.Model):
    key = models.CharField(primary_key=True, max_length=100)
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "kit_counter"


UPSERT = (
    "INSERT INTO kit_counter (key, value) VALUES (%s, 1) "
    "ON CONFLICT (key) DO UPDATE SET value = kit_counter.value + 1 RETURNING value"
)


def next_value(key: str) -> int:
    """The next number of a counter, from 1. Its row stays locked until the act ends, so no number is skipped.

    Lock order: subject, promise, counter, audit — take it late in the act.
    """
    assert connection.in_atomic_block or on_sqlite(), "numbers are given inside an act"
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [key])
        return int(cursor.fetchone()[0])
