"""One application through Django's client, from the first question to the receipt."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from demo import filling
from tests import walking as w
from tongban.cases.api import Case, withdraw
from tongban.catalogue import api as catalogue
from tongban.forms import api as forms
from tongban.forms.typed import from_values
from tongban.intake.models import Application
from tongban.kit.act import SYSTEM
from tongban.people.api import act_for

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture()
def citizen(client: Client) -> Client:
    client.force_login(w.user("citizen1"))
    return client


@pytest.fixture()
def stranger() -> Client:
    other = Client()
    other.force_login(w.user("citizen2"))
    return other


def begin(client: Client, name: str = w.ELDERLY, **more: Any) -> Application:
    item = w.item(name)
    client.post(reverse("intake:start"), {"item": item.code, **more})
    return Application.objects.filter(version__item=item).latest("made_at")


def url(application: Application, step: str = "resume", *more: str) -> str:
    return reverse(f"intake:{step}", args=[application.pk, *more])


def posted(fields: list[Any], values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Answers as a browser sends them."""
    sent: dict[str, Any] = {}
    for key, typed in from_values(fields, values).items():
        field = next(f for f in fields if f.key == key)
        if field.type == "group":
            sent[f"{prefix}{key}-count"] = str(len(typed))
            for number, _item in enumerate(typed):
                sent |= posted(field.fields, (values[key] or [{}])[number], f"{prefix}{key}-{number}-")
        else:
            sent[f"{prefix}{key}"] = typed
    return sent


def answer_situation(client: Client, application: Application) -> None:
    answers = filling.situation_for(application.guide)
    plain = {key: {True: "yes", False: "no"}.get(value, value) for key, value in answers.items()}
    client.post(url(application, "situation"), plain)
    application.refresh_from_db()


def answer_form(client: Client, application: Application) -> None:
    form = forms.load(application.guide.form)
    answers = filling.answers_for(application.guide, application.situation, application.answers)
    for page in forms.pages(form, answers, application.situation):
        mine = {f.key: answers.get(f.key) for f in page.fields}
        answer = client.post(url(application, "form", page.key), posted(page.fields, mine) | {"next": "1"})
        assert answer.status_code == 302, answer.context["errors"]
    application.refresh_from_db()


def hand_in(client: Client, application: Application) -> None:
    for material in application.guide.materials_for({"situation": application.situation}):
        if material.necessity == "required":
            client.post(url(application, "materials"), {"material": material.key, "file": w.upload()})


def complete(client: Client, name: str = w.ELDERLY) -> Application:
    application = begin(client, name)
    answer_situation(client, application)
    answer_form(client, application)
    hand_in(client, application)
    return application


# From the guide to the receipt


@pytest.mark.parametrize("name", [w.ELDERLY, w.FOOD, w.UNEMPLOYMENT, w.BIRTH])
def test_an_application_goes_all_the_way(client: Client, name: str) -> None:
    citizen = client
    citizen.force_login(w.user(w.applicant(name)))
    application = complete(citizen, name)
    answer = citizen.post(url(application, "review"), {"true": "1"})
    assert answer.headers["Location"] == url(application, "receipt")
    application.refresh_from_db()
    receipt = citizen.get(url(application, "receipt"))
    shown = receipt.content.decode()
    assert application.receipt_no in shown
    assert application.query_code in shown
    assert "<svg" in shown
    assert receipt.context["answer_by"] is None or receipt.context["answer_by"] >= application.submitted_at.date()
    case = Case.objects.get(number=application.receipt_no)
    assert citizen.get(f"/my/cases/number/{case.number}/").headers["Location"] == f"/my/cases/{case.pk}/"


def test_pressing_submit_twice_makes_one_case(citizen: Client) -> None:
    application = complete(citizen)
    for _press in range(2):
        assert citizen.post(url(application, "review"), {"true": "1"}).headers["Location"] == url(
            application, "receipt"
        )
    assert Case.objects.filter(application=application).count() == 1


