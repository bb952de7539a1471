"""Codes and tokens: made, changed for one another once, taken back. Only digests are kept."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.utils.translation import gettext as _

from tongban.kit import clock, crypto
from tongban.kit.act import SYSTEM, act
from tongban.kit.errors import Refused
from tongban.kit.writing import writing
from tongban.people.oidc.models import Authorization, Connection, Token

CODE_SECONDS = 60
TOKEN_SECONDS = 600


def digest(secret: str) -> str:
    return crypto.digest(secret.encode())


def issue(*, connection: Connection, **facts: Any) -> str:
    """A code for one sign-in, good for a minute and once."""
    code = secrets.token_urlsafe(32)
    expires = clock.now() + dt.timedelta(seconds=CODE_SECONDS)
    with writing():
        Authorization.objects.create(connection=connection, code_digest=digest(code), expires_at=expires, **facts)
    return code


def claimed(code: str, client_id: str) -> Authorization | None:
    """The authorization of a code that nobody used before; a second use ends what the first one got (RFC 9700 §4.5)."""
    rows = Authorization.objects.select_related("connection__system", "connection__user", "mandate__enterprise")
    found = rows.filter(code_digest=digest(code), connection__system__client_id=client_id).first()
    if found is None:
        return None
    with writing():
        first = Authorization.objects.filter(pk=found.pk, used_at=None).update(used_at=clock.now())
    if not first:
        stop_after_reuse(authorization=found)
        return None
    connection = found.connection
    dead = found.revoked_at or connection.ended_at or not connection.system.is_live or not connection.user.is_active
    return None if dead or found.expires_at <= clock.now() else found


def stop_after_reuse(*, authorization: Authorization) -> None:
    with act(authorization.connection, "people.code_used_twice", by=SYSTEM) as this:
        open_ones = Authorization.objects.filter(pk=authorization.pk, revoked_at=None)
        if not open_ones.update(revoked_at=this.at):
            this.nothing_happened()
        this.note(system=authorization.connection.system.client_id, authorization=str(authorization.pk))


def sign_in_at_system(*, authorization: Authorization, token: str) -> Token:
    """The system learned who the person is: this is the use that the person reads about. Raises Refused when the
    connection ended, or the code came a second time, in this very moment."""
    with act(authorization.connection, "people.sign_in_at_system", by=authorization.connection.user) as this:
        still = Authorization.objects.filter(pk=authorization.pk, revoked_at=None)
        if this.subject.ended_at is not None or not still.exists():
            raise Refused(_("This sign-in was taken back."))
        this.note(
            system=authorization.connection.system.client_id, level=authorization.acr, scopes=authorization.scopes
        )
        expires = this.at + dt.timedelta(seconds=TOKEN_SECONDS)
        return Token.objects.create(
            authorization=authorization, digest=digest(token), issued_at=this.at, expires_at=expires
        )


def token_of(typed: str) -> Token | None:
    rows = Token.objects.select_related(
        "authorization__connection__system", "authorization__connection__user", "authorization__mandate__enterprise"
    )
    found: Token | None = rows.filter(digest=digest(typed)).first()
    return found


def revoke(token: Token) -> None:
    with writing():
        Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now())
