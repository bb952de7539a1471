"""Django's sessions in the database, found by their key with a statement compiled once.

The database holds the digest of a key and not the key: who reads it, or a backup of it, is not signed in by that.
A session belongs to the zone in which it began: at the desk nobody is in who signed in at the public site (Q6).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from tongban.kit import crypto
from tongban.kit.prepared import Prepared

ZONE = "zone"  # in what is kept of a session
LIVING = Prepared(lambda: Session.objects.filter(expire_date__gt=Now()), "session_key")


def kept_as(key: str) -> str:
    """Under which digest a session lies. The key itself has 165 bits of chance: it needs no salt."""
    return crypto.digest(key.encode())[:40]


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = LIVING.first(kept_as(self.session_key or ""))
        if found is None:
            self._session_key = None
        return found

    def load(self) -> dict[str, Any]:
        found: dict[str, Any] = super().load()
        if found.pop(ZONE, settings.ZONE) != settings.ZONE:
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