def test_a_submitted_application_shows_its_receipt_from_every_step(citizen: Client) -> None:
    application = complete(citizen)
    citizen.post(url(application, "review"), {"true": "1"})
    for step in ("resume", "situation", "materials", "review", "discard"):
        assert citizen.get(url(application, step)).headers["Location"] == url(application, "receipt")
    before = Application.objects.get(pk=application.pk).answers
    citizen.post(url(application, "form", "payment"), {"bank": "另一家银行"})
    assert Application.objects.get(pk=application.pk).answers == before


def test_nothing_is_submitted_without_the_declaration(citizen: Client) -> None:
    application = complete(citizen)
    answer = citizen.post(url(application, "review"), {})
    assert answer.status_code == 422
    assert answer.context["unsigned"]
    assert not Case.objects.filter(application=application).exists()


def test_what_is_missing_is_told_with_the_way_there(citizen: Client) -> None:
    application = begin(citizen)
    answer_situation(citizen, application)
    answer = citizen.post(url(application, "review"), {"true": "1"})
    assert answer.status_code == 422
    places = {fault["url"] for fault in answer.context["faults"]}
    assert f"{url(application, 'form', 'elder')}?check=1" in places
    assert f"{url(application, 'materials')}?check=1" in places
    for place in places:
        assert citizen.get(place).context["errors"]


# Beginning and going on


def test_a_second_start_leads_to_the_same_draft(citizen: Client) -> None:
    first = begin(citizen)
    again = citizen.post(reverse("intake:start"), {"item": first.version.item.code})
    assert str(first.pk) in again.headers["Location"]
    assert Application.objects.filter(user=w.user("citizen1")).count() == 1


def test_beginning_anew_forgets_the_old_draft(citizen: Client) -> None:
    first = begin(citizen)
    second = begin(citizen, anew="1")
    assert second.pk != first.pk
    first.refresh_from_db()
    assert (first.state, first.answers) == ("discarded", {})


def test_the_page_before_offers_to_go_on(citizen: Client) -> None:
    draft = begin(citizen)
    page = citizen.get(reverse("intake:start"), {"item": draft.version.item.code})
    assert url(draft) in page.content.decode()


def test_an_agent_applies_for_the_enterprise_and_for_no_other(client: Client) -> None:
    client.force_login(w.user("agent1"))
    mine, other = w.enterprise("agent1"), w.enterprise("agent2")
    item = w.item(w.FOOD)
    assert begin(client, w.FOOD, enterprise=str(mine.pk)).enterprise == mine
    assert client.post(reverse("intake:start"), {"item": item.code, "enterprise": str(other.pk)}).status_code == 403
    assert client.post(reverse("intake:start"), {"item": item.code, "enterprise": "nonsense"}).status_code == 403


def test_an_unknown_item_is_not_found(citizen: Client) -> None:
    assert citizen.get(reverse("intake:start"), {"item": "nothing"}).status_code == 404
    assert citizen.post(reverse("intake:start"), {}).status_code == 404


def test_a_service_of_another_system_is_no_dead_end(citizen: Client) -> None:
    item = w.item("不动产转移登记")
    shown = citizen.get(reverse("intake:start"), {"item": item.code})
    assert item.current.guide.system_url in shown.content.decode()
    assert citizen.post(reverse("intake:start"), {"item": item.code}).status_code == 409


def test_one_comes_back_to_where_one_was(citizen: Client) -> None:
    application = begin(citizen)
    assert citizen.get(url(application)).headers["Location"] == url(application, "situation")
    answer_situation(citizen, application)
    assert citizen.get(url(application)).headers["Location"] == url(application, "form", "elder")
    answer_form(citizen, application)
    assert citizen.get(url(application)).headers["Location"] == url(application, "materials")


# The questions


def test_questions_come_one_after_another_and_hidden_ones_not_at_all(citizen: Client) -> None:
    application = begin(citizen)
    first = citizen.get(url(application, "situation"))
    assert first.context["question"].key == "hukou"
    onward = citizen.post(url(application, "situation"), {"ask": "hukou", "hukou": "here"})
    if onward.status_code == 422:
        value = first.context["options"][0].value
        onward = citizen.post(url(application, "situation"), {"ask": "hukou", "hukou": value})
    assert onward.headers["Location"].endswith("?ask=age")
    assert citizen.get(onward.headers["Location"]).context["question"].key == "age"
    elsewhere = citizen.post(url(application, "situation"), {"ask": "hukou", "hukou": "elsewhere"})
    assert elsewhere.headers["Location"] == url(application, "situation")


