"""What systems themselves ask: keys, tokens, claims. No cookie is read and no page is shown."""

from __future__ import annotations

import base64
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.people.access import anybody
from tongban.people.assurance.levels import Level
from tongban.people.oidc import codes, keys, levels, provider
from tongban.people.oidc.claims import SCOPES

FETCHED_AGAIN = keys.PUBLISHED_BEFORE // 2
CLAIMS = (
    "sub iss aud exp iat auth_time acr amr nonce at_hash user_type name locale real_name phone_number id_hash "
    "org_uscc org_name role mandate_id"
).split()


def metadata() -> dict[str, Any]:
    """Only what is true; `tests/sign_in` asks for each of these."""

    def at(name: str) -> str:
        return provider.issuer() + reverse(f"oidc:{name}")

    return {
        "issuer": provider.issuer(),
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "jwks_uri": at("keys"),
        "revocation_endpoint": at("revoke"),
        "introspection_endpoint": at("introspect"),
        "end_session_endpoint": at("logout"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": list(keys.ALGORITHMS),
        "token_endpoint_auth_methods_supported": provider.AUTH_METHODS,
        "revocation_endpoint_auth_methods_supported": provider.AUTH_METHODS,
        "introspection_endpoint_auth_methods_supported": provider.AUTH_METHODS,
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": list(SCOPES),
        "claims_supported": CLAIMS,
        "claim_types_supported": ["normal"],
        "acr_values_supported": [levels.name_of(number) for number in Level if number],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
    }


@anybody
@require_safe
def configuration(request: HttpRequest) -> JsonResponse:
    return _public(JsonResponse(metadata()))


@anybody
@require_safe
def jwks(request: HttpRequest) -> JsonResponse:
    return _public(JsonResponse(keys.public_keys()))


def _public(answer: JsonResponse) -> JsonResponse:
    """Anybody may read it, a page of another origin too."""
    answer.headers["Cache-Control"] = f"public, max-age={FETCHED_AGAIN}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _odd(request: HttpRequest) -> JsonResponse | None:
    """A parameter that stands twice is read differently by different programs (RFC 6749 §3.2); letters that belong in
    no parameter need no answer of their own."""
    twice = any(len(request.POST.getlist(name)) > 1 for name in request.POST)
    strange = not all(text.isascii() and text.isprintable() for pair in request.POST.items() for text in map(str, pair))
    if twice or strange or not _is_readable(request.headers.get("Authorization", "")):
        return JsonResponse({"error": "invalid_request"}, status=400, headers={"Cache-Control": "no-store"})
    return None


def _is_readable(authorization: str) -> bool:
    kind, _space, body = authorization.partition(" ")
    if kind.lower() != "basic":
        return True
    try:
        return base64.b64decode(body, validate=True).decode("ascii").isprintable()
    except ValueError:
        return False


@csrf_exempt
@sensitive_post_parameters()
@anybody
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    return _odd(request) or provider.PROVIDER.create_token_response(request)


@csrf_exempt
@sensitive_post_parameters()
@anybody
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    return _odd(request) or provider.PROVIDER.create_endpoint_response("revocation", request)


@csrf_exempt
@sensitive_post_parameters()
@anybody
@require_POST
def introspect(request: HttpRequest) -> HttpResponse:
    return _odd(request) or provider.PROVIDER.create_endpoint_response("introspection", request)


@csrf_exempt
@anybody
@require_http_methods(["GET", "HEAD", "POST"])
def userinfo(request: HttpRequest) -> JsonResponse:
    """The token stands in the header, never in an address (RFC 9700 §4.3.2)."""
    kind, _space, typed = request.headers.get("Authorization", "").partition(" ")
    found = codes.token_of(typed.strip()) if kind.lower() == "bearer" and typed else None
    if found is None or not found.is_good:
        said = 'Bearer error="invalid_token"' if typed else "Bearer"
        return JsonResponse({"error": "invalid_token"}, status=401, headers={"WWW-Authenticate": said})
    return JsonResponse(provider.told(found), headers={"Cache-Control": "no-store"})
