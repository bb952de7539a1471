"""The window: somebody comes with a document and leaves with a receipt."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from demo import filling
from demo.people import id_number
from tests import walking as w
from tongban.audit.api import history, looks_at
from tongban.cases import api as cases
from tongban.documents.api import papers_of
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.kit.errors import NotAllowed
from tongban.messages.api import Delivery, Message
from tongban.outbox import api as outbox
from tongban.people.api import Level, Mandate, Post, User, register, verify_at_window, was_met
from tongban.people.mandates import ending
from tongban.people.tests import test_mandates as mandates

pytestmark = pytest.mark.django_db
NEW = id_number("19500101", "018")


def as_(login: str) -> Client:
    client = w.AtCounter()
    client.force_login(w.user(login))
    return client


@pytest.fixture()
def desk() -> Client:
    """A clerk with citizen1 at the counter."""
    client = as_("clerk1")
    answer = client.post(
        "/desk/window/find/", {name: getattr(w.user("citizen1"), name) for name in ("id_number", "name", "phone")}
    )
    assert answer["Location"] == "/desk/window/person/"
    return client


def verify(desk: Client, **more: str) -> Any:
    """With the document of whoever is here."""
    return desk.post("/desk/window/person/verify/", w.look_at(here(desk), **more))


def begun(desk: Client, name: str = w.ELDERLY, mandate: str = "") -> intake.Application:
    answer = desk.post("/desk/window/start/", {"item": w.item(name).code, "mandate": mandate})
    assert answer.status_code == 302
    return intake.Application.objects.get(entered_by=w.user("clerk1"))


def completed(application: intake.Application) -> intake.Application:
    clerk = w.user("clerk1")
    situation = filling.situation_for(application.guide)
    application = intake.save_situation(application=application, answers=situation, by=clerk)
    answers = filling.answers_for(application.guide, situation, application.answers)
    application = intake.save_page(application=application, page="all", values=answers, reached=9, by=clerk)
    for need in intake.needs(application):
        if need.is_missing:
            intake.add_file(application=application, material_key=need.material.key, upload=w.upload(), by=clerk)
    return application


def test_a_person_is_found_by_number_and_the_look_is_recorded(desk: Client) -> None:
    person = w.user("citizen1")
    page = desk.get("/desk/window/person/").content.decode()
    assert person.masked_name in page and person.id_number not in page
    assert person.name in page  # as it was typed, to be compared with the document
    assert looks_at(person.actor_key).get().by_key == w.user("clerk1").actor_key


def test_an_id_number_is_never_looked_up_by_address() -> None:
    number = w.user("citizen1").id_number
    assert as_("clerk1").get(f"/desk/window/find/?id_number={number}").status_code == 405


def test_somebody_new_is_registered_with_the_name_on_the_document() -> None:
    clerk = as_("clerk1")
    unnamed = clerk.post("/desk/window/find/", {"id_number": NEW, "phone": "13900009999"})
    assert unnamed.status_code == 422 and unnamed.context["form"].errors["name"]
    assert unnamed.context["form"]["phone"].value() == "13900009999"
    made = clerk.post("/desk/window/find/", {"id_number": NEW, "name": "演示·新人", "phone": "13900009999"})
    assert made.status_code == 302
    assert User.objects.get(pk=clerk.session["counter_person"]).name == "演示·新人"


def test_one_round_says_all_that_is_needed_of_an_account_that_nobody_saw() -> None:
    clerk, online = as_("clerk1"), w.user("citizen5")
    page = clerk.get("/desk/window/").content.decode()
    assert "（选填）" not in page[page.index('for="id_name"') : page.index('for="id_without_phone"')]
    asked = clerk.post("/desk/window/find/", {"id_type": online.id_type, "id_number": online.id_number})
    assert asked.status_code == 422 and set(asked.context["form"].errors) == {"name", "phone"}
    given = {"id_type": online.id_type, "id_number": online.id_number, "name": online.name, "phone": online.phone}
    assert clerk.post("/desk/window/find/", given).status_code == 302
    nobody = clerk.post("/desk/window/find/", {"id_number": NEW})
    assert "有手机号码的，请一并填写" in nobody.content.decode()


def test_the_clerk_is_told_of_a_character_that_no_font_prints() -> None:
    clerk = as_("clerk1")
    said = "“𰻝”在文书上将打印为 〔U+30EDD〕"
    assert said in find(clerk, name="演示·龙𰻝").content.decode()
    verify(clerk)
    assert said not in clerk.get("/desk/window/person/").content.decode()
    plain = clerk.post("/desk/window/person/correct/", {"name": "演示·龙某", "id_number": NEW}, follow=True)
    again = clerk.post("/desk/window/person/correct/", {"name": "演示·龙𰻝", "id_number": NEW}, follow=True)
    assert said not in plain.content.decode() and said in again.content.decode()
    person = User.objects.get(pk=clerk.session["counter_person"])
    draft = intake.start(item=w.item(w.ELDERLY), user=person, by=person)
    applicant = Client()
    applicant.force_login(person)
    assert said in applicant.get(f"/my/applications/{draft.pk}/review/").content.decode()


def test_whoever_was_met_is_not_called_verified_until_a_document_was_looked_at() -> None:
    clerk = as_("clerk1")
    for _time in (1, 2):
        find(clerk, id_number=NEW, name="演示·新来")
        page = clerk.get("/desk/window/person/").content.decode()
        assert "尚未核验，请查看证件" in page and "以前核验过" not in page
    verify(clerk)
    find(clerk, id_number=NEW, name="演示·新来")
    assert "以前核验过" in clerk.get("/desk/window/person/").content.decode()


def test_a_wrong_check_digit_keeps_what_was_typed() -> None:
    wrong = NEW[:-1] + ("1" if NEW[-1] != "1" else "2")
    answer = as_("clerk1").post("/desk/window/find/", {"id_number": wrong, "name": "演示·新人"})
    assert answer.status_code == 422 and answer.context["form"]["id_number"].value() == wrong
    assert answer.context["form"].errors["id_number"]


def test_the_next_person_finds_nothing_of_the_last_one(desk: Client) -> None:
    desk.post("/desk/window/person/leave/")
    assert desk.get("/desk/window/person/")["Location"] == "/desk/window/"


def test_verification_on_site_raises_the_level_and_stands_in_the_register() -> None:
    clerk, person = as_("clerk1"), w.user("citizen2")
    clerk.post("/desk/window/find/", {"id_number": person.id_number, "name": person.name, "phone": person.phone})
    assert verify(clerk).status_code == 302
    assert w.user("citizen2").level == Level.SEEN
    register = clerk.get("/desk/window/").context["verified"]
    assert [row["name"] for row in register] == [person.masked_name]


def test_the_page_says_whose_account_it_is_and_what_to_compare(desk: Client) -> None:
    page = desk.get("/desk/window/person/verify/").content.decode()
    person = w.user("citizen1")
    assert person.masked_name in page and person.name not in page and person.id_number not in page
    assert "比对" in page and 'name="name"' in page and 'name="renamed"' not in page


def test_a_document_with_another_name_verifies_nobody_until_the_name_is_corrected(desk: Client) -> None:
    refused = verify(desk, name="演示·改名人")
    assert refused.status_code == 422 and 'name="renamed"' in refused.content.decode()
    assert w.user("citizen1").level == Level.COMPARED
    assert verify(desk, name="演示·改名人", renamed="on").status_code == 302
    assert w.user("citizen1").level == Level.SEEN and w.user("citizen1").name == "演示·改名人"


def test_a_document_nobody_knows_verifies_nobody(desk: Client) -> None:
    assert verify(desk, document="library card").status_code == 422
    assert w.user("citizen1").level == Level.COMPARED


def test_what_the_person_says_finds_the_service(desk: Client) -> None:
    items = desk.get("/desk/window/person/", {"q": "高龄津贴"}).context["items"]
    assert w.ELDERLY in [item.name for item in items]


def test_what_another_system_handles_is_not_received_here(desk: Client) -> None:
    items = desk.get("/desk/window/person/", {"q": "驾驶证"}).context["items"]
    assert all(item.current.guide.handled_by == "ours" for item in items)


def test_the_clerk_types_in_the_persons_name(desk: Client) -> None:
    application = begun(desk)
    assert (application.user, application.channel) == (w.user("citizen1"), "window")
    page = desk.get(reverse("desk_window:resume", args=[application.pk]), follow=True)
    assert page.status_code == 200
    assert "tb-desk-main" in page.content.decode()


@pytest.mark.parametrize("step", ["situation", "materials", "review", "discard"])
def test_every_step_of_the_wizard_opens_in_the_frame_of_the_desk(desk: Client, step: str) -> None:
    application = completed(begun(desk))
    assert desk.get(reverse(f"desk_window:{step}", args=[application.pk])).status_code in (200, 302)


def test_from_the_counter_to_the_receipt_and_the_acceptance(desk: Client) -> None:
    application = completed(begun(desk))
    answer = desk.post(reverse("desk_window:review", args=[application.pk]), {"true": "1"})
    assert answer["Location"] == reverse("desk_window:receipt", args=[application.pk])
    receipt = desk.get(answer["Location"]).content.decode()
    case = cases.Case.objects.get(application=application)
    assert case.number in receipt and application.item_name in receipt
    accept = desk.get(f"/desk/cases/number/{case.number}/accept/")
    assert accept["Location"] == reverse("desk_cases:act", args=[case.pk, "accept"])
    assert desk.post(accept["Location"]).status_code == 302
    assert cases.Case.objects.get(pk=case.pk).state == cases.State.IN_REVIEW
    assert case.number in desk.get("/desk/window/").content.decode()


def test_a_receipt_of_a_draft_leads_back_to_the_draft(desk: Client) -> None:
    application = begun(desk)
    assert desk.get(reverse("desk_window:receipt", args=[application.pk])).status_code == 302


def test_another_clerk_does_not_read_the_draft(desk: Client) -> None:
    application = begun(desk)
    for step in ("situation", "materials", "review", "receipt"):
        assert as_("clerk2").get(reverse(f"desk_window:{step}", args=[application.pk])).status_code == 403


@pytest.mark.parametrize("login", ["citizen1", "examiner1", "supervisor1", "admin1"])
def test_only_a_clerk_stands_at_the_window(login: str) -> None:
    client = as_(login)
    assert client.get("/desk/window/").status_code == 403
    assert client.get("/desk/window/person/").status_code == 403
    assert client.post("/desk/window/find/", {"id_number": NEW}).status_code == 403
    assert client.post("/desk/window/start/", {"item": w.item(w.ELDERLY).code}).status_code == 403


def test_the_page_costs_the_same_with_one_reception_and_with_three(
    desk: Client, django_assert_num_queries: Any
) -> None:
    def receive() -> None:
        clerk = w.user("clerk1")
        draft = intake.start(
            item=w.item(w.ELDERLY), user=w.user("citizen1"), channel="window", entered_by=clerk, by=clerk
        )
        intake.submit(application=completed(draft), by=clerk)

    receive()
    desk.get("/desk/window/")
    with django_assert_num_queries(8):
        desk.get("/desk/window/")
    receive()
    receive()
    with django_assert_num_queries(8):
        desk.get("/desk/window/")


def left(clerk: User) -> None:
    Post.objects.filter(user=clerk).update(until=clock.today() - dt.timedelta(days=1))


def moved(clerk: User) -> None:
    Post.objects.filter(user=clerk).update(region_code="110101000000")


@pytest.mark.parametrize("gone", [left, moved])
def test_a_clerk_who_left_sees_nothing_more_of_what_they_typed(desk: Client, gone: Callable[[User], None]) -> None:
    draft, clerk = completed(begun(desk)), w.user("clerk1")
    stored = draft.material_files.first().file
    pages = [
        reverse("desk_window:review", args=[draft.pk]),
        reverse("intake:review", args=[draft.pk]),
        reverse("documents:file", args=[stored.pk]),
    ]
    assert [desk.get(page).status_code for page in pages] == [200, 200, 200]
    gone(clerk)
    assert [desk.get(page).status_code for page in pages] == [403, 403, 403]
    assert desk.post(reverse("intake:review", args=[draft.pk])).status_code == 403
    assert str(draft.pk) not in desk.get("/desk/window/").content.decode()
    with pytest.raises(NotAllowed):
        intake.save_page(application=draft, page="all", values={}, reached=1, by=w.user("clerk1"))
    assert as_("citizen1").get(reverse("intake:review", args=[draft.pk])).status_code == 200


def test_a_clerk_who_left_sees_no_application_they_handed_in_for_others(desk: Client) -> None:
    draft = completed(begun(desk))
    sent = intake.submit(application=draft, by=w.user("clerk1"))
    receipt = reverse("desk_window:receipt", args=[sent.pk]), reverse("intake:receipt", args=[sent.pk])
    assert [desk.get(page).status_code for page in receipt] == [200, 200]
    left(w.user("clerk1"))
    assert [desk.get(page).status_code for page in receipt] == [403, 403]


# An account that nobody has seen yet


def online(name: str = "演示·冒名", phone: str = "13900008888") -> User:
    """Opened online with a number that its holder only said."""
    return register(name=name, id_number=NEW, phone=phone, email="", password="Ein-langes-Wort-9")


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


APART = {"apart": "on"}


def find(clerk: Client, **typed: str) -> Any:
    return clerk.post("/desk/window/find/", {"id_number": NEW} | typed, follow=True)


def here(clerk: Client) -> User:
    return User.objects.get(pk=clerk.session["counter_person"])


def test_an_account_under_another_name_is_not_handed_over() -> None:
    account, clerk = online(), as_("clerk1")
    page = find(clerk, name="演示·本人", phone="13900009999", **APART).content.decode()
    person = here(clerk)
    assert person.pk != account.pk and (person.level, person.phone) == (Level.PHONE, "13900009999")
    assert "另建账户" in page and "演示·本人" in page and "演示·冒名" not in page
    [entry] = history(person)
    assert (entry.act, entry.notes["number_taken_from"]) == ("people.met_at_counter", account.actor_key)
    account.refresh_from_db()
    assert account.number_held_elsewhere and account.is_active and account.assurance == 1
    assert "政务服务窗口办事" in as_user(account).get("/my/messages/").content.decode()
    assert begun(clerk).user_id == person.pk
    assert w.item(w.ELDERLY).name not in as_user(account).get("/my/").content.decode()
    find(clerk, name="演示·本人")
    assert here(clerk).pk == person.pk  # and stays so


def test_the_same_name_with_another_telephone_is_not_handed_over() -> None:
    account, clerk = online(name="演示·本人"), as_("clerk1")
    find(clerk, name="演示·本人", phone="13900009999", **APART)
    assert here(clerk).pk != account.pk


def test_one_letter_typed_wrongly_takes_nothing_from_anybody() -> None:
    account, clerk = online(name="演示·本人"), as_("clerk1")
    answer = find(clerk, name="演示·木人", phone="13900008888")
    assert answer.status_code == 422 and "另建账户" in answer.content.decode()
    assert "apart" in answer.context["form"].fields and "counter_person" not in clerk.session
    account.refresh_from_db()
    assert not account.number_held_elsewhere and not Message.objects.filter(user=account).exists()
    find(clerk, name="演示·本人", phone="13900008888")
    assert here(clerk).pk == account.pk


def test_a_name_that_a_register_confirmed_is_not_split_from_its_number() -> None:
    person, clerk = w.user("citizen1"), as_("clerk1")
    typed = {"id_number": person.id_number, "phone": person.phone, "name": "演示·安小明", **APART}
    answer = clerk.post("/desk/window/find/", typed)
    assert answer.status_code == 422 and "name" in answer.context["form"].errors
    person.refresh_from_db()
    assert not person.number_held_elsewhere and person.level == Level.COMPARED


def test_a_name_that_was_not_typed_is_not_shown_in_full() -> None:
    account, clerk = online(), as_("clerk1")
    verify_at_window(user=account, by=w.user("clerk2"), **w.look_at(account))
    assert account.name not in find(clerk).content.decode()


def test_without_the_name_on_the_document_nothing_is_handed_over() -> None:
    online()
    answer = find(as_("clerk1"))
    assert answer.status_code == 422 and "以便比对" in answer.content.decode()
    assert "演示·冒名" not in answer.content.decode()


def test_where_name_and_telephone_agree_the_account_is_found() -> None:
    account, clerk = online(name="演示·本人"), as_("clerk1")
    page = find(clerk, name=" 演示 • 本人", phone="13900008888").content.decode()
    assert here(clerk).pk == account.pk
    assert "姓名和电话与您填写的一致" in page and "演示·本人" in page
    assert not Message.objects.filter(user=account).exists()


def test_whoever_registered_with_a_name_and_number_read_somewhere_is_not_taken_for_the_person() -> None:
    """Name and number are the victim's, the telephone is not: it is asked for before anybody is verified."""
    impostor, clerk = online(name="演示·本人"), as_("clerk1")
    answer = find(clerk, name="演示·本人")
    assert answer.status_code == 422 and "phone" in answer.context["form"].errors
    assert "counter_person" not in clerk.session
    find(clerk, name="演示·本人", without_phone="on", **APART)
    person = here(clerk)
    assert person.pk != impostor.pk and person.phone == ""
    verify(clerk)
    impostor.refresh_from_db()
    assert (User.objects.get(pk=person.pk).level, impostor.level) == (Level.SEEN, Level.PHONE)
    assert impostor.number_held_elsewhere and not was_met(impostor)