def test_an_unanswered_question_is_asked_again(citizen: Client) -> None:
    application = begin(citizen)
    answer = citizen.post(url(application, "situation"), {"ask": "hukou"})
    assert answer.status_code == 422
    assert answer.context["error"]


def test_an_answer_that_is_none_of_those_shown_is_asked_again(citizen: Client) -> None:
    application = begin(citizen)
    assert citizen.post(url(application, "situation"), {"ask": "hukou", "hukou": "moon"}).status_code == 422


def test_half_of_the_answers_is_not_readable_in_the_session(citizen: Client) -> None:
    application = begin(citizen, w.DISABILITY)
    citizen.post(url(application, "situation"), {"ask": "certificate", "certificate": "yes"})
    citizen.post(url(application, "situation"), {"ask": "grade", "grade": "1"})
    assert "grade" not in str(dict(citizen.session.items()))
    assert "grade" not in citizen.get(url(application, "situation")).request["QUERY_STRING"]


def test_an_answer_that_refuses_is_told_before_the_next_question_and_can_be_changed(citizen: Client) -> None:
    application = begin(citizen, "城乡居民基本养老保险参保登记")
    page = citizen.post(url(application, "situation"), {"ask": "status", "status": "student"}, follow=True)
    refusals = [str(row.refuse) for row in page.context["outcome"].refusals]
    assert len(refusals) == 1 and refusals[0] in page.content.decode()
    again = citizen.get(url(application, "situation"))
    assert refusals[0] in again.content.decode() and "ask=status" in again.content.decode()
    asked = citizen.get(url(application, "situation") + "?ask=status")
    assert asked.context["question"].key == "status"
    on = citizen.post(url(application, "situation"), {"ask": "status", "status": "resident"}, follow=True)
    assert on.context["question"].key == "age"


def test_every_reason_that_refuses_is_told_at_once(citizen: Client) -> None:
    application = begin(citizen, w.DISABILITY)
    answers = {
        "certificate": "yes",
        "grade": "3",
        "kind": "limb",
        "low_income": "no",
        "excluded": "yes",
        "applicant": "self",
    }
    page = citizen.post(url(application, "situation"), answers, follow=True)
    assert len(page.context["outcome"].refusals) == 2
    assert all(str(row.refuse) in page.content.decode() for row in page.context["outcome"].refusals)


def test_whom_a_bundle_refuses_is_led_to_its_services(citizen: Client) -> None:
    application = begin(citizen, "新生儿出生一件事")
    page = citizen.post(url(application, "situation"), {"ask": "married", "married": "no"}, follow=True)
    if page.context.get("outcome") is None:
        page = citizen.get(url(application, "situation"))
    assert "各个事项也可以单独申请" in page.content.decode()
    for member in application.guide.members:
        assert f'/guides/{member.code}/"' in page.content.decode()


def test_a_refusal_is_said_plainly_and_stops_the_way(citizen: Client) -> None:
    application = begin(citizen)
    citizen.post(url(application, "situation"), {"hukou": "elsewhere"})
    page = citizen.get(url(application, "situation"))
    assert str(page.context["outcome"].refuse) in page.content.decode()
    assert citizen.get(url(application, "form", "elder")).headers["Location"] == url(application, "situation")
    assert citizen.get(url(application, "materials")).headers["Location"] == url(application, "situation")


# The form


def test_what_was_typed_wrong_is_kept_and_said(citizen: Client) -> None:
    application = begin(citizen)
    answer_situation(citizen, application)
    answer = citizen.post(url(application, "form", "elder"), {"elder_name": "演示老人", "elder_id": "123", "next": "1"})
    assert answer.status_code == 422
    assert "elder_id" in answer.context["errors"]
    again = citizen.get(url(application, "form", "elder")).content.decode()
    assert 'value="123"' in again
    assert 'value="演示老人"' in again


