"""The verifying keys of this site, for whoever checks a receipt, a head of the log or a call of ours."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from tongban.kit import crypto
from tongban.people.api import anybody


@anybody
@require_safe
def record_keys(request: HttpRequest) -> JsonResponse:
    """Oldest first; `since` and `until` say when a key signed, and the one without `until` signs now."""
    told = {"hash": crypto.hash_name(), "keys": crypto.record_keys()}
    headers = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
    return JsonResponse(told, headers=headers, json_dumps_params={"indent": 1})
