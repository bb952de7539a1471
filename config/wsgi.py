"""The WSGI application: published guides straight from their files, everything else from Django."""

from __future__ import annotations

import os
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters


class InUtf8(WSGIRequest):
    """Letters are UTF-8 whatever a request says: Python knows “charsets” (zlib, undefined) that yield no text at all."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        self.content_params.pop("charset", None)


LARGEST_BODY = 210 * 2**20  # bytes; as ops/nginx, so that nobody fills the disk where no nginx stands in front


def bounded(application: Any) -> Any:
    """413 for a body that no page takes, before a byte of it is read; 411 for one that does not say how long it is."""

    def answer(environ: dict[str, Any], start: Any) -> Any:
        said = environ.get("CONTENT_LENGTH") or "0"
        if "HTTP_TRANSFER_ENCODING" in environ:
            return _refused(start, "411 Length Required", "Found a body in chunks, wanted its length beforehand.")
        if said.isdecimal() and len(said) < 20 and int(said) <= LARGEST_BODY:
            return application(environ, start)
        found = f"Found {said[:20]} bytes, wanted at most {LARGEST_BODY}. Send smaller files."
        return _refused(start, "413 Content Too Large", found)

    return answer


def _refused(start: Any, status: str, sentence: str) -> list[bytes]:
    body = f"{sentence}\n".encode()
    start(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_wsgi_application()
django_application.request_class = InUtf8

from config.front import front  # noqa: E402 - settings are read above
from config.starting import refuse_unready  # noqa: E402

refuse_unready()
application = front(bounded(django_application))
