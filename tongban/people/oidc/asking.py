"""A system asks who somebody is: what it asks for, and what stands between the question and its answer.

`read` checks the request; `next_step` says what the person has to do before a code may be given out. Both are asked
again at every stage, so that no stage trusts what an earlier page said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from authlib.oidc.core.errors import (
    RegistrationNotSupportedError,
    RequestNotSupportedError,
    RequestURINotSupportedError,
)
from django.http import HttpRequest, QueryDict
from joserfc import jwt
from joserfc.errors import JoseError

from tongban.kit import clock
from tongban.people.mandates.enterprises import mandates_for
from tongban.people.mandates.models import Mandate
from tongban.people.models import User
from tongban.people.oidc import keys, levels, sessions
from tongban.people.oidc.claims import subject_of
from tongban.people.oidc.connecting import connection_of
from tongban.people.oidc.models import System
from tongban.people.oidc.provider import PROVIDER, Asking, OAuth2Error, issuer

PROMPTS = {"none", "login", "consent", "select_account"}
LONGEST = 500  # of state, nonce
SKEW = 60  # seconds that the clock of an upper platform may be behind ours


class Step(Enum):
    """What the person has to do next."""

    SIGN_IN = "login_required"
    STEP_UP = "interaction_required"
    PROVE = "unmet_authentication_requirements"
    CONSENT = "consent_required"
    NOTHING = ""


@dataclass(frozen=True)
class Asked:
    """A checked request."""

    system: System
    redirect_uri: str
    scopes: list[str]
    state: str
    nonce: str
    code_challenge: str
    prompts: frozenset[str]
    max_age: int | None
    wanted_level: int  # the least that `acr_values` names, 0 without
    hinted_subject: str  # of `id_token_hint`

    @property
    def is_silent(self) -> bool:
        return "none" in self.prompts


class NotForward(Exception):
    """The request names no known system or no address of it: nobody is sent anywhere, the page here says so."""


class Back(Exception):
    """The system is told what is wrong, at its own address."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def read(parameters: QueryDict) -> Asked:
    """Raises NotForward or Back."""
    twice = [name for name in parameters if len(parameters.getlist(name)) > 1]
    if twice:
        raise NotForward(f"more than one {twice[0]}")
    # A parameter without a value counts as absent (RFC 6749 §3.1).
    given = {name: str(value) for name, value in parameters.dict().items() if value}
    asking = Asking("GET", given)
    client = PROVIDER.query_client(given.get("client_id", ""))
    redirect_uri = given.get("redirect_uri", "")
    if client is None or not client.check_redirect_uri(redirect_uri):
        raise NotForward("unknown system" if client is None else "unknown redirect_uri")
    state = given.get("state", "")[:LONGEST]
    if given.get("response_type") != "code":
        error = "unsupported_response_type" if given.get("response_type") else "invalid_request"
        raise Back(address_with(redirect_uri, state, error=error))
    try:
        _check_supported(given)
        PROVIDER.get_consent_grant(asking)
    except OAuth2Error as error:
        raise Back(address_with(redirect_uri, state, error=error.error)) from error
    return _asked(client.system, given, asking.scope.split())


def _check_supported(given: Mapping[str, str]) -> None:
    if "request" in given:
        raise RequestNotSupportedError
    if "request_uri" in given:
        raise RequestURINotSupportedError
    if "registration" in given:
        raise RegistrationNotSupportedError


def _asked(system: System, given: Mapping[str, str], scopes: list[str]) -> Asked:
    state = given.get("state", "")

    def wrong(error: str = "invalid_request") -> Back:
        return Back(address_with(given["redirect_uri"], state[:LONGEST], error=error))

    prompts = frozenset(given.get("prompt", "").split())
    max_age = given.get("max_age", "")
    if "openid" not in scopes:
        raise wrong("invalid_scope")
    if not prompts <= PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise wrong()
    if max_age and not (max_age.isascii() and max_age.isdigit() and len(max_age) < 10):
        raise wrong()
    if max(len(state), len(given.get("nonce", ""))) > LONGEST or given.get("response_mode", "query") != "query":
        raise wrong()
    named = [level for word in given.get("acr_values", "").split() if (level := levels.named(word)) is not None]
    return Asked(
        system=system,
        redirect_uri=given["redirect_uri"],
        scopes=scopes,
        state=state,
        nonce=given.get("nonce", ""),
        code_challenge=given["code_challenge"],
        prompts=prompts,
        max_age=int(max_age) if max_age else None,
        wanted_level=min(named, default=0),
        hinted_subject=_hinted(system, given.get("id_token_hint", ""), wrong),
    )


