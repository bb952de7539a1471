"""Adjustments that meet each other, or a change of the item, between the proposal and the day (C6)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from lxml import html

from tests import walking as w
from tongban.audit.api import last
from tongban.catalogue import api as catalogue
from tongban.catalogue.adjusting.actions import open_adjustment
from tongban.catalogue.tests.test_lists import SOON, adjust, adjusted, as_, drafted, hired, proposed, published, url
from tongban.kit import clock
from tongban.kit.act import SYSTEM
from tongban.messages.api import Message
from tongban.outbox.api import drain

pytestmark = pytest.mark.django_db


@pytest.fixture()
def item() -> catalogue.Item:
    return w.item(w.ELDERLY)


@pytest.fixture()
def other() -> catalogue.Item:
    return w.item(w.UNEMPLOYMENT)


def into(other: catalogue.Item) -> dict[str, str]:
    return {"reason": "合并办理", "successors": other.code}


def tomorrow_comes() -> int:
    with clock.turned_to(dt.datetime.combine(SOON, dt.time(0, 1), clock.ZONE)):
        return catalogue.bring_into_force()


def standings(*items: catalogue.Item) -> list[str]:
    return [catalogue.Item.objects.get(pk=one.pk).standing for one in items]


def test_of_two_services_merged_into_each_other_one_goes_on(item: catalogue.Item, other: catalogue.Item) -> None:
    proposed(item, "merge", **into(other))
    proposed(other, "merge", **into(item))
    assert adjust(item, "publisher1", "publish") == 302
    publisher = as_("publisher1")
    seen = publisher.get(url(other)).context["adjustments"][0]["seen"]
    refused = publisher.post(url(other, "adjust/publish/"), {"seen": seen})
    assert refused.status_code == 409 and item.code in refused.content.decode()
    assert standings(item, other) == ["cancelled", "in_use"]


def test_a_merger_that_fails_on_its_day_is_told_and_decided_again(item: catalogue.Item, other: catalogue.Item) -> None:
    proposed(item, "merge", **into(other), effective_on=SOON.isoformat())
    assert adjust(item, "publisher1", "publish") == 302
    adjusted(other, "cancel", reason="依据废止")
    assert tomorrow_comes() == 0
    assert standings(item) == ["in_use"]
    found = open_adjustment(item)
    assert found is not None and (found.state, found.reviews, found.published_by_id) == ("draft", [], None)
    page = as_("editor1").get(url(item)).content.decode()
    assert "目前不能办理这项调整" in page and other.code in page
    told = Message.objects.filter(template="catalogue.adjustment_failed").values_list("user__login", flat=True)
    assert sorted(told) == ["editor1", "publisher1"]
    entry = last(item)
    assert entry is not None and entry.act == "catalogue.carry_out_adjustment" and entry.notes["failed"] is True
    assert item in [row for row, *_rest in as_("editor1").get("/desk/catalogue/?state=mine").context["rows"]]
    assert tomorrow_comes() == 0
    adjusted(item, "suspend", mark=as_("editor1").get(url(item, "adjust/")).context["form"].initial["mark"])
    assert standings(item) == ["suspended"]


def test_who_set_the_day_does_not_publish_it(item: catalogue.Item) -> None:
    proposed(item, "cancel", reason="依据废止")
    assert as_("publisher1").post(url(item, "adjust/send-back/"), {"reason": "定个日子"}).status_code == 302
    both = hired("both", "catalogue_editor", "catalogue_publisher")
    given = {name: value or "" for name, value in both.get(url(item, "adjust/")).context["form"].initial.items()}
    assert both.post(url(item, "adjust/"), given | {"effective_on": SOON.isoformat()}).status_code == 302
    assert adjust(item, "establishment1", "pass") == 302
    assert adjust(item, "legal1", "pass") == 302
    assert adjust(item, "both", "publish") == 403
    assert adjust(item, "publisher1", "publish") == 302


def test_who_wrote_the_note_alone_does_not_publish_it(item: catalogue.Item) -> None:
    drafted(item, promise_days=6)
    catalogue.send_back(item=item, reason="写明理由", by=w.user("publisher1"))
    hired("both", "catalogue_editor", "catalogue_publisher")
    version = catalogue.open_version(item)
    assert version is not None
    catalogue.draft(item=item, content=version.content, note="按新的要求缩短", by=w.user("both"))
    as_("editor1").post(url(item, "submit/"))
    assert published(item, "both") == 403
    assert published(item, "publisher1") == 302


def test_sent_back_before_its_day_nobody_has_published_it(item: catalogue.Item) -> None:
    proposed(item, "cancel", reason="依据废止", effective_on=SOON.isoformat())
    assert adjust(item, "publisher1", "publish") == 302
    assert as_("publisher1").post(url(item, "adjust/send-back/"), {"reason": "再等等"}).status_code == 302
    found = open_adjustment(item)
    assert found is not None and (found.published_by_id, found.published_at) == (None, None)
    assert found.effective_on == SOON
    drafted(item, promise_days=6)
    assert published(item, "publisher1", SOON.isoformat()) == 302
    as_("publisher1").post(url(item, "send-back/"), {"reason": "再等等"})
    version = catalogue.open_version(item)
    assert version is not None and (version.state, version.published_by_id) == ("draft", None)


def waiting(item: catalogue.Item) -> None:
    assert item.current is not None
    catalogue.draft(item=item, content=item.current.content | {"promise_days": 6}, by=SYSTEM)
    catalogue.submit_for_review(item=item, by=SYSTEM)
    catalogue.publish(item=item, effective_on=SOON, by=SYSTEM)


def test_what_waits_for_its_day_ends_with_the_service(item: catalogue.Item) -> None:
    waiting(item)
    adjusted(item, "cancel", reason="依据废止")
    assert catalogue.open_version(item) is None
    assert tomorrow_comes() == 0
    item.refresh_from_db()
    assert item.current is not None and item.current.number == 1
    assert "未到生效之日" in as_("editor1").get(url(item)).content.decode()


def test_nothing_comes_into_force_for_a_service_that_is_no_more(item: catalogue.Item) -> None:
    waiting(item)
    catalogue.Item.objects.filter(pk=item.pk).update(standing="cancelled")
    assert tomorrow_comes() == 0
    assert list(item.versions.order_by("number").values_list("state", flat=True)) == ["published", "superseded"]


def test_no_number_of_a_person_is_published_as_the_reason(item: catalogue.Item) -> None:
    given = {
        "kind": "suspend",
        "reason": "停办，请找 11010519491231002X",
        "basis": "",
        "successors": "",
        "effective_on": "",
    }
    answer = as_("editor1").post(url(item, "adjust/"), given)
    assert answer.status_code == 422 and open_adjustment(item) is None
    assert "停办，请找" in answer.content.decode()


def test_whoever_began_an_application_is_told_on_every_page_that_it_is_cancelled(item: catalogue.Item) -> None:
    draft = w.filled(w.ELDERLY)
    adjusted(item, "cancel", reason="依据废止")
    citizen = as_("citizen1")
    lamp = html.fromstring(citizen.get("/my/").content.decode()).xpath("//section[@aria-labelledby='drafts']")[0]
    assert "取消" in lamp.text_content()
    page = citizen.get(f"/my/applications/{draft.pk}/", follow=True).content.decode()
    assert "已取消" in page and f"/guides/{item.code}/" in page


def parts() -> list[catalogue.Item]:
    return [w.item("生育登记"), w.item("残疾人证办理")]


def test_who_was_merged_into_what_is_split_later_is_led_to_the_parts(
    item: catalogue.Item, other: catalogue.Item
) -> None:
    """The page is printed anew when the one that goes on ends itself; the way is shown to its end, in API and search too."""
    adjusted(item, "merge", **into(other))
    assert f"/guides/{other.code}/" in Client().get(f"/guides/{item.code}/").content.decode()
    adjusted(other, "split", reason="拆分", successors="\n".join(one.code for one in parts()))
    page = html.fromstring(Client().get(f"/guides/{item.code}/").content.decode())
    led = page.xpath('//*[contains(@class, "tb-notice--warning")]//a/@href')
    assert led == [f"/guides/{one.code}/" for one in parts()]
    told = Client().get(f"/api/guides/{item.code}").json()
    assert told["successors"] == [one.code for one in parts()]


@pytest.mark.parametrize("length", [1, 3])
def test_the_way_to_the_end_is_asked_once_a_step(length: int, django_assert_num_queries: Any) -> None:
    ends = [w.item("生育登记"), w.item("残疾人证办理"), w.item(w.UNEMPLOYMENT)][:length]
    with django_assert_num_queries(1):
        assert [one.code for one in catalogue.going_on([one.code for one in ends])] == [one.code for one in ends]


def test_services_that_lead_in_a_circle_lead_nowhere(item: catalogue.Item, other: catalogue.Item) -> None:
    for one, after in ((item, other), (other, item)):
        catalogue.Item.objects.filter(pk=one.pk).update(standing="cancelled", successors=[after.code])
    assert catalogue.going_on([other.code]) == []


def test_successors_are_named_by_name_and_picked_where_several_could_be_meant(
    item: catalogue.Item, other: catalogue.Item, indexed: None
) -> None:
    editor = as_("editor1")
    given = {"kind": "split", "reason": "", "basis": "", "effective_on": "", "successors": f"{other.name}\n生育"}
    answer = editor.post(url(item, "adjust/"), given)
    page = html.fromstring(answer.content.decode())
    offered = page.xpath('//input[@name="picked"]/@value')
    assert answer.status_code == 422 and parts()[0].code in offered
    assert page.xpath('//*[@class="tb-errors"]//a/@href')[:1] == ["#id_reason"]  # both faults at once
    assert page.xpath('//textarea[@name="successors"]')[0].text.strip() == given["successors"]
    done = editor.post(url(item, "adjust/"), given | {"reason": "按对象拆分", "picked": parts()[0].code})
    assert done.status_code == 302
    found = open_adjustment(item)
    assert found is not None and found.successors == [other.code, parts()[0].code]


def test_a_name_that_nobody_bears_is_told(item: catalogue.Item, indexed: None) -> None:
    given = {"kind": "merge", "reason": "合并", "basis": "", "effective_on": "", "successors": "龘龘龘"}
    answer = as_("editor1").post(url(item, "adjust/"), given)
    assert answer.status_code == 422 and "没有名为“龘龘龘”的在用事项" in answer.content.decode()


def test_what_is_cancelled_is_not_adjusted_again(item: catalogue.Item) -> None:
    adjusted(item, "cancel", reason="依据废止")
    answer = as_("editor1").get(url(item, "adjust/"), follow=True)
    assert answer.redirect_chain and "已取消，不能恢复" in answer.content.decode()


def told(item: catalogue.Item) -> str:
    drain()
    return Client().get(f"/guides/{item.code}/").content.decode()


@pytest.mark.parametrize(
    ("kind", "says"), [("suspend", "起暂停办理"), ("cancel", "起取消"), ("merge", "起由以下事项承接")]
)
def test_people_read_beforehand_what_comes(item: catalogue.Item, other: catalogue.Item, kind: str, says: str) -> None:
    more = into(other) if kind == "merge" else {"reason": "系统改造"}
    proposed(item, kind, **more, effective_on=SOON.isoformat())
    assert says not in told(item)
    assert adjust(item, "publisher1", "publish") == 302
    page = told(item)
    assert f"自{SOON.year}年{SOON.month}月{SOON.day}日{says}" in page and more["reason"] in page
    assert ("/guides/" + other.code in page) == (kind == "merge") and "/my/applications/start/" in page
    assert as_("publisher1").post(url(item, "adjust/send-back/"), {"reason": "改期"}).status_code == 302
    assert says not in told(item)


def test_people_read_from_which_day_another_version_counts(item: catalogue.Item) -> None:
    drafted(item, office_hours={"zh": "周三停办"})
    assert published(item, "publisher1", SOON.isoformat()) == 302
    page = told(item)
    assert "起施行新版办事指南" in page and "周三停办" not in page
    assert tomorrow_comes() == 1
    page = told(item)
    assert "起施行新版办事指南" not in page and "周三停办" in page
