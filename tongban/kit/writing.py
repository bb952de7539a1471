"""The one way into a writing transaction, on both databases.

PostgreSQL: READ COMMITTED, rows locked by the act. SQLite: one `fcntl` lock around BEGIN IMMEDIATE, because
SELECT FOR UPDATE does nothing there and SQLite's own busy handler is unfair (design §4, ADR 0002).
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_thread_lock = threading.RLock()
_held = threading.local()


def on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def in_hand() -> bool:
    """Whether this thread is inside `writing` now."""
    return bool(getattr(_held, "depth", 0))


@contextmanager
def _file_lock() -> Iterator[None]:
    path = str(connection.settings_dict["NAME"]) + ".writer"
    with _thread_lock:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)  # closing releases the lock, also when the process is killed


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that may write. Inside another one it joins that one: all or nothing."""
    if in_hand():
        with transaction.atomic(savepoint=False):
            yield
        return
    _held.depth = 1
    try:
        in_memory = on_sqlite() and "memory" in str(connection.settings_dict["NAME"])
        if on_sqlite() and not in_memory:
            with _file_lock(), transaction.atomic():
                yield
        else:
            with transaction.atomic():
                yield
    finally:
        _held.depth = 0
