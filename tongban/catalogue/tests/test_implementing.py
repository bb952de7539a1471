"""C1: an editor begins the guide of the own organ from the basic list, in the browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import walking as w
from tongban.catalogue import api as catalogue
from tongban.catalogue.basic import implementing
from tongban.catalogue.basic.models import BasicItem
from tongban.catalogue.states import Standing
from tongban.catalogue.tests.test_designing import fields_of

pytestmark = pytest.mark.django_db


def as_(login: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(w.user(login))
    return client


@pytest.fixture
def basic() -> BasicItem:
    """One on the list that nobody here implements."""
    row = BasicItem.objects.filter(code=w.item(w.ELDERLY).base_code, current__isnull=False).get()
    content = row.current.content | {"code": "510599999901", "name": {"zh": "试验补贴申领", "en": "Trial allowance"}}
    content |= {"levels": ["4"]}
    made = BasicItem.objects.create(
        code="510599999901", name="试验补贴申领", type_code="05", region_code=row.region_code, levels=["4"]
    )
    version = made.versions.create(number=1, content=content, state="published", published_at=row.current.published_at)
    made.current = version
    made.save()
    return made


def test_an_editor_begins_a_guide_from_the_basic_list(basic: BasicItem) -> None:
    editor = as_("editor1")
    url = f"/desk/catalogue/basic/{basic.pk}/"
    assert "在本部门实施" in editor.get(url).content.decode()
    [organ, *_more] = implementing.organs(w.user("editor1"), basic)
    answer = editor.post(url + "implement/", {"organ": organ})
    item = catalogue.Item.objects.get(base_code=basic.code)
    assert answer.status_code == 302 and str(item.pk) in answer["Location"]
    assert (item.code, item.name, item.org_code) == (f"{organ}4510599999901", "试验补贴申领", organ)
    version = catalogue.open_version(item)
    assert version is not None and version.content["type_code"] == "05" and version.content["partial"] is True
    page = editor.get(f"/desk/catalogue/{item.pk}/edit/")
    assert page.status_code == 200
    names = {field.name: field for block in page.context["blocks"] for field in block.fields}
    assert names["name.zh"].locked and names["name.zh"].value == "试验补贴申领"
    again = editor.post(url + "implement/", {"organ": organ})
    assert again.status_code == 409 or again.status_code == 422
    assert catalogue.Item.objects.filter(base_code=basic.code).count() == 1


@pytest.mark.parametrize("change", [{"levels": ["2"]}, {"standing": Standing.CANCELLED}, {"current": None}])
def test_where_the_level_does_not_exercise_it_nothing_begins(basic: BasicItem, change: dict[str, Any]) -> None:
    BasicItem.objects.filter(pk=basic.pk).update(**change)
    basic.refresh_from_db()
    assert implementing.organs(w.user("editor1"), basic) == {}


@pytest.mark.parametrize("organ", ["", "11510131DEM9999999", "'", "1" * 500])
def test_nobody_begins_one_for_another_organ(basic: BasicItem, organ: str) -> None:
    answer = as_("editor1").post(f"/desk/catalogue/basic/{basic.pk}/implement/", {"organ": organ})
    assert answer.status_code in (409, 422) and not catalogue.Item.objects.filter(base_code=basic.code).exists()


def test_whoever_edits_no_guides_is_offered_nothing(basic: BasicItem) -> None:
    assert "在本部门实施" not in as_("legal1").get(f"/desk/catalogue/basic/{basic.pk}/").content.decode()
    assert as_("legal1").post(f"/desk/catalogue/basic/{basic.pk}/implement/", {}).status_code == 403


def test_a_guide_with_holes_is_completed_without_json(basic: BasicItem) -> None:
    """From the basic list to a guide with a form, in fields alone; what a whole guide has no place for is kept as a note."""
    editor = as_("editor1")
    [organ, *_more] = implementing.organs(w.user("editor1"), basic)
    editor.post(f"/desk/catalogue/basic/{basic.pk}/implement/", {"organ": organ})
    item = catalogue.Item.objects.get(base_code=basic.code)
    version = catalogue.open_version(item)
    assert version is not None
    version.content = version.content | {"express": True, "process_text": {"zh": "受理—审核—办结"}}
    version.save()
    url = f"/desk/catalogue/{item.pk}/edit/"
    refused = editor.get(f"/desk/catalogue/{item.pk}/form/").content.decode()
    assert "补全这份指南" in refused
    given = fields_of(editor.get(url)) | {"promise_days": "5", "complete": "1"}
    page = editor.post(url, given)
    given = fields_of(page)
    assert page.status_code == 200 and catalogue.open_version(item).is_partial  # type: ignore[union-attr]
    assert given["promise_days"] == "5" and given["bases.0.law"] == basic.current.basic.bases[0].law  # type: ignore[union-attr]
    lacking = editor.post(url, given)
    assert lacking.status_code == 422 and fields_of(lacking)["promise_days"] == "5"
    assert {error["target"] for error in lacking.context["errors"]} == {"f-audience", "f-result-name-zh"}
    given |= {"audience.person": "on", "result.type": "document", "result.name.zh": "补贴决定", "regime": "assistance"}
    assert editor.post(url, given).status_code == 302
    version = catalogue.open_version(item)
    assert version is not None and not version.is_partial
    guide = version.guide
    assert (guide.regime, guide.promise_days, guide.bases) == ("assistance", 5, basic.current.basic.bases)  # type: ignore[union-attr]
    assert "受理—审核—办结" in str(version.content["notes"]["zh"])
    for page_of in ("form", "questions", "situation", "bundle"):
        assert editor.get(f"/desk/catalogue/{item.pk}/{page_of}/").status_code == 200