def test_an_account_seen_at_a_window_is_found_by_its_number_alone() -> None:
    account, clerk = online(), as_("clerk1")
    verify_at_window(user=account, by=w.user("clerk2"), **w.look_at(account))
    page = find(clerk, name="演示·本人", phone="13900009999").content.decode()
    assert here(clerk).pk == account.pk
    assert "不一致" in page and account.name not in page


def test_another_counter_has_the_account_no_longer_once_it_lost_the_number() -> None:
    online(name="演示·本人")
    first, second = as_("clerk1"), as_("clerk2")
    find(first, name="演示·本人", phone="13900008888")
    find(second, name="演示·本人", phone="13900009999", **APART)
    assert first.get("/desk/window/person/").status_code == 302
    assert first.post("/desk/window/start/", {"item": w.item(w.ELDERLY).code}).headers["Location"] == "/desk/window/"


def test_only_a_document_seen_now_counts_as_verified_on_site(desk: Client) -> None:
    """That somebody was verified another day says nothing about who stands here."""
    w.seen("citizen1", "clerk2")
    page = "/desk/window/person/"
    assert "以前核验过，本次尚未核验" in (shown := desk.get(page).content.decode()) and "已现场核验" not in shown
    verify(desk)
    assert "已现场核验<" in desk.get(page).content.decode()
    person = w.user("citizen1")
    desk.post("/desk/window/find/", {"id_number": person.id_number, "name": person.name, "phone": person.phone})
    assert "以前核验过，本次尚未核验" in desk.get(page).content.decode()


