"""The answer to a system's question, once nothing stands between: a code at its own address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, QueryDict

from tongban.people.mandates.models import Mandate
from tongban.people.oidc import codes, levels, sessions
from tongban.people.oidc.asking import Asked, Came, Step, address_with, denied
from tongban.people.oidc.models import Connection

SALT = "people.oidc.asked"
PATIENCE = 1800  # seconds that somebody may take on our pages


def code_for(asked: Asked, request: HttpRequest, connection: Connection | None, mandate: Mandate | None = None) -> str:
    """The address with the code; without a connection (it was ended in this very moment) the word that there is none."""
    if connection is None:
        return denied(asked, Step.CONSENT.value)
    user, amr = request.user, sessions.amr(request)
    code = codes.issue(
        connection=connection,
        redirect_uri=asked.redirect_uri,
        scopes=asked.scopes,
        nonce=asked.nonce,
        code_challenge=asked.code_challenge,
        auth_time=sessions.auth_time(request),
        acr=levels.name_of(levels.level_of(user, amr)),
        amr=amr,
        mandate=mandate,
        session=sessions.digest_of(request.session.get(sessions.MARK, "")),
    )
    return address_with(asked.redirect_uri, asked.state, code=code)


def folded(query: str, *, came: Came, request: HttpRequest, level_waived: bool = False) -> str:
    """The request on its way through our pages: signed, for this person, for half an hour."""
    said = {
        "query": query, "at": came.at, "seen": came.seen, "waived": level_waived, "who": str(request.user.pk or "")
    }  # fmt: skip
    return signing.dumps(said, salt=SALT, compress=True)


def unfolded(text: str) -> dict[str, Any] | None:
    try:
        said: dict[str, Any] = signing.loads(text, salt=SALT, max_age=PATIENCE)
    except signing.BadSignature:
        return None
    return said | {"parameters": QueryDict(said["query"]), "came": Came(said["at"], said["seen"])}


def other_sign_in_wanted(following: str) -> dict[str, str]:
    """What a question on its way says about how new the sign-in has to be: an upper platform is asked the same."""
    said = unfolded(QueryDict(urlsplit(following).query).get("request", ""))
    given = said["parameters"] if said else QueryDict()
    prompts = set(given.get("prompt", "").split()) & {"login", "select_account"}
    return ({"prompt": "login"} if prompts else {}) | ({"max_age": given["max_age"]} if given.get("max_age") else {})
