"""Patterns of the schema: only such as end in good time on any text (no repeat within a repeat)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

UNBOUNDED_AT_MOST = 3
LONG = 200  # characters that an open repeat is taken to run over
WAYS_AT_MOST = (LONG + 1) ** UNBOUNDED_AT_MOST


class PatternRefused(ValueError):
    pass


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """Raises PatternRefused; its words say what is wanted instead."""
    try:
        _refuse_slow(pattern)
        return re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise PatternRefused(_("a regular expression (%(error)s)") % {"error": error}) from error


def _refuse_slow(pattern: str) -> None:
    if re.search(r"\\[1-9]|\(\?P=|\(\?[(#]", pattern):
        raise PatternRefused(_("a pattern that refers back to no group"))
    tree = re._parser.parse(pattern)  # type: ignore[attr-defined]
    seen = list(_repeats(tree, inside=False))
    if any(inside for inside in seen):
        raise PatternRefused(_("a pattern without a repeat inside a repeat (it could run for ever)"))
    if len(seen) > UNBOUNDED_AT_MOST:
        raise PatternRefused(_("a pattern with at most %(most)d open repeats") % {"most": UNBOUNDED_AT_MOST})
    if _ways(tree) > WAYS_AT_MOST:
        raise PatternRefused(_("a pattern without a repeat inside a repeat (it could run for ever)"))


def _ways(tree: Any) -> float:
    """In how many ways a text can be split among the parts, which is how often a search may turn back."""
    ways = 1.0
    for operation, argument in tree:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, body = argument
            times = min(int(most), max(LONG, int(least)))
            ways *= (times - int(least) + 1) * min(_ways(body), WAYS_AT_MOST + 1) ** min(times, 40)
        elif name == "BRANCH":
            ways *= sum(_ways(branch) for branch in argument[1])
        else:
            parts = argument if isinstance(argument, tuple) else (argument,)
            for part in parts:
                ways *= _ways(part.data) if hasattr(part, "data") else 1
        ways = min(ways, WAYS_AT_MOST + 1.0)
    return ways


def _repeats(tree: Any, inside: bool) -> Any:
    """One True or False for every repeat of variable length: whether it stands inside another."""
    for operation, argument in tree:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, body = argument
            varies = int(most) != int(least) and int(most) > 1
            if varies:
                yield inside
            yield from _repeats(body, inside or varies)
        elif name == "BRANCH":
            yield from [True] if inside else []
            for branch in argument[1]:
                yield from _repeats(branch, inside)
        elif isinstance(argument, tuple):
            for part in argument:
                if hasattr(part, "data"):
                    yield from _repeats(part.data, inside)
        elif hasattr(argument, "data"):
            yield from _repeats(argument.data, inside)