def test_the_printed_receipt_says_who_handed_what_to_whom_under_a_seal(desk: Client) -> None:
    application = intake.submit(application=completed(begun(desk)), by=w.user("clerk1"))
    paper = papers_of(application).get(kind="receipt")
    shown = desk.get(reverse("desk_window:receipt", args=[application.pk])).content.decode()
    for said in (w.user("citizen1").name, application.item_name, application.receipt_no, paper.content["organ"]):
        assert said in shown
    for line in paper.content["materials"]:
        assert line["name"] in shown
    assert 'src="data:image/svg+xml;base64,' in shown and "tb-qr" in shown and paper.check_code in shown


def test_somebody_at_the_window_applies_for_whoever_gave_them_a_mandate() -> None:
    mandate, clerk = mandates.given(), as_("clerk1")  # citizen2 acts for citizen1
    agent = w.user("citizen2")
    typed = {"id_number": agent.id_number, "name": agent.name, "phone": agent.phone}
    assert clerk.post("/desk/window/find/", typed).status_code == 302
    page = clerk.get("/desk/window/person/", {"q": w.item(w.ELDERLY).name}).content.decode()
    assert mandate.number in page and w.user("citizen1").name not in page
    application = begun(clerk, mandate=str(mandate.pk))
    assert (application.user.login, application.agent, application.mandate_id) == ("citizen1", agent, mandate.pk)
    application = intake.submit(application=completed(application), by=w.user("clerk1"))
    assert {entry.notes.get("acting_for") for entry in history(application)} == {str(mandate.pk)}
    assert mandate.number in papers_of(application).get(kind="receipt").content["agent"]
    assert "mandates.begun" in mandates.told("citizen1")


