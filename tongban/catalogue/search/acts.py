"""What one may want to do with a matter: somebody who only names the matter wants to have it, not to change
or end it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tongban.catalogue.search.normal import plain

LEAN = 0.05
"""Against 1 for full coverage of the question."""


def lean(asked: tuple[str, ...], name: str) -> float:
    """Below 0 if the name speaks of a later step that none of the ways to ask mentions; above if it is the
    first step.
    """
    name = plain(name)
    first_steps, later_steps = _steps()
    later = [act for act in later_steps if act in name]
    if later:
        return 0.0 if any(act in text for act in later for text in asked) else -LEAN
    first = any(act in name for act in first_steps)
    return LEAN / 2 if first and not any(act in text for act in later_steps for text in asked) else 0.0


@cache
def _steps() -> tuple[list[str], list[str]]:
    lines = Path(__file__).with_name("acts.txt").read_text("utf-8").splitlines()
    text = " ".join(line for line in lines if not line.startswith("#"))
    first, _later, later = text.partition("[first]")[2].partition("[later]")
    return first.split(), later.split()
