"""The planned day of a service that is not online yet, set twice at once (C7)."""

from __future__ import annotations

import datetime as dt

from tests.twice.on_the_rest import EDITORS, own_item
from tests.twice.scenario import BOTH, THE_SAME, Facts, Scenario, item_of, keys, two
from tongban.catalogue import api as catalogue
from tongban.catalogue.lists.models import OnlinePlan
from tongban.kit import clock
from tongban.kit.act import SYSTEM

DAYS = (30, 60)


def offline() -> Facts:
    """A service that is asked for at a window only."""
    item = own_item()
    catalogue.draft(item=item, content=item.current.content | {"online_depth": [1], "handle_forms": []}, by=SYSTEM)
    catalogue.submit_for_review(item=item, by=SYSTEM)
    catalogue.publish(item=item, by=SYSTEM)
    return keys(item=item)


def day(number: int) -> dt.date:
    return clock.today() + dt.timedelta(days=DAYS[number])


def one_plan(facts: Facts) -> None:
    plan = OnlinePlan.objects.get(item=item_of(facts))
    assert plan.planned_on in (day(0), day(1))


same = two(catalogue.plan_online, "item", EDITORS, planned_on=lambda facts, number: day(0), reason="系统在改造")
differing = two(
    catalogue.plan_online, "item", EDITORS, planned_on=lambda facts, number: day(number), reason="系统在改造"
)
SCENARIOS: dict[str, Scenario] = {
    "catalogue.plan_online": Scenario(offline, same, THE_SAME, {"catalogue.plan_online": 1}, after=one_plan),
    "catalogue.plan_online (two days)": Scenario(
        offline, differing, BOTH, {"catalogue.plan_online": 2}, after=one_plan
    ),
}
