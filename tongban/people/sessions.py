"""Django's sessions in the database, found by their key with a statement compiled once.

The database holds the digest of a key and not the key: who reads it, or a backup of it, is not signed in by that.
A session belongs to the zone in which it began: at the desk nobody is in who signed in at the public site, and the
processes on the internet have no right to the table of the desk's sessions (Q6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.db.models.functions import Now

from tongban.kit import clock, crypto
from tongban.kit.act import Effect
from tongban.kit.prepared import Prepared
from tongban.outbox.api import post
from tongban.people.factors.models import DeskSession, SignedIn
from tongban.people.models import User

Table = type[AbstractBaseSession]
ZONE = "zone"  # in what is kept of a session
SINCE = "since"  # seconds: when it began; after a working day it is over, however busy it was
LIVING: dict[Table, Prepared[Any]] = {
    Session: Prepared(lambda: Session.objects.filter(expire_date__gt=Now()), "session_key"),
    DeskSession: Prepared(lambda: DeskSession.objects.filter(expire_date__gt=Now()), "session_key"),
}


def table() -> Table:
    """Where the sessions of this process lie."""
    return DeskSession if settings.ZONE == "official" else Session


def tables() -> list[Table]:
    """Those that this process may read: of the official zone both, elsewhere its own alone."""
    return [Session, DeskSession] if settings.ZONE == "official" else [Session]


def living(digests: Collection[str]) -> dict[str, dict[str, Any]]:
    """What the sessions say that are not over, by the digest of their key. One query a table."""
    found: dict[str, dict[str, Any]] = {}
    for rows in tables():
        for row in rows._default_manager.filter(session_key__in=digests, expire_date__gt=Now()):
            found[row.session_key] = SessionStore().decode(row.session_data)
    return found


def recent(user: User) -> QuerySet[SignedIn]:
    """Whose sessions may still be there: none lives longer than a working day."""
    return SignedIn.objects.filter(user=user, at__gt=clock.now() - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE))


def end(digests: Collection[str]) -> int:
    """Sessions that ended now, inside an act. Those of the desk the public zone cannot reach: the worker ends them."""
    if settings.ZONE == "public" and digests:
        post([Effect("people.end_sessions", {"digests": sorted(digests)}, f"sessions:{min(digests)}", None)])
    return sum(rows._default_manager.filter(session_key__in=digests).delete()[0] for rows in tables())


def kept_as(key: str) -> str:
    """Under which digest a session lies. The key itself has 165 bits of chance: it needs no salt."""
    return crypto.digest(key.encode())[:40]


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> Table:
        return table()

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found: AbstractBaseSession | None = LIVING[self.model].first(kept_as(self.session_key or ""))
        if found is None:
            self._session_key = None
        return found

    def load(self) -> dict[str, Any]:
        found: dict[str, Any] = super().load()
        is_over = SINCE in found and found[SINCE] + settings.SESSION_COOKIE_AGE <= clock.now().timestamp()
        if found.pop(ZONE, settings.ZONE) != settings.ZONE or is_over:
            self._session_key = None
            return {}
        return found

    def encode(self, session_dict: dict[str, Any]) -> str:
        return str(super().encode({**session_dict, ZONE: settings.ZONE}))

    def exists(self, session_key: str) -> bool:
        return super().exists(kept_as(session_key))

    def create_model_instance(self, data: Any) -> Any:
        made = super().create_model_instance(data)
        made.session_key = kept_as(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(kept_as(key))
