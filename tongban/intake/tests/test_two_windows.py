"""A clerk with two windows of the browser: what was typed for one person is never done to another."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.flow.routes import Route, everything
from tongban.intake.api import Application
from tongban.intake.views.at_counter import FIELD
from tongban.people.api import Freeze, Level, User, Verification
from tongban.people.tests.showing import PASSWORD, sign_in
from tongban.people.tests.test_fresh import AGAIN, fields_of, grown_old

pytestmark = pytest.mark.django_db
PERSON = "/desk/window/person/"
IDENTITY = f"{PERSON}identity/"
FREEZING = {"cause": "dead_paper", "reference": "D-1", "reason": "家属持证明"}

# What is sent to the counter and names by itself whom it is about. Everything else carries the mark.
NAMED_BY_ITSELF = {
    "desk_window:find": "the number of the person is typed into it",
    "desk_window:situation": "the draft stands in the address",
    "desk_window:form": "the draft stands in the address",
    "desk_window:materials": "the draft stands in the address",
    "desk_window:review": "the draft stands in the address",
    "desk_window:discard": "the draft stands in the address",
    "desk_window:merging_look": "the merging that was asked for is named in the form",
    "desk_window:merging_confirm": "the merging that was asked for is named in the form",
    "desk_window:merging_drop": "the merging that was asked for is named in the form",
}
COUNTER = [route for route in everything() if route.path.startswith("/desk/window/")]


def find(clerk: Client, login: str) -> None:
    person = w.user(login)
    typed = {"id_number": person.id_number, "name": person.name, "phone": person.phone}
    assert clerk.post("/desk/window/find/", typed)["Location"] == PERSON


@pytest.fixture()
def clerk(client: Client) -> Client:
    """citizen1 was found first."""
    client.force_login(w.user("clerk1"))
    find(client, "citizen1")
    return client


def mark_on(page: Any) -> dict[str, str]:
    """As it stands in the forms of a page: one mark, in each of them."""
    forms = re.findall(r'<form[^>]*method="post".*?</form>', page.content.decode(), re.S)
    marks = {tuple(re.findall(rf'name="{FIELD}" value="([^"]+)"', form)) for form in forms}
    assert forms and len(marks) == 1 and len(next(iter(marks))) == 1, marks
    return {FIELD: next(iter(marks))[0]}


@pytest.mark.parametrize("route", COUNTER, ids=lambda route: route.path)
def test_nothing_is_done_with_a_form_that_was_drawn_for_nobody_or_for_another(clerk: Client, route: Route) -> None:
    """Every address of the counter, so that a new one cannot forget it."""
    if route.name in NAMED_BY_ITSELF:
        return
    some_key = str(w.user("citizen1").pk)
    address = re.sub(r"<[^>]+>", some_key, route.path)
    drawn_for_another = mark_on(clerk.get(PERSON))
    find(clerk, "citizen4")
    before = state_of_everybody()
    for said in ({}, drawn_for_another, {FIELD: ""}, {FIELD: "x"}, {FIELD: str(w.user("citizen4").pk)}):
        answer = clerk.post(address, FREEZING | {"code": "123456", "item": w.item(w.ELDERLY).code} | said)
        assert answer.status_code in (405, 409), f"{route.path} takes what was drawn for somebody else: {said}"
        if answer.status_code == 409:
            assert "没有任何改动" in answer.content.decode() and not answer.context.get("form")
    assert state_of_everybody() == before and clerk.session["counter_person"] == str(w.user("citizen4").pk)


def state_of_everybody() -> list[Any]:
    rows = User.objects.order_by("pk").values_list("pk", "name", "is_active", "is_frozen", "assurance", "merged_into")
    return [*rows, Freeze.objects.count(), Verification.objects.count(), Application.objects.count()]


def test_what_names_its_person_by_itself_is_an_address_of_the_counter() -> None:
    assert set(NAMED_BY_ITSELF) <= {route.name for route in COUNTER}
    for route in COUNTER:
        if NAMED_BY_ITSELF.get(route.name, "").startswith("the draft"):
            assert "<uuid:key>" in route.path


@pytest.mark.parametrize("page", [PERSON, f"{PERSON}?q=高龄津贴", f"{PERSON}verify/", IDENTITY])
def test_each_form_of_each_page_carries_the_mark_and_no_key_or_number(clerk: Client, page: str) -> None:
    person, shown = w.user("citizen1"), clerk.get(page)
    first = mark_on(shown)
    assert str(person.pk) not in shown.content.decode() and person.id_number not in shown.content.decode()
    assert mark_on(clerk.get(page)) == first
    find(clerk, "citizen4")
    assert mark_on(clerk.get(page)) != first


def test_another_clerk_has_another_mark_for_the_same_person(clerk: Client) -> None:
    other = Client()
    other.force_login(w.user("clerk2"))
    find(other, "citizen1")
    assert mark_on(other.get(PERSON)) != mark_on(clerk.get(PERSON))
    assert other.post(f"{PERSON}leave/", mark_on(clerk.get(PERSON))).status_code == 409


def test_freezing_one_in_the_first_window_freezes_nobody_who_was_found_in_the_second(clerk: Client) -> None:
    first = mark_on(clerk.get(IDENTITY))
    find(clerk, "citizen4")
    answer = clerk.post(f"{IDENTITY}freeze/", FREEZING | first)
    page = answer.content.decode()
    assert answer.status_code == 409 and "没有任何改动" in page
    assert w.user("citizen4").masked_name in page and "家属持证明" not in page
    assert not Freeze.objects.exists() and w.user("citizen4").is_active
    assert "家属持证明" not in str(dict(clerk.session.items()))


def test_what_was_typed_comes_back_when_the_person_it_was_for_is_found_again(clerk: Client) -> None:
    first = mark_on(clerk.get(IDENTITY))
    find(clerk, "citizen4")
    assert clerk.post(f"{IDENTITY}freeze/", FREEZING | first).status_code == 409
    assert reverse("people:again_on") not in clerk.get(PERSON).content.decode()
    find(clerk, "citizen1")
    assert reverse("people:again_on") in clerk.get(PERSON).content.decode()
    kept = fields_of(clerk.get(reverse("people:again_on")).content.decode())
    assert clerk.post(f"{IDENTITY}freeze/", kept).status_code == 302
    assert w.user("citizen1").is_frozen and not w.user("citizen4").is_frozen
    assert reverse("people:again_on") not in clerk.get(PERSON).content.decode()


def test_what_is_sent_again_after_a_fresh_sign_in_is_for_whom_it_was_typed(client: Client) -> None:
    sign_in(client, "clerk1")
    find(client, "citizen1")
    first = mark_on(client.get(IDENTITY))
    grown_old(client)
    assert client.post(f"{IDENTITY}freeze/", FREEZING | first)["Location"].startswith(AGAIN)
    assert client.post(AGAIN, {"how": "password", "password": PASSWORD})["Location"] == "/desk/"
    kept = fields_of(client.get(reverse("people:again_on")).content.decode())
    assert kept[FIELD] == first[FIELD]
    find(client, "citizen4")
    assert client.post(f"{IDENTITY}freeze/", kept).status_code == 409
    assert not Freeze.objects.exists()
    find(client, "citizen1")
    assert client.post(f"{IDENTITY}freeze/", kept).status_code == 302
    assert w.user("citizen1").is_frozen


def test_the_form_of_a_refusal_carries_the_mark_too(clerk: Client) -> None:
    right = mark_on(clerk.get(f"{PERSON}verify/"))
    refused = clerk.post(f"{PERSON}verify/", w.look_at(w.user("citizen1"), again="000000") | right)
    assert refused.status_code == 422 and mark_on(refused) == right
    assert clerk.post(f"{PERSON}verify/", w.look_at(w.user("citizen1")) | right).status_code == 302
    assert w.user("citizen1").level == Level.SEEN
    wrong = clerk.post(f"{PERSON}correct/", {"name": "演示·安", "id_number": "1"} | right)
    assert wrong.status_code == 422 and mark_on(wrong) == right
