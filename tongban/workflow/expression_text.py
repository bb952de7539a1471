"""An expression written again from its tree: what a table or a picker changed, in the grammar of `expressions`."""

from __future__ import annotations

from typing import Any

from .expression_parser import Node

_POWER = {"or": 1, "and": 2, "not": 3, "compare": 4, "sum": 5, "product": 6, "minus": 7}


def written(node: Node) -> str:
    """Reads back as the same tree; brackets stand only where they are needed."""
    return _WRITERS[node.kind](node)


def literal(value: Any) -> str:
    """true, null, a number, or a text in quotes."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return str(value)


def _inside(node: Node, power: int) -> str:
    text = written(node)
    return f"({text})" if _POWER.get(node.kind, 9) <= power else text


def _chain(node: Node) -> str:
    power = _POWER[node.kind]
    if node.kind in ("and", "or"):
        return f" {node.kind} ".join(_inside(part, power) for part in node.parts)
    first, *rest = (_inside(part, power) for part in node.parts)
    return first + "".join(f" {sign} {part}" for sign, part in zip(node.value, rest, strict=True))


def _compare(node: Node) -> str:
    left, right = (_inside(part, _POWER["compare"]) for part in node.parts)
    return f"{left} {node.value} {right}"


def _items(node: Node) -> str:
    return ", ".join(map(written, node.parts))


_WRITERS = {
    "value": lambda node: literal(node.value),
    "name": lambda node: ".".join(node.value),
    "list": lambda node: f"[{_items(node)}]",
    "call": lambda node: f"{node.value}({_items(node)})",
    "minus": lambda node: f"-{_inside(node.parts[0], _POWER['minus'])}",
    "not": lambda node: f"not {_inside(node.parts[0], _POWER['not'] - 1)}",
    "and": _chain,
    "or": _chain,
    "sum": _chain,
    "product": _chain,
    "compare": _compare,
}