def test_saving_by_itself_says_when_and_complains_of_nothing(citizen: Client) -> None:
    application = begin(citizen)
    answer_situation(citizen, application)
    there = url(application, "form", "elder")
    answer = citizen.post(there, {"elder_name": "演示老人"}, **JSON)
    assert answer.status_code == 200
    assert "saved_at" in answer.json()
    application.refresh_from_db()
    entries = application.audit_count
    citizen.post(there, {"elder_name": "演示老人"}, **JSON)
    application.refresh_from_db()
    assert application.audit_count == entries


def test_leaving_and_going_back_keep_what_was_typed(citizen: Client) -> None:
    application = begin(citizen)
    answer_situation(citizen, application)
    there = url(application, "form", "elder")
    assert citizen.post(there, {"elder_name": "甲", "save": "1"}).headers["Location"] == "/my/"
    assert citizen.post(there, {"elder_name": "乙", "back": "1"}).headers["Location"] == url(application, "situation")
    application.refresh_from_db()
    assert application.answers["elder_name"] == "乙"


def test_another_item_of_a_group_is_added_without_losing_anything(citizen: Client) -> None:
    application = begin(citizen, w.FOOD)
    answer_situation(citizen, application)
    page = next(p for p in forms.load(application.guide.form).pages if p.key == "people")
    group = next(f for f in page.fields if f.type == "group")
    first = group.fields[0].key
    sent = {f"{group.key}-count": "1", f"{group.key}-0-{first}": "演示店员", "add": group.key}
    answer = citizen.post(url(application, "form", page.key), sent)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert f'name="{group.key}-1-{first}"' in shown
    assert "演示店员" in shown
    again = citizen.get(url(application, "form", page.key)).content.decode()
    assert "演示店员" in again


def test_an_unknown_page_of_a_form_is_not_found(citizen: Client) -> None:
    application = begin(citizen)
    answer_situation(citizen, application)
    assert citizen.get(url(application, "form", "nothing")).status_code == 404


def test_places_are_chosen_from_the_registers(citizen: Client) -> None:
    application = begin(citizen)
    answer_situation(citizen, application)
    shown = citizen.get(url(application, "form", "elder")).content.decode()
    assert "鹤山街道" in shown


# The materials


@pytest.fixture()
def at_materials(citizen: Client) -> Application:
    application = begin(citizen)
    answer_situation(citizen, application)
    return application


def send(client: Client, application: Application, *files: SimpleUploadedFile, key: str = "id", **more: Any) -> Any:
    headers = {k: v for k, v in more.items() if k.startswith("HTTP_")}
    fields = {k: v for k, v in more.items() if not k.startswith("HTTP_")}
    return client.post(url(application, "materials"), {"material": key, "file": list(files), **fields}, **headers)


def test_several_files_go_at_once(citizen: Client, at_materials: Application) -> None:
    answer = send(citizen, at_materials, w.upload("正面.png"), w.upload("反面.png"))
    assert answer.headers["Location"].endswith("#material-id")
    shown = citizen.get(url(at_materials, "materials")).content.decode()
    assert "正面.png" in shown
    assert "反面.png" in shown


def test_a_script_gets_the_list_as_it_is_then(citizen: Client, at_materials: Application) -> None:
    answer = send(citizen, at_materials, w.upload("正面.png"), **JSON).json()
    assert [one["name"] for one in answer["files"]] == ["正面.png"]
    assert answer["used"].startswith("已用 ") and not answer["used"].startswith("已用 0")
    assert answer["used"] in citizen.get(url(at_materials, "materials")).content.decode()
    assert citizen.get(answer["files"][0]["url"]).headers["Content-Type"] == "image/png"
    gone = send(citizen, at_materials, remove=answer["files"][0]["id"], **JSON).json()
    assert gone["files"] == [] and gone["used"].startswith("已用 0")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<html><script>alert(1)</script></html>"),
        ("photo.jpg", b"<html><script>alert(1)</script></html>"),
        ("setup.exe", b"MZ\x90\x00" + b"\0" * 200),
        ("photo.png", b"MZ\x90\x00" + b"\0" * 200),
        ("empty.pdf", b""),
        ("cut.png", w.upload().read()[:-300] + w.PNG[-12:]),
        ("header.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"),
        ("nothing.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"),
    ],
)
def test_what_is_no_document_is_refused_in_words(
    citizen: Client, at_materials: Application, name: str, content: bytes
) -> None:
    plain = send(citizen, at_materials, SimpleUploadedFile(name, content))
    assert plain.status_code == 422
    assert plain.context["errors"]
    script = send(citizen, at_materials, SimpleUploadedFile(name, content), **JSON)
    assert script.status_code == 422
    assert script.json()["message"]
    assert not at_materials.material_files.exists()


