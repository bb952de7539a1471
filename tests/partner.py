"""`python -m tests.partner N`: one of the processes of `tests.twice`. Reads a line, answers a line.

{"scenario", "facts"} → loads what the scenario names → "ready" → {"at": monotonic instant} → acts → what came of it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import django


def outcome_of(act: Callable[[], Any]) -> dict[str, Any]:
    """Won with what it made, or refused with what it was told; anything else is a fault of the program."""
    from django.db import connection

    from tongban.kit.errors import Refused

    began = time.monotonic()
    try:
        made = act()
    except Refused as refusal:
        told = {"sentence": str(refusal), "found": str(refusal.found), "wanted": str(refusal.wanted)}
        errors = getattr(refusal, "errors", {})
        return {"won": False, "kind": type(refusal).__name__, "errors": errors, **told, "at": began}
    except Exception as error:
        connection.close()
        return {"won": False, "kind": f"FAULT {type(error).__name__}", "sentence": str(error), "at": began}
    return {"won": True, "made": described(made), "at": began}


def described(made: Any) -> Any:
    if hasattr(made, "pk"):
        return [type(made).__name__, str(made.pk)]
    return made if isinstance(made, (str, int, bool, list, dict, type(None))) else str(made)


def serve(number: int) -> None:
    from tests.twice.scenarios import SCENARIOS

    for line in sys.stdin:
        asked = json.loads(line)
        act = SCENARIOS[asked["scenario"]].calls[number](asked["facts"])
        answer("ready")
        at = json.loads(sys.stdin.readline())["at"]
        while time.monotonic() < at:
            pass
        answer(outcome_of(act))


def answer(what: Any) -> None:
    sys.__stdout__.write(json.dumps(what if isinstance(what, dict) else {"says": what}, default=str) + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.utils import translation

    translation.activate("en")
    serve(int(sys.argv[1]))
