"""Acts of the two lists and of their adjustments, tried twice at once (C1, C6)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from tests import walking as w
from tests.twice.on_the_rest import EDITORS, PUBLISHERS, own_item
from tests.twice.scenario import ONE_WINS, THE_SAME, Act, Call, Facts, Scenario, item_of, keys, two
from tongban.catalogue import actions as guides
from tongban.catalogue import api as catalogue
from tongban.catalogue.adjusting import actions as adjusting
from tongban.catalogue.basic import actions as lists
from tongban.catalogue.basic import inheriting
from tongban.catalogue.basic.models import BasicItem
from tongban.catalogue.materials import actions as shared
from tongban.catalogue.materials.models import SharedMaterial
from tongban.kit import clock
from tongban.kit.act import SYSTEM

KEEPERS = ("keeper1", "keeper2")
ESTABLISHMENT, LEGAL = ("establishment1", "establishment2"), ("legal1", "legal2")
SOON = 30  # days


def pair(make: Callable[[Facts], Act]) -> tuple[Call, Call]:
    return partial(make), partial(make)


def basic_of_facts(facts: Facts) -> BasicItem:
    return BasicItem.objects.select_related("current").get(pk=facts["basic"])


def on_basic(action: Callable[..., Any], actors: tuple[str, str], seen: bool = False, **more: Any) -> tuple[Call, Call]:
    def call(facts: Facts, number: int) -> Act:
        item, by = basic_of_facts(facts), w.user(actors[number])
        given = more | ({"seen": catalogue.digest_of(lists.open_basic(item))} if seen else {})
        return lambda: action(item=item, by=by, **given)

    return partial(call, number=0), partial(call, number=1)


def content(tail: str = "") -> dict[str, Any]:
    serial = tail or str(uuid.uuid4().int)[:6]
    name = {"zh": f"演示基本事项{serial}", "en": f"Basic {serial}"}
    return {"code": f"510511{serial}", "name": name, "type_code": "05", "levels": ["4"], "bases": []}


def new_basic() -> Facts:
    return {"content": content()}


def drafted_new(facts: Facts) -> Act:
    return lambda: lists.draft_basic(item=None, content=facts["content"], region_code="510000000000", by=SYSTEM)


def drafted_basic() -> Facts:
    version = lists.draft_basic(item=None, content=content(), region_code="510000000000", by=w.user("keeper1"))
    return keys(basic=version.item)


def submitted_basic() -> Facts:
    facts = drafted_basic()
    lists.submit_basic(item=basic_of_facts(facts), by=w.user("keeper1"))
    return facts


def reviewed_basic() -> Facts:
    facts = submitted_basic()
    for reviewer in ("establishment1", "legal1"):
        item = basic_of_facts(facts)
        lists.pass_basic(item=item, seen=catalogue.digest_of(lists.open_basic(item)), by=w.user(reviewer))
    return facts


def waiting_basic() -> Facts:
    facts = reviewed_basic()
    day = clock.today() + dt.timedelta(days=SOON)
    item = basic_of_facts(facts)
    seen = catalogue.digest_of(lists.open_basic(item))
    lists.publish_basic(item=item, seen=seen, effective_on=day, by=w.user("keeper2"))
    basic_of_facts(facts).versions.update(effective_on=clock.today())
    return facts


def effective_basic(facts: Facts) -> Act:
    item = basic_of_facts(facts)
    return lambda: lists.take_effect_basic(item=item).state


def published_once(facts: Facts) -> None:
    item = basic_of_facts(facts)
    assert [version.state for version in item.versions.all()] == ["published"]
    assert item.current is not None


# shared materials


def material_of(facts: Facts) -> SharedMaterial:
    return SharedMaterial.objects.select_related("current").get(pk=facts["material"])


def on_material(
    action: Callable[..., Any], actors: tuple[str, str], seen: bool = False, **more: Any
) -> tuple[Call, Call]:
    def call(facts: Facts, number: int) -> Act:
        material, by = material_of(facts), w.user(actors[number])
        given = more | ({"seen": catalogue.digest_of(shared.open_material(material))} if seen else {})
        return lambda: action(material=material, by=by, **given)

    return partial(call, number=0), partial(call, number=1)


def new_material() -> Facts:
    key = f"m{uuid.uuid4().hex[:12]}"
    return {"content": {"key": key, "name": {"zh": f"演示材料{key}"}}}


def drafted_new_material(facts: Facts) -> Act:
    content = facts["content"]
    return lambda: shared.draft_material(material=None, content=content, region_code="510000000000", by=SYSTEM)


def drafted_material() -> Facts:
    content = new_material()["content"]
    by = w.user("keeper1")
    version = shared.draft_material(material=None, content=content, region_code="510000000000", by=by)
    return keys(material=version.material)


def submitted_material() -> Facts:
    facts = drafted_material()
    shared.submit_material(material=material_of(facts), by=w.user("keeper1"))
    return facts


def passed_material() -> Facts:
    facts = submitted_material()
    seen = catalogue.digest_of(shared.open_material(material_of(facts)))
    shared.pass_material(material=material_of(facts), seen=seen, by=w.user("legal1"))
    return facts


def material_published_once(facts: Facts) -> None:
    assert [version.state for version in material_of(facts).versions.all()] == ["published"]


# guides


def in_legal_review() -> Facts:
    item = own_item()
    more = [*item.current.content["conditions"], {"text": {"zh": "再加一条", "en": "One more"}}]
    catalogue.draft(item=item, content=item.current.content | {"conditions": more}, by=w.user("editor1"))
    catalogue.submit_for_review(item=item, by=w.user("editor1"))
    return keys(item=item)


def waiting() -> Facts:
    item = own_item()
    catalogue.draft(item=item, content=item.current.content | {"tolerant": 7}, by=SYSTEM)
    catalogue.submit_for_review(item=item, by=SYSTEM)
    catalogue.publish(item=item, effective_on=clock.today() + dt.timedelta(days=SOON), by=SYSTEM)
    item.versions.filter(state="waiting").update(effective_on=clock.today())
    return keys(item=item)


def effective(facts: Facts) -> Act:
    item = item_of(facts)
    return lambda: guides.take_effect(item=item).state


def implemented() -> Facts:
    """A basic item that says another name than the guide that implements it."""
    item = own_item()
    made = content() | {"code": item.base_code, "bases": item.current.content["bases"]}
    basic = lists.draft_basic(item=None, content=made, region_code="510000000000", by=SYSTEM).item
    lists.submit_basic(item=basic, by=SYSTEM)
    lists.publish_basic(item=basic, by=SYSTEM)
    return keys(item=item, name=made["name"]["zh"])


def inherited(facts: Facts) -> Act:
    item = item_of(facts)
    basic = inheriting.basic_of(item.base_code, item.region_code)
    assert basic is not None
    said = partial(inheriting.inherited, basic=basic)
    return lambda: guides.take_over(item=item, said=said, because="基本目录") is not None


def taken_over_once(facts: Facts) -> None:
    item = item_of(facts)
    assert (item.name, item.versions.count()) == (facts["name"], 2)


# adjustments


def an_item() -> Facts:
    return keys(item=own_item())


def proposed() -> Facts:
    facts = an_item()
    adjusting.propose(item=item_of(facts), kind="cancel", reason="依据废止", successors=[], by=w.user("editor1"))
    return facts


def sent_back() -> Facts:
    facts = proposed()
    adjusting.send_back_adjustment(item=item_of(facts), reason="请附文件", by=w.user("establishment1"))
    return facts


def read_twice() -> Facts:
    facts = proposed()
    for reviewer in ("establishment1", "legal1"):
        adjusting.pass_adjustment(item=item_of(facts), seen=read(facts, 0), by=w.user(reviewer))
    return facts


def adjustment_waiting() -> Facts:
    facts = read_twice()
    item = item_of(facts)
    item.adjustments.update(effective_on=clock.today() + dt.timedelta(days=SOON))
    adjusting.publish_adjustment(item=item, seen=read(facts, 0), by=w.user("publisher1"))
    item.adjustments.update(effective_on=clock.today())
    return facts


def read(facts: Facts, number: int) -> str:
    """The mark of the adjustment as it stands on the page."""
    return catalogue.digest_of(adjusting.open_adjustment(item_of(facts)))


def read_guide(facts: Facts, number: int) -> str:
    return catalogue.digest_of(catalogue.open_version(item_of(facts)))


def carried_out(facts: Facts) -> Act:
    item = item_of(facts)
    return lambda: adjusting.carry_out(item=item).state


def cancelled(facts: Facts) -> None:
    item = item_of(facts)
    assert (item.standing, item.standing_note) == ("cancelled", "依据废止")


def two_into_each_other() -> Facts:
    """A is to be merged into B and B into A; both were read, and both wait for who publishes."""
    one, other = own_item(), own_item()
    for item, goes_on in ((one, other), (other, one)):
        words = {"kind": "merge", "reason": "合并办理", "successors": [goes_on.code]}
        adjusting.propose(item=item, **words, by=w.user("editor1"))
        for reviewer in ("establishment1", "legal1"):
            adjusting.pass_adjustment(item=item, seen=read(keys(item=item), 0), by=w.user(reviewer))
    return keys(item=one, other=other)


def merged(facts: Facts, number: int) -> Act:
    mine = keys(item=facts[("item", "other")[number]])
    item, seen, by = item_of(mine), read(mine, 0), w.user(PUBLISHERS[number])
    return lambda: adjusting.publish_adjustment(item=item, seen=seen, by=by)


def one_goes_on(facts: Facts) -> None:
    found = catalogue.Item.objects.filter(pk__in=[facts["item"], facts["other"]])
    assert sorted(found.values_list("standing", flat=True)) == ["cancelled", "in_use"]


propose = two(adjusting.propose, "item", EDITORS, kind="suspend", reason="系统升级", successors=[])


def begun_with(facts: Facts, number: int) -> Act:
    """Both read the same draft, and save what they made of it."""
    item, by = basic_of_facts(facts), w.user(KEEPERS[number])
    version = lists.open_basic(item)
    mine = {**version.content, "guided_by": f"第{number}厅"}
    mark = catalogue.digest_of(version)
    return lambda: lists.draft_basic(item=item, content=mine, mark=mark, by=by)


SCENARIOS: dict[str, Scenario] = {
    "a basic item saved by two who began with the same": Scenario(
        drafted_basic, (partial(begun_with, number=0), partial(begun_with, number=1)), ONE_WINS,
        {"catalogue.draft_basic": 1}, told="saved this draft meanwhile",
    ),
    "catalogue.draft_basic (a new item)": Scenario(
        new_basic, pair(drafted_new), ONE_WINS, {"catalogue.draft_basic": 1}, told="a basic item with this code"
    ),
    "catalogue.submit_basic": Scenario(
        drafted_basic, on_basic(lists.submit_basic, KEEPERS), ONE_WINS, {"catalogue.submit_basic": 1},
        told="Establishment review",
    ),
    "catalogue.pass_basic": Scenario(
        submitted_basic, on_basic(lists.pass_basic, ESTABLISHMENT, seen=True), ONE_WINS, {"catalogue.pass_basic": 1},
    ),
    "catalogue.send_back_basic": Scenario(
        submitted_basic, on_basic(lists.send_back_basic, ESTABLISHMENT, reason="依据不足"), ONE_WINS,
        {"catalogue.send_back_basic": 1}, told="“Draft”",
    ),
    "catalogue.publish_basic": Scenario(
        reviewed_basic, on_basic(lists.publish_basic, ("keeper2", "keeper2"), seen=True), ONE_WINS,
        {"catalogue.publish_basic": 1}, after=published_once, told="no draft of this basic item",
    ),
    "catalogue.take_effect_basic": Scenario(
        waiting_basic, pair(effective_basic), ONE_WINS, {"catalogue.take_effect_basic": 1}, after=published_once,
        told="no draft of this basic item",
    ),
    "catalogue.draft_material (a new one)": Scenario(
        new_material, pair(drafted_new_material), ONE_WINS, {"catalogue.draft_material": 1},
        told="a material with this key",
    ),
    "catalogue.submit_material": Scenario(
        drafted_material, on_material(shared.submit_material, KEEPERS), ONE_WINS, {"catalogue.submit_material": 1},
        told="Legal review",
    ),
    "catalogue.pass_material": Scenario(
        submitted_material, on_material(shared.pass_material, LEGAL, seen=True), ONE_WINS, {"catalogue.pass_material": 1},
        told="Waiting for a second person",
    ),
    "catalogue.send_back_material": Scenario(
        submitted_material, on_material(shared.send_back_material, LEGAL, reason="名称不规范"), ONE_WINS,
        {"catalogue.send_back_material": 1}, told="“Draft”",
    ),
    "catalogue.publish_material": Scenario(
        passed_material, on_material(shared.publish_material, ("keeper2", "keeper2"), seen=True), ONE_WINS,
        {"catalogue.publish_material": 1}, after=material_published_once, told="no draft of this material",
    ),
    "catalogue.drop_draft": Scenario(
        in_legal_review, two(catalogue.drop_draft, "item", ("editor1", "editor2"), seen=read_guide), ONE_WINS,
        {"catalogue.drop_draft": 1}, told="no draft of this guide",
    ),
    "catalogue.pass_review": Scenario(
        in_legal_review, two(catalogue.pass_review, "item", LEGAL, seen=read_guide), ONE_WINS, {"catalogue.pass_review": 1},
        told="Waiting for a second person",
    ),
    "catalogue.take_effect": Scenario(
        waiting, pair(effective), ONE_WINS, {"catalogue.take_effect": 1}, told="no draft of this guide",
    ),
    "catalogue.take_over": Scenario(
        implemented, pair(inherited), THE_SAME, {"catalogue.take_over": 1}, after=taken_over_once,
    ),
    "catalogue.propose": Scenario(
        an_item, propose, ONE_WINS, {"catalogue.propose_adjustment": 1}, told="Establishment review",
    ),
    "catalogue.pass_adjustment": Scenario(
        proposed, two(adjusting.pass_adjustment, "item", ESTABLISHMENT, seen=read), ONE_WINS, {"catalogue.pass_adjustment": 1},
    ),
    "catalogue.send_back_adjustment": Scenario(
        proposed, two(adjusting.send_back_adjustment, "item", ESTABLISHMENT, reason="请附文件"), ONE_WINS,
        {"catalogue.send_back_adjustment": 1}, told="“Draft”",
    ),
    "catalogue.drop_adjustment": Scenario(
        sent_back, two(adjusting.drop_adjustment, "item", EDITORS), ONE_WINS, {"catalogue.drop_adjustment": 1},
        told="no adjustment in hand",
    ),
    "catalogue.publish_adjustment": Scenario(
        read_twice, two(adjusting.publish_adjustment, "item", PUBLISHERS, seen=read), ONE_WINS,
        {"catalogue.publish_adjustment": 1}, after=cancelled, told="no adjustment in hand",
    ),
    "two merged into each other": Scenario(
        two_into_each_other, (partial(merged, number=0), partial(merged, number=1)), ONE_WINS,
        {"catalogue.publish_adjustment": 1}, after=one_goes_on, told="cannot be carried out as things are now",
    ),
    "catalogue.carry_out": Scenario(
        adjustment_waiting, pair(carried_out), ONE_WINS, {"catalogue.carry_out_adjustment": 1}, after=cancelled,
        told="no adjustment in hand",
    ),
}  # fmt: skip
