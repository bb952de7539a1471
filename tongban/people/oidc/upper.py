"""An upper platform says who somebody is (OpenID Connect, we are the relying party). Which one is a setting.

One issuer, fixed; its answer is believed only with our `state`, `nonce` and verifier, a signature by its published keys
and, at the userinfo endpoint, the same subject.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tongban.kit import crypto
from tongban.kit.errors import Refused
from tongban.people.oidc import levels
from tongban.people.oidc.claims import fingerprint

SECONDS = 10  # that we wait for it
FRESH = 600  # seconds that its description and keys are kept
ASKED = "upper_asked"  # in the session
ALGORITHMS = ["RS256", "ES256"]
log = logging.getLogger(__name__)
NEEDED = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


class UpperFault(Refused):
    """It did not answer, or not as it should; nobody is signed in."""

    status = 502


def fault(found: str) -> UpperFault:
    return UpperFault(
        _("Signing in at %s did not work.") % settings.UPPER_NAME,
        found=found,
        cure=_("Try again, or sign in with your account here."),
    )


@dataclass(frozen=True)
class Said:
    """What the upper platform says of a person."""

    subject: str
    level: int
    auth_time: int
    amr: list[str]
    name: str = ""
    phone: str = ""
    id_hash: str = ""

    @property
    def subject_digest(self) -> str:
        return crypto.digest(f"{settings.UPPER_ISSUER}\0{self.subject}".encode())

    def sealed(self) -> str:
        return crypto.seal(json.dumps(asdict(self)), about="upper")

    @classmethod
    def opened(cls, sealed: str) -> Said:
        return cls(**json.loads(crypto.unseal(sealed, about="upper")))

    def agrees_with(self, id_type: str, number: str) -> bool | None:
        """Whether its fingerprint is that of the number; None when there is nothing to compare."""
        if not (self.id_hash and number and settings.UPPER_ID_KEY_FILE):
            return None
        key = Path(settings.UPPER_ID_KEY_FILE).read_text().strip()
        return secrets.compare_digest(self.id_hash, fingerprint(key, id_type, number))


_known: dict[str, tuple[float, Any]] = {}


def _fetched(url: str, *, anew: bool = False) -> dict[str, Any]:
    at, content = _known.get(url, (0.0, None))
    if content is None or anew or time.monotonic() - at > FRESH:
        import requests  # with authlib's session 15 MB, which only an installation below another platform needs

        try:
            answer = requests.get(url, timeout=SECONDS, allow_redirects=False)
            answer.raise_for_status()
            content = answer.json()
        except (OSError, ValueError) as error:
            raise fault(_("no answer from it")) from error
        if not isinstance(content, dict):
            raise fault(_("an answer that is not understood"))
        _known[url] = (time.monotonic(), content)
    return dict(content)


def metadata() -> dict[str, Any]:
    told = _fetched(f"{settings.UPPER_ISSUER}/.well-known/openid-configuration")
    if told.get("issuer") != settings.UPPER_ISSUER or not all(_is_safe(told.get(name)) for name in NEEDED):
        raise fault(_("a description of another platform, or of addresses without TLS"))
    return told


def _is_safe(url: Any) -> bool:
    parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
    here = settings.DEMO and parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    return parts.scheme == "https" or here


def _session() -> Any:
    from authlib.integrations.requests_client import OAuth2Session

    return OAuth2Session(
        settings.UPPER_CLIENT,
        Path(settings.UPPER_SECRET_FILE).read_text().strip(),
        scope=settings.UPPER_SCOPES,
        redirect_uri=f"{settings.SITE_URL}/account/upper/callback/",
        code_challenge_method="S256",
        leeway=0,  # its token is used at once, however short it lives
    )


def begin(request: HttpRequest, following: str, **more: str) -> str:
    """The address at the upper platform; what its answer has to fit stays in the session. `more`: prompt, max_age."""
    asked = {name: secrets.token_urlsafe(48) for name in ("state", "nonce", "verifier")}
    request.session[ASKED] = asked | {"next": following}
    url, _state = _session().create_authorization_url(
        metadata()["authorization_endpoint"],
        state=asked["state"],
        nonce=asked["nonce"],
        code_verifier=asked["verifier"],
        **more,
    )
    return str(url)


def finish(request: HttpRequest) -> tuple[Said, str]:
    """Who came back, and where they were going. Raises UpperFault. What was asked is good for one answer."""
    asked = request.session.pop(ASKED, None)
    given, told = request.GET, metadata()
    if asked is None or not secrets.compare_digest(given.get("state", ""), asked["state"]):
        raise fault(_("an answer to a question that this browser did not ask"))
    says_who = given.get("iss", "")
    if (says_who or told.get("authorization_response_iss_parameter_supported")) and says_who != settings.UPPER_ISSUER:
        raise fault(_("an answer of another platform"))
    if "error" in given or not given.get("code"):
        raise fault(given.get("error", "")[:60] if given.get("error", "").isidentifier() else _("no code"))
    return _said(told, given["code"], asked), asked["next"]


def _said(told: dict[str, Any], code: str, asked: dict[str, str]) -> Said:
    try:
        with _session() as session:
            token = session.fetch_token(
                told["token_endpoint"], code=code, code_verifier=asked["verifier"], timeout=SECONDS
            )
            sure = _checked(told, token, asked["nonce"])
            more = session.get(told["userinfo_endpoint"], timeout=SECONDS, allow_redirects=False).json()
    except (AuthlibBaseError, JoseError, OSError, ValueError, KeyError, TypeError) as error:
        log.warning("upper platform: %s", type(error).__name__)
        raise fault(type(error).__name__) from error
    if more.get("sub") != sure["sub"]:
        raise fault(_("claims of somebody else"))
    return Said(
        subject=str(sure["sub"]),
        level=min(_level(str(sure.get("acr", ""))), settings.UPPER_LEVEL),
        auth_time=int(sure.get("auth_time") or sure["iat"]),
        amr=[str(word) for word in sure.get("amr", []) if isinstance(word, str)],
        name=str(more.get("real_name") or more.get("name") or ""),
        phone=str(more.get("phone_number", "")).removeprefix("+86"),
        id_hash=str(more.get("id_hash", "")),
    )


def _checked(told: dict[str, Any], token: dict[str, Any], nonce: str) -> dict[str, Any]:
    """The claims of the ID token: signature, issuer, audience, times, nonce and binding."""
    try:
        read = jwt.decode(token["id_token"], _keys(told), ALGORITHMS)
    except (JoseError, ValueError):  # perhaps it turned its keys a moment ago
        read = jwt.decode(token["id_token"], _keys(told, anew=True), ALGORITHMS)
    options = {
        "iss": {"essential": True, "value": settings.UPPER_ISSUER},
        "aud": {"essential": True, "value": settings.UPPER_CLIENT},
    }
    params = {"nonce": nonce, "client_id": settings.UPPER_CLIENT, "access_token": token["access_token"]}
    from authlib.oidc.core import CodeIDToken

    claims = CodeIDToken(read.claims, read.header, options=options, params=params)
    claims.validate(leeway=60)
    if claims.get("nonce") != nonce:
        raise ValueError("nonce")
    return dict(claims)


def _keys(told: dict[str, Any], *, anew: bool = False) -> KeySet:
    return KeySet.import_key_set(_fetched(told["jwks_uri"], anew=anew))  # type: ignore[arg-type]


def _level(acr: str) -> int:
    """Its word for a level in ours; a word nobody mapped is level 1: it knows the person somehow."""
    if settings.UPPER_LEVELS:
        return int(json.loads(settings.UPPER_LEVELS).get(acr, 1))
    named = levels.named(acr)
    return 1 if named is None else named
