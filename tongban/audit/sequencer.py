"""Gives every entry its global number, chains that log and grows its tree. Runs in the worker, once a second, alone."""

from __future__ import annotations

from django.db import connection

from tongban.audit.ledger import grow
from tongban.audit.models import Entry, LogRow
from tongban.kit import crypto
from tongban.kit.writing import on_sqlite, writing

SLICE = 500
LOCK = 7_310_001  # any number nobody else uses for pg_try_advisory_xact_lock


def _alone() -> bool:
    if on_sqlite():
        return True  # the writer's lock is ours already
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def sequence() -> int:
    """Numbers up to 500 entries; how many it numbered. An entry that commits late gets a later number."""
    if not Entry.objects.filter(number__isnull=True).exists():
        return 0
    with writing():
        if not _alone():
            return 0
        entries = list(Entry.objects.filter(number__isnull=True).order_by("id")[:SLICE])
        head = LogRow.objects.order_by("-number").first()
        number, digest = (head.number, head.digest) if head else (0, "")
        first, rows = number, []
        for entry in entries:
            number, digest = number + 1, log_digest(number + 1, digest, entry.digest)
            entry.number = number
            rows.append(LogRow(number=number, entry=entry.pk, digest=digest))
        LogRow.objects.bulk_create(rows)
        Entry.objects.bulk_update(entries, ["number"], batch_size=100)
        grow(first, [entry.digest for entry in entries])
        return len(entries)


def log_digest(number: int, previous: str, entry_digest: str) -> str:
    return crypto.digest(f"{number}|{previous}|{entry_digest}".encode())
