"""Django's sessions in the database, found by their key with a statement compiled once."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from tongban.kit.prepared import Prepared

LIVING = Prepared(lambda: Session.objects.filter(expire_date__gt=Now()), "session_key")


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = LIVING.first(self.session_key)
        if found is None:
            self._session_key = None
        return found
