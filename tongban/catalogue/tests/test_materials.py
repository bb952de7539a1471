"""One paper described once (C3): a change reaches exactly the guides that use it, and no open case."""

from __future__ import annotations

import os

import pytest
from django.test import Client

from tests import walking as w
from tongban.catalogue import api as catalogue
from tongban.catalogue.materials.models import SharedMaterial
from tongban.catalogue.publishing import folder_of
from tongban.kit.act import SYSTEM
from tongban.kit.errors import BadInput
from tongban.outbox.api import drain
from tongban.people.api import hire

pytestmark = pytest.mark.django_db
TYPED = {
    "key": "old_paper",
    "name_zh": "居民户口簿",
    "name_en": "Household register",
    "aliases": "户口本\n户籍证明",
    "source": "applicant",
    "kind": "copy",
    "form": "electronic",
    "exempt_by": "",
    "accept_zh": "首页和本人页",
    "accept_en": "First page and one's own",
    "note": "",
}


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def url(material: SharedMaterial, page: str = "") -> str:
    return f"/desk/catalogue/materials/{material.pk}/{page}"


def published(**changed: str) -> SharedMaterial:
    """Drafted by one keeper, published by the other, through the desk."""
    known = SharedMaterial.objects.filter(key="old_paper").first()
    where = url(known, "edit/") if known else "/desk/catalogue/materials/new/"
    assert as_("keeper1").post(where, TYPED | changed).status_code == 302
    material = SharedMaterial.objects.get(key="old_paper")
    assert as_("keeper1").post(url(material, "submit/")).status_code == 302
    if material.versions.filter(state="legal").exists():
        passed(material)
    seen = {"seen": as_("keeper2").get(url(material)).context["seen"]}
    assert as_("keeper1").post(url(material, "publish/"), seen).status_code == 403
    assert as_("keeper2").post(url(material, "publish/")).status_code == 409
    assert as_("keeper2").post(url(material, "publish/"), seen).status_code == 302
    drain()
    material.refresh_from_db()
    return material


def passed(material: SharedMaterial, login: str = "legal1") -> None:
    seen = {"seen": as_(login).get(url(material)).context["seen"]}
    assert as_(login).post(url(material, "pass/"), seen).status_code == 302


def used_by(name: str) -> catalogue.Item:
    """A guide that asks for the shared paper, and is published."""
    item = w.item(name)
    assert item.current is not None
    row = {"key": "old", "shared": "old_paper", "name": {"zh": "随便"}, "copies": 2}
    content = item.current.content | {"materials": [*item.current.content["materials"], row]}
    catalogue.draft(item=item, content=content, by=SYSTEM)
    catalogue.submit_for_review(item=item, by=SYSTEM)
    catalogue.publish(item=item, by=SYSTEM)
    drain()
    item.refresh_from_db()
    return item


def material_of(item: catalogue.Item) -> dict[str, object]:
    assert item.current is not None
    return next(row for row in item.current.content["materials"] if row["key"] == "old")


def test_a_guide_says_of_a_shared_paper_what_its_keepers_say() -> None:
    published()
    item = used_by(w.ELDERLY)
    row = material_of(item)
    assert (row["name"], row["kind"], row["copies"]) == (
        {"zh": "居民户口簿", "en": "Household register"},
        "copy",
        2,
    )
    assert "首页和本人页" in Client().get(f"/guides/{item.code}/").content.decode()


def test_a_change_reaches_exactly_the_guides_that_use_it() -> None:
    published()
    users, other = [used_by(w.ELDERLY), used_by(w.UNEMPLOYMENT)], w.item(w.BIRTH)
    case = w.submitted(w.ELDERLY)
    before = {one.code: one.current_id for one in [*users, other]}
    page = folder_of(other.code, "zh-hans") / "index.html"
    if page.exists():
        os.utime(page, (1, 1))
    published(accept_zh="首页、本人页和增减页")
    for item in users:
        item.refresh_from_db()
        assert item.current_id != before[item.code]
        assert material_of(item)["accept_standard"] == {
            "zh": "首页、本人页和增减页",
            "en": "First page and one's own",
        }
        assert "首页、本人页和增减页" in (folder_of(item.code, "zh-hans") / "index.html").read_text()
    other.refresh_from_db()
    assert other.current_id == before[other.code]
    assert not page.exists() or page.stat().st_mtime == 1
    case.refresh_from_db()
    assert case.application.version_id == before[users[0].code]
    versions = users[0].versions.count()
    published(accept_zh="首页、本人页和增减页")
    assert users[0].versions.count() == versions  # the same words again change nothing


def test_a_draft_that_uses_it_takes_it_over_as_well() -> None:
    published()
    item = w.item(w.ELDERLY)
    assert item.current is not None
    row = {"key": "old", "shared": "old_paper", "name": {"zh": "随便"}}
    content = item.current.content | {"materials": [row]}
    catalogue.draft(item=item, content=content, by=w.user("editor1"))
    published(name_zh="户口簿")
    version = catalogue.open_version(item)
    assert version is not None
    assert version.content["materials"][0]["name"]["zh"] == "户口簿"


