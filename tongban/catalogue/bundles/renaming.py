"""Names in conditions, changed where a bundle calls a question or a field otherwise than the item does."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tongban.workflow.api import compile_expression, written

Content = dict[str, Any]


class Named(dict[str, str]):
    """What the bundle calls an item's questions, and those that it answers itself."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        super().__init__()
        self.answers: dict[str, Any] = dict(answers)  # None: nobody is asked


def renamed(when: str | None, questions: Named, fields: Mapping[str, str]) -> str | None:
    if when is None:
        return None
    expression = compile_expression(when)
    names = {name.split(".")[0] for name in expression.names()}
    touched = names & {old for old, new in fields.items() if old != new}
    changed = bool(questions.answers) or any(old != new for old, new in questions.items())
    touched |= {"situation"} & names if changed else set()
    if not touched:
        return when
    made = _folded(_walked(expression.tree, questions, fields))
    return NEVER if made.kind == "value" and not made.value else written(made)


def _folded(node: Any) -> Any:
    """What the bundle's own answers decide already is decided: `'new' == 'broken'` is false."""
    node = replace(node, parts=tuple(map(_folded, node.parts)))
    if node.kind in ("and", "or"):
        return _folded_chain(node)
    if node.kind in ("compare", "not") and all(map(_is_constant, node.parts)):
        return replace(node, kind="value", value=compile_expression(written(node)).evaluate({}), parts=())
    return node


def _folded_chain(node: Any) -> Any:
    decides = node.kind == "or"
    if any(part.kind == "value" and bool(part.value) is decides for part in node.parts):
        return replace(node, kind="value", value=decides, parts=())
    left = tuple(part for part in node.parts if part.kind != "value")
    if len(left) > 1:
        return replace(node, parts=left)
    return left[0] if left else replace(node, kind="value", value=not decides, parts=())


def _is_constant(node: Any) -> bool:
    return node.kind in ("value", "list") and all(map(_is_constant, node.parts))


NEVER = "false"


def _walked(node: Any, questions: Named, fields: Mapping[str, str]) -> Any:
    if node.kind == "name":
        first, second = (*node.value, "")[:2]
        if first == "situation" and second in questions.answers:
            return replace(node, kind="value", value=questions.answers[second])
        return replace(node, value=_name(node.value, questions, fields))
    return replace(node, parts=tuple(_walked(part, questions, fields) for part in node.parts))


def _name(parts: Any, questions: Named, fields: Mapping[str, str]) -> Any:
    first, *rest = parts
    if first == "situation" and rest:
        return type(parts)([first, questions.get(rest[0], rest[0]), *rest[1:]])
    return type(parts)([fields.get(first, first), *rest])


def both(*whens: str | None) -> str | None:
    """All of them; None asks for nothing, NEVER is never so."""
    given = list(dict.fromkeys(when for when in whens if when and when != "true"))
    if NEVER in given:
        return NEVER
    if len(given) > 1:
        return " and ".join(_bracketed(when) for when in given)
    return given[0] if given else None


def either(*whens: str | None) -> str | None:
    """One of them; None asks for nothing, and so does the whole then."""
    given = [when for when in dict.fromkeys(whens) if when != NEVER] or [NEVER]
    return None if None in given else " or ".join(when for when in given if when)


def _bracketed(when: str) -> str:
    return f"({when})" if compile_expression(when).tree.kind == "or" else when


def field(one: Content, key: str, questions: Named, fields: Mapping[str, str], *also: str | None) -> Content:
    """A field under its new key, with its conditions and checks renamed."""
    made = copy.deepcopy(one) | {"key": key}
    _put(made, "when", both(*also, renamed(one.get("when"), questions, fields)))
    _put(made, "prefill_when", both(renamed(one.get("prefill_when"), questions, fields)))
    for check in made.get("checks") or []:
        check["expr"] = renamed(check["expr"], questions, fields)
    inside = {name: new for name, new in fields.items() if name not in {i["key"] for i in one.get("fields") or []}}
    if one.get("fields"):
        made["fields"] = [field(inner, inner["key"], questions, inside) for inner in one["fields"]]
    return made


def _put(one: Content, name: str, value: Any) -> None:
    one.pop(name, None)
    one |= {name: value} if value else {}
