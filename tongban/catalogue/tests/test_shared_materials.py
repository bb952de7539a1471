"""Many names become one shared material, and its files stand on every guide that uses it (C3)."""

from __future__ import annotations

import copy
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from demo.build import read, shared_materials
from demo.people import REGION as HERE
from tests import walking as w
from tongban.catalogue import api as catalogue
from tongban.catalogue.checkup.models import CheckRun, NameGroup
from tongban.catalogue.checkup.names import plain
from tongban.catalogue.checkup.running import Pass
from tongban.catalogue.materials.models import MaterialUse, MaterialVersion, SharedMaterial
from tongban.catalogue.publishing import folder_of
from tongban.catalogue.tests.test_check_up_pages import listed, publisher, run  # noqa: F401 - a fixture
from tongban.kit.act import SYSTEM
from tongban.outbox.api import drain

pytestmark = pytest.mark.django_db
PAPER = "学位证书"
NAMES = ("学位证书复印件", "申请人学位证书")
KEY = "degree"


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def asking(name: str, called: str, **more: object) -> catalogue.Item:
    """A published guide that asks for one more paper under this name."""
    item = w.item(name)
    assert item.current is not None
    content = copy.deepcopy(item.current.content)
    content["materials"].append({"key": "paper", "name": {"zh": called}, **more})
    catalogue.draft(item=item, content=content, by=SYSTEM)
    catalogue.submit_for_review(item=item, by=SYSTEM)
    catalogue.publish(item=item, by=SYSTEM)
    item.refresh_from_db()
    return item


def grouped() -> tuple[list[catalogue.Item], NameGroup]:
    items = [asking(w.ELDERLY, NAMES[0], kind="copy"), asking(w.UNEMPLOYMENT, NAMES[1])]
    run = CheckRun.objects.create(region_code=HERE, state="done")
    names = [[name, 1] for name in NAMES]
    return items, NameGroup.objects.create(region_code=HERE, paper=PAPER, count=2, names=names, last_run=run)


def url(group: NameGroup) -> str:
    return f"/desk/catalogue/check-up/names/{group.pk}/share/"


def material(key: str = KEY, name: str = PAPER, region: str = "510000000000", **more: object) -> SharedMaterial:
    content = {"key": key, "name": {"zh": name}, "accept_standard": {"zh": "有印章"}, **more}
    made = catalogue.draft_material(material=None, content=content, region_code=region, by=SYSTEM).material
    return published(made)


def published(made: SharedMaterial) -> SharedMaterial:
    catalogue.submit_material(material=made, by=SYSTEM)
    catalogue.publish_material(material=made, by=SYSTEM)
    drain()
    made.refresh_from_db()
    return made


def rows_of(item: catalogue.Item) -> dict[str, object]:
    version = catalogue.open_version(item)
    assert version is not None
    return next(row for row in version.content["materials"] if row["key"] == "paper")


def test_many_names_become_one_shared_material_through_drafts() -> None:
    items, group = grouped()
    material("income_proof", "收入证明")
    material()
    page = as_("publisher1").get(url(group))
    assert [row.key for row, fits in page.context["materials"] if fits] == [KEY]
    assert as_("publisher1").post(url(group), {"shared": KEY}).status_code == 302
    drain()
    for item in items:
        row = rows_of(item)
        assert (row["shared"], row["name"], row["accept_standard"]) == (KEY, {"zh": PAPER}, {"zh": "有印章"})
        assert item.current is not None and "shared" not in item.current.content["materials"][-1]  # nothing unseen
    group.refresh_from_db()
    assert (group.state, group.kept, group.drafted) == ("accepted", PAPER, 2)
    assert as_("publisher1").post(url(group), {"shared": KEY}).status_code == 409


def test_what_is_shared_everywhere_is_not_offered_again() -> None:
    items, _group = grouped()
    material()
    going = Pass(HERE)
    assert sum(len(some) for some in going.slices()) and PAPER in {plain(one.name) for one in going.papers()}
    for item in items:
        assert item.current is not None
        content = copy.deepcopy(item.current.content)
        content["materials"][-1]["shared"] = KEY
        catalogue.draft(item=item, content=content, by=SYSTEM)
        catalogue.submit_for_review(item=item, by=SYSTEM)
        catalogue.publish(item=item, by=SYSTEM)
    going = Pass(HERE)
    assert sum(len(some) for some in going.slices()) and PAPER not in {plain(one.name) for one in going.papers()}


def test_what_the_guides_say_stands_side_by_side() -> None:
    _items, group = grouped()
    page = as_("publisher1").get(url(group)).content.decode()
    assert all(name in page for name in NAMES) and "复印件" in page
    assert as_("publisher1").post(url(group), {}).status_code == 422


def test_a_keeper_makes_a_new_one_from_what_most_guides_say() -> None:
    items, group = grouped()
    keeper = as_("keeper1")
    assert PAPER in keeper.get("/desk/catalogue/check-up/names/").content.decode()
    assert keeper.post(url(group), {"shared": KEY}).status_code == 403
    form = keeper.get(f"/desk/catalogue/materials/new/?names={group.pk}").context["form"]
    given = {name: value for name, value in form.initial.items() if value}
    assert given["name_zh"] == PAPER and given["key"].startswith("xue_wei")
    assert set(NAMES) <= set(given["aliases"].split("\n"))
    plain = {"source": "applicant", "kind": "original", "form": "electronic"}
    assert keeper.post("/desk/catalogue/materials/new/", plain | given | {"key": KEY}).status_code == 302
    assert not any(catalogue.open_version(item) for item in items)
    assert as_("editor1").get(url(group)).status_code == 403
    assert keeper.get("/desk/catalogue/materials/new/?names=none").status_code == 200


