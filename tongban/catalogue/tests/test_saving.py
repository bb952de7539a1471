"""Whoever saves what somebody else has changed meanwhile is told so, in whichever editor."""

from __future__ import annotations

import json

import pytest

from tests import walking as w
from tongban.catalogue import api as catalogue
from tongban.catalogue.materials.models import SharedMaterial
from tongban.catalogue.tests.test_lists import as_, hired, proposed, url
from tongban.catalogue.tests.test_materials import TYPED

pytestmark = pytest.mark.django_db


@pytest.fixture()
def item() -> catalogue.Item:
    return w.item(w.ELDERLY)


@pytest.mark.parametrize("page", ["edit", "json", "form", "questions", "situation", "bundle"])
def test_no_editor_writes_over_another(item: catalogue.Item, page: str) -> None:
    assert item.current is not None
    content = item.current.content
    mine = as_("editor1")
    mark = mine.get(url(item, f"{page}/")).context["mark"]
    catalogue.draft(item=item, content=content | {"promise_days": 7}, by=w.user("editor2"))
    given = {"mark": mark, "content": json.dumps(content | {"promise_days": 6}), "add_page": "1"}
    answer = mine.post(url(item, f"{page}/"), given)
    assert answer.status_code == 422
    assert page == "situation" or "这期间有人保存过这份草稿" in answer.content.decode()
    version = catalogue.open_version(item)
    assert version is not None and version.content == content | {"promise_days": 7}
    told = answer.context["mark"] != mark
    assert told is (page != "situation")  # an empty table is told first, and the page stays the old one
    assert (mine.post(url(item, "json/"), given | {"mark": answer.context["mark"]}).status_code == 302) is told


def test_a_fault_told_first_lets_nobody_write_over_another(item: catalogue.Item) -> None:
    assert item.current is not None
    content, mine = item.current.content, as_("editor1")
    mark = mine.get(url(item, "json/")).context["mark"]
    catalogue.draft(item=item, content=content | {"promise_days": 7}, by=w.user("editor2"))
    wrong = mine.post(url(item, "json/"), {"mark": mark, "content": "{"})
    mended = {"mark": wrong.context["mark"], "content": json.dumps(content | {"promise_days": 6})}
    assert (wrong.status_code, mine.post(url(item, "json/"), mended).status_code) == (422, 422)
    version = catalogue.open_version(item)
    assert version is not None and version.content["promise_days"] == 7


def test_no_keeper_writes_over_another_s_material() -> None:
    first, second = as_("keeper1"), as_("keeper2")
    assert first.post("/desk/catalogue/materials/new/", TYPED).status_code == 302
    where = f"/desk/catalogue/materials/{SharedMaterial.objects.get(key=TYPED['key']).pk}/edit/"
    read = second.get(where).context["form"].initial["mark"]
    assert first.post(where, TYPED | {"name_zh": "户口簿（甲）", "mark": read}).status_code == 302
    answer = second.post(where, TYPED | {"name_zh": "户口簿（乙）", "mark": read})
    assert answer.status_code == 422 and "户口簿（乙）" in answer.content.decode()
    assert SharedMaterial.objects.get(key=TYPED["key"]).versions.get().content["name"]["zh"] == "户口簿（甲）"
    again = answer.context["form"]["mark"].value()
    assert second.post(where, TYPED | {"name_zh": "户口簿（乙）", "mark": again}).status_code == 302


def test_a_proposal_that_was_changed_meanwhile_is_not_written_over(item: catalogue.Item) -> None:
    hired("other", "catalogue_editor")
    proposed(item, "cancel", reason="依据废止")
    assert as_("publisher1").post(url(item, "adjust/send-back/"), {"reason": "请附文件"}).status_code == 302
    late, given = as_("other"), {"kind": "cancel", "basis": "", "successors": "", "effective_on": ""}
    read = late.get(url(item, "adjust/")).context["form"].initial["mark"]
    assert as_("editor1").post(url(item, "adjust/"), given | {"reason": "新的依据", "mark": read}).status_code == 302
    page = as_("establishment1").get(url(item))
    seen = page.context["adjustments"][0]["seen"]
    again = {"reason": "再写一次", "seen": seen}
    assert as_("establishment1").post(url(item, "adjust/send-back/"), again).status_code == 302
    answer = late.post(url(item, "adjust/"), given | {"reason": "旧的写法", "mark": read})
    assert answer.status_code == 422
    assert item.adjustments.get().content["reason"] == "新的依据"
