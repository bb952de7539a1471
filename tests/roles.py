"""On PostgreSQL every page of the tests is answered under the role of its zone, and the worker's work under the desk's.

So each test of a page also proves that `config/database_roles.py` grants what that page needs. What a test itself does
between two requests is done by the owner of the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.client import ClientHandler

NAMES = {zone: f"tests_{zone}" for zone in ("public", "official")}
AGE = 10**9  # seconds
HEIR = "SELECT 1 FROM pg_roles WHERE rolname = %s"


def grant() -> None:
    """The roles belong to the server, the grants to this database."""
    from config.database_roles import statements

    with connection.cursor() as cursor:
        for name in NAMES.values():
            cursor.execute(HEIR, [name])
            if cursor.fetchone() is None:
                with suppress(ProgrammingError, IntegrityError), transaction.atomic():  # another process was first
                    cursor.execute(f"CREATE ROLE {name}")
        for statement in statements(NAMES, apart=AGE):  # tests turn the clock
            cursor.execute(statement)


@contextmanager
def role(name: str) -> Iterator[None]:
    """Past Django, so that no test counts it; within one that has a role already, that one stays."""
    connection.ensure_connection()
    held: Any = connections["default"]
    if held.acting is not None:
        yield
        return
    held.acting = name
    held.connection.execute(f"SET ROLE {NAMES[name]}")
    try:
        yield
    finally:
        held.acting = None
        if held.connection is not None and not held.connection.closed:
            with suppress(psycopg.errors.InFailedSqlTransaction):  # its rollback takes the role with it
                held.connection.execute("RESET ROLE")


def acts_as(name: Callable[..., str], inner: Callable[..., Any]) -> Callable[..., Any]:
    def acting(*args: Any, **kwargs: Any) -> Any:
        with role(name(*args, **kwargs)):
            return inner(*args, **kwargs)

    return acting


# Where one process serves both zones, these sign a head of the log at once; the public zone alone waits for the hour.
AT_ONCE = ("/check/receipt/proof/", "/my/proofs/", "/api/ledger/proof")


# Here officials change a password and second steps, which the public zone does for nobody who has a post.
OFFICIALS_TOO = ("/account/owed/", "/account/password/", "/account/security/")


def zone_of(_handler: Any, request: Any) -> str:
    desk = settings.ZONE == "official" or request.path.startswith(("/desk/", "/inner/", *AT_ONCE, *OFFICIALS_TOO))
    return "official" if desk else "public"


def begin(patch: pytest.MonkeyPatch) -> None:
    from tongban.outbox import running
    from tongban.outbox.registry import periodic_work

    def desk(*_: Any, **__: Any) -> str:
        return "official"

    BaseDatabaseWrapper.acting = None  # type: ignore[attr-defined]
    grant()
    patch.setattr(ClientHandler, "get_response", acts_as(zone_of, ClientHandler.get_response))
    patch.setattr(running, "run", acts_as(desk, running.run))
    for work in periodic_work().values():
        object.__setattr__(work, "run", acts_as(desk, work.run))
