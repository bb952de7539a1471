"""Items of a bundle that wait, tried twice at once (C5)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from demo import newborn, stories
from tests import walking as w
from tests.twice.scenario import ANY, ONE_WINS, THE_SAME, Facts, Scenario, keys
from tongban.cases import api as cases
from tongban.cases.bundles import standing
from tongban.intake import api as intake

PARENT = "citizen2"


def begun() -> intake.Application:
    return newborn.begun(PARENT, stories.baby(PARENT, "演示·白小禾", days=-12, claim=False))


def ready() -> Facts:
    """The certificate is granted; nobody looked yet."""
    whole = begun()
    case = cases.accept(case=newborn.case_of(whole, newborn.CERTIFICATE), by=w.user("examiner1"))
    case = cases.review(case=case, opinion="grant", reasons="一致。", ticked=w.ticks(case), by=w.user("examiner1"))
    cases.grant(case=case, by=w.user("decider1"))
    return keys(whole=whole, application=part(whole, newborn.REGISTER))


def lost() -> Facts:
    whole = begun()
    cases.withdraw(case=newborn.case_of(whole, newborn.CERTIFICATE), by=w.user(PARENT))
    return keys(whole=whole, application=part(whole, newborn.REGISTER))


def part(whole: intake.Application, name: str) -> intake.Application:
    return intake.Application.objects.get(bundle=whole, item_name=name)


def looked(facts: Facts, number: int) -> Callable[[], Any]:
    whole = intake.Application.objects.get(pk=facts["whole"])
    return lambda: cases.look(whole)


def handed_on(facts: Facts, number: int) -> Callable[[], Any]:
    row = intake.Application.objects.get(pk=facts["application"])
    lines = cases.lines(intake.Application.objects.get(pk=facts["whole"]))
    carried = standing.taken(next(line for line in lines if line.application.pk == row.pk)) or []
    return lambda: intake.go_on(application=row, carried=carried)


def taken_back(facts: Facts, number: int) -> Callable[[], Any]:
    row, by = intake.Application.objects.get(pk=facts["application"]), w.user(PARENT)
    return lambda: intake.take_back(application=row, by=by)


def handed_back(facts: Facts, number: int) -> Callable[[], Any]:
    row = intake.Application.objects.get(pk=facts["application"])
    return lambda: intake.hand_back(application=row, earlier={"zh": "前面的事项", "en": "The earlier item"})


def one_case(facts: Facts) -> None:
    assert cases.Case.objects.filter(application_id=facts["application"]).count() == 1


def one_or_none(facts: Facts) -> None:
    """Handed on or taken back: never both."""
    row = intake.Application.objects.get(pk=facts["application"])
    there = cases.Case.objects.filter(application=row).count()
    assert (row.state, there) in ((intake.State.SUBMITTED, 1), (intake.State.TAKEN_BACK, 0))


SCENARIOS: dict[str, Scenario] = {
    "intake.go_on": Scenario(
        ready,
        (partial(handed_on, number=0), partial(handed_on, number=1)),
        THE_SAME,
        {"intake.go_on": 1, "cases.open": 1},
        after=one_case,
    ),
    "intake.hand_back": Scenario(
        lost,
        (partial(handed_back, number=0), partial(handed_back, number=1)),
        THE_SAME,
        {"intake.hand_back": 1},
    ),
    "intake.take_back": Scenario(
        lost,
        (partial(taken_back, number=0), partial(taken_back, number=1)),
        ONE_WINS,
        {"intake.take_back": 1},
    ),
    "two workers look at one bundle": Scenario(
        ready, (partial(looked, number=0), partial(looked, number=1)), THE_SAME, None, after=one_case
    ),
    "an item is taken back while it is handed on": Scenario(
        ready, (partial(handed_on, number=0), partial(taken_back, number=1)), ANY, None, after=one_or_none
    ),
}