def test_a_mandate_that_ended_meanwhile_ends_the_draft_of_the_window_too() -> None:
    mandate, clerk, agent = mandates.given(), as_("clerk1"), w.user("citizen2")
    clerk.post("/desk/window/find/", {"id_number": agent.id_number, "name": agent.name, "phone": agent.phone})
    application = completed(begun(clerk, mandate=str(mandate.pk)))
    ending.revoke(mandate=Mandate.objects.get(pk=mandate.pk), by=w.user("citizen1"))
    with pytest.raises(NotAllowed):
        intake.submit(application=application, by=w.user("clerk1"))
    assert (
        clerk.post("/desk/window/start/", {"item": w.item(w.ELDERLY).code, "mandate": str(mandate.pk)}).status_code
        == 404
    )


# the telephone that is named at the window


def named_phone(clerk: Client, phone: str = "13900009999") -> User:
    clerk.post("/desk/window/find/", {"id_number": NEW, "name": "演示·新人", "phone": phone})
    return User.objects.get(pk=clerk.session["counter_person"])


def enters(phone: str) -> Client:
    """Whoever holds the telephone, and knows the number of the document."""
    client = Client()
    client.post("/account/sign-in/phone/", {"phone": phone})
    outbox.drain()
    return client


def letters_to(phone: str) -> list[str]:
    outbox.drain()
    return [row.body for row in Delivery.objects.order_by("id") if row.address == phone]


