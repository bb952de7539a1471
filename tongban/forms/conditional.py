"""A condition as the page needs it: decided already, or hanging on this very page, and then in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.forms.conditions import plain_values
from tongban.forms.kinds import KINDS
from tongban.forms.schema import FormField
from tongban.workflow.api import Expression, compile_expression, holds_or


@dataclass(frozen=True)
class Condition:
    """`never`: what is known rules the field out. `deciders`: fields of this page it still depends on."""

    never: bool = False
    deciders: frozenset[str] = frozenset()
    words: str = ""


def look_at(when: str | None, scope: Mapping[str, Any], on_page: Mapping[str, FormField]) -> Condition:
    if when is None:
        return Condition()
    tree = compile_expression(when).tree
    live, deciders = [], frozenset[str]()
    for part in tree.parts if tree.kind == "and" else (tree,):
        expression = Expression(when, part)
        mine = {name.split(".")[0] for name in expression.names()} & on_page.keys()
        if mine:
            live.append(part)
            deciders |= mine
        elif not holds_or(expression, scope, True):
            return Condition(never=True)
    return Condition(deciders=deciders, words=_words(live, on_page) if live else "")


def _words(parts: list[Any], on_page: Mapping[str, FormField]) -> str:
    clauses = [_clause(part, on_page) for part in parts]
    if any(clause is None for clause in clauses):
        return _("Answer this only if what you answered above calls for it.")
    return _("Answer this only if %(conditions)s.") % {
        "conditions": pgettext("between conditions", " and ").join(map(str, clauses))
    }


def _clause(node: Any, on_page: Mapping[str, FormField]) -> str | None:
    """None for whatever is too intricate for one short sentence."""
    if node.kind == "or":
        parts = [_clause(part, on_page) for part in node.parts]
        return None if None in parts else pgettext("between conditions", " or ").join(map(str, parts))
    if node.kind == "compare":
        return _comparison(node, on_page)
    negated = node.kind == "not"
    name = node.parts[0] if negated else node
    if name.kind != "name" or on_page[name.value[0]].type != "yesno":
        return None
    return _said(_("“%(label)s” is %(value)s"), on_page[name.value[0]], [not negated])


def _comparison(node: Any, on_page: Mapping[str, FormField]) -> str | None:
    left, right = node.parts
    if left.kind == "value" and node.value == "in" and right.kind == "name":
        return _said(_("“%(label)s” includes %(value)s"), on_page[right.value[0]], [left.value])
    values = plain_values(right)
    if left.kind != "name" or left.value[0] not in on_page or values is None or None in values:
        return None
    return _said(_COMPARED[node.value](), on_page[left.value[0]], values)


def _said(sentence: str, field: FormField, values: list[Any]) -> str | None:
    if field.type == "group":
        return None
    shown = [one for value in values for one in [KINDS[field.type].show(field, _plural(field, value), None)]]
    quoted = pgettext("between conditions", " or ").join(f"“{value}”" for value in shown)
    return sentence % {"label": field.label, "value": quoted}


def _plural(field: FormField, value: Any) -> Any:
    return [value] if field.type == "choices" else value


_COMPARED = {
    "==": lambda: _("“%(label)s” is %(value)s"),
    "!=": lambda: _("“%(label)s” is not %(value)s"),
    "in": lambda: _("“%(label)s” is %(value)s"),
    "not in": lambda: _("“%(label)s” is not %(value)s"),
    "<": lambda: _("“%(label)s” is less than %(value)s"),
    "<=": lambda: _("“%(label)s” is at most %(value)s"),
    ">": lambda: _("“%(label)s” is more than %(value)s"),
    ">=": lambda: _("“%(label)s” is at least %(value)s"),
}
