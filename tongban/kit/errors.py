"""The family of refusals. Each says what was found, what was wanted and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _


class Refused(Exception):
    """An act that may not or cannot happen now; `str()` is a whole sentence for the person who tried.

    `status` is the HTTP status that a page or the API answers with.
    """

    status = 409

    def __init__(self, message: Any, *, found: Any = "", wanted: Any = "", cure: Any = "") -> None:
        super().__init__(message)
        self.message, self.found, self.wanted, self.cure = message, found, wanted, cure

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.message, self.cure) if part)


class NotAllowed(Refused):
    """The person may not do this, whatever the state of the thing."""

    status = 403


class BadInput(Refused):
    """What was typed or sent cannot be used; `errors` maps a field to its sentences."""

    status = 422

    def __init__(self, message: Any, *, errors: dict[str, list[str]] | None = None, **kw: Any) -> None:
        super().__init__(message, **kw)
        self.errors = errors or {}


class AlreadyDone(Refused):
    """Somebody was first; the message says who did what, and when."""


def why_not(check: Callable[..., object], *about: Any) -> Refused | None:
    """What a rule would answer, for a page that says it beside the button instead of after the click."""
    try:
        check(*about)
    except Refused as refusal:
        return refusal
    return None


def in_full(refusal: Refused) -> str:
    """With what was found and wanted, for the command line, which has no room beside the sentence."""
    found = _("Found: %(found)s.") % {"found": refusal.found} if refusal.found else ""
    wanted = _("Wanted: %(wanted)s.") % {"wanted": refusal.wanted} if refusal.wanted else ""
    return " ".join(filter(None, (str(refusal), found, wanted)))