def code_in(letter: str) -> str:
    found = re.search(r"(?<!\d)\d{6}(?!\d)", letter)
    assert found
    return found[0]


def test_a_telephone_named_at_the_window_opens_nothing_until_its_code_is_read_back() -> None:
    clerk = as_("clerk1")
    person = named_phone(clerk)
    assert person.phone_unproved
    enters(person.phone)
    Client().post("/account/recover/", {"account": person.phone, "channel": "phone"})
    Client().post("/account/begin/", {"begin": person.phone})
    assert letters_to(person.phone) == []
    assert "尚未验证" in clerk.get("/desk/window/person/").content.decode()


def test_the_person_reads_the_code_and_the_telephone_is_theirs() -> None:
    clerk = as_("clerk1")
    person = named_phone(clerk)
    assert clerk.post("/desk/window/person/phone/").status_code == 302
    code = code_in(letters_to(person.phone)[-1])
    wrong = clerk.post("/desk/window/person/phone/code/", {"code": "000000" if code != "000000" else "111111"})
    assert wrong.status_code == 422 and "还可以再试 4 次" in wrong.content.decode()
    assert clerk.post("/desk/window/person/phone/code/", {"code": code}).status_code == 302
    assert not User.objects.get(pk=person.pk).phone_unproved
    assert "尚未验证" not in clerk.get("/desk/window/person/").content.decode()
    before = len(letters_to(person.phone))
    enters(person.phone)
    assert len(letters_to(person.phone)) == before + 1


def test_whoever_shows_that_the_telephone_is_theirs_takes_it_from_whom_it_was_only_named_for() -> None:
    person = named_phone(as_("clerk1"))
    given = {"name": "演示·机主", "id_number": id_number("19870615", "318"), "phone": person.phone, "email": ""}
    from tongban.people.registering import begin_registration, finish_registration

    wanted = begin_registration(**given, password="Ein-langes-Wort-9")
    made = finish_registration(wanted=wanted, phone_code=code_in(letters_to(person.phone)[-1]))
    assert made.phone == person.phone and User.objects.get(pk=person.pk).phone == ""
