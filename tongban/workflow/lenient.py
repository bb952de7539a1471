"""Conditions at the counter: one that cannot be worked out turns nobody away and shows nobody an error of its own.

The check-up of a guide tries every condition before publication; what got through nevertheless is told in the log, with
whose condition it is and its text, and with nothing that anybody answered.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from .expressions import Expression, ExpressionFault

log = logging.getLogger("tongban.workflow")

# Where a context carries whose conditions they are. Nothing in the grammar, and no field or datum, can have this name.
OWNER = "owner()"


def owned(names: Mapping[str, Any], owner: str) -> dict[str, Any]:
    """The names with the code of the guide or form whose conditions look at them."""
    return {**names, OWNER: owner}


def holds_or(expression: Expression, names: Mapping[str, Any], otherwise: bool) -> bool:
    """`otherwise`: what counts where the condition cannot be worked out."""
    try:
        return expression.holds(names)
    except ExpressionFault:
        told = {"owner": names.get(OWNER, ""), "condition": expression.text}
        log.error("a condition cannot be worked out", extra=told)
        return otherwise
