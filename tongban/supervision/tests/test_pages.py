"""What a supervisor reads first, and the lists behind every number."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests import walking as w
from tongban.cases import api as cases
from tongban.kit import clock
from tongban.kit.errors import Refused
from tongban.people.api import hire
from tongban.promises.api import Promise
from tongban.ratings import api as ratings
from tongban.regions.api import organisation
from tongban.supervision import figures

pytestmark = pytest.mark.django_db
ELSEWHERE = "510132000000"


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def due(case: cases.Case, day: dt.date) -> None:
    Promise.objects.filter(subject_key=str(case.pk), state="running").update(due_on=day, yellow_on=day)


def today_page() -> Any:
    return as_("supervisor1").get("/desk/supervision/")


def words(answer: Any) -> str:
    return " ".join(one["text"] for one in answer.context["sentences"])


def test_the_page_begins_with_what_will_be_late_today_and_where() -> None:
    for _number in range(2):
        due(w.submitted(), clock.today())
    due(w.submitted(w.BUSINESS, "citizen2"), clock.today())
    said = words(today_page())
    assert "3" in said and "2" in said
    assert organisation(w.item(w.ELDERLY).org_code).short_name in said


def test_what_is_late_already_is_said_with_its_list() -> None:
    due(w.submitted(), clock.today() - dt.timedelta(days=4))
    answer = today_page()
    assert any("lamp=red" in one["url"] for one in answer.context["sentences"])
    assert [
        row["promise"].lamp() for row in as_("supervisor1").get("/desk/supervision/promises/?lamp=red").context["rows"]
    ] == ["red"]


def test_a_quiet_day_is_said_too() -> None:
    assert len(today_page().context["sentences"]) == 1


def test_the_board_agrees_with_the_lamps_of_the_promises() -> None:
    due(w.submitted(), clock.today() - dt.timedelta(days=4))
    due(w.submitted(), clock.today())
    w.submitted(w.BUSINESS, "citizen2")
    board = today_page().context["board"]
    open_ones = [promise.lamp() for promise in Promise.objects.all() if promise.is_open]
    assert {lamp: board.of(lamp) for lamp in figures.LAMPS} == {lamp: open_ones.count(lamp) for lamp in figures.LAMPS}


@pytest.mark.parametrize("lamp", ["red", "today", "yellow", "green", "paused", "broken"])
def test_every_list_opens_empty_and_full(lamp: str) -> None:
    address = f"/desk/supervision/promises/?lamp={lamp}"
    assert as_("supervisor1").get(address).context["rows"] == []
    case = w.submitted()
    state = {"paused": "paused", "broken": "broken"}.get(lamp, "running")
    days = {"red": -3, "today": 0, "yellow": 2, "green": 9}.get(lamp, -1)
    day = clock.today() + dt.timedelta(days=days)
    yellow = clock.today() + dt.timedelta(days=0 if lamp in ("yellow", "today", "red") else 5)
    values = {"state": state, "due_on": None if lamp == "paused" else day, "yellow_on": yellow}
    Promise.objects.filter(subject_key=str(case.pk)).update(**values)
    answer = as_("supervisor1").get(address)
    assert [row["url"] for row in answer.context["rows"]] == [f"/desk/cases/{case.pk}/"]


def test_what_silence_accepted_is_listed() -> None:
    case = w.submitted(w.FOOD, by="agent1")
    with pytest.raises(Refused):
        cases.deem_accepted(case=case)  # no row that says so is enough: by the days of the case there was no silence
    with clock.turned_to(clock.now() + dt.timedelta(days=30)):
        cases.deem_accepted(case=case)
    assert case.number in as_("supervisor1").get("/desk/supervision/deemed/").content.decode()
    assert today_page().context["deemed"] == 1


def rated(grade: int, words: str = "") -> cases.Case:
    case = cases.withdraw(case=w.submitted(), by=w.user("citizen1"))
    ratings.rate(
        invitation=ratings.of(case).get(), grade=grade, options=[], words=words, channel="pc", by=w.user("citizen1")
    )
    return case


def test_unrated_stays_unrated() -> None:
    rated(5)
    cases.withdraw(case=w.submitted(), by=w.user("citizen1"))
    found = today_page().context["ratings"]
    assert (found["rated"], found["unrated"]) == (1, 1)
    assert [row["value"] for row in found["rows"]] == [1, 0, 0, 0, 0, 1]


def test_a_bad_rating_is_listed_without_who_gave_it() -> None:
    rated(1, "排了三次队")
    page = as_("supervisor1").get("/desk/supervision/ratings/").content.decode()
    person = w.user("citizen1")
    assert "排了三次队" in page
    assert person.name not in page and str(person.pk) not in page and person.masked_name not in page


def test_a_supervisor_sees_the_own_region_only() -> None:
    w.submitted()
    posts = [{"role": "supervisor", "org_code": w.item(w.ELDERLY).org_code, "region_code": ELSEWHERE}]
    client = Client()
    client.force_login(hire(login="next_county", name="演示·邻县", password="Tongban-2026-demo", posts=posts))
    assert client.get("/desk/supervision/").context["board"].counts == {}


@pytest.mark.parametrize("login", ["citizen1", "examiner1", "clerk1", "admin1"])
@pytest.mark.parametrize("page", ["", "promises/", "deemed/", "ratings/"])
def test_only_supervisors_enter(login: str, page: str) -> None:
    assert as_(login).get(f"/desk/supervision/{page}").status_code == 403


def test_the_page_costs_the_same_with_one_promise_and_with_three(django_assert_num_queries: Any) -> None:
    w.submitted()
    client = as_("supervisor1")
    client.get("/desk/supervision/")
    with django_assert_num_queries(13):
        client.get("/desk/supervision/")
    w.submitted(by="citizen2")
    w.submitted(w.WATER, "agent1")
    with django_assert_num_queries(13):
        client.get("/desk/supervision/")


def test_a_list_costs_the_same_with_one_row_and_with_three(django_assert_num_queries: Any) -> None:
    client = as_("supervisor1")
    w.submitted()
    client.get("/desk/supervision/promises/?lamp=green")
    with django_assert_num_queries(5):
        client.get("/desk/supervision/promises/?lamp=green")
    w.submitted(by="citizen2")
    w.submitted(w.WATER, "agent1")
    with django_assert_num_queries(5):
        client.get("/desk/supervision/promises/?lamp=green")
