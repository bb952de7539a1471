"""How much a guide may hold, looked at before anything is written. What was published earlier is read as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.guide import path_of, refusal_by_path

LONGEST_TEXT, LONGEST_NAME, LONGEST_ALIAS = 20_000, 300, 60  # characters
LARGEST = 10**12
MOST_ALIASES, MOST_IN_A_LIST = 100, 500
DEEPEST = 40  # lists and objects within each other; a guide has about ten
control_character = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]").search
Where = tuple[int | str, ...]
SHORT = {"name": LONGEST_NAME, "aliases": LONGEST_ALIAS}


def check(content: Any) -> None:
    """Raises BadInput, as `guide.load` does. Any JSON, however deep."""
    if is_too_deep(content, DEEPEST):
        raise refusal_by_path(dict(_deep(content)))
    if _is_small(content, LONGEST_TEXT):
        return
    if errors := {path_of(where): [said] for where, said in _faults(content)}:
        raise refusal_by_path(errors)


def is_too_deep(value: Any, most: int) -> bool:
    """Level by level, so that no depth is too much for the question itself."""
    level = [value]
    for _level in range(most):
        level = [inner for one in level for inner in _inside(one) if isinstance(inner, (list, dict))]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _deep(content: Any) -> Iterator[tuple[str, list[str]]]:
    said = _("Wanted at most %(most)d levels of lists and objects within each other.") % {"most": DEEPEST}
    for key, inner in content.items() if isinstance(content, dict) else [("", content)]:
        if is_too_deep(inner, DEEPEST - 1):
            yield path_of((str(key),)), [said]


def _is_small(value: Any, longest: int) -> bool:
    """Quickly, of what nearly every guide is: no place is looked at, so a list that is too long anywhere is a no."""
    if isinstance(value, str):
        return len(value) <= longest and not control_character(value)
    if isinstance(value, list):
        return len(value) <= MOST_ALIASES and all(_is_small(inner, longest) for inner in value)
    if isinstance(value, dict):
        return len(value) <= MOST_IN_A_LIST and all(
            _is_small(inner, SHORT.get(key, longest)) and not control_character(str(key))
            for key, inner in value.items()
        )
    return True


def _faults(content: Any) -> Iterator[tuple[Where, str]]:
    waiting: list[tuple[Where, Any]] = [((), content)]
    while waiting:
        where, value = waiting.pop()
        if said := _fault(where, value):
            yield where, said
        elif isinstance(value, dict):
            yield from ((where, odd) for key in value if (odd := _odd(str(key))))
            waiting += [((*where, key), inner) for key, inner in value.items() if not _odd(str(key))]
        elif isinstance(value, list):
            waiting += [((*where, place), inner) for place, inner in enumerate(value)]


def _fault(where: Where, value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not abs(value) <= LARGEST:
        words = {"where": path_of(where), "most": f"{LARGEST:,}"}
        return _("%(where)s: wanted a number of at most %(most)s.") % words
    if isinstance(value, (list, dict)) and len(value) > (most := _most(where)):
        return _("Found %(found)d entries, wanted at most %(most)d.") % {"found": len(value), "most": most}
    if not isinstance(value, str):
        return ""
    if len(value) > (longest := _longest(where)):
        return _("Found %(found)d characters, wanted at most %(most)d.") % {"found": len(value), "most": longest}
    return _odd(value)


def _odd(text: str) -> str:
    if not (found := control_character(text)):
        return ""
    words = {"found": f"U+{ord(found[0]):04X}", "place": found.start() + 1}
    return _("Character %(place)d is the control character %(found)s. Take it out.") % words


def _most(where: Where) -> int:
    return MOST_ALIASES if where == ("aliases",) else MOST_IN_A_LIST


def _longest(where: Where) -> int:
    if where[:1] == ("aliases",):
        return LONGEST_ALIAS
    return LONGEST_NAME if "name" in where[-2:] else LONGEST_TEXT