def _hinted(system: System, hint: str, wrong: Any) -> str:
    if not hint:
        return ""
    said = read_id_token(hint)
    if said is None or said["aud"] != system.client_id:
        raise wrong()
    return str(said["sub"])


def read_id_token(text: str) -> dict[str, Any] | None:
    """An ID token of ours that somebody shows again, also one whose time is over; None if it is not ours."""
    try:
        said: dict[str, Any] = jwt.decode(text, keys.key_set(), list(keys.ALGORITHMS)).claims
    except (JoseError, ValueError, KeyError, TypeError):
        return None
    known = said.get("iss") == issuer() and isinstance(said.get("aud"), str) and isinstance(said.get("sub"), str)
    return said if known else None


def address_with(address: str, state: str = "", **told: str) -> str:
    """The answer at the address of the system: always with `iss`, so that it knows who answers (RFC 9207)."""
    return _asked_with(address, told | ({"state": state} if state else {}) | {"iss": issuer()})


def address_back(address: str, state: str) -> str:
    """After signing out: the address and the system's own `state`, nothing else."""
    return _asked_with(address, {"state": state[:LONGEST]} if state else {})


def _asked_with(address: str, said: dict[str, str]) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, urlencode(said)]))))


def denied(asked: Asked, error: str = "access_denied") -> str:
    return address_with(asked.redirect_uri, asked.state, error=error)


@dataclass(frozen=True)
class Came:
    """When the question came, and which sign-in stood then (`sessions.sign_in_seen`)."""

    at: int  # seconds
    seen: str

    @classmethod
    def now(cls, request: HttpRequest) -> Came:
        return cls(int(clock.now().timestamp()), sessions.sign_in_seen(request))

    def is_before_sign_in(self, request: HttpRequest) -> bool:
        """Another sign-in, and a later one: a question that came in another browser says nothing about this one."""
        return sessions.sign_in_seen(request) != self.seen and sessions.auth_time(request) >= self.at - SKEW


def next_step(asked: Asked, request: HttpRequest, *, came: Came, level_waived: bool, agreed: bool) -> Step:
    """`level_waived`: the person goes on with the level they have; `agreed`: they just agreed on the page."""
    user = request.user
    if not isinstance(user, User):
        return Step.SIGN_IN
    if not came.is_before_sign_in(request) and _wants_another_sign_in(asked, request):
        return Step.SIGN_IN
    if asked.hinted_subject and asked.hinted_subject != subject_of(user, asked.system):
        return Step.SIGN_IN
    wanted = max(asked.system.least_level, 0 if level_waived else asked.wanted_level)
    if levels.level_of(user, sessions.amr(request)) < wanted:
        return Step.PROVE if user.assurance < wanted else Step.STEP_UP
    if agreed or (not _has_to_choose(asked, user) and _agreed_before(asked, user)):
        return Step.NOTHING
    return Step.CONSENT


def _wants_another_sign_in(asked: Asked, request: HttpRequest) -> bool:
    if asked.prompts & {"login", "select_account"}:
        return True
    age = clock.now().timestamp() - sessions.auth_time(request)
    return asked.max_age is not None and age > asked.max_age


def _agreed_before(asked: Asked, user: User) -> bool:
    connection = connection_of(user, asked.system)
    return "consent" not in asked.prompts and connection is not None and set(asked.scopes) <= set(connection.scopes)


def _has_to_choose(asked: Asked, user: User) -> bool:
    """For whom they act is asked at every sign-in; asked silently, they act for themselves."""
    return not asked.is_silent and bool(mandates_of(asked, user))


def mandates_of(asked: Asked, user: User) -> list[Mandate]:
    if "enterprise" not in asked.scopes:
        return []
    return mandates_for(user)
