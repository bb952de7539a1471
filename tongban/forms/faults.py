"""Faults of a schema in sentences: where, what was found, what was wanted."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from tongban.kit.errors import BadInput


def fault(wanted: str, found: Any) -> PydanticCustomError:
    return PydanticCustomError("wanted", "{wanted}", {"wanted": wanted, "found": found})


def refuse_twice(keys: list[str], wanted: str) -> None:
    if twice := [key for key, count in Counter(keys).items() if count > 1]:
        raise fault(wanted, _("%(keys)s more than once") % {"keys": ", ".join(twice)})


def refusal(error: ValidationError) -> BadInput:
    errors: dict[str, list[str]] = {}
    for detail in error.errors(include_url=False):
        errors.setdefault(path(detail["loc"]), []).append(sentence(detail))
    message = _("This form cannot be used: %(count)d fault(s).") % {"count": sum(map(len, errors.values()))}
    cure = " ".join(sentences[0] for sentences in list(errors.values())[:5])
    return BadInput(message, errors=errors, cure=cure)


def path(location: tuple[int | str, ...]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.lstrip(".") or "form"


def sentence(detail: ErrorDetails) -> str:
    where, kind, context = path(detail["loc"]), detail["type"], detail.get("ctx", {})
    if kind == "missing":
        return _("%(where)s is missing.") % {"where": where}
    if kind == "extra_forbidden":
        return _("%(where)s is not known here; take it out or correct the name.") % {"where": where}
    found = context.get("found", detail["input"])
    wanted = context.get("wanted") or context.get("expected") or detail["msg"].removeprefix("Input should be ")
    return _("%(where)s: found %(found)s, wanted %(wanted)s.") % {
        "where": where,
        "found": short(found),
        "wanted": wanted,
    }


def short(found: Any) -> str:
    text = str(found) if isinstance(found, (str, int, float)) else repr(found)
    return text if len(text) <= 60 else f"{text[:59]}…"
