"""Headers on every answer, and the one place where a refusal becomes a page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render

from config.limits import TooFast, check_pace
from tongban.kit.errors import Refused

Handler = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
    "frame-src 'self'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)


def security_headers(get_response: Handler) -> Handler:
    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy_of(response))
        response.headers.setdefault("Referrer-Policy", "same-origin")
        position = "(self)" if getattr(response, "asks_position", False) else "()"
        response.headers.setdefault("Permissions-Policy", f"camera=(self), geolocation={position}")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def policy_of(response: HttpResponse) -> str:
    """A page with a map lets in the pictures of its source and nothing else (`images_from`, hosts); a page whose form
    leads to another system names it (`forms_to`, origins); the drawing board of processes writes styles into its elements
    (`styles_inline`); one that asks for consent is framed by nobody."""
    policy = POLICY
    for name, directive in (("images_from", "img-src"), ("forms_to", "form-action")):
        hosts = "".join(f" {host}" for host in getattr(response, name, ()))
        policy = policy.replace(f"{directive} 'self'", f"{directive} 'self'{hosts}")
    if getattr(response, "styles_inline", False):
        policy = policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    if getattr(response, "framed_by_nobody", False):
        policy = policy.replace("frame-ancestors 'self'", "frame-ancestors 'none'")
    return policy


def without_nul(given: QueryDict) -> QueryDict:
    if not any("\0" in text for name, texts in given.lists() for text in (name, *texts)):
        return given
    clean = QueryDict(mutable=True)
    for name, texts in given.lists():
        clean.setlist(name.replace("\0", "\ufffd"), [text.replace("\0", "\ufffd") for text in texts])
    clean._mutable = False
    return clean


class refusals:
    """A `Refused` raised anywhere becomes its status with what was found, what was wanted and what to do."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """PostgreSQL cannot keep a NUL, and no keyboard types one: a view sees a mark in its place."""
        try:
            check_pace(request, view)
        except TooFast as refusal:
            answer = refused(request, refusal)
            answer.headers["Retry-After"] = str(refusal.retry_after)
            return answer
        for name in ("GET", "POST"):
            setattr(request, name, without_nul(getattr(request, name)))
        if any("\0" in value for value in kwargs.values() if isinstance(value, str)):
            raise Http404
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refused(request, error) if isinstance(error, Refused) else None


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    if "application/json" in request.headers.get("Accept", ""):
        body = {"message": str(error.message), "found": str(error.found), "wanted": str(error.wanted)}
        return JsonResponse(body | {"cure": str(error.cure)}, status=error.status)
    return render(request, "refused.html", {"refusal": error, **_frame(request)}, status=error.status)


def _frame(request: HttpRequest) -> dict[str, object]:
    """Officials stay at their desk, with its tabs, whatever was refused there."""
    at_desk = request.path.startswith("/desk/") and getattr(getattr(request, "user", None), "is_official", False)
    return {
        "at_desk": at_desk,
        "frame": "desk/base.html" if at_desk else "base.html",
        "home": "/desk/" if at_desk else "/",
    }
