"""Expressions agree with the fields they name: found when the form is loaded, not when a citizen fills it in.

`married == 'yes'` would never hold (the answer is true), and a misspelt option would hide a field for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.forms import conditions, faults

if TYPE_CHECKING:
    from tongban.forms.schema import Form, FormField

KIND = {
    "number": gettext_lazy("a number"),
    "money": gettext_lazy("a number of fen"),
    "yesno": gettext_lazy("true or false"),
}


def check(form: Form) -> None:
    """A condition looks back only, so one pass decides what is shown; a check may name its whole page."""
    before: dict[str, FormField] = {}
    for page in form.pages:
        _expression(page.when, before, f"{page.key}.when", _("fields of earlier pages"))
        here = before | {field.key: field for field in page.fields}
        for field in page.fields:
            _field(field, before, here, field.key)
            before = before | {field.key: field}


def _field(field: FormField, before: Mapping[str, Any], here: Mapping[str, Any], path: str) -> None:
    _expression(field.when, before, f"{path}.when", _("fields above it"))
    for check in field.checks:
        _expression(check.expr, here, f"{path}.checks", _("fields of its page and the pages before"))
    inside = {**here, **{inner.key: inner for inner in field.fields or []}}
    above = {key: value for key, value in before.items() if key not in {f.key for f in field.fields or []}}
    for inner in field.fields or []:
        _field(inner, above, inside, f"{path}.{inner.key}")
        above = above | {inner.key: inner}


def _expression(text: str | None, known: Mapping[str, FormField], place: str, wanted: str) -> None:
    if unknown := conditions.roots(text) - known.keys() - {"situation"}:
        raise faults.fault(
            _("%(where)s: %(wanted)s, or situation.…") % {"where": place, "wanted": wanted},
            ", ".join(sorted(unknown)),
        )
    for name, operator, values in conditions.comparisons(text) if text else ():
        if name in known:
            _compare(known[name], operator, values, place)


def _compare(field: FormField, operator: str, values: list[Any], place: str) -> None:
    for value in values:
        if value is not None and not _fits(field, value):
            wanted = _("%(where)s: %(wanted)s to compare with “%(field)s”")
            raise faults.fault(wanted % {"where": place, "wanted": _wanted(field), "field": field.key}, repr(value))
    if field.type in ("choices", "group") and operator not in ("in", "not in"):
        wanted = _("%(where)s: 'a value' in %(field)s, because its answer is a list")
        raise faults.fault(wanted % {"where": place, "field": field.key}, operator)


def _fits(field: FormField, value: Any) -> bool:
    if field.type == "yesno":
        return isinstance(value, bool)
    if field.type in ("number", "money"):
        return isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    if field.type in ("choice", "choices"):
        return value in [option.value for option in field.options or []]
    return isinstance(value, str)


def _wanted(field: FormField) -> str:
    if field.type in ("choice", "choices"):
        values = ", ".join(f"'{option.value}'" for option in field.options or [])
        return _("one of %(values)s") % {"values": values}
    return str(KIND.get(field.type, _("a text")))