def test_the_editor_is_offered_what_is_shared_by_name_and_sound() -> None:
    items, _group = grouped()
    material()
    page = as_("editor1").get(f"/desk/catalogue/{items[0].pk}/edit/").content.decode()
    assert f'<option value="{KEY}">{PAPER} xueweizhengshu xwzs</option>' in page
    assert f"“{PAPER}”已是共享材料：填写其标识 {KEY}" in page and 'list="shared-materials"' in page


def test_the_page_costs_the_same_for_one_and_three(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _items, group = grouped()
    client = as_("publisher1")
    material()
    client.get(url(group))
    with django_assert_num_queries(7):
        client.get(url(group))
    material("more1", "材料一")
    material("more2", "材料二")
    with django_assert_num_queries(7):
        client.get(url(group))


# files


def picture(colour: str = "white") -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(made, "PNG")
    return SimpleUploadedFile("户口簿样表.png", made.getvalue(), "image/png")


def attached(made: SharedMaterial, login: str = "keeper1", which: str = "sample_file", **more: object) -> int:
    given = {"which": which, "file": picture(), **more}
    return as_(login).post(f"/desk/catalogue/materials/{made.pk}/file/", given).status_code


def users_of(made: SharedMaterial) -> list[catalogue.Item]:
    items = [asking(w.ELDERLY, "随便", shared=made.key), asking(w.UNEMPLOYMENT, "随便", shared=made.key)]
    drain()
    return items


def test_a_new_file_reaches_every_guide_that_uses_it() -> None:
    made = material()
    items = users_of(made)
    assert attached(made) == 302
    draft = MaterialVersion.objects.get(material=made, state="draft")
    link = f"/material-files/{draft.content['sample_file']['file']}/"
    assert Client().get(link).status_code == 404  # nobody has published it
    published(made)
    for item in items:
        assert link in (folder_of(item.code, "zh-hans") / "index.html").read_text()
        assert link in Client().get(f"/guides/{item.code}/").content.decode()
    answer = Client().get(link)
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("said", "words"), [("身份证号：11010519491231002X", "可能属于某个人"), ("机密★", "密级标志")])
def test_a_sample_that_shows_somebodys_number_or_a_mark_of_secrecy_is_refused(said: str, words: str) -> None:
    """保密审查 (Q8)"""
    made, whole = material(), io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:p><w:t>{said}</w:t></w:p>")
    file = SimpleUploadedFile("样表.docx", whole.getvalue())
    given = {"which": "sample_file", "file": file}
    answer = as_("keeper1").post(f"/desk/catalogue/materials/{made.pk}/file/", given)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert "19491231" not in answer.content.decode()
    assert not MaterialVersion.objects.filter(material=made, state="draft").exists()


def test_what_is_no_document_is_refused_and_leaves_nothing() -> None:
    made = material()
    bad = SimpleUploadedFile("样表.pdf", b"MZ\x90\x00 not a pdf", "application/pdf")
    assert attached(made, file=bad) == 422
    assert attached(made, which="other") == 422
    assert attached(made, login="editor1") == 403
    assert as_("keeper1").post(f"/desk/catalogue/materials/{made.pk}/file/", {"which": "form_file"}).status_code == 422
    assert not MaterialVersion.objects.filter(material=made, state="draft").exists()


def test_a_file_is_taken_out_by_another_version_and_words_keep_it() -> None:
    made = material()
    assert attached(made) == 302
    keeper = as_("keeper1")
    form = keeper.get(f"/desk/catalogue/materials/{made.pk}/edit/").context["form"]
    given = {"source": "applicant", "kind": "original", "form": "electronic"}
    given |= {name: value for name, value in form.initial.items() if value}
    assert keeper.post(f"/desk/catalogue/materials/{made.pk}/edit/", given | {"name_zh": "户口簿"}).status_code == 302
    draft = MaterialVersion.objects.get(material=made, state="draft")
    assert draft.content["name"]["zh"] == "户口簿" and "sample_file" in draft.content
    out = {"which": "sample_file", "remove": "1"}
    assert keeper.post(f"/desk/catalogue/materials/{made.pk}/file/", out).status_code == 302
    draft.refresh_from_db()
    assert "sample_file" not in draft.content


def test_a_list_with_gaps_takes_a_shared_material_over_as_well(tmp_path: Path, publisher: Client) -> None:  # noqa: F811
    items = listed(tmp_path, {"materials": ["学位证书"]}, {"materials": ["学位证书（复印件）"]})
    run(publisher)
    group = NameGroup.objects.get()
    material(sample_note={"zh": "样表"}, region=group.region_code)
    assert publisher.post(url(group), {"shared": KEY}).status_code == 302
    drain()
    for item in items:
        version = catalogue.open_version(item)
        assert version is not None and version.is_partial
        assert version.content["materials"][0]["shared"] == KEY
        assert version.content["materials"][0]["sample_note"] == {"zh": "样表"}


# the demo


def test_the_demo_s_guides_share_their_papers_and_one_has_a_form_and_a_sample() -> None:
    shared_materials(lambda text: None)  # again changes nothing
    for row in read("codesets/materials.json"):
        assert MaterialUse.objects.filter(key=row["key"]).exists(), row["key"]
    page = Client().get("/guides/" + w.item("食品经营许可（新办）").code + "/").content.decode()
    assert page.count("/material-files/") == 2 and "空白表" in page
