"""The answer to a system's question, once nothing stands between: a code at its own address."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest, QueryDict

from tongban.people.models import Agency
from tongban.people.oidc import codes, levels, sessions
from tongban.people.oidc.asking import Asked, address_with
from tongban.people.oidc.connecting import connect

SALT = "people.oidc.asked"
PATIENCE = 1800  # seconds that somebody may take on our pages


def code_for(asked: Asked, request: HttpRequest, agency: Agency | None) -> str:
    """The address with the code. Whoever agreed before agrees to nothing new by this."""
    user: Any = request.user
    amr = sessions.amr(request)
    code = codes.issue(
        connection=connect(system=asked.system, scopes=asked.scopes, by=user),
        redirect_uri=asked.redirect_uri,
        scopes=asked.scopes,
        nonce=asked.nonce,
        code_challenge=asked.code_challenge,
        auth_time=sessions.auth_time(request),
        acr=levels.name_of(levels.level_of(user, amr)),
        amr=amr,
        agency=agency,
        session=sessions.digest_of(request.session.get(sessions.MARK, "")),
    )
    return address_with(asked.redirect_uri, asked.state, code=code)


def folded(query: str, *, seen: str, request: HttpRequest, level_waived: bool = False) -> str:
    """The request on its way through our pages: signed, for this person, for half an hour."""
    said = {"query": query, "seen": seen, "waived": level_waived, "who": str(request.user.pk or "")}
    return signing.dumps(said, salt=SALT, compress=True)


def unfolded(text: str) -> dict[str, Any] | None:
    try:
        said: dict[str, Any] = signing.loads(text, salt=SALT, max_age=PATIENCE)
    except signing.BadSignature:
        return None
    return said | {"parameters": QueryDict(said["query"])}
