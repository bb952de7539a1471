"""The library of laws and the check-up, tried twice at once."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from functools import partial
from typing import Any

from tests import walking as w
from tests.town import HERE
from tests.twice.on_the_rest import PUBLISHERS, own_item, pair
from tests.twice.scenario import ANY, BOTH, ONE_WINS, Act, Call, Facts, Scenario, keys
from tongban.catalogue import api as catalogue
from tongban.catalogue.checkup import actions
from tongban.catalogue.checkup.models import CheckFinding, CheckRun, NameGroup, RuleRow, RunState, WordRow
from tongban.kit import ids
from tongban.outbox import api as outbox
from tongban.statutes import api as statutes
from tongban.statutes import importing
from tongban.statutes.reading import RawArticle, RawEdition

EDITORS = ("editor1", "editor2")
_serial = itertools.count(1)


def acting(make: Callable[[Facts, Any, int], Any], who: tuple[str, str]) -> tuple[Call, Call]:
    def call(facts: Facts, number: int) -> Act:
        by = w.user(who[number])
        return lambda: make(facts, by, number)

    return pair(call)


# statutes


def law_of(name: str, text: str = "为了演示，制定本法。") -> RawEdition:
    day = dt.date(2019, 4, 23)
    return RawEdition(f"{name}.md", name, day, day, "law", "", "", "", [RawArticle(1, 0, "", 1, [text])])


def new_name() -> Facts:
    return {"name": f"演示第{next(_serial)}号法"}


def known_law() -> Facts:
    facts = new_name()
    statutes.take_over(edition=law_of(facts["name"]), by=w.user("publisher1"))
    return facts


def one_edition(facts: Facts) -> None:
    statute = statutes.find(facts["name"])
    assert statute is not None and statute.editions.count() == 1
    assert statutes.article(facts["name"], "第一条").verdict == "holds"


def kept(facts: Facts, by: Any, number: int) -> Any:
    statute = statutes.find(facts["name"])
    assert statute is not None
    short = [f"{facts['name']}简称{number}"]
    return statutes.keep(statute=statute, short_names=short, repealed_on=None, replaced_by="", by=by)


def put_in(facts: Facts, by: Any, number: int) -> Any:
    """Both have looked already whether the new text is there, and found that it is not."""
    statute = statutes.find(facts["name"])
    assert statute is not None
    return importing._take_over(statute, law_of(facts["name"], "为了再演示，制定本法。"), by)


# check-up


def no_run() -> Facts:
    CheckRun.objects.exclude(state=RunState.DONE).update(state=RunState.DONE)
    return {}


def done_run() -> CheckRun:
    no_run()
    run = actions.start_run(region_code=HERE, by=w.user("publisher1"))
    outbox.drain()
    return run


def finding() -> Facts:
    item, run = own_item(), done_run()
    promise = item.current.content["promise_days"]
    row = CheckFinding.objects.create(
        mark=f"twice{item.pk}"[:40], item=item, code=item.code, item_name=item.name, region_code=item.region_code,
        org_code=item.org_code, rule="promise_longer_than_law", severity="error", path="promise_days", found=str(promise),
        change=[{"do": "set", "path": "promise_days", "was": promise, "to": 1}], first_run=run, last_run=run,
    )  # fmt: skip
    return keys(finding=row, item=item)


def dismissed() -> Facts:
    facts = finding()
    actions.dismiss(finding=finding_of(facts), reason="演示", by=w.user("editor1"))
    return facts


def finding_of(facts: Facts) -> CheckFinding:
    return CheckFinding.objects.get(pk=facts["finding"])


def on_finding(action: Callable[..., Any], **more: Any) -> tuple[Call, Call]:
    def call(facts: Facts, number: int) -> Act:
        row, by = finding_of(facts), w.user(EDITORS[number])
        return lambda: action(finding=row, by=by, **more)

    return pair(call)


def in_one_draft(facts: Facts) -> None:
    version = catalogue.open_version(catalogue.Item.objects.get(pk=facts["item"]))
    assert version is not None and version.content["promise_days"] == 1


def two_findings() -> Facts:
    """Of one guide, at two places."""
    facts = finding()
    row = finding_of(facts)
    visits = catalogue.Item.objects.get(pk=facts["item"]).current.content["visits"]
    change = [{"do": "set", "path": "visits", "was": visits, "to": 3}]
    other = CheckFinding.objects.get(pk=row.pk)
    other.pk, other._state.adding, other.mark, other.path, other.change = (
        ids.new(),
        True,
        f"o{row.mark}"[:40],
        "visits",
        change,
    )
    other.save()
    return facts | {"other": str(other.pk)}


def accepted(facts: Facts, number: int) -> Act:
    row, by = CheckFinding.objects.get(pk=facts[("finding", "other")[number]]), w.user(EDITORS[number])
    return lambda: actions.accept(finding=row, by=by)


def both_in_one_draft(facts: Facts) -> None:
    in_one_draft(facts)
    version = catalogue.open_version(catalogue.Item.objects.get(pk=facts["item"]))
    assert version.content["visits"] == 3


def group() -> Facts:
    run, number = done_run(), next(_serial)
    names = [[f"演示证{number}", 2], [f"演示证{number}副本", 1]]
    row = NameGroup.objects.create(region_code=HERE, paper=f"演示证{number}", count=3, names=names, last_run=run)
    return keys(group=row) | {"kept": names[0][0]}


def on_group(action: Callable[..., Any], *, with_name: bool = False) -> tuple[Call, Call]:
    def call(facts: Facts, number: int) -> Act:
        row, by = NameGroup.objects.get(pk=facts["group"]), w.user(PUBLISHERS[number])
        more = {"kept": facts["kept"]} if with_name else {}
        return lambda: action(group=row, by=by, **more)

    return pair(call)


def a_word() -> Facts:
    return {"word": f"演示词{next(_serial)}"}


def worded(facts: Facts, by: Any, number: int) -> Any:
    return actions.set_word(place="materials", word=facts["word"], weight=("error", "warning")[number], by=by)


def no_rule() -> Facts:
    RuleRow.objects.all().delete()
    return {}


def ruled(facts: Facts, by: Any, number: int) -> Any:
    return actions.set_rule(rule="text_cut_off", weight=("off", "error")[number], by=by)


def one_row(facts: Facts) -> None:
    assert WordRow.objects.filter(word=facts.get("word", "")).count() <= 1
    assert RuleRow.objects.filter(rule="text_cut_off").count() <= 1


def started(facts: Facts, by: Any, number: int) -> Any:
    return actions.start_run(region_code=HERE, by=by)


def taken_over(facts: Facts, by: Any, number: int) -> Any:
    return statutes.take_over(edition=law_of(facts["name"]), by=by)


SCENARIOS: dict[str, Scenario] = {
    "statutes.take_over": Scenario(new_name, acting(taken_over, PUBLISHERS), ANY, {"statutes.import": 1}, after=one_edition),
    "statutes._take_over": Scenario(known_law, acting(put_in, PUBLISHERS), ANY, {"statutes.import": 1}, after=one_edition),
    "statutes.keep": Scenario(known_law, acting(kept, PUBLISHERS), BOTH, {"statutes.keep": 2}, after=one_edition),
    "catalogue.start_run": Scenario(
        no_run, acting(started, PUBLISHERS), ONE_WINS, {"catalogue.start_run": 1}, told="{winner}", actors=PUBLISHERS,
    ),
    "catalogue.accept": Scenario(
        finding, on_finding(actions.accept), ONE_WINS, {"catalogue.accept": 1, "catalogue.draft": 1}, told="{winner}",
        actors=EDITORS, after=in_one_draft,
    ),
    "two findings of one guide accepted": Scenario(
        two_findings, (partial(accepted, number=0), partial(accepted, number=1)), BOTH,
        {"catalogue.accept": 2, "catalogue.draft": 2}, after=both_in_one_draft,
    ),
    "catalogue.dismiss": Scenario(
        finding, on_finding(actions.dismiss, reason="演示"), ONE_WINS, {"catalogue.dismiss": 1}, told="{winner}", actors=EDITORS,
    ),
    "catalogue.reopen": Scenario(
        dismissed, on_finding(actions.reopen), ONE_WINS, {"catalogue.reopen": 1}, told="not dismissed",
    ),
    "catalogue.set_word": Scenario(a_word, acting(worded, PUBLISHERS), ANY, after=one_row),
    "catalogue.set_rule": Scenario(no_rule, acting(ruled, PUBLISHERS), ANY, after=one_row),
    "catalogue.merge_names": Scenario(
        group, on_group(actions.merge_names, with_name=True), ONE_WINS, {"catalogue.merge_names": 1}, told="{winner}",
        actors=PUBLISHERS,
    ),
    "catalogue.keep_names_apart": Scenario(
        group, on_group(actions.keep_names_apart), ONE_WINS, {"catalogue.keep_names_apart": 1}, told="{winner}",
        actors=PUBLISHERS,
    ),
}  # fmt: skip
