"""What goes on by itself in a bundle: items that can be handed on, items that never will be, and the end of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tongban.cases import actions
from tongban.cases.bundles.standing import Line, lines, taken
from tongban.cases.rules import check_is_applicant
from tongban.intake import api as intake
from tongban.kit.act import SYSTEM
from tongban.kit.errors import NotAllowed, Refused
from tongban.people.api import User


def look(whole: intake.Application) -> None:
    """Hands on what is ready and hands back what waits in vain. Looking again changes nothing."""
    found = lines(whole)
    for line in found:
        if line.is_waiting and line.lost is not None:
            _hand_back(line, line.lost)
        elif line.is_ready:
            _go_on(line)
    if found and all(line.is_over for line in found):
        actions.invite(whole, SYSTEM)  # each item is rated by itself, and the whole once, at the end of the last


def _go_on(line: Line) -> None:
    carried = taken(line)
    if carried is None:
        _hand_back(line, line.after[0])
    else:
        intake.go_on(application=line.application, carried=carried)


def _hand_back(line: Line, earlier: Line) -> None:
    row = earlier.application
    names = {"zh": row.item_name, "en": row.item_name_en or row.item_name}
    intake.hand_back(application=line.application, earlier=names)


def can_be_withdrawn(line: Line, user: Any) -> bool:
    try:
        if line.case is not None:
            check_is_applicant("withdraw")(line.case, user)
        else:
            intake.check_can_take_back(line.application, user)
    except (NotAllowed, Refused):
        return False
    return True


def withdraw_all(*, whole: intake.Application, reason: str = "", by: User) -> tuple[list[Line], list[Line]]:
    """What waits first, so that nothing is handed back in between; each by itself, as if asked for one by one.
    (withdrawn, what was decided meanwhile and stays)."""
    done: list[Line] = []
    for line in _latest_first(lines(whole)):
        if can_be_withdrawn(line, by) and _withdrawn(line, reason, by):
            done.append(line)
    keys = {line.application.pk for line in done}
    return done, [line for line in lines(whole) if line.application.pk not in keys and not line.is_over]


def _latest_first(found: Sequence[Line]) -> list[Line]:
    backwards = list(reversed(found))
    return [line for line in backwards if line.is_waiting] + [line for line in backwards if not line.is_waiting]


def _withdrawn(line: Line, reason: str, by: User) -> bool:
    """False where somebody was quicker."""
    try:
        if line.case is not None:
            actions.withdraw(case=line.case, reason=reason, by=by)
        else:
            intake.take_back(application=line.application, by=by)
    except Refused:
        return False
    return True
