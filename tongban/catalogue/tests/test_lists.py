"""Two lists, five levels, one truth (C1, C6, R4): through the desk, by those who keep, review, publish and edit."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.conf import settings
from django.test import Client

from demo import stories
from demo.people import REGION
from tests import walking as w
from tongban.audit.api import history
from tongban.catalogue import api as catalogue
from tongban.catalogue import reviewing
from tongban.catalogue.basic.models import BasicItem
from tongban.halls import api as halls
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.kit.act import SYSTEM
from tongban.outbox.api import drain
from tongban.people.api import hire

pytestmark = pytest.mark.django_db
SOON = clock.today() + dt.timedelta(days=2)  # also when midnight passes while the tests run


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


@pytest.fixture()
def item() -> catalogue.Item:
    return w.item(w.ELDERLY)


@pytest.fixture()
def basic(item: catalogue.Item) -> BasicItem:
    return BasicItem.objects.select_related("current").get(code=item.base_code)


def url(row: catalogue.Item | BasicItem, page: str = "") -> str:
    return f"/desk/catalogue/{'basic/' if isinstance(row, BasicItem) else ''}{row.pk}/{page}"


def passed(row: catalogue.Item | BasicItem, login: str, words: str = "") -> int:
    """Read on the page and passed there."""
    client = as_(login)
    seen = client.get(url(row)).context["seen"]
    return client.post(url(row, "pass/"), {"words": words, "seen": seen}).status_code


def published(row: catalogue.Item | BasicItem, login: str, effective_on: str = "") -> int:
    client = as_(login)
    given = {"seen": client.get(url(row)).context["seen"], "effective_on": effective_on, "although": "1"}
    return client.post(url(row, "publish/"), given).status_code


def adjust(item: catalogue.Item, login: str, page: str) -> int:
    client = as_(login)
    seen = client.get(url(item)).context["adjustments"][0]["seen"]
    return client.post(url(item, f"adjust/{page}/"), {"seen": seen}).status_code


def typed(basic: BasicItem, **changed: str) -> dict[str, object]:
    """The form of a basic item as a browser sends it back."""
    page = as_("keeper1").get(url(basic, "edit/"))
    form = {name: value or "" for name, value in page.context["form"].initial.items()}
    rows = page.context["bases"]
    bases = {key: [row.get(key, "") for row in rows] for key in ("law", "article")}
    return {**form, **bases, "note": "", **changed}


def changed(basic: BasicItem, **fields: str) -> None:
    """Drafted, reviewed twice and published by those whose work that is."""
    assert as_("keeper1").post(url(basic, "edit/"), typed(basic, **fields)).status_code == 302
    assert as_("keeper1").post(url(basic, "submit/")).status_code == 302
    assert passed(basic, "establishment1", "属于民政部门职权") == 302
    assert passed(basic, "legal1") == 302
    assert published(basic, "keeper2") == 302


def test_who_passed_a_review_has_nothing_more_to_do(basic: BasicItem) -> None:
    assert as_("keeper1").post(url(basic, "edit/"), typed(basic, name_zh="高龄老人津贴")).status_code == 302
    as_("keeper1").post(url(basic, "submit/"))
    passed(basic, "establishment1")
    page = as_("establishment1").get(url(basic)).content.decode()
    assert "您已通过审核" in page and "您不能在这里办理" not in page
    assert "您已通过审核" not in as_("legal1").get(url(basic)).content.decode()


def test_the_place_of_a_guide_is_read_as_its_name(basic: BasicItem) -> None:
    page = as_("keeper1").get(url(basic)).content.decode()
    assert "<td>蒲江县</td>" in page and "<td>510131" not in page


def test_what_the_basic_list_says_is_taken_over_by_every_guide(item: catalogue.Item, basic: BasicItem) -> None:
    before = item.current
    assert before is not None
    changed(basic, name_zh="高龄老人津贴申领")
    drain()
    item.refresh_from_db()
    assert item.name == "高龄老人津贴申领"
    assert item.current is not None and item.current.number == before.number + 1
    assert item.current.content["conditions"] == before.content["conditions"]
    before.refresh_from_db()
    assert (before.state, before.content["name"]["zh"]) == ("superseded", "高龄津贴申领")
    assert "高龄老人津贴申领" in Client().get(f"/guides/{item.code}/").content.decode()
    drain()  # again changes nothing
    assert item.versions.count() == before.number + 1


def test_a_draft_in_hand_takes_it_over_too_and_stays_the_newest(item: catalogue.Item, basic: BasicItem) -> None:
    assert item.current is not None
    catalogue.draft(item=item, content=item.current.content | {"visits": 1}, by=w.user("editor1"))
    changed(basic, name_zh="高龄老人津贴申领")
    drain()
    version = catalogue.open_version(item)
    item.refresh_from_db()
    assert version is not None and item.current is not None
    assert (version.content["name"]["zh"], version.content["visits"]) == ("高龄老人津贴申领", 1)
    assert version.number > item.current.number


def test_a_guide_keeps_its_own_bases_after_the_inherited_ones(item: catalogue.Item, basic: BasicItem) -> None:
    assert item.current is not None
    own = {"law": "蒲江县高龄津贴发放办法", "article": "第三条"}
    content = item.current.content | {"bases": [*item.current.content["bases"], own]}
    version = catalogue.draft(item=item, content=content, by=w.user("editor1"))
    assert version.content["bases"][-1] == own
    rows = [{"law": "中华人民共和国老年人权益保障法", "article": "第三十三条"}]
    given = {"law": [row["law"] for row in rows], "article": [row["article"] for row in rows]}
    changed(basic, **given)  # type: ignore[arg-type]
    drain()
    version.refresh_from_db()
    assert [row["law"] for row in version.content["bases"]] == [rows[0]["law"], own["law"]]


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ("name", {"zh": "老人补贴", "en": "Allowance"}),
        ("bases", [{"law": "另一部法", "article": "第一条"}]),
    ],
)
def test_an_editor_cannot_change_what_is_taken_over(item: catalogue.Item, element: str, value: object) -> None:
    editor = as_("editor1")
    page = editor.get(url(item, "json/"))
    content = json.loads(page.context["text"]) | {element: value}
    answer = editor.post(url(item, "json/"), {"mark": page.context["mark"], "content": json.dumps(content)})
    assert answer.status_code == 422
    assert "基本目录" in answer.content.decode()
    assert catalogue.open_version(item) is None


def test_the_fields_that_are_taken_over_are_shown_and_locked(item: catalogue.Item) -> None:
    page = as_("editor1").get(url(item, "edit/"))
    fields = {field.name: field for block in page.context["blocks"] for field in block.fields}
    assert fields["name.zh"].locked and not fields["aliases"].locked
    assert "readonly" in page.content.decode()


def test_whoever_wrote_or_reviewed_it_does_not_pass_it_on(basic: BasicItem) -> None:
    assert as_("keeper1").post(url(basic, "edit/"), typed(basic, name_zh="高龄补贴")).status_code == 302
    as_("keeper1").post(url(basic, "submit/"))
    assert as_("legal1").post(url(basic, "pass/")).status_code == 403  # not yet theirs
    assert as_("keeper2").post(url(basic, "publish/"), {}).status_code == 409
    passed(basic, "establishment1")
    passed(basic, "legal2")
    refused = as_("keeper1").post(url(basic, "publish/"), {})
    assert refused.status_code == 403 and "另一名目录管理人员" in refused.content.decode()
    basic.refresh_from_db()
    assert basic.name == "高龄津贴申领"


def test_sent_back_it_is_a_draft_again_and_needs_both_reviews_anew(basic: BasicItem) -> None:
    as_("keeper1").post(url(basic, "edit/"), typed(basic, name_zh="高龄补贴"))
    as_("keeper1").post(url(basic, "submit/"))
    passed(basic, "establishment1")
    legal = as_("legal1")
    assert legal.post(url(basic, "send-back/"), {"reason": ""}).status_code == 422
    assert legal.post(url(basic, "send-back/"), {"reason": "依据不足"}).status_code == 302
    version = basic.versions.get(number=2)
    assert (version.state, version.reviews) == ("draft", [])


def test_from_its_day_on_and_not_before(item: catalogue.Item, basic: BasicItem) -> None:
    as_("keeper1").post(url(basic, "edit/"), typed(basic, name_zh="高龄补贴"))
    as_("keeper1").post(url(basic, "submit/"))
    passed(basic, "establishment1")
    passed(basic, "legal1")
    past = as_("keeper2").post(url(basic, "publish/"), {"effective_on": "2020-01-01"})
    assert past.status_code == 422
    published(basic, "keeper2", SOON.isoformat())
    catalogue.bring_into_force()
    basic.refresh_from_db()
    assert basic.name == "高龄津贴申领"
    with clock.turned_to(dt.datetime.combine(SOON, dt.time(0, 1), clock.ZONE)):
        assert catalogue.bring_into_force() == 1
        assert catalogue.bring_into_force() == 0
        drain()
    item.refresh_from_db()
    assert item.name == "高龄补贴"


# guides on their way


def drafted(item: catalogue.Item, **elements: object) -> None:
    assert item.current is not None
    catalogue.draft(item=item, content=item.current.content | elements, by=w.user("editor1"))
    assert as_("editor1").post(url(item, "submit/")).status_code == 302


def state(item: catalogue.Item) -> str:
    version = catalogue.open_version(item)
    return version.state if version else ""


def test_a_new_condition_is_read_by_the_lawyers_first(item: catalogue.Item) -> None:
    assert item.current is not None
    more = [*item.current.content["conditions"], {"text": {"zh": "无犯罪记录", "en": "No record"}}]
    drafted(item, conditions=more)
    assert state(item) == "legal"
    page = as_("legal1").get(url(item))
    assert [(one["stage"], one["elements"]) for one in page.context["review"]] == [("legal", ["conditions"])]
    early = as_("publisher1").post(url(item, "publish/"), {"seen": "x", "effective_on": ""})
    assert early.status_code == 409
    assert as_("establishment1").post(url(item, "pass/")).status_code == 403
    assert passed(item, "legal1", "须有依据") == 302
    assert state(item) == "review"


def test_fewer_demands_and_plain_words_need_the_second_person_alone(item: catalogue.Item) -> None:
    assert item.current is not None
    drafted(item, conditions=item.current.content["conditions"][:1], notes={"zh": "请带老花镜", "en": "Glasses"})
    assert state(item) == "review"


def test_a_guide_waits_for_its_day(item: catalogue.Item) -> None:
    drafted(item, promise_days=6)
    assert state(item) == "review"  # shorter than before: nothing for the lawyers
    assert published(item, "publisher1", "9999-12-31") == 422
    assert published(item, "publisher1", SOON.isoformat()) == 302
    assert state(item) == "waiting"
    with clock.turned_to(dt.datetime.combine(SOON, dt.time(0, 1), clock.ZONE)):
        catalogue.bring_into_force()
    item.refresh_from_db()
    assert item.current is not None and item.current.content["promise_days"] == 6


def test_any_two_versions_stand_beside_each_other(item: catalogue.Item, basic: BasicItem) -> None:
    changed(basic, name_zh="高龄老人津贴申领")
    changed(basic, name_zh="高龄津贴发放")
    drain()
    page = as_("editor1").get(url(item, "compare/") + "?from=1&to=3")
    assert [(one.old, one.new) for one in page.context["differences"]] == [("高龄津贴申领", "高龄津贴发放")]
    assert as_("editor1").get(url(item, "compare/") + "?from=x&to=99").status_code == 200


# adjustments


def proposed(item: catalogue.Item, kind: str, **more: str) -> None:
    given = {"kind": kind, "reason": "系统升级，暂停至月底", "basis": "", "successors": "", "effective_on": ""} | more
    assert as_("editor1").post(url(item, "adjust/"), given).status_code == 302
    assert adjust(item, "establishment1", "pass") == 302
    assert adjust(item, "legal1", "pass") == 302


def adjusted(item: catalogue.Item, kind: str, **more: str) -> None:
    proposed(item, kind, **more)
    assert adjust(item, "publisher1", "publish") == 302
    drain()
    item.refresh_from_db()


def test_nobody_applies_for_a_suspended_item_and_what_was_begun_is_kept(item: catalogue.Item) -> None:
    draft = w.filled(w.ELDERLY)
    adjusted(item, "suspend")
    assert item.standing == "suspended"
    guide = Client().get(f"/guides/{item.code}/").content.decode()
    assert "系统升级，暂停至月底" in guide and "/my/applications/start/" not in guide
    citizen = as_("citizen1")
    refused = citizen.post("/my/applications/start/", {"item": item.code})
    assert refused.status_code == 409 and "系统升级，暂停至月底" in refused.content.decode()
    with pytest.raises(Exception, match="暂停|suspended"):
        intake.submit(application=draft, by=draft.user)
    draft.refresh_from_db()
    assert draft.state == "draft" and draft.answers
    adjusted(item, "resume", reason="升级完成")
    assert intake.submit(application=draft, by=draft.user).receipt_no


def test_a_bundle_with_a_suspended_service_says_so_and_is_not_handed_in() -> None:
    bundle, member = w.item("开餐馆一件事"), w.item("个体工商户登记（设立）")
    draft = w.filled("开餐馆一件事", story=stories.Story({"has_licence": False}))
    adjusted(member, "suspend")
    drain()
    for address in (f"/guides/{bundle.code}/", f"/guides/{bundle.code}/print/"):
        page = Client().get(address).content.decode()
        assert "系统升级，暂停至月底" in page and member.name in page
    with pytest.raises(Exception, match="暂停|suspended"):
        intake.submit(application=draft, by=draft.user)
    draft.refresh_from_db()
    assert draft.state == "draft" and not intake.Application.objects.filter(bundle=draft).exists()
    adjusted(member, "resume", reason="升级完成")
    assert intake.submit(application=draft, by=draft.user).receipt_no


def test_your_situation_of_a_suspended_service_offers_no_application(item: catalogue.Item) -> None:
    answers = "&".join(f"s.{key}={value}" for key, value in w.filled(w.ELDERLY).situation.items())
    address = f"/guides/{item.code}/situation/?{answers}"
    assert "/my/applications/start/" in Client().get(address).content.decode()
    adjusted(item, "suspend")
    page = Client().get(address).content.decode()
    assert "系统升级，暂停至月底" in page and "/my/applications/start/" not in page


def test_a_split_item_says_who_goes_on_and_leaves_the_lists(item: catalogue.Item) -> None:
    case = w.accepted()
    others = list(catalogue.Item.objects.exclude(pk=item.pk).values_list("code", flat=True)[:2])
    adjusted(item, "split", reason="按对象拆分为两项", successors="\n".join(others))
    page = Client().get(f"/guides/{item.code}/").content.decode()
    assert all(f"/guides/{code}/" in page for code in others)
    assert item.code not in Client().get(f"/organs/{item.org_code}/").content.decode()
    assert item.name not in [card.item.name for card in catalogue.search(catalogue.Asked(text=item.name)).cards]
    case.refresh_from_db()
    assert as_("examiner1").get(f"/desk/cases/{case.pk}/").status_code == 200


def test_who_asks_for_a_split_item_by_its_name_is_led_to_those_that_go_on(item: catalogue.Item, indexed: None) -> None:
    others = w.item("生育登记"), w.item("残疾人证办理")
    adjusted(item, "split", reason="按对象拆分为两项", successors="\n".join(other.code for other in others))
    page = Client().get("/search/", {"q": item.name})
    text, found = page.content.decode(), page.context["found"]
    assert "按对象拆分为两项" in text and "由以下事项承接" in text and "没有找到相关事项" not in text
    assert all(f"/guides/{other.code}/" in text and other.name in text for other in others)
    assert found.elsewhere == [] and found.audiences == []
    assert Client().get("/search/", {"q": others[0].name}).context["found"].former is None


def test_a_merger_needs_a_published_item_and_a_proposal_its_second_person(item: catalogue.Item) -> None:
    editor = as_("editor1")
    given = {"kind": "merge", "reason": "合并办理", "basis": "", "successors": "X1", "effective_on": ""}
    wrong = editor.post(url(item, "adjust/"), given)
    assert wrong.status_code == 422 and "X1" in wrong.content.decode() and "合并办理" in wrong.content.decode()
    itself = editor.post(url(item, "adjust/"), given | {"successors": item.code})
    assert itself.status_code == 422
    proposed(item, "cancel", reason="依据废止")
    assert editor.post(url(item, "adjust/publish/")).status_code == 403
    another = given | {"successors": w.item(w.UNEMPLOYMENT).code}
    assert editor.post(url(item, "adjust/"), another).status_code == 409  # one at a time
    page = as_("publisher1").post(url(item, "adjust/send-back/"), {"reason": "请附文件"}, follow=True)
    assert "请附文件" in page.content.decode()
    assert editor.post(url(item, "adjust/drop/")).status_code == 302
    item.refresh_from_db()
    assert item.standing == "in_use"


def test_a_proposal_is_withdrawn_by_its_editor_until_somebody_publishes_it(item: catalogue.Item) -> None:
    proposed(item, "suspend")
    editor = as_("editor1")
    listed = editor.get("/desk/catalogue/", {"q": item.code}).content.decode()
    assert "暂停" in listed and "待复核" in listed
    assert "撤回提议" in editor.get(url(item)).content.decode()
    assert editor.post(url(item, "adjust/drop/")).status_code == 302
    assert "撤回提议" not in editor.get(url(item)).content.decode()
    adjusted(item, "suspend", effective_on=SOON.isoformat())
    assert "撤回提议" not in editor.get(url(item)).content.decode()
    assert editor.post(url(item, "adjust/drop/")).status_code == 409


def test_an_adjustment_waits_for_its_day(item: catalogue.Item) -> None:
    adjusted(item, "cancel", reason="依据废止", effective_on=SOON.isoformat())
    assert item.standing == "in_use"
    with clock.turned_to(dt.datetime.combine(SOON, dt.time(0, 1), clock.ZONE)):
        catalogue.bring_into_force()
    item.refresh_from_db()
    assert item.standing == "cancelled"
    assert [entry.act for entry in history(item)][-1] == "catalogue.carry_out_adjustment"


# who sees and who differs


def test_the_basic_list_shows_who_implements_it_and_where_they_differ(item: catalogue.Item, basic: BasicItem) -> None:
    catalogue.ItemVersion.objects.filter(pk=item.current_id).update(
        content={**item.current.content, "name": {"zh": "老人补贴"}}, digest=""
    )
    page = as_("editor1").get(url(basic))
    [(one, place, found)] = page.context["rows"]
    assert (one.pk, place) == (item.pk, "蒲江县")
    assert [deviation.element for deviation in found] == ["name"]
    assert as_("clerk1").get("/desk/catalogue/basic/").status_code == 403


def test_the_list_of_basic_items_asks_no_more_for_more_rows(basic: BasicItem, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = as_("keeper1")
    client.get("/desk/catalogue/basic/?q=" + basic.code)
    with django_assert_num_queries(6):
        client.get("/desk/catalogue/basic/?q=" + basic.code)
    with django_assert_num_queries(6):
        client.get("/desk/catalogue/basic/")


def test_an_entrusted_item_knows_both_organs(item: catalogue.Item) -> None:
    assert item.current is not None
    other = catalogue.Item.objects.exclude(org_code=item.org_code).first()
    assert other is not None
    wrong = as_("editor1")
    page = wrong.get(url(item, "json/"))
    content = json.loads(page.context["text"]) | {"power_source": "5"}
    answer = wrong.post(url(item, "json/"), {"mark": page.context["mark"], "content": json.dumps(content)})
    refused = wrong.post(url(item, "submit/"))
    assert answer.status_code == 302 and refused.status_code == 422  # who entrusts it?
    catalogue.draft(
        item=item,
        content=item.current.content | {"power_source": "5", "entrusted_by": other.org_code},
        by=w.user("editor1"),
    )
    assert as_("editor1").post(url(item, "submit/")).status_code == 302
    assert state(item) == "establishment"
    passed(item, "establishment1")
    assert published(item, "publisher1") == 302
    drain()
    item.refresh_from_db()
    assert item.from_org_code == other.org_code
    assert f"由{other.org_name}委托" in Client().get(f"/guides/{item.code}/").content.decode()
    assert item.name in Client().get(f"/organs/{other.org_code}/").content.decode()


def test_whose_power_it_is_is_said_on_the_page_of_the_guide(item: catalogue.Item) -> None:
    other = catalogue.Item.objects.exclude(org_code=item.org_code).first()
    assert other is not None
    editor = as_("editor1")
    page = editor.get(url(item, "edit/"))
    given = {"mark": page.context["mark"], "power_source": "2", "entrusted_by": other.org_code}
    assert editor.post(url(item, "edit/"), given).status_code == 302
    shown = editor.get(url(item)).content.decode()
    assert "上级下放" in shown and other.org_name in shown and other.org_code not in shown


def test_nobody_is_entrusted_by_oneself(item: catalogue.Item) -> None:
    assert item.current is not None
    content = item.current.content | {"power_source": "5", "entrusted_by": item.org_code}
    version = catalogue.draft(item=item, content=content, by=w.user("editor1"))
    assert "entrusted_by" in [one.path for one in catalogue.check(version.guide) if one.severity == "error"]


# what must not be got around


def hired(login: str, *roles: str, region: str = REGION) -> Client:
    org = w.item(w.ELDERLY).org_code
    posts = [{"role": role, "org_code": org, "region_code": region} for role in roles]
    hire(login=login, name=f"演示·{login}", password=settings.DEMO_PASSWORD, posts=posts)
    return as_(login)


def test_saving_another_s_draft_as_it_stands_makes_nobody_its_writer(item: catalogue.Item) -> None:
    """One person with every post writes; somebody saves it unchanged; the writer passes and publishes nothing."""
    every = hired("every", "catalogue_editor", "catalogue_publisher", "legal_reviewer")
    assert item.current is not None
    more = [*item.current.content["conditions"], {"text": {"zh": "无犯罪记录", "en": "No record"}}]
    version = catalogue.draft(item=item, content=item.current.content | {"conditions": more}, by=w.user("every"))
    catalogue.draft(item=item, content=version.content, by=w.user("editor2"))
    version.refresh_from_db()
    assert version.made_by == w.user("every")
    catalogue.draft(
        item=item, content=version.content | {"notes": {"zh": "带证", "en": "Bring it"}}, by=w.user("editor2")
    )
    as_("editor2").post(url(item, "submit/"))
    seen = every.get(url(item)).context["seen"]
    assert every.post(url(item, "pass/"), {"seen": seen}).status_code == 403
    assert passed(item, "legal1") == 302
    assert every.post(url(item, "publish/"), {"seen": seen, "effective_on": "", "although": "1"}).status_code == 403


def test_who_passed_a_review_does_not_publish_it_as_well(item: catalogue.Item) -> None:
    both = hired("both", "catalogue_publisher", "legal_reviewer")
    assert item.current is not None
    drafted(item, conditions=[*item.current.content["conditions"], {"text": {"zh": "无犯罪记录", "en": "No record"}}])
    assert passed(item, "both") == 302
    answer = both.post(url(item, "publish/"), {"seen": both.get(url(item)).context["seen"], "effective_on": ""})
    assert answer.status_code == 403


def test_what_changed_after_it_was_read_is_not_passed(item: catalogue.Item) -> None:
    assert item.current is not None
    old = item.current.content["conditions"]
    drafted(item, conditions=[*old, {"text": {"zh": "住满一年", "en": "One year"}}])
    legal = as_("legal1")
    seen = legal.get(url(item)).context["seen"]
    as_("legal2").post(url(item, "send-back/"), {"reason": "写清楚"})
    drafted(item, conditions=[*old, {"text": {"zh": "住满十年", "en": "Ten years"}}])
    assert legal.post(url(item, "pass/"), {"seen": seen}).status_code == 409
    assert state(item) == "legal"


@pytest.mark.parametrize(
    "changed",
    [
        {"situation": {"questions": [], "outcomes": []}},
        {"form": None},
        {"promise_days": 90},
        {"inspection": True},
        {"number_limit": {"zh": "每年 10 名", "en": "Ten a year"}},
        {"audience": ["enterprise"]},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_whatever_asks_more_of_people_is_read_by_the_lawyers(item: catalogue.Item, changed: dict[str, object]) -> None:
    assert item.current is not None
    stages = [one["stage"] for one in reviewing.needed(item.current.content, item.current.content | changed)]
    assert stages == ["legal"]


def test_a_material_that_is_spared_no_more_is_read_by_the_lawyers(item: catalogue.Item) -> None:
    assert item.current is not None
    rows = [{**row, "exempt_by": None} for row in item.current.content["materials"]]
    found = reviewing.needed(item.current.content, item.current.content | {"materials": rows})
    assert [one["elements"] for one in found] == [["materials"]]


def test_a_list_of_another_place_changes_nothing_here(item: catalogue.Item, basic: BasicItem) -> None:
    BasicItem.objects.filter(pk=basic.pk).update(region_code="510132000000")
    version = catalogue.draft_basic(
        item=BasicItem.objects.get(pk=basic.pk), content=basic.current.content | {"name": {"zh": "别县的名"}}, by=SYSTEM
    )
    catalogue.submit_basic(item=version.item, by=SYSTEM)
    catalogue.publish_basic(item=version.item, by=SYSTEM)
    drain()
    item.refresh_from_db()
    assert item.name == "高龄津贴申领"


def test_what_the_province_keeps_no_county_keeps_again(item: catalogue.Item, basic: BasicItem) -> None:
    county = hired("county", "list_keeper")
    page = county.get("/desk/catalogue/basic/new/")
    given = typed(basic) | {"mark": page.context["form"].initial["mark"]}
    answer = county.post("/desk/catalogue/basic/new/", given)
    assert answer.status_code == 409 and "上级基本目录" in answer.content.decode()
    assert county.post(url(basic, "edit/"), typed(basic)).status_code == 403


def test_drafts_of_the_basic_list_are_their_keepers_own(basic: BasicItem) -> None:
    as_("keeper1").post(url(basic, "edit/"), typed(basic, name_zh="机密草稿"))
    assert "机密草稿" in as_("legal1").get(url(basic)).content.decode()
    for reader in (as_("editor1"), hired("clegal", "legal_reviewer")):
        assert "机密草稿" not in reader.get(url(basic)).content.decode()


def test_two_keepers_do_not_write_over_each_other(basic: BasicItem) -> None:
    first = typed(basic, name_zh="甲的名字")
    second = typed(basic, name_zh="乙的名字")
    assert as_("keeper1").post(url(basic, "edit/"), first).status_code == 302
    answer = as_("keeper2").post(url(basic, "edit/"), second)
    assert answer.status_code == 422 and "乙的名字" in answer.content.decode()
    assert basic.versions.get(number=2).content["name"]["zh"] == "甲的名字"


def test_a_basis_that_went_away_goes_away_below_however_many_versions_come_at_once(
    item: catalogue.Item, basic: BasicItem
) -> None:
    first = {"law": ["甲法", "乙法"], "article": ["第一条", "第二条"]}
    changed(basic, **first)  # type: ignore[arg-type]
    drain()
    changed(basic, law=["甲法"], article=["第一条"])  # type: ignore[arg-type]
    changed(basic, law=["甲法", "丙法"], article=["第一条", "第三条"])  # type: ignore[arg-type]
    drain()
    item.refresh_from_db()
    assert item.current is not None
    assert [row["law"] for row in item.current.content["bases"]] == ["甲法", "丙法"]
    assert item.current.content["name"]["en"]


def test_after_a_change_from_above_a_guide_goes_on_being_edited(item: catalogue.Item, basic: BasicItem) -> None:
    for name in ("高龄补贴一", "高龄补贴二"):
        item.refresh_from_db()
        assert item.current is not None
        catalogue.draft(item=item, content=item.current.content | {"promise_days": 3}, by=SYSTEM)
        changed(basic, name_zh=name)
        drain()
        catalogue.submit_for_review(item=item, by=SYSTEM)
        catalogue.publish(item=item, by=SYSTEM)
    item.refresh_from_db()
    numbers = list(item.versions.order_by("number").values_list("number", flat=True))
    assert item.name == "高龄补贴二" and len(numbers) == len(set(numbers)) == 5


def test_one_that_cannot_come_into_force_keeps_no_other_back(item: catalogue.Item) -> None:
    other = w.item(w.UNEMPLOYMENT)
    for one in (item, other):
        assert one.current is not None
        catalogue.draft(item=one, content=one.current.content | {"local_topics": ["便民"]}, by=SYSTEM)
        catalogue.submit_for_review(item=one, by=SYSTEM)
        catalogue.publish(item=one, effective_on=SOON, by=SYSTEM)
    item.versions.filter(state="waiting").update(content={"nonsense": 1})
    with clock.turned_to(dt.datetime.combine(SOON, dt.time(0, 1), clock.ZONE)):
        assert catalogue.bring_into_force() == 1
    other.refresh_from_db()
    assert other.current is not None and other.current.content["local_topics"] == ["便民"]


def test_who_booked_for_a_service_that_is_suspended_is_told_and_nobody_books_it_anew() -> None:
    item = w.item("不动产转移登记")
    hall = halls.Hall.objects.get(name="蒲江县政务服务中心")
    day = halls.bookable_days(hall)[-1]
    booking = halls.book(hall=hall, item=item, day=day, start=dt.time(9), by=w.user("citizen1"))
    adjusted(item, "suspend", reason="系统迁移")
    drain()
    booking.refresh_from_db()
    assert booking.state == "cancelled"
    box = as_("citizen1").get("/my/messages/").content.decode()
    assert "不必来了" in box
    assert as_("citizen1").get(f"/my/bookings/new/?item={item.code}").status_code == 409


def test_everybody_is_told_that_it_is_suspended(item: catalogue.Item) -> None:
    adjusted(item, "suspend")
    assert "系统升级，暂停至月底" in Client().get(f"/guides/{item.code}/print/").content.decode()
    told = Client().get(f"/api/guides/{item.code}").json()
    assert (told["standing"], told["standing_note"]) == ("suspended", "系统升级，暂停至月底")
    assert "暂停" in Client().get("/search/?q=高龄津贴").content.decode()


def test_a_service_is_merged_only_into_one_that_is_in_use(item: catalogue.Item) -> None:
    other = w.item(w.UNEMPLOYMENT)
    adjusted(other, "suspend")
    given = {"kind": "merge", "reason": "合并", "basis": "", "successors": other.code, "effective_on": ""}
    assert as_("editor1").post(url(item, "adjust/"), given).status_code == 422


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e400", "9" * 60])
def test_a_number_that_nobody_can_mean_is_told(item: catalogue.Item, text: str) -> None:
    editor = as_("editor1")
    page = editor.get(url(item, "json/"))
    content = page.context["text"].replace('"visits": 0', f'"visits": {text}', 1)
    answer = editor.post(url(item, "json/"), {"mark": page.context["mark"], "content": content})
    assert answer.status_code == 422


# at the desk of those who read


def test_reviewers_land_on_what_waits_for_them(item: catalogue.Item) -> None:
    assert as_("legal1").get("/desk/catalogue/").context["rows"] == []
    assert item.current is not None
    drafted(item, conditions=[*item.current.content["conditions"], {"text": {"zh": "无犯罪记录", "en": "No record"}}])
    assert [row[0].pk for row in as_("legal1").get("/desk/catalogue/").context["rows"]] == [item.pk]
    assert as_("establishment1").get("/desk/catalogue/").context["rows"] == []
    assert len(as_("keeper1").get("/desk/catalogue/?state=").context["rows"]) > 1


def test_a_draft_is_previewed_by_those_who_work_on_it_alone(item: catalogue.Item) -> None:
    drafted(item, notes={"zh": "请带老花镜", "en": "Bring glasses"})
    page = as_("editor1").get(url(item, "preview/")).content.decode()
    assert "请带老花镜" in page and "这是预览" in page
    assert "请带老花镜" not in Client().get(f"/guides/{item.code}/").content.decode()
    assert as_("clerk1").get(url(item, "preview/")).status_code == 403
    assert Client().get(url(item, "preview/")).status_code in (302, 403)


def test_a_refusal_at_the_desk_stays_at_the_desk(item: catalogue.Item) -> None:
    page = as_("legal1").post(url(item, "pass/"), {"seen": ""}).content.decode()
    assert 'href="/desk/"' in page and "12345" not in page and 'data-surface="desk"' in page
    outside = as_("citizen1").get("/desk/catalogue/").content.decode()
    assert "12345" in outside and 'data-surface="desk"' not in outside
