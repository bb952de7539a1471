"""When a page or field is asked at all, and whether a check holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tongban.workflow.api import compile_expression, holds_or


def roots(text: str | None) -> set[str]:
    """The first part of each name: `situation.kind == x` gives {"situation", "x"}."""
    return {name.split(".")[0] for name in compile_expression(text).names()} if text else set()


def applies(when: str | None, scope: Mapping[str, Any], *, otherwise: bool = True) -> bool:
    """No condition always applies. A condition on something not answered reads it as null.

    One that cannot be worked out counts as `otherwise`: a page or a field is asked, so that no answer is missing that
    somebody needs; a check is passed, so that nobody is held up, and the official reads the answer; and nothing is
    filled in beforehand, because it might be somebody else's.
    """
    return when is None or holds_or(compile_expression(when), scope, otherwise)


def comparisons(text: str) -> Iterator[tuple[str, str, list[Any]]]:
    """(name, operator, values) wherever a bare name stands against plain values: `kind in ['a', 'b']`."""
    waiting = [compile_expression(text).tree]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.parts)
        if node.kind == "compare":
            left, right = node.parts
            for name, other in ((left, right), (right, left)):
                plain = plain_values(other)
                if name.kind == "name" and len(name.value) == 1 and plain is not None:
                    yield name.value[0], node.value, plain


def plain_values(node: Any) -> list[Any] | None:
    """Of a plain value or a list of them; None of anything else."""
    if node.kind == "value":
        return [node.value]
    if node.kind == "list" and all(part.kind == "value" for part in node.parts):
        return [part.value for part in node.parts]
    return None
