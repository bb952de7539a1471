"""C5: several items of several organs, asked for at once: one situation, one form, one set of materials, one page."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from django.test import Client

from demo import filling
from tests import walking as w
from tongban.cases.api import Case
from tongban.catalogue import api as catalogue
from tongban.catalogue.bundles import making as bundles
from tongban.catalogue.bundles.doubles import doubles
from tongban.forms import api as forms
from tongban.forms.tests.samples import field, said
from tongban.intake import api as intake
from tongban.kit.errors import BadInput, Refused

pytestmark = pytest.mark.django_db
NAME = "开餐馆一件事"


def begun(**wanted: Any) -> intake.Application:
    person = w.user("citizen1")
    draft = intake.start(item=w.item(NAME), user=person, by=person)
    situation = filling.situation_for(draft.guide, **wanted)
    draft = intake.save_situation(application=draft, answers=situation, by=person)
    answers = filling.answers_for(draft.guide, situation, draft.answers)
    draft = intake.save_page(application=draft, page="all", values=answers, reached=99, by=person)
    for need in intake.needs(draft):
        if need.is_missing:
            intake.add_file(application=draft, material_key=need.material.key, upload=w.upload(), by=person)
    return draft


def submitted(**wanted: Any) -> intake.Application:
    return intake.submit(application=begun(**wanted), by=w.user("citizen1"))


def cases_of(whole: intake.Application) -> list[Case]:
    return list(Case.objects.filter(application__bundle=whole).select_related("application").order_by("id"))


# Composing


def test_what_several_items_ask_is_asked_once() -> None:
    item = w.item(NAME)
    assert item.current is not None
    guide = item.current.guide
    keys = [question.key for question in guide.situation.questions]
    assert keys.count("agent") == 1
    assert "licensed" not in keys
    form = forms.load(guide.form)
    assert {one.key for one in form.pages[0].fields} >= {"agent_name", "address"}
    names = [material.name.zh for material in guide.materials]
    assert len(names) == len(set(names))


def composed(names: list[str], **said: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """A bundle of these services; `said`: what its author says of the second and so on."""
    codes = [w.item(name).code for name in names]
    members = [{"code": code, **said.get(f"m{number}", {})} for number, code in enumerate(codes, 1)]
    base = {"base_code": "009099099001", "name": {"zh": "演示"}, "members": members}
    moving = {"key": "moving", "type": "yesno", "text": {"zh": "您刚搬来吗？"}}
    return bundles.compose({**base, "situation": {"questions": [moving], "outcomes": []}}, [])


LIFE = ["失业登记", "城乡居民基本养老保险参保登记", "居住证申领"]


def test_a_person_is_asked_once_whatever_a_service_checks_of_them() -> None:
    made = composed(LIFE[:2])
    fields = [one for page in made["form"]["pages"] for one in page["fields"]]
    persons = [one for one in fields if one.get("prefill") == "person.id_number"]
    assert len(persons) == 1
    own = [one["fields"]["id_number"] for one in made["members"]]
    assert own == [persons[0]["key"]] * 2
    assert any("age(" in check["expr"] for check in persons[0]["checks"])


def test_of_a_question_its_author_says_that_it_is_another_one() -> None:
    asked = [one["key"] for one in composed(LIFE[:2])["situation"]["questions"]]
    assert {"local", "resident"} <= set(asked)
    made = composed(LIFE[:2], m2={"same": {"local": "resident"}})
    assert {one["key"] for one in made["situation"]["questions"]} == set(asked) - {"local"}
    assert made["members"][1]["questions"]["local"] == "resident"
    conditions = [one["when"] for one in made["situation"]["outcomes"]]
    assert not [when for when in conditions if "situation.local" in when]


def test_what_is_still_asked_twice_is_said_with_its_keys_until_it_is_the_same() -> None:
    found = doubles(composed(LIFE), english=False)
    assert {number for one in found if one.words == "身份证号" for number, _key in one.places} == {1, 3}
    same = {"same": {"id_number": "id_number", "name": "name"}}
    left = [one.words for one in doubles(composed(LIFE, m3=same), english=False)]
    assert "身份证号" not in left and "姓名" not in left


def test_what_a_service_costs_its_bundle_costs_and_only_whom_it_concerns() -> None:
    made = composed(LIFE, m3={"when": "situation.moving"})
    [fee] = made["fees"]
    assert fee["name"]["zh"] == "换领、补领工本费" and "situation.moving" in fee["when"]
    assert made["members"][2]["fees"] == [fee["name"]["zh"]]
    assert bundles.compose(made)["fees"] == [fee]
    without = bundles.compose({**made, "members": made["members"][:2]}, made["members"])
    assert without["fees"] == []


def test_a_bundle_that_promises_less_than_its_longest_service_is_told_so() -> None:
    item, food = w.item(NAME), w.item(w.FOOD)
    assert food.current is not None and food.current.guide.promise_days is not None
    editor = editor_at_the_desk()
    assert item.current is not None
    version = catalogue.draft(
        item=item, content={**item.current.content, "promise_days": 1}, note="更快", by=w.user("editor1")
    )
    page = editor.get(f"/desk/catalogue/{item.pk}/").content.decode()
    assert "Promise what the longest service takes" in page and food.shown_name in page
    version.content = {**version.content, "promise_days": food.current.guide.promise_days}
    version.save()
    assert "Promise what the longest" not in editor.get(f"/desk/catalogue/{item.pk}/").content.decode()


def test_composing_again_changes_nothing() -> None:
    item = w.item(NAME)
    assert item.current is not None
    assert catalogue.compose(item.current.content) == item.current.content


def test_an_item_that_only_some_need_asks_only_them() -> None:
    item = w.item(NAME)
    assert item.current is not None
    guide = item.current.guide
    small = filling.situation_for(guide, has_licence=True)
    whole = filling.situation_for(guide, has_licence=False)
    count = [len(forms.pages(forms.load(guide.form), {}, situation)) for situation in (small, whole)]
    assert count[0] < count[1]
    keys = [[m.key for m in guide.materials_for({"situation": s})] for s in (small, whole)]
    assert "business_licence" in keys[0]
    assert "business_licence" not in keys[1]  # the other item of the bundle results in it
    assert [len(guide.members_for({"situation": s})) for s in (small, whole)] == [1, 2]


def test_fields_of_one_key_and_different_types_stay_apart() -> None:
    from tongban.catalogue.bundles.composing import composed

    def guide_of(code: str, *fields: dict[str, Any]) -> dict[str, Any]:
        page = {"key": "one", "title": said("页", "Page"), "fields": list(fields)}
        return {"code": code, "form": {"code": code, "version": 1, "title": said("表", "Form"), "pages": [page]}}

    one = guide_of("a", field("x", "text"), field("y", "number"), field("z", "text", when="y > 1"))
    two = guide_of("b", field("x", "text"), field("y", "yesno"), field("z", "text", when="y"))
    whole = {"name": said("一件事", "All"), "base_code": "000131901001", "members": [{"code": "a"}, {"code": "b"}]}
    form = composed(whole, {"a": (1, one), "b": (1, two)})["form"]
    forms.load(form)
    found = {one["key"]: one.get("when") for page in form["pages"] for one in page["fields"]}
    assert found == {"x": None, "y": None, "z": "y > 1", "m2_y": None, "m2_z": "m2_y"}


def test_only_published_items_that_are_applied_for_here_can_be_in_it() -> None:
    item = w.item(NAME)
    assert item.current is not None
    content = copy.deepcopy(item.current.content)
    for code in ("nobody", w.item("机动车驾驶证期满换证").code, item.code):
        with pytest.raises(BadInput) as refused:
            catalogue.compose({**content, "members": [{"code": code}]})
        assert "members[0].code" in refused.value.errors


def test_a_bundle_that_was_never_composed_is_not_submitted() -> None:
    item = w.item(NAME)
    assert item.current is not None
    content = copy.deepcopy(item.current.content)
    del content["members"][0]["version"]
    found = [f.path for f in catalogue.check(catalogue.load(content)) if f.severity == "error"]
    assert found == ["members[0].version"]


# Applying


def test_one_application_becomes_a_case_for_each_item() -> None:
    whole = submitted(has_licence=False)
    cases = cases_of(whole)
    assert [case.item_name for case in cases] == ["个体工商户登记（设立）", w.FOOD]
    assert not Case.objects.filter(application=whole).exists()
    numbers = {whole.receipt_no, *(case.number for case in cases)}
    assert len(numbers) == 3
    for case in cases:
        assert intake.faults(case.application).keys() <= {"applicant", "materials"}
        assert case.application.answers["phone"] in whole.answers.values()
    assert cases[1].application.situation["licensed"] is True


def test_each_organ_has_the_files_of_its_own_materials() -> None:
    whole = submitted(has_licence=False)
    for case in cases_of(whole):
        rows = list(case.application.material_files.select_related("file"))
        own = {material.key for material in case.guide.materials}
        assert rows
        assert {row.material_key for row in rows} <= own
        assert all(row.file.subject_key == str(case.application_id) for row in rows)
        assert not {row.file_id for row in rows} & {row.file_id for row in whole.material_files.all()}


def test_who_needs_one_item_only_has_one_case() -> None:
    assert [case.item_name for case in cases_of(submitted(has_licence=True))] == [w.FOOD]


def test_submitting_twice_is_one_submission() -> None:
    draft = begun(has_licence=False)
    first = intake.submit(application=draft, by=w.user("citizen1"))
    again = intake.submit(application=draft, by=w.user("citizen1"))
    assert first.receipt_no == again.receipt_no
    assert len(cases_of(first)) == 2


def test_one_page_shows_how_far_each_item_is() -> None:
    whole = submitted(has_licence=False)
    citizen = Client(headers={"accept-language": "en"})
    citizen.force_login(w.user("citizen1"))
    receipt = citizen.get(f"/my/applications/{whole.pk}/receipt/").content.decode()
    assert f"/my/cases/bundle/{whole.pk}/" in receipt
    page = citizen.get(f"/my/cases/bundle/{whole.pk}/")
    assert page.status_code == 200
    assert "0 of 2 items are decided" in page.content.decode()
    own = citizen.get(f"/my/cases/{cases_of(whole)[0].pk}/").content.decode()
    assert f"/my/cases/bundle/{whole.pk}/" in own
    stranger = Client()
    stranger.force_login(w.user("citizen2"))
    assert stranger.get(f"/my/cases/bundle/{whole.pk}/").status_code == 403
    assert citizen.get(f"/my/cases/bundle/{cases_of(whole)[0].pk}/").status_code == 404


def test_the_page_costs_the_same_for_two_items_as_for_one(django_assert_max_num_queries: Any) -> None:
    wholes = [submitted(has_licence=True), submitted(has_licence=False)]
    citizen = Client()
    citizen.force_login(w.user("citizen1"))
    for whole in wholes:
        with django_assert_max_num_queries(9):
            citizen.get(f"/my/cases/bundle/{whole.pk}/")


def test_a_bundle_is_data_like_any_guide() -> None:
    item = w.item(NAME)
    assert item.current is not None
    json.dumps(item.current.content)
    assert item.current.guide.is_bundle
    assert Client().get(f"/guides/{item.code}/situation/").status_code == 200


# At the desk


def test_the_items_are_written_on_a_page_and_composed_on_saving() -> None:
    from tongban.catalogue.tests.test_designing import fields_of

    item = w.item(NAME)
    editor = Client(headers={"accept-language": "en"})
    editor.force_login(w.user("editor1"))
    url = f"/desk/catalogue/{item.pk}/bundle/"
    fields = fields_of(editor.get(url))
    assert fields["m1.answers"] == "licensed = true"
    assert editor.post(url, fields).status_code == 302
    version = catalogue.open_version(item)
    assert version is not None
    assert item.current is not None
    assert version.content == item.current.content
    fields = fields_of(editor.get(url)) | {"m2.code": w.item(w.HYGIENE).code, "m2.place": "1", "m0.code": ""}
    assert editor.post(url, fields).status_code == 302
    version.refresh_from_db()
    assert [member["code"] for member in version.content["members"]] == [w.item(w.HYGIENE).code, w.item(w.FOOD).code]
    assert [q["key"] for q in version.content["situation"]["questions"]][0] == "has_licence"
    assert "preapproval" not in [q["key"] for q in version.content["situation"]["questions"]]


def test_order_and_what_is_taken_over_are_written_on_the_page_and_stay() -> None:
    from tongban.catalogue.tests.test_designing import fields_of

    item = w.item("新生儿出生一件事")
    editor = Client(headers={"accept-language": "en"})
    editor.force_login(w.user("editor1"))
    url = f"/desk/catalogue/{item.pk}/bundle/"
    fields = fields_of(editor.get(url))
    assert fields["m2.after"] == fields["m0.code"]
    assert f"material birth = {fields['m0.code']}" in fields["m2.takes"]
    assert editor.post(url, fields).status_code == 302
    version = catalogue.open_version(item)
    assert version is not None
    assert item.current is not None
    assert version.content == item.current.content


def test_a_code_that_is_none_is_said_at_its_item_and_stays() -> None:
    from tongban.catalogue.tests.test_designing import fields_of

    item = w.item(NAME)
    editor = Client(headers={"accept-language": "en"})
    editor.force_login(w.user("editor1"))
    url = f"/desk/catalogue/{item.pk}/bundle/"
    page = editor.post(url, fields_of(editor.get(url)) | {"m2.code": "nobody"})
    assert page.status_code == 422
    assert page.context["errors"][0]["target"] == "m-2"
    assert 'value="nobody"' in page.content.decode()
    assert catalogue.open_version(item) is None


def test_the_public_page_says_what_is_in_it() -> None:
    page = Client(headers={"accept-language": "en"}).get(f"/guides/{w.item(NAME).code}/").content.decode()
    assert f"/guides/{w.item(w.FOOD).code}/" in page
    assert "You apply once" in page


# Begun at the desk


NEW = "/desk/catalogue/bundles/new/"


def editor_at_the_desk(login: str = "editor1") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(w.user(login))
    return client


def given(editor: Client, **more: str) -> dict[str, str]:
    organ = editor.get(NEW).context["form"].fields["organ"].choices[0][0]
    services = f"{w.item('个体工商户登记（设立）').name}\n{w.item(w.FOOD).code} {w.FOOD}\n卫生许可"
    return {"name_zh": "开面馆一件事", "name_en": "Opening a noodle shop", "organ": organ, "services": services} | more


def test_an_editor_begins_a_bundle_from_names_and_a_citizen_applies_for_it(indexed: None) -> None:
    """C5, with nothing typed but names; composed at once, published by a second person."""
    editor = editor_at_the_desk()
    unclear = editor.post(NEW, given(editor))
    text = unclear.content.decode()
    assert unclear.status_code == 422 and w.item(w.HYGIENE).code in text and "开面馆一件事" in text
    done = editor.post(NEW, given(editor, picked=w.item(w.HYGIENE).code))
    item = catalogue.Item.objects.get(name="开面馆一件事")
    assert done.status_code == 302 and done.headers["location"] == f"/desk/catalogue/{item.pk}/bundle/"
    version = catalogue.open_version(item)
    assert version is not None and not version.is_partial
    codes = [w.item(name).code for name in ("个体工商户登记（设立）", w.FOOD, w.HYGIENE)]
    assert [member["code"] for member in version.content["members"]] == codes
    keys = [one["key"] for one in version.content["situation"]["questions"]]
    assert len(keys) == len(set(keys))
    page = editor.get(f"/desk/catalogue/{item.pk}/bundle/").content.decode()
    assert "<code>licensed</code>" in page  # what a service asks, by the key that answers it here
    answer = editor.post(f"/desk/catalogue/{item.pk}/submit/")
    assert answer.status_code == 302, answer.context["errors"]
    for login in ("establishment1", "legal1"):
        seen = catalogue.digest_of(catalogue.open_version(item))
        assert editor_at_the_desk(login).post(f"/desk/catalogue/{item.pk}/pass/", {"seen": seen}).status_code == 302
    seen = catalogue.digest_of(catalogue.open_version(item))
    publish = {"seen": seen, "although": "1"}
    assert editor_at_the_desk("publisher1").post(f"/desk/catalogue/{item.pk}/publish/", publish).status_code == 302
    citizen = Client()
    citizen.force_login(w.user("citizen1"))
    started = citizen.post("/my/applications/start/", {"item": item.code})
    assert started.status_code == 302
    assert intake.Application.objects.filter(user=w.user("citizen1"), version__item=item, state="draft").exists()


def test_the_next_bundle_of_an_organ_bears_the_next_code(indexed: None) -> None:
    editor, picked = editor_at_the_desk(), w.item(w.HYGIENE).code
    assert editor.post(NEW, given(editor, picked=picked)).status_code == 302
    assert editor.post(NEW, given(editor, picked=picked, name_zh="开饭馆一件事")).status_code == 302
    one, other = (catalogue.Item.objects.get(name=name) for name in ("开面馆一件事", "开饭馆一件事"))
    assert one.code != other.code and one.code[:19] == other.code[:19]
    taken = editor.post(NEW, given(editor, picked=picked, base_code=one.base_code))
    assert taken.status_code == 422 and taken.context["form"].errors.keys() == {"base_code"}


@pytest.mark.parametrize(
    ("services", "said"),
    [
        ("", "required"),
        ("个体工商户登记（设立）", "2 to 20 services"),
        ("龘龘龘", "No service in use is called"),
        ("X1", "X1"),
    ],
)
def test_what_is_no_bundle_is_told_at_its_field(services: str, said: str, indexed: None) -> None:
    editor = editor_at_the_desk()
    page = editor.post(NEW, given(editor, services=services))
    assert page.status_code == 422 and said in page.content.decode() and "开面馆一件事" in page.content.decode()
    assert not catalogue.Item.objects.filter(name="开面馆一件事").exists()


def test_an_editor_of_another_organ_begins_none_for_this_one(indexed: None) -> None:
    editor = editor_at_the_desk()
    page = editor.post(NEW, given(editor, organ="11510131DEM000022E", picked=w.item(w.HYGIENE).code))
    own = dict(editor.get(NEW).context["form"].fields["organ"].choices)
    assert ("11510131DEM000022E" in own) == (page.status_code == 302)


def test_an_item_is_added_to_a_bundle_by_its_name(indexed: None) -> None:
    from tongban.catalogue.tests.test_designing import fields_of

    editor, item = editor_at_the_desk(), w.item(NAME)
    url = f"/desk/catalogue/{item.pk}/bundle/"
    page = editor.post(url, fields_of(editor.get(url)) | {"m2.code": "卫生"})
    assert page.status_code == 422 and w.item(w.HYGIENE).code in page.context["errors"][0]["text"]
    assert editor.post(url, fields_of(editor.get(url)) | {"m2.code": w.item(w.HYGIENE).name}).status_code == 302
    version = catalogue.open_version(item)
    assert version is not None and version.content["members"][2]["code"] == w.item(w.HYGIENE).code


def test_pages_of_one_title_say_for_which_item_they_are() -> None:
    item = w.item("新生儿出生一件事")
    assert item.current is not None and item.current.guide.form is not None
    titles = [page["title"]["zh"] for page in item.current.guide.form["pages"]]
    assert len(set(titles)) == len(titles) and any("出生医学证明" in title for title in titles)


def test_what_nobody_is_asked_makes_no_outcome() -> None:
    """An outcome that hangs on a question that the bundle answers for everybody is left out, not shown as “and null”."""
    item = w.item("新生儿出生一件事")
    assert item.current is not None
    assert not [row for row in item.current.content["situation"]["outcomes"] if "null" in row["when"]]


def test_two_parents_never_have_one_number() -> None:
    person = w.user("citizen1")
    draft = intake.start(item=w.item("新生儿出生一件事"), user=person, by=person)
    situation = filling.situation_for(draft.guide)
    draft = intake.save_situation(application=draft, answers=situation, by=person)
    answers = filling.answers_for(draft.guide, situation, draft.answers)
    both = {key: answers["applicant_id"] for key in answers if key.endswith("other_id")}
    draft = intake.save_page(application=draft, page="all", values=answers | both, reached=99, by=person)
    with pytest.raises(BadInput) as refused:
        intake.submit(application=draft, by=person)
    assert both == {"other_id": answers["applicant_id"]}
    assert refused.value.errors["common"] == ["两个人的身份证号不能相同。"]


@pytest.mark.parametrize(
    ("line", "typed", "said"),
    [
        ("takes", "garbage", "no earlier service"),
        ("takes", "field nowhere = {first}, x", "no field “nowhere”"),
        ("takes", "material nothing = {first}", "no material “nothing”"),
        ("answers", "licensed = martian", "is no answer"),
        ("answers", "nokey = true", "no question “nokey”"),
        ("same", "foo = bar", "no question, no field and no material “foo”"),
        ("same", "address = nowhere_at_all", "“nowhere_at_all”"),
        ("same", "licensed = nobody_asks", "asks a question “nobody_asks”"),
        ("same", "licensed = kind", "have other answers"),
        ("after", "X1", "no earlier service"),
        ("asked", "nofield = situation.has_licence", "no field “nofield”"),
        ("when", "situation.nothing == true", "asks no “nothing”"),
        ("code", "{first}", "in the bundle already"),
    ],
)
def test_what_no_item_knows_is_told_at_its_line_and_stays(line: str, typed: str, said: str) -> None:
    from tongban.catalogue.tests.test_designing import fields_of

    editor, item = editor_at_the_desk(), w.item(NAME)
    url = f"/desk/catalogue/{item.pk}/bundle/"
    fields = fields_of(editor.get(url))
    typed = typed.format(first=fields["m0.code"])
    page = editor.post(url, fields | {f"m1.{line}": typed})
    assert page.status_code == 422 and said in page.content.decode()
    assert page.context["errors"][0]["target"] == "m-1" and fields_of(page)[f"m1.{line}"] == typed
    assert catalogue.open_version(item) is None


# Its services change


def published_anew(name: str, **elements: Any) -> catalogue.Item:
    from tongban.kit.act import SYSTEM
    from tongban.outbox.api import drain

    item = w.item(name)
    assert item.current is not None
    content = copy.deepcopy(item.current.content) | elements
    catalogue.draft(item=item, content=content, by=SYSTEM)
    catalogue.submit_for_review(item=item, by=SYSTEM)
    catalogue.publish(item=item, by=SYSTEM)
    drain()
    item.refresh_from_db()
    return item


def test_what_a_service_asks_now_its_bundle_asks_at_once() -> None:
    """A new material of one service reaches the bundle's guide in a version of its own; what stays the same changes nothing."""
    food = w.item(w.FOOD)
    assert food.current is not None
    paper = {"key": "drainage", "name": {"zh": "排水证明", "en": "Drainage certificate"}}
    published_anew(w.FOOD, materials=[*food.current.content["materials"], paper])
    bundle = w.item(NAME)
    assert bundle.current is not None and bundle.is_bundle
    assert "排水证明" in [material.name.zh for material in bundle.current.guide.materials]
    assert w.FOOD in bundle.current.change_note and bundle.current.made_by is None
    assert "排水证明" in Client().get(f"/guides/{bundle.code}/").content.decode()
    number = bundle.current.number
    published_anew(w.ELDERLY, notes={"zh": "另一事项"})
    assert w.item(NAME).current.number == number  # type: ignore[union-attr]


