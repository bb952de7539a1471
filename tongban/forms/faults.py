"""Faults of a schema in sentences: where, what was found, what was wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from tongban.kit.errors import BadInput


def fault(wanted: str, found: Any, part: str = "") -> PydanticCustomError:
    """`part`: the property it stands at, where what is checked is the whole field."""
    return PydanticCustomError("wanted", "{wanted}", {"wanted": wanted, "found": found, "part": part})


def refuse_twice(keys: list[str], wanted: str, part: str = "", places: Sequence[str] = ()) -> None:
    """`places`: where each key stands; the fault is that of the second one then."""
    if twice := [key for key, count in Counter(keys).items() if count > 1]:
        at = places[keys.index(twice[0], keys.index(twice[0]) + 1)] if places else part
        raise fault(wanted, _("%(keys)s more than once") % {"keys": ", ".join(twice)}, at)


def refusal(error: ValidationError) -> BadInput:
    errors: dict[str, list[str]] = {}
    for detail in error.errors(include_url=False):
        part = detail.get("ctx", {}).get("part")
        errors.setdefault(path((*detail["loc"], *([part] if part else []))), []).append(sentence(detail))
    message = _("This form cannot be used: %(count)d fault(s).") % {"count": sum(map(len, errors.values()))}
    between = pgettext("label and message", ": ")
    cure = " ".join(where + between + sentences[0] for where, sentences in list(errors.items())[:5])
    return BadInput(message, errors=errors, cure=cure)


def path(location: tuple[int | str, ...]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.lstrip(".") or "form"


def sentence(detail: ErrorDetails) -> str:
    """What is wrong; where it is stands beside it."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "missing":
        return _("It is missing.")
    if kind == "string_too_short" and not detail["input"].strip():
        return _("Please fill this in.")
    if kind == "extra_forbidden":
        return _("It is not known here; take it out or correct the name.")
    found = short(context.get("found", detail["input"]))
    return _("Found %(found)s, wanted %(wanted)s.") % {"found": found, "wanted": wanted_in_words(detail)}


WANTED: dict[str, Any] = {
    "int_type": gettext_lazy("a whole number"), "int_parsing": gettext_lazy("a whole number"),
    "int_from_float": gettext_lazy("a whole number"), "float_type": gettext_lazy("a number"),
    "string_type": gettext_lazy("a text"), "bool_type": gettext_lazy("yes or no (true or false)"),
    "list_type": gettext_lazy("a list"), "dict_type": gettext_lazy("an object in braces"),
    "model_type": gettext_lazy("an object in braces"), "model_attributes_type": gettext_lazy("an object in braces"),
    "greater_than_equal": gettext_lazy("at least %(ge)s"), "less_than_equal": gettext_lazy("at most %(le)s"),
    "string_too_short": gettext_lazy("a text of %(min_length)s characters or more"),
    "string_too_long": gettext_lazy("a text of %(max_length)s characters or fewer"),
    "too_short": gettext_lazy("%(min_length)s entries or more"),
    "too_long": gettext_lazy("%(max_length)s entries or fewer"),
    "string_pattern_mismatch": gettext_lazy("a text of the form %(pattern)s"),
}  # fmt: skip


def wanted_in_words(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "literal_error":
        return _("one of: %(names)s") % {"names": str(context["expected"]).replace(" or ", ", ").replace("'", "")}
    if words := WANTED.get(detail["type"]):
        return str(words) % context
    return str(context.get("wanted") or detail["msg"])


def short(found: Any) -> str:
    text = str(found) if isinstance(found, (str, int, float)) else repr(found)
    return text if len(text) <= 60 else f"{text[:59]}…"
