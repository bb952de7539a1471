"""一件事, submitted twice at once (C5)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

from tests import walking as w
from tests.twice.scenario import THE_SAME, Facts, Scenario, application_of, keys
from tongban.cases import api as cases
from tongban.intake import api as intake

NAME = "开餐馆一件事"


def draft() -> Facts:
    wanted: Any = SimpleNamespace(situation={"has_licence": False}, answers={})
    return keys(application=w.filled(NAME, "citizen1", story=wanted))


def sent(facts: Facts, number: int) -> Callable[[], Any]:
    application = application_of(facts)
    user = w.user("citizen1")
    return lambda: intake.submit(application=application, by=user)


def one_case_for_each_item(facts: Facts) -> None:
    assert cases.Case.objects.filter(application__bundle_id=facts["application"]).count() == 2


SCENARIOS: dict[str, Scenario] = {
    "intake.submit (of a bundle)": Scenario(
        draft,
        (partial(sent, number=0), partial(sent, number=1)),
        THE_SAME,
        {"intake.submit": 1, "intake.split": 2, "cases.open": 2},
        papers={"receipt": 1},
        after=one_case_for_each_item,
    ),
}