def test_a_file_over_the_limit_is_refused_with_both_sizes(
    citizen: Client, at_materials: Application, settings: Any
) -> None:
    settings.UPLOAD_FILE_LIMIT = 100
    answer = send(citizen, at_materials, w.upload("大.png"))
    assert answer.status_code == 422
    assert "MB" in answer.context["errors"][0]["text"]


def test_the_total_of_an_application_is_limited(citizen: Client, at_materials: Application, settings: Any) -> None:
    settings.UPLOAD_TOTAL_LIMIT = w.upload().size + 10
    assert send(citizen, at_materials, w.upload("一.png")).status_code == 302
    assert send(citizen, at_materials, w.upload("二.png")).status_code == 422


def test_one_bad_file_does_not_take_the_good_ones_with_it(citizen: Client, at_materials: Application) -> None:
    answer = send(citizen, at_materials, w.upload("好.png"), SimpleUploadedFile("坏.exe", b"MZ" + b"\0" * 99))
    assert answer.status_code == 422
    assert [row.file.name for row in at_materials.material_files.all()] == ["好.png"]


def test_a_file_is_replaced_whole_or_not_at_all(citizen: Client, at_materials: Application) -> None:
    send(citizen, at_materials, w.upload("旧.png"))
    old = at_materials.material_files.get()
    refused = send(citizen, at_materials, SimpleUploadedFile("坏.exe", b"MZ" + b"\0" * 99), replace=str(old.pk))
    assert refused.status_code == 422
    assert at_materials.material_files.get().file.name == "旧.png"
    send(citizen, at_materials, w.upload("新.png"), replace=str(old.pk))
    assert at_materials.material_files.get().file.name == "新.png"


def test_pressing_upload_without_a_file_says_so(citizen: Client, at_materials: Application) -> None:
    assert send(citizen, at_materials).status_code == 422


def test_going_on_without_what_is_required_names_it(citizen: Client, at_materials: Application) -> None:
    answer = citizen.post(url(at_materials, "materials"), {"next": "1"})
    assert answer.status_code == 422
    assert {error["target"] for error in answer.context["errors"]} == {"material-id", "material-household"}


def test_a_material_that_nobody_asked_for_is_refused(citizen: Client, at_materials: Application) -> None:
    assert send(citizen, at_materials, w.upload(), key="passport").status_code == 422


# Strangers


def test_a_stranger_reads_and_changes_nothing(citizen: Client, stranger: Client, at_materials: Application) -> None:
    send(citizen, at_materials, w.upload("正面.png"))
    row = at_materials.material_files.get()
    for step in ("resume", "situation", "materials", "review", "receipt", "discard"):
        assert stranger.get(url(at_materials, step)).status_code == 403
    for step in ("situation", "materials", "review", "discard"):
        assert stranger.post(url(at_materials, step), {"material": "id", "remove": str(row.pk)}).status_code == 403
    assert stranger.get(url(at_materials, "form", "elder")).status_code == 403
    assert stranger.post(url(at_materials, "form", "elder"), {"elder_name": "x"}).status_code == 403
    assert stranger.get(reverse("documents:file", args=[row.file_id])).status_code == 403
    assert at_materials.material_files.count() == 1


