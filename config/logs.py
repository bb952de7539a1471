"""Structured logs: one JSON object a line. Messages carry keys and codes, never what a person typed."""

from __future__ import annotations

import json
import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse

# A last net below the rule that nothing personal is logged: long digit runs and addresses are masked.
LONG_DIGITS = re.compile(r"(?<![0-9A-Za-z-])(\d{3})\d{5,13}([0-9Xx]{2,4})(?![0-9A-Za-z-])")
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+\.)+[\w-]+")
REFUSED = "django.security."  # and the name of a SuspiciousOperation
GIVEN = re.compile(r"[0-9a-f-]{16,36}")  # what nginx and other proxies call a request

_request: ContextVar[str] = ContextVar("request", default="")


def masked(text: str) -> str:
    return ADDRESS.sub("***@***", LONG_DIGITS.sub(r"\1***\2", text))


def numbered(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Every line logged for a request carries its id; so does the answer, so that a person can name it."""

    def answer(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        token = _request.set(given if GIVEN.fullmatch(given) else uuid.uuid4().hex)
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = _request.get()
            return response
        finally:
            _request.reset(token)

    return answer


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        if record.name.startswith(REFUSED) and record.exc_info:
            return self.refused(record)
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if _request.get():
            line["request"] = _request.get()
        fields = getattr(record, "fields", {})
        line.update({name: masked(value) if isinstance(value, str) else value for name, value in fields.items()})
        if record.exc_info:
            kind, _error, trace = record.exc_info
            line["error"] = kind.__name__ if kind else "?"
            line["trace"] = self.places(trace)
        return json.dumps(line, ensure_ascii=False, default=str)

    def refused(self, record: logging.LogRecord) -> str:
        """Django refused what somebody sent (a host, too many fields): no error of ours, and its words quote it."""
        kind = record.name.removeprefix(REFUSED)
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        line = {"at": at, "level": "warning", "logger": record.name, "message": f"a request was refused: {kind}"}
        return json.dumps(line | ({"request": _request.get()} if _request.get() else {}))

    def places(self, trace: object) -> list[str]:
        """Where it went wrong, without the error's own words: those may quote what was typed."""
        found = []
        while trace is not None:
            code = trace.tb_frame.f_code  # type: ignore[attr-defined]
            found.append(f"{code.co_filename.rsplit('/site-packages/')[-1]}:{trace.tb_lineno}")  # type: ignore[attr-defined]
            trace = trace.tb_next  # type: ignore[attr-defined]
        return found[-8:]