def stopped(name: str) -> catalogue.Item:
    from tongban.outbox.api import drain

    item = w.item(name)
    item.standing, item.standing_note = "suspended", "系统升级"
    item.save()
    drain()
    return item


def test_with_a_service_that_only_some_need_the_others_are_told_how_to_go_on() -> None:
    """Every page of the draft says so, not the submission alone; changing the answer that calls for it lets the whole go."""
    draft = begun(has_licence=False)
    stopped("个体工商户登记（设立）")
    citizen = Client()
    citizen.force_login(w.user("citizen1"))
    page = citizen.get(f"/my/applications/{draft.pk}/", follow=True).content.decode()
    assert "已暂停或取消" in page and "改选需要办理该事项的那个答案" in page
    with pytest.raises(Refused, match="暂停"):
        intake.submit(application=draft, by=w.user("citizen1"))
    intake.discard(application=draft, by=w.user("citizen1"))
    other = begun(has_licence=True)
    assert "已暂停或取消" not in citizen.get(f"/my/applications/{other.pk}/", follow=True).content.decode()
    assert intake.submit(application=other, by=w.user("citizen1")).receipt_no


def test_with_a_service_that_everybody_needs_nobody_begins_and_its_editor_reads_why() -> None:
    food, bundle = stopped(w.FOOD), w.item(NAME)
    citizen = Client()
    citizen.force_login(w.user("citizen1"))
    answer = citizen.post("/my/applications/start/", {"item": bundle.code})
    assert answer.status_code == 409 and "人人都要办的" in answer.content.decode()
    page = editor_at_the_desk().get(f"/desk/catalogue/{bundle.pk}/").content.decode()
    assert food.shown_name in page and "Nobody can hand in this bundle now" in page
