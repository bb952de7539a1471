"""Two keepers of one site at once (R2)."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests import walking as w
from tests.twice.scenario import ONE_WINS, Act, Call, Facts, Scenario
from tongban.sites import api as sites

HERE = "510131000000"
KEEPERS = ("sites1", "sites2")


def pair(make: Any) -> tuple[Call, Call]:
    return partial(make, number=0), partial(make, number=1)


def site() -> sites.Site | None:
    return sites.Site.objects.select_related("current").filter(region_code=HERE).first()


def nothing_yet() -> Facts:
    """Scenarios of one database come after one another."""
    if (found := site()) is not None:
        found.current = None
        found.save()
        found.delete()
    return {}


def written() -> Facts:
    nothing_yet()
    for number in (0, 1, 2):
        sites.draft(region_code=HERE, content={"colour": "#1d6b45"}, base=number, by=w.user(KEEPERS[0]))
    return {}


def drafted(facts: Facts, number: int) -> Act:
    found, by = site(), w.user(KEEPERS[number])
    base = found.latest if found else 0
    content = {"name": {"zh": f"网站{number}", "en": ""}}
    return lambda: sites.draft(region_code=HERE, content=content, base=base, by=by).number


def put(facts: Facts, number: int) -> Act:
    found, by = site(), w.user(KEEPERS[number])
    assert found is not None
    return lambda: sites.put_in_force(site=found, number=number + 1, seen=0, by=by).pk


SCENARIOS: dict[str, Scenario] = {
    "sites.draft (the first of a place)": Scenario(
        nothing_yet, pair(drafted), ONE_WINS, {"sites.draft": 1}, told="while you were writing"
    ),
    "sites.draft (another)": Scenario(
        written, pair(drafted), ONE_WINS, {"sites.draft": 1}, told="{winner}.*while you were writing", actors=KEEPERS
    ),
    "sites.put_in_force": Scenario(
        written, pair(put), ONE_WINS, {"sites.put_in_force": 1}, told="while you were reading"
    ),
}
