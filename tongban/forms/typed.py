"""What was typed on a page, as it was: text of a line, a list of several, a list of dicts of a group."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.forms.kinds import KINDS
from tongban.forms.schema import MOST_ITEMS, FormField
from tongban.forms.shapes import Errors, TypedFields

LONGEST = 25_000


class Posted(Protocol):
    """A Django QueryDict, or anything that answers alike."""

    def get(self, key: str, default: Any = ...) -> Any: ...
    def getlist(self, key: str, default: Any = ...) -> list[Any]: ...


def collect(fields: Sequence[FormField], data: Posted, prefix: str = "") -> TypedFields:
    """Of a posted page. Texts beyond any limit are cut: nobody typed 25,000 characters into one line."""
    typed: TypedFields = {}
    for field in fields:
        name = prefix + field.key
        if field.type == "group":
            count = _count(data.get(f"{name}-count", ""), field)
            typed[field.key] = [collect(field.fields or [], data, f"{name}-{index}-") for index in range(count)]
        elif KINDS[field.type].several:
            kind = KINDS[field.type]
            typed[field.key] = kind.together([value[: kind.longest] for value in data.getlist(name)[:200]])
        else:
            typed[field.key] = data.get(name, "")[:LONGEST]
    return typed


def _count(text: str, field: FormField) -> int:
    count = int(text) if re.fullmatch(r"[0-9]{1,3}", text) else field.least_items
    return max(field.least_items, min(count, MOST_ITEMS))


def from_values(fields: Sequence[FormField], values: Mapping[str, Any]) -> TypedFields:
    """Of kept values, or of JSON: texts stay as they are, other values are written as a person would."""
    typed: TypedFields = {}
    for field in fields:
        value = values.get(field.key)
        if field.type == "group":
            items = [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
            items += [{}] * (field.least_items - len(items))
            typed[field.key] = [from_values(field.fields or [], item) for item in items[: MOST_ITEMS + 1]]
        else:
            typed[field.key] = _written(field, value)
    return typed


def _written(field: FormField, value: Any) -> Any:
    several = KINDS[field.type].several
    if value is None or value == "":
        return [] if several else ""
    if several and isinstance(value, list):
        return [str(part)[: KINDS[field.type].longest] for part in value[:200]]
    if isinstance(value, str):
        return [value] if several else value[:LONGEST]
    try:
        return KINDS[field.type].write(field, value)
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        return [str(value)] if several else str(value)[:LONGEST]


def json_faults(fields: Sequence[FormField], data: Mapping[str, Any], prefix: str = "") -> Errors:
    """What a page could never send: unknown keys and values of another shape."""
    known = {field.key: field for field in fields}
    errors: Errors = {
        prefix + str(key): [
            _("There is no field “%(found)s” here; the fields are %(wanted)s.")
            % {"found": key, "wanted": ", ".join(known)}
        ]
        for key in data
        if key not in known
    }
    for key, field in known.items():
        errors |= _shape_faults(field, data.get(key), prefix)
    return errors


def _shape_faults(field: FormField, value: Any, prefix: str) -> Errors:
    name = prefix + field.key
    if value is None:
        return {}
    if not isinstance(value, _SHAPES.get(field.type, str)) or _is_misplaced_bool(field, value):
        return {name: [_wanted(value, str(_SHAPE_WORDS.get(field.type, _("a text"))))]}
    return _item_faults(field, value, name) if isinstance(value, list) and field.type == "group" else {}


def _item_faults(group: FormField, items: list[Any], name: str) -> Errors:
    faults: Errors = {}
    for index, item in enumerate(items):
        if not isinstance(item, Mapping):
            return {name: [_wanted(item, _("an object for each item"))]}
        faults |= json_faults(group.fields or [], item, f"{name}-{index}-")
    return faults


_SHAPES: dict[str, tuple[type, ...]] = {
    "number": (str, int, float),
    "money": (str, int),
    "yesno": (str, bool),
    "choices": (list, str),
    "division": (list, str),
    "address": (dict, list, str),
    "signature": (list, str),
    "upload": (str, int),
    "group": (list,),
}
_SHAPE_WORDS = {
    "number": gettext_lazy("a number, or text"),
    "money": gettext_lazy("whole fen, or text in yuan"),
    "yesno": gettext_lazy("true, false, or text"),
    "choices": gettext_lazy("a list of text"),
    "division": gettext_lazy("text, or a list of text"),
    "address": gettext_lazy("an object with “division” and “line”"),
    "signature": gettext_lazy("text, or a list of text"),
    "upload": gettext_lazy("a whole number of files"),
    "group": gettext_lazy("a list of objects"),
}


def _is_misplaced_bool(field: FormField, value: Any) -> bool:
    return isinstance(value, bool) and field.type != "yesno"


def _wanted(found: Any, wanted: str) -> str:
    return _("The type is wrong: found %(found)s, wanted %(wanted)s.") % {
        "found": type(found).__name__,
        "wanted": wanted,
    }


def is_empty(typed: Any) -> bool:
    """Nothing but blanks, at any depth."""
    if isinstance(typed, str):
        return not typed.strip()
    parts = typed.values() if isinstance(typed, Mapping) else typed
    return all(is_empty(part) for part in parts)
