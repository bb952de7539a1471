"""The words that lead the search, tried twice at once."""

from __future__ import annotations

from functools import partial

from tests import walking as w
from tests.twice.scenario import ANY, THE_SAME, Act, Call, Facts, Scenario, keys
from tongban.catalogue.asking import actions
from tongban.catalogue.asking.models import OtherWord

HERE = "510131000000"
PUBLISHERS = ("publisher1", "publisher2")


def nothing() -> Facts:
    return {}


def a_word() -> Facts:
    kept = actions.lead(word="敬老钱", leads=["高龄津贴"], region_code=HERE, by=w.user("publisher1"))
    return keys(word=kept)


def led(facts: Facts, number: int) -> Act:
    by, leads = w.user(PUBLISHERS[number]), [f"高龄津贴{number}"]
    return lambda: actions.lead(word="尊老钱", leads=leads, region_code=HERE, by=by)


def withdrawn(facts: Facts, number: int) -> Act:
    entry, by = OtherWord.objects.get(pk=facts["word"]), w.user(PUBLISHERS[number])
    return lambda: actions.withdraw_word(entry=entry, by=by)


def both(call: object) -> tuple[Call, Call]:
    return partial(call, number=0), partial(call, number=1)  # type: ignore[operator]


def stands_once(facts: Facts) -> None:
    assert OtherWord.objects.filter(word="尊老钱", withdrawn_at__isnull=True).count() == 1


SCENARIOS: dict[str, Scenario] = {
    "catalogue.lead": Scenario(
        nothing, both(led), ANY, told="just written this word", actors=PUBLISHERS, after=stands_once
    ),
    "catalogue.withdraw_word": Scenario(
        a_word, both(withdrawn), THE_SAME, {"catalogue.withdraw_word": 1}, actors=PUBLISHERS
    ),
}  # fmt: skip
