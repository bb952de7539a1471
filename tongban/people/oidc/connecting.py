"""A person agrees that a system is told who they are, and takes it back."""

from __future__ import annotations

from django.db import IntegrityError

from tongban.kit.act import act
from tongban.people.models import User
from tongban.people.oidc.models import Authorization, Connection, System
from tongban.people.oidc.rules import check_can_connect, check_is_ones_own


def connection_of(user: User, system: System) -> Connection | None:
    return Connection.objects.filter(user=user, system=system, ended_at=None).first()


def connect(*, system: System, scopes: list[str], by: User) -> Connection:
    """Agrees to the scopes, beside those agreed to before."""
    known = connection_of(by, system)
    connection = known or Connection(user=by, system=system)
    try:
        with act(connection, "people.connect", by=by, rule=check_can_connect) as this:
            wanted = sorted(set(this.subject.scopes) | set(scopes))
            if known and wanted == this.subject.scopes:
                this.nothing_happened()
                return this.subject
            this.subject.scopes = wanted
            this.note(system=system.client_id, scopes=scopes)
    except IntegrityError:  # agreed to in another window at the same instant
        return connect(system=system, scopes=scopes, by=by)
    return this.subject


def disconnect(*, connection: Connection, by: User) -> Connection:
    """The system learns nothing more: its tokens end now, and the next sign-in asks again."""
    with act(connection, "people.disconnect", by=by, rule=check_is_ones_own) as this:
        if this.subject.ended_at is not None:
            this.nothing_happened()
            return this.subject
        this.subject.ended_at = this.at
        Authorization.objects.filter(connection=this.subject, revoked_at=None).update(revoked_at=this.at)
        this.note(system=this.subject.system.client_id)
    return this.subject
