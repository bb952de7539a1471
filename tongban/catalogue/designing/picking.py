"""A condition picked together: field · is · value, joined by “and” or by “or”. The expression stays visible.

Whoever changes the expression itself is believed; else what was picked is written as the expression.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.workflow.api import ExpressionFault, compile_expression, literal

MOST_PICKS = 4
IS = (
    ("==", _p("comparison", "is")),
    ("!=", _p("comparison", "is not")),
    ("in", _p("comparison", "is one of")),
    ("has", _p("comparison", "includes")),
    (">=", _p("comparison", "is at least")),
    ("<=", _p("comparison", "is at most")),
    (">", _p("comparison", "is more than")),
    ("<", _p("comparison", "is less than")),
)


@dataclass(frozen=True)
class Subject:
    """What a condition may look at. `kind`: choice, yesno, number or text; `options`: (value, label)."""

    name: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Pick:
    name: str = ""
    sign: str = "=="
    value: str = ""


@dataclass(frozen=True)
class Picker:
    """`name` of the expression's own field; `picks` none where the expression is too intricate to be picked."""

    name: str
    label: Any
    text: str
    subjects: Sequence[Subject]
    picks: list[Pick]
    join: str = "and"
    errors: list[str] = field(default_factory=list)
    help: Any = ""

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def is_intricate(self) -> bool:
        return bool(self.text) and not any(pick.name for pick in self.picks)

    @property
    def signs(self) -> Any:
        return IS

    @property
    def values(self) -> list[tuple[str, str]]:
        """Every value there is to choose, for the list behind the value's field."""
        known = {value: label for subject in self.subjects for value, label in subject.options}
        if any(subject.kind == "yesno" for subject in self.subjects):
            known |= {"true": str(_("Yes")), "false": str(_("No"))}
        return list(known.items())


def picker(
    name: str, label: Any, text: str, subjects: Sequence[Subject], errors: Sequence[str] = (), help: Any = ""
) -> Picker:
    join, picks = picked(text)
    rows = picks if picks is not None and len(picks) <= MOST_PICKS else []
    blank = [Pick() for _row in range(min(MOST_PICKS, len(rows) + 1) - len(rows) or (0 if rows else 1))]
    return Picker(name, label, text, subjects, rows + blank, join, list(errors), help)


# From the expression to what is picked


def picked(text: str) -> tuple[str, list[Pick] | None]:
    """(and/or, rows); None for what no rows can say."""
    if not text:
        return "and", []
    try:
        tree = compile_expression(text).tree
    except ExpressionFault:
        return "and", None
    join = tree.kind if tree.kind in ("and", "or") else "and"
    picks = [_pick(part) for part in (tree.parts if tree.kind in ("and", "or") else (tree,))]
    return join, None if None in picks else [pick for pick in picks if pick]


def _pick(node: Any) -> Pick | None:
    if node.kind == "name":
        return Pick(".".join(node.value), "==", "true")
    if node.kind == "not" and node.parts[0].kind == "name":
        return Pick(".".join(node.parts[0].value), "==", "false")
    if node.kind != "compare":
        return None
    left, right = node.parts
    if node.value == "in" and left.kind == "value" and right.kind == "name":
        return Pick(".".join(right.value), "has", _typed(left.value))
    if left.kind != "name" or node.value == "not in":
        return None
    if right.kind == "list" and node.value == "in" and all(part.kind == "value" for part in right.parts):
        return Pick(".".join(left.value), "in", ", ".join(_typed(part.value) for part in right.parts))
    return Pick(".".join(left.value), node.value, _typed(right.value)) if right.kind == "value" else None


def _typed(value: Any) -> str:
    return value if isinstance(value, str) else literal(value)


# From what is picked to the expression


def read(given: Mapping[str, str], name: str, subjects: Sequence[Subject]) -> str:
    """The expression: as typed, if somebody typed; else as picked."""
    typed = given.get(name, "").strip()
    if typed != given.get(f"{name}.was", "").strip():
        return typed
    join, before = picked(typed)
    if before is None:
        return typed
    now = _posted(given, name)
    same = now == before and (len(now) < 2 or given.get(f"{name}.join", join) == join)
    return typed if same else written(now, given.get(f"{name}.join", "and"), subjects)


def _posted(given: Mapping[str, str], name: str) -> list[Pick]:
    rows = [
        Pick(*(given.get(f"{name}.{number}.{part}", "").strip() for part in ("name", "is", "value")))
        for number in range(MOST_PICKS)
    ]
    return [row for row in rows if row.name]


def written(picks: Sequence[Pick], join: str, subjects: Sequence[Subject]) -> str:
    known = {subject.name: subject for subject in subjects}
    parts = [_part(pick, known.get(pick.name)) for pick in picks]
    return f" {'or' if join == 'or' else 'and'} ".join(parts)


def _part(pick: Pick, subject: Subject | None) -> str:
    if subject is not None and subject.kind == "yesno":
        says_yes = (pick.value.lower() in ("true", "yes", "是", "")) == (pick.sign != "!=")
        return pick.name if says_yes else f"{pick.name} == false"
    if pick.sign == "has":
        return f"{_value(pick.value, subject)} in {pick.name}"
    if pick.sign == "in":
        values = [_value(one.strip(), subject) for one in pick.value.replace("，", ",").replace("、", ",").split(",")]
        return f"{pick.name} in [{', '.join(values)}]"
    sign = pick.sign if pick.sign in dict(IS) else "=="
    return f"{pick.name} {sign} {_value(pick.value, subject)}"


def _value(text: str, subject: Subject | None) -> str:
    """An option by its value or by its label; a number as a number."""
    if text == "null":
        return "null"
    if subject is not None and subject.kind == "number":
        try:
            return str(Decimal(text))
        except InvalidOperation:
            return literal(text)
    labels = {label: value for value, label in subject.options} if subject is not None else {}
    return literal(labels.get(text, text))
