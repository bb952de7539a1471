"""The OAuth server of authlib over our rows: code flow only, PKCE S256 of every client, secrets of every client.

authlib reads and checks requests, authenticates clients and binds codes to clients, addresses and verifiers. Who the
person is, what they agreed to and how surely we know them is decided in `asking` before it is asked for a code.
"""

from __future__ import annotations

import secrets
from typing import Any

from authlib.oauth2 import AuthorizationServer, OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError, grants
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oidc.core.util import create_half_hash
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from joserfc import jwt

from tongban.kit import clock
from tongban.kit.errors import Refused
from tongban.people.oidc import codes, keys
from tongban.people.oidc.claims import SCOPES, claims_of, subject_of
from tongban.people.oidc.models import Authorization, System, Token

ID_TOKEN_SECONDS = 600
AUTH_METHODS = ["client_secret_basic", "client_secret_post"]


def issuer() -> str:
    return str(settings.SITE_URL)


class Client:
    """A connected system in authlib's words."""

    def __init__(self, system: System) -> None:
        self.system = system

    def get_client_id(self) -> str:
        return self.system.client_id

    def get_default_redirect_uri(self) -> None:
        """It always has to be said (RFC 9700 §4.1)."""

    def get_allowed_scope(self, scope: str | None) -> str:
        """What it is registered for, of what it asked; a scope that nobody knows is left out (Core §3.1.2.1)."""
        asked = (scope or "").split()
        return " ".join(word for word in SCOPES if word in asked and word in self.system.scopes)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.system.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        known = self.system.secret_digest
        return bool(known) and secrets.compare_digest(known, codes.digest(client_secret))

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in AUTH_METHODS

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class Code:
    """An authorization in authlib's words."""

    code_challenge_method = "S256"

    def __init__(self, authorization: Authorization) -> None:
        self.authorization = authorization
        self.code_challenge = authorization.code_challenge

    def get_redirect_uri(self) -> str:
        return self.authorization.redirect_uri

    def get_scope(self) -> str:
        return " ".join(self.authorization.scopes)


class Bearer:
    """An access token in authlib's words."""

    def __init__(self, token: Token) -> None:
        self.token = token

    def check_client(self, client: Client) -> bool:
        return bool(self.token.authorization.connection.system_id == client.system.pk)

    def is_expired(self) -> bool:
        return not self.token.is_good

    def is_revoked(self) -> bool:
        return not self.token.is_good


class Asking(OAuth2Request):  # type: ignore[misc]
    """A request as plain parameters: those of an address, or those of a form."""

    def __init__(self, method: str, parameters: dict[str, str], headers: Any = None) -> None:
        # Whether TLS is on is decided by the address of the site, and checked when the program starts.
        super().__init__(method, "https://issuer.invalid/", headers=headers)
        self.payload = BasicOAuth2Payload(parameters)

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data if self.method == "POST" else {}

    @property
    def args(self) -> dict[str, str]:
        return {} if self.method == "POST" else self.payload.data


class OnlyS256(CodeChallenge):  # type: ignore[misc]
    """Every client proves that the code was asked for by itself; nothing weaker than S256 (RFC 9700 §2.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE is required: code_challenge with code_challenge_method=S256.")
        super().validate_code_challenge(grant, redirect_uri)


class CodeFlow(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = AUTH_METHODS

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        found = codes.claimed(code, client.system.client_id)
        return Code(found) if found else None

    def authenticate_user(self, code: Code) -> Any:
        return code.authorization.connection.user

    def delete_authorization_code(self, code: Code) -> None:
        """It was used up when it was looked at."""


class Revocation(RevocationEndpoint):  # type: ignore[misc]
    CLIENT_AUTH_METHODS = AUTH_METHODS

    def query_token(self, token_string: str, token_type_hint: str | None) -> Bearer | None:
        found = codes.token_of(token_string)
        return Bearer(found) if found else None

    def revoke_token(self, token: Bearer, request: Any) -> None:
        codes.revoke(token.token)


class Introspection(IntrospectionEndpoint):  # type: ignore[misc]
    CLIENT_AUTH_METHODS = AUTH_METHODS

    def query_token(self, token_string: str, token_type_hint: str | None) -> Bearer | None:
        found = codes.token_of(token_string)
        return Bearer(found) if found else None

    def check_permission(self, token: Bearer, client: Client, request: Any) -> bool:
        return token.check_client(client)

    def introspect_token(self, token: Bearer) -> dict[str, Any]:
        row = token.token
        asked = row.authorization
        system = asked.connection.system
        return {
            "active": True,
            "iss": issuer(),
            "sub": subject_of(asked.connection.user, system),
            "client_id": system.client_id,
            "token_type": "Bearer",
            "scope": " ".join(asked.scopes),
            "iat": int(row.issued_at.timestamp()),
            "exp": int(row.expires_at.timestamp()),
            "auth_time": asked.auth_time,
            "acr": asked.acr,
        }


class Provider(AuthorizationServer):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.register_token_generator("default", _new_token)
        self.register_grant(CodeFlow, [OnlyS256()])
        self.register_endpoint(Revocation)
        self.register_endpoint(Introspection)

    def query_client(self, client_id: str) -> Client | None:
        if not client_id.isalnum() or not client_id.isascii():
            return None
        found = System.objects.filter(client_id=client_id).first()
        return Client(found) if found and found.is_live else None

    def create_oauth2_request(self, request: HttpRequest | Asking) -> Asking:
        if isinstance(request, Asking):
            return request
        return Asking("POST", request.POST.dict(), request.headers)

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> HttpResponse:
        answer = JsonResponse(dict(body) if body else {}, status=status)
        for name, value in headers:
            answer.headers[name] = value
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def send_signal(self, name: str, *args: Any, **more: Any) -> None:
        """Acts tell what happened."""

    def save_token(self, token: dict[str, Any], request: Asking) -> None:
        authorization: Authorization = request.authorization_code.authorization
        try:
            codes.sign_in_at_system(authorization=authorization, token=token["access_token"])
        except Refused as refusal:
            raise InvalidGrantError("The sign-in was taken back.") from refusal
        token["id_token"] = id_token(authorization, token["access_token"])


def _new_token(*, scope: str, **about: Any) -> dict[str, Any]:
    return {
        "token_type": "Bearer",
        "access_token": secrets.token_urlsafe(32),
        "expires_in": codes.TOKEN_SECONDS,
        "scope": scope,
    }


def id_token(authorization: Authorization, access_token: str) -> str:
    """Says who, when and how surely; what else the person agreed to is told at the userinfo endpoint."""
    system, now = authorization.connection.system, int(clock.now().timestamp())
    key = keys.signing(system.token_alg)
    said = {
        "iss": issuer(),
        "sub": subject_of(authorization.connection.user, system),
        "aud": system.client_id,
        "exp": now + ID_TOKEN_SECONDS,
        "iat": now,
        "auth_time": authorization.auth_time,
        "acr": authorization.acr,
        "amr": authorization.amr,
        "at_hash": create_half_hash(access_token, key.alg).decode(),
    }
    if authorization.nonce:
        said["nonce"] = authorization.nonce
    return jwt.encode({"alg": key.alg, "kid": key.kid}, said, key.jwk, [key.alg])


def told(token: Token) -> dict[str, Any]:
    asked = token.authorization
    return claims_of(asked.connection.user, asked.connection.system, asked.scopes, asked.mandate)


PROVIDER = Provider()
__all__ = ["PROVIDER", "Asking", "Client", "OAuth2Error", "id_token", "issuer", "told"]
