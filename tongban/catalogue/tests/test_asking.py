"""What people ask in vain, the words that lead them, and what others also needed (C10)."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from demo.build import other_words
from demo.people import REGION as HERE
from tests import walking as w
from tongban.audit import api as audit
from tongban.catalogue import api as catalogue
from tongban.catalogue.asking import actions, also_needed, unanswered
from tongban.catalogue.asking.keeping import kept
from tongban.catalogue.asking.models import AlsoNeeded, OtherWord, Unanswered
from tongban.catalogue.asking.words import path, write
from tongban.catalogue.indexing import the_index
from tongban.intake import sequences
from tongban.intake.models import Application
from tongban.kit import clock
from tongban.kit.act import SYSTEM
from tongban.outbox import api as outbox
from tongban.people.api import User
from tongban.people.effects import forget_outdated

pytestmark = pytest.mark.django_db
DESK = "/desk/catalogue/search/"


@pytest.fixture(autouse=True)
def aside(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    yield
    path().unlink(missing_ok=True)


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("尊老钱怎么领", "尊老钱怎么领"),
        ("80岁老人补贴", "80 岁老人补贴"),
        ("2024年社保缴费", "2024 年社保缴费"),
        ("我的手机号13800138000查社保", ""),
        ("查询我的快递 138 0013 8000 到哪了", ""),
        ("一三八零零一三八零零零这个电话是谁的", ""),
        ("鹤山街道朝阳大道12号3栋2单元501室欧阳震华", ""),
        ("朝阳大道12号水管爆了", ""),
        ("138，1234，5678欧阳震华的", ""),
        ("壹叁捌壹贰叁肆伍陆柒捌", ""),
        ("张伟 1990年1月1日 出生证明", ""),
        ("川A12345", ""),
        ("川A·12345 年检", ""),
        ("密码 Tongban2026demo", ""),
        ("zhangwei 13800000000 passport", ""),
        ("wxid_9f8e7d6c5b", ""),
        ("十四五规划怎么查", "十四五规划怎么查"),
        ("一件事一次办", "一件事一次办"),
        ("二孩 生育登记 2025", "二孩 生育登记 2025"),
        ("how to renew my licence", "how to renew my licence"),
        ("510131199001011234", ""),
        ("51013119900101123X", ""),
        ("５１０１３１１９９００１０１１２３４ 查进度", ""),
        ("510131 19900101 1234", ""),
        ("91510131MA6CQWX38K", ""),
        ("张三 13800138000", ""),
        ("李小龙1234", ""),
        ("13800138000", ""),
        ("somebody@example.com 注销", ""),
        ("", ""),
    ],
)
def test_of_a_question_nothing_is_kept_that_tells_who_asked(typed: str, written: str) -> None:
    assert kept(typed) == written


def asked(client: Client, text: str, times: int = 1, **more: str) -> None:
    for _ in range(times):
        assert client.get("/search/", {"q": text} | more).status_code == 200


def test_what_nobody_found_reaches_the_desk_by_how_often(client: Client, indexed: None) -> None:
    asked(client, "电影票退款", 3)
    asked(client, "火星移民", 2)
    asked(client, "算命", 1)
    asked(client, "食品经营许可", 2)
    asked(client, "电影票退款", audience="person")
    assert Unanswered.objects.count() == 0  # who reads a page writes nothing into the database
    assert unanswered.count() == 6
    page = as_("editor1").get(DESK)
    assert [(row["text"], row["times"]) for row in page.context["asked"]] == [("电影票退款", 3), ("火星移民", 2)]
    assert unanswered.count() == 0
    asked(client, "电影票退款")
    unanswered.count()
    assert Unanswered.objects.get(text="电影票退款").count == 4
    Unanswered.objects.update(day=clock.today() - dt.timedelta(days=400))
    forget_outdated()
    assert not Unanswered.objects.exists()


def test_one_click_leads_a_question_to_a_service_in_every_process(
    client: Client, indexed: None, django_capture_on_commit_callbacks: Any
) -> None:
    assert w.ELDERLY not in found("重阳红包")
    asked(client, "重阳红包", 2)
    unanswered.count()
    publisher = as_("publisher1")
    form = publisher.get(DESK + "lead/", {"word": "重阳红包", "look": "高龄"})
    assert w.ELDERLY in form.context["nearest"]
    with django_capture_on_commit_callbacks(execute=True):
        sent = publisher.post(DESK + "lead/", {"word": "重阳红包", "pick": [w.ELDERLY]}, follow=True)
    assert "重阳红包" in sent.content.decode() and sent.context["asked"] == []
    assert found("重阳红包")[0] == w.ELDERLY
    assert w.ELDERLY not in found("重阳红包", "510129000000")  # a word leads where it was written for
    entry = OtherWord.objects.get()
    assert audit.Entry.objects.filter(act="catalogue.lead", subject_key=str(entry.pk)).exists()
    with django_capture_on_commit_callbacks(execute=True):
        publisher.post(f"{DESK}{entry.pk}/withdraw/")
    assert w.ELDERLY not in found("重阳红包")


def found(text: str, place: str = HERE) -> list[str]:
    return [hit.name for hit in the_index().search(text, 3, region=place, audience=catalogue.PUBLIC)]


def test_a_word_that_leads_to_nothing_any_more_is_asked_in_vain_again(client: Client, indexed: None) -> None:
    actions.lead(word="尊老钱", leads=["高龄津贴"], region_code=HERE, by=w.user("publisher1"))
    asked(client, "火星移民", 2)
    assert unanswered.count()
    Unanswered.objects.update(text="尊老钱")
    assert not list(as_("editor1").get(DESK).context["asked"])
    Unanswered.objects.update(day=clock.today() + dt.timedelta(days=1))
    assert [row["text"] for row in as_("editor1").get(DESK).context["asked"]] == ["尊老钱"]


def test_a_word_may_lead_nowhere_and_then_is_seen_to(client: Client, indexed: None) -> None:
    asked(client, "火星移民", 2)
    unanswered.count()
    publisher = as_("publisher1")
    publisher.post(DESK + "lead/", {"word": "火星移民", "nowhere": "1"})
    page = publisher.get(DESK)
    assert (page.context["asked"], list(page.context["entries"])) == ([], [])


@pytest.mark.parametrize(
    "given",
    [
        {"word": ""},
        {"word": "？！"},
        {"word": "词", "leads": "\n".join("一二三四五六七八")},
        {"word": "喵星补"},
        {"word": "喵星补", "leads": " \n"},
        {"word": "汪星乙", "leads": "根本没有此词"},
    ],
)
def test_what_cannot_lead_is_said_and_nothing_typed_is_lost(given: dict[str, str], indexed: None) -> None:
    answer = as_("publisher1").post(DESK + "lead/", given)
    assert answer.status_code == 422
    assert given.get("leads", "") in answer.content.decode()
    assert not OtherWord.objects.exists()


def test_an_editor_keeps_the_words_of_her_organ_only(indexed: None) -> None:
    editor = as_("editor1")
    editor.post(DESK + "lead/", {"word": "尊老钱", "leads": "高龄津贴"})
    entry = OtherWord.objects.get()
    assert entry.org_code
    place = actions.lead(word="敬老钱", leads=["高龄津贴"], region_code=HERE, by=w.user("publisher1"))
    assert editor.post(f"{DESK}{place.pk}/withdraw/").status_code == 403
    assert editor.post(f"{DESK}{entry.pk}/withdraw/").status_code == 302
    assert as_("examiner1").get(DESK).status_code == 403
    assert Client().get(DESK).status_code == 302


def test_a_lost_file_of_words_comes_back(indexed: None) -> None:
    actions.lead(word="尊老钱", leads=[w.ELDERLY], region_code=HERE, by=w.user("publisher1"))
    assert write()
    path().unlink()
    assert write() and not write()
    assert found("尊老钱")[0] == w.ELDERLY


@pytest.mark.parametrize("question", ["身份证丢了", "补身份证", "户口本丢了"])
def test_what_is_known_to_be_offered_nowhere_leads_on_and_names_nothing_else(question: str, indexed: None) -> None:
    assert "婚姻" in "".join(found("户口本丢了"))
    other_words()
    write()
    page = Client().get("/search/", {"q": question})
    text = page.content.decode()
    assert page.context["found"].unsure and "没有找到" in text
    assert "tel:12345" in text and "/organs/" in text and "独生子女身份" not in text


def test_who_lost_a_paper_finds_where_it_is_renewed(indexed: None) -> None:
    other_words()
    write()
    assert found("驾照过期了")[0] == "机动车驾驶证期满换证"


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_few_and_many(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for at in range(number):
        actions.lead(word=f"词语{at}", leads=["高龄津贴"], region_code=HERE, by=w.user("publisher1"))
        Unanswered.objects.create(day=clock.today(), region_code=HERE, text=f"问题{at}", count=2)
    publisher = as_("publisher1")
    with django_assert_num_queries(5):
        page = publisher.get(DESK)
    assert len(page.context["asked"]) == len(page.context["entries"]) == number


def test_who_writes_a_word_by_its_sound_is_asked_what_was_meant(client: Client, indexed: None) -> None:
    page = client.get("/search/", {"q": "事业登记"})
    assert page.context["found"].instead == "失业登记"
    page = client.get("/search/", {"q": "食品精营许可"})
    assert page.context["found"].instead == "食品经营许可"
    assert client.get("/search/", {"q": "食品经营许可"}).context["found"].instead == ""


def test_what_only_another_place_offers_is_told(client: Client, indexed: None) -> None:
    page = client.get("/search/", {"q": w.ELDERLY, "place": "510129000000"})
    assert [card.item.name for card in page.context["found"].elsewhere][:1] == [w.ELDERLY]
    assert "蒲江县" in page.content.decode()


# people also needed


def applied(person: User, name: str, days: int) -> None:
    item = w.item(name)
    made = Application.objects.create(
        user=person, version=item.current, item_name=name, region_code=HERE, org_code=item.org_code
    )
    at = clock.now() - dt.timedelta(days=days)
    number = f"{made.pk.int % 10**20}"
    Application.objects.filter(pk=made.pk).update(state="submitted", submitted_at=at, receipt_no=number)


def people(number: int) -> list[User]:
    return [User.objects.create(login=f"also-{at}") for at in range(number)]


def test_what_enough_people_needed_soon_after_is_on_the_page_and_no_sooner(settings: Any, tmp_path: Path) -> None:
    settings.PUBLISHED_DIR = tmp_path / "published"
    settings.ALSO_NEEDED_LEAST = 5
    one, other = w.ELDERLY, w.FOOD
    for person in people(4):
        applied(person, one, 30)
        applied(person, other, 10)
        applied(person, other, 9)
    late = User.objects.create(login="late")
    applied(late, one, 300)
    applied(late, other, 10)
    assert sequences.compute() == []
    applied(late, one, 20)
    assert set(sequences.compute()) == {str(w.item(one).pk), str(w.item(other).pk)}
    assert sequences.compute() == []  # nothing new, nothing is printed again
    link = f"/guides/{w.item(other).code}/"
    assert link in Client().get(f"/guides/{w.item(one).code}/").content.decode()
    outbox.drain()
    assert link in (catalogue.publishing.folder_of(w.item(one).code, "zh-hans") / "index.html").read_text("utf-8")
    assert AlsoNeeded.objects.get(item=w.item(one)).applicants == 5
    catalogue.Item.objects.filter(name=other).update(current=None)
    assert also_needed.of(w.item(one).pk) == []


def test_whoever_has_applied_is_told_what_others_also_needed() -> None:
    application = w.submitted(w.FOOD).application
    AlsoNeeded.objects.create(item=w.item(w.FOOD), other=w.item(w.ELDERLY), applicants=9)
    page = as_(application.user.login).get(f"/my/applications/{application.pk}/receipt/")
    assert f"/guides/{w.item(w.ELDERLY).code}/" in page.content.decode()


def test_a_service_that_is_renamed_is_renamed_where_others_name_it(settings: Any, tmp_path: Path) -> None:
    settings.PUBLISHED_DIR = tmp_path / "published"
    one, other = w.item(w.FOOD), w.item(w.ELDERLY)
    AlsoNeeded.objects.create(item=one, other=other, applicants=9)
    assert other.current is not None
    catalogue.BasicItem.objects.filter(code=other.base_code).update(current=None)  # else its name is not its own
    content = copy.deepcopy(other.current.content) | {"name": {"zh": "长寿津贴申领", "en": "Allowance"}}
    catalogue.draft(item=other, content=content, by=SYSTEM)
    catalogue.submit_for_review(item=other, by=SYSTEM)
    catalogue.publish(item=other, by=SYSTEM)
    outbox.drain()
    page = catalogue.publishing.folder_of(one.code, "zh-hans") / "index.html"
    assert "长寿津贴申领" in page.read_text("utf-8")
    the_index().rebuild([])  # the name leaves with the test, so must what was found
