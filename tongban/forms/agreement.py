"""Expressions agree with the fields they name: found when the form is loaded, not when a citizen fills it in.

`married == 'yes'` would never hold (the answer is true), a misspelt option would hide a field for ever, and the age
of a telephone number is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.forms import conditions, faults
from tongban.workflow.api import compile_expression, expression_dates

if TYPE_CHECKING:
    from tongban.forms.schema import Form, FormField

KIND = {
    "number": gettext_lazy("a number"),
    "money": gettext_lazy("a number of fen"),
    "upload": gettext_lazy("a number of files"),
    "yesno": gettext_lazy("true or false"),
    "date": gettext_lazy("a day such as '2026-03-01'"),
}


def check(form: Form) -> None:
    """A condition looks back only, so one pass decides what is shown; a check may name its whole page."""
    before: dict[str, FormField] = {}
    for page in form.pages:
        _expression(page.when, before, f"{page.key}.when", _("fields of earlier pages"))
        here = before | {field.key: field for field in page.fields}
        for field in page.fields:
            _field(field, before, here, field.key)
            before[field.key] = field


def _field(field: FormField, before: Mapping[str, Any], here: Mapping[str, Any], path: str) -> None:
    _expression(field.when, before, f"{path}.when", _("fields above it"))
    for check in field.checks:
        _expression(check.expr, here, f"{path}.checks", _("fields of its page and the pages before"))
    if not field.fields:
        return
    inside = {**here, **{inner.key: inner for inner in field.fields}}
    above = {key: value for key, value in before.items() if key not in {f.key for f in field.fields or []}}
    for inner in field.fields:
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
    if text:
        _days(compile_expression(text).tree, known, place)


def _days(node: Any, known: Mapping[str, FormField], place: str) -> None:
    """Days and ages are worked out of fields that hold days and ID numbers, and compared with their like."""
    for part, read in zip(node.parts, _readers(node), strict=False):
        if part.kind == "name" and (found := _type_of(part, known)) not in DAYS[read]:
            wanted = _("%(where)s: in %(function)s, a field of one of the types %(types)s")
            words = {"where": place, "function": node.value, "types": ", ".join(sorted(DAYS[read]))}
            raise faults.fault(wanted % words, f"{'.'.join(part.value)} ({found})")
    if node.kind == "compare" and node.value not in ("in", "not in"):
        left, right = node.parts
        _same_kind(_gives(left, known), _gives(right, known), place)
    for part in node.parts:
        _days(part, known, place)


DAYS = {
    expression_dates.day_of: {"date"},
    expression_dates.birthday_of: {"id_number"},
    expression_dates.born: {"date", "id_number"},
}


def _readers(node: Any) -> tuple[Any, ...]:
    return expression_dates.readers(node.value) if node.kind == "call" else ()


def _type_of(name: Any, known: Mapping[str, FormField]) -> str:
    single = len(name.value) == 1 and name.value[0] in known
    return str(known[name.value[0]].type) if single else str(_("not such a field"))


def _same_kind(left: tuple[str, bool], right: tuple[str, bool], place: str) -> None:
    """Only where a function of days stands on one side; other comparisons are looked at above."""
    (one, one_works), (other, other_works) = left, right
    if (one_works or other_works) and one and other and one != other:
        names = {"date": _("a day"), "number": _("a number")}
        wanted = _("%(where)s: on both sides of a comparison the same, days or numbers") % {"where": place}
        raise faults.fault(wanted, f"{names.get(one, one)}, {names.get(other, other)}")


def _gives(node: Any, known: Mapping[str, FormField]) -> tuple[str, bool]:
    """(what the node gives, empty if that is not certain; whether a function of days made it)."""
    if node.kind == "call":
        return expression_dates.GIVES.get(node.value, ""), node.value in expression_dates.GIVES
    if node.kind in ("product", "minus"):
        return "number", False
    if node.kind == "name":
        single = len(node.value) == 1 and node.value[0] in known
        return (_OF_TYPE.get(known[node.value[0]].type, "text") if single else ""), False
    return (_of_value(node.value) if node.kind == "value" else ""), False


def _of_value(value: Any) -> str:
    if isinstance(value, str):
        return "date" if expression_dates.day_of(value) else "text"
    if isinstance(value, bool):
        return "true or false"
    return "" if value is None else "number"


_OF_TYPE = {"date": "date", "number": "number", "money": "number", "upload": "number", "yesno": "true or false"}


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
    if field.type in ("number", "money", "upload"):
        return isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    if field.type in ("choice", "choices"):
        return value in [option.value for option in field.options or []]
    if field.type == "date":
        return isinstance(value, str) and expression_dates.day_of(value) is not None
    return isinstance(value, str)


def _wanted(field: FormField) -> str:
    if field.type in ("choice", "choices"):
        values = ", ".join(f"'{option.value}'" for option in field.options or [])
        return _("one of %(values)s") % {"values": values}
    return str(KIND.get(field.type, _("a text")))
