"""Files of the public zone, which keeps none (Q6). Whoever cannot seal a request finds nothing here."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from tongban.documents import far, storing
from tongban.kit.pace import limited

METHODS = ("GET", "PUT", "POST", "DELETE")


@limited(per_minute=1_000_000)  # the other zone comes from one address
@csrf_exempt  # no cookie counts here, and no browser comes here: the seal does
def file(request: HttpRequest, key: UUID) -> HttpResponseBase:
    method = request.method or ""
    if method not in METHODS or not far.is_sealed(method, request.path, request.headers):
        raise Http404  # before a byte of the body is read: it may be large, and anybody may send it
    body = request.read()
    if not far.is_of(body, request.headers):
        raise Http404
    try:
        if method == "GET":
            return FileResponse(storing.path_of(key).open("rb"), content_type="application/octet-stream")
        if method == "PUT":
            storing.put_raw(key, [body])
        elif method == "POST":
            storing.repeat(key, UUID(body.decode()))
        else:
            storing.forget_unnamed(key)
    except (FileNotFoundError, ValueError):
        raise Http404 from None
    except FileExistsError:
        return HttpResponse(status=409)  # what is stored stays as it is
    return HttpResponse(status=204)


file.login_required = False  # type: ignore[attr-defined]  # what `people.api.anybody` says of a view
file.entry = "anybody"  # type: ignore[attr-defined]