def test_what_is_shared_is_locked_in_the_editor_and_an_unknown_key_is_told() -> None:
    published()
    item = used_by(w.ELDERLY)
    editor = as_("editor1")
    page = editor.get(f"/desk/catalogue/{item.pk}/edit/")
    blocks = next(block for block in page.context["blocks"] if block.key == "materials")
    last = {field.name.split(".", 2)[2]: field for field in blocks.rows[-2].fields}
    assert last["name.zh"].locked and not last["copies"].locked
    fields = {field.name: field.value for row in blocks.rows for field in row.fields}
    place = len(blocks.rows) - 2
    given = {"mark": page.context["mark"]} | fields | {f"materials.{place}.shared": "none_such"}
    answer = editor.post(f"/desk/catalogue/{item.pk}/edit/", given)
    assert answer.status_code == 422 and "none_such" in answer.content.decode()


def test_a_neighbour_s_material_reaches_no_guide_here_and_its_draft_is_read_by_nobody_else() -> None:
    """Whoever keeps the list of another county decides for that county."""
    for login in ("keeper-away-1", "keeper-away-2"):
        posts = [{"role": "list_keeper", "org_code": "11510132MB1234567X", "region_code": "510132000000"}]
        hire(login=login, name=f"演示·{login}", password="Ein-langes-Wort-9", posts=posts)
    assert as_("keeper-away-1").post("/desk/catalogue/materials/new/", TYPED).status_code == 302
    material = SharedMaterial.objects.get(key="old_paper")
    for login in ("editor1", "establishment1", "publisher1"):
        assert as_(login).get(url(material)).status_code == 404
        assert "居民户口簿" not in as_(login).get("/desk/catalogue/materials/?q=old_paper").content.decode()
    assert as_("keeper-away-1").post(url(material, "submit/")).status_code == 302
    passed(material)
    seen = {"seen": as_("keeper-away-2").get(url(material)).context["seen"]}
    assert as_("keeper-away-2").post(url(material, "publish/"), seen).status_code == 302
    assert as_("editor1").get(url(material)).status_code == 200
    with pytest.raises(BadInput, match="old_paper"):
        used_by(w.ELDERLY)


def test_who_keeps_no_list_reads_it_and_changes_nothing() -> None:
    material = published()
    editor = as_("editor1")
    assert editor.get(url(material)).status_code == 200
    assert editor.get("/desk/catalogue/materials/?q=户口").context["rows"]
    assert editor.post(url(material, "edit/"), TYPED).status_code == 403
    assert as_("clerk1").get("/desk/catalogue/materials/").status_code == 403
    again = as_("keeper2").post("/desk/catalogue/materials/new/", TYPED)
    assert again.status_code == 409
    wrong = as_("keeper2").post("/desk/catalogue/materials/new/", TYPED | {"key": "Old Paper", "name_zh": ""})
    assert wrong.status_code == 422 and "户籍证明" in wrong.content.decode()


def test_the_list_asks_no_more_for_more_rows(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    published()
    client = as_("keeper1")
    client.get("/desk/catalogue/materials/")
    with django_assert_num_queries(6):
        client.get("/desk/catalogue/materials/")
    for number in (1, 2):
        content = {"key": f"more{number}", "name": {"zh": f"材料{number}"}}
        catalogue.publish_material(material=_submitted(content), by=SYSTEM)
    with django_assert_num_queries(6):
        client.get("/desk/catalogue/materials/")


def _submitted(content: dict[str, object]) -> SharedMaterial:
    material = catalogue.draft_material(material=None, content=content, region_code="510000000000", by=SYSTEM).material
    catalogue.submit_material(material=material, by=SYSTEM)
    return material


def test_what_is_asked_of_applicants_is_read_by_the_lawyers_first() -> None:
    """A change that stands on many guides passes the review that a change of one guide passes (法制审核)."""
    material = published()
    assert as_("keeper1").post(url(material, "edit/"), TYPED | {"accept_zh": "须公证"}).status_code == 302
    told = as_("keeper1").post(url(material, "submit/"), follow=True).content.decode()
    assert "已提交法制审核" in told
    seen = {"seen": as_("keeper2").get(url(material)).context["seen"]}
    assert as_("keeper2").post(url(material, "publish/"), seen).status_code == 409
    assert as_("keeper2").post(url(material, "pass/"), seen).status_code == 403
    assert as_("keeper2").post(url(material, "send-back/"), {"reason": "改"}).status_code == 403
    page = as_("legal1").get(url(material)).content.decode()
    assert "须公证" in page and "法制审核" in page and "合格标准" in page
    assert as_("legal1").post(url(material, "send-back/"), {"reason": "没有依据"}).status_code == 302
    assert "没有依据" in as_("keeper1").get(url(material)).content.decode()
    assert as_("keeper1").post(url(material, "submit/")).status_code == 302
    passed(material)
    assert as_("legal1").post(url(material, "pass/"), seen).status_code == 409
    assert as_("keeper2").post(url(material, "publish/"), seen).status_code == 302


def test_what_other_lists_call_it_is_read_by_no_lawyer() -> None:
    material = published()
    assert as_("keeper1").post(url(material, "edit/"), TYPED | {"aliases": "户口本"}).status_code == 302
    assert as_("keeper1").post(url(material, "submit/")).status_code == 302
    assert [version.state for version in material.versions.all() if version.pk != material.current_id] == ["review"]