def test_removing_names_only_files_of_this_application(
    citizen: Client, stranger: Client, at_materials: Application
) -> None:
    send(citizen, at_materials, w.upload("正面.png"))
    row = at_materials.material_files.get()
    theirs = begin(stranger)
    answer_situation(stranger, theirs)
    assert send(stranger, theirs, remove=str(row.pk)).status_code == 302
    assert at_materials.material_files.count() == 1


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client: Client) -> None:
    answer = client.get(reverse("intake:start"), {"item": w.item(w.ELDERLY).code})
    assert answer.headers["Location"].startswith(reverse("people:sign_in"))
    assert "item%3D" in answer.headers["Location"]


def test_discarding_is_asked_first_and_then_forgets(citizen: Client, at_materials: Application) -> None:
    assert citizen.get(url(at_materials, "discard")).status_code == 200
    at_materials.refresh_from_db()
    assert at_materials.state == "draft"
    assert citizen.post(url(at_materials, "discard")).headers["Location"] == "/my/"
    assert citizen.get(url(at_materials)).status_code == 409


def offered(client: Client, name: str) -> str:
    return client.get(reverse("intake:start"), {"item": w.item(name).code}).content.decode()


def test_who_applied_already_is_told_with_the_way_there_and_may_still_begin(citizen: Client, stranger: Client) -> None:
    case = w.submitted()
    shown = offered(citizen, w.ELDERLY)
    assert "您已经申请过这个事项" in shown and f"/my/cases/{case.pk}/" in shown
    assert begin(citizen).state == "draft"
    for client, name in ((stranger, w.ELDERLY), (citizen, w.UNEMPLOYMENT)):
        assert "您已经申请过这个事项" not in offered(client, name)


def test_what_a_colleague_asked_for_the_same_enterprise_is_named_and_not_opened() -> None:
    case = w.submitted(w.WATER, "agent1", enterprise=w.enterprise("agent1"))
    colleague = w.user("citizen2")
    act_for(user=colleague, uscc=case.enterprise.uscc, name="", capacity="agent", by=SYSTEM)
    client = Client()
    client.force_login(colleague)
    shown = offered(client, w.WATER)
    assert case.number in shown and f"/my/cases/{case.pk}/" not in shown


def test_an_ended_case_is_not_in_the_way(citizen: Client) -> None:
    withdraw(case=w.submitted(), by=w.user("citizen1"))
    assert "您已经申请过这个事项" not in offered(citizen, w.ELDERLY)


def published_with_places() -> None:
    """The form begins with a page of an address and two places, of which one must be given."""
    item = w.item(w.ELDERLY)
    assert item.current is not None
    content = copy.deepcopy(item.current.content)
    wanted = (("post", "address", False), ("born_at", "division", False), ("lives_at", "division", True))
    fields = [
        {"key": key, "type": kind, "label": {"zh": key, "en": key}, "required": must} for key, kind, must in wanted
    ]
    content["form"]["pages"].insert(0, {"key": "places_of", "title": {"zh": "住址", "en": "Home"}, "fields": fields})
    catalogue.draft(item=item, content=content, by=SYSTEM)
    catalogue.submit_for_review(item=item, by=SYSTEM)
    catalogue.publish(item=item, by=SYSTEM)


@pytest.mark.parametrize("script", [True, False])
def test_an_address_that_may_be_left_empty_begins_empty_and_stays_so(citizen: Client, script: bool) -> None:
    published_with_places()
    application = begin(citizen)
    answer_situation(citizen, application)
    here = url(application, "form", "places_of")
    page = html.fromstring(citizen.get(here).content.decode())
    picked = {
        name: page.xpath(f"//select[@name='{name}']/option[@selected]/@value")
        for name in ("post", "born_at", "lives_at")
    }
    assert (picked["post"], picked["born_at"]) == ([], [])
    assert picked["lives_at"][-1] == application.region_code
    sent = {"post": ["", ""], "born_at": [""], "lives_at": picked["lives_at"]}
    if script:
        assert citizen.post(here, sent, **JSON).status_code == 200
    assert citizen.post(here, sent | {"next": "1"}).status_code == 302
    application.refresh_from_db()
    assert (application.answers["post"], application.answers["born_at"]) == (None, None)
