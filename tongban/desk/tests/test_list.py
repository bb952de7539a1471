"""The examiner's list: what it shows, to whom, in which order, and what it costs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from demo.people import REGION
from tests import walking as w
from tongban.cases import api as cases
from tongban.desk import lists
from tongban.kit import clock
from tongban.people.api import hire
from tongban.regions.api import Organisation

pytestmark = pytest.mark.django_db


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def shown(answer: Any) -> list[str]:
    return [row.case.number for row in answer.context["rows"]]


def late(case: cases.Case, days: int) -> cases.Case:
    """The row as the clock will have left it."""
    day = clock.today() - dt.timedelta(days=days)
    cases.Case.objects.filter(pk=case.pk).update(due_on=day, yellow_on=day)
    return case


def test_the_most_urgent_case_stands_on_top() -> None:
    calm, red = w.submitted(), late(w.submitted(by="citizen2"), 3)
    assert shown(as_("examiner1").get("/desk/")) == [red.number, calm.number]


def test_the_lamp_is_shape_and_word() -> None:
    late(w.submitted(), 3)
    page = as_("examiner1").get("/desk/").content.decode()
    assert "tb-lamp--red" in page and "<svg" in page


def test_an_applicants_name_is_masked_in_the_list() -> None:
    case = w.submitted()
    page = as_("examiner1").get("/desk/").content.decode()
    assert case.applicant_name not in page


@pytest.mark.parametrize("lamp", ["red", "yellow", "green", "paused"])
def test_the_filter_by_lamp_agrees_with_the_lamp_of_each_row(lamp: str) -> None:
    late(w.submitted(), 3)
    cases.Case.objects.filter(pk=w.submitted(by="citizen2").pk).update(yellow_on=clock.today())
    late(w.submitted(w.BUSINESS, "citizen2"), -9)  # on a working day it is due today
    cases.Case.objects.filter(pk=w.accepted(w.WATER, "agent1").pk).update(paused=True, due_on=cases.NEVER)
    answer = as_("examiner1").get(f"/desk/?lamp={lamp}")
    found = [row.case.lamp() for row in answer.context["rows"]]
    assert found == [lamp]
    assert {one["colour"]: one["count"] for one in answer.context["lamps"]} == dict.fromkeys(lists.LAMPS, "1")


def test_filters_by_state_item_organ_and_mine() -> None:
    waiting, examined = w.submitted(), w.accepted(w.WATER, "agent1")
    desk = as_("examiner1")
    assert shown(desk.get("/desk/?state=submitted")) == [waiting.number]
    assert shown(desk.get(f"/desk/?item={examined.item_code}")) == [examined.number]
    assert shown(desk.get(f"/desk/?organ={waiting.org_code}")) == [waiting.number]
    assert shown(desk.get("/desk/?mine=1")) == [examined.number]
    assert shown(desk.get("/desk/?state=granted&lamp=nonsense&organ=nowhere")) == []


def test_a_number_typed_into_the_search_opens_its_case() -> None:
    case = w.submitted()
    answer = as_("examiner1").get("/desk/search/", {"q": case.number.lower()})
    assert answer["Location"] == f"/desk/cases/{case.pk}/"


def test_a_number_of_another_organ_is_answered_as_one_that_does_not_exist() -> None:
    case = w.submitted()
    organ = Organisation.objects.exclude(code=case.org_code).first()
    posts = [{"role": "examiner", "org_code": organ.code, "region_code": REGION}]
    client = Client()
    client.force_login(hire(login="elsewhere", name="演示·别处", password="Tongban-2026-demo", posts=posts))
    said = [client.get("/desk/search/", {"q": number}) for number in (case.number, case.number[:-1] + "Q")]
    assert [answer.status_code for answer in said] == [302, 302]
    assert [answer["Location"] for answer in said] == [
        f"/desk/?q={number}" for number in (case.number, case.number[:-1] + "Q")
    ]
    assert [shown(client.get(answer["Location"])) for answer in said] == [[], []]


def test_the_beginning_of_a_number_or_a_name_narrows_the_list() -> None:
    case, _other = w.submitted(), w.submitted(w.BUSINESS, "citizen2")
    desk = as_("examiner1")
    assert desk.get("/desk/search/", {"q": "高龄"})["Location"].startswith("/desk/?q=")
    assert shown(desk.get("/desk/?q=高龄")) == [case.number]


def test_paging_goes_on_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for _number in range(3):
        w.submitted()
    rows = cases.open_cases(w.user("examiner1"))
    from tongban.kit.paging import page

    first = page(rows, lists.ORDER, "", 2)
    second = page(rows, lists.ORDER, first.next, 2)
    assert len(first.rows) == 2 and len(second.rows) == 1
    assert [row.pk for row in page(rows, lists.ORDER, second.previous, 2).rows] == [row.pk for row in first.rows]


def test_a_count_never_reads_more_than_a_hundred_rows(django_assert_num_queries: Any) -> None:
    class Many:
        def values_list(self, *names: str, flat: bool) -> Any:
            return range(10**6)

    assert lists.counted(Many()) == "99+"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("login", "place"),
    [("editor1", "/desk/catalogue/"), ("publisher1", "/desk/catalogue/"), ("admin1", "/desk/outbox/")],
)
def test_whoever_has_no_cases_begins_at_their_own_tab(login: str, place: str) -> None:
    assert as_(login).get("/desk/")["Location"] == place


def test_tabs_are_what_the_posts_open() -> None:
    names = [tab["url"] for tab in as_("supervisor1").get("/desk/").context["nav_items"]]
    assert names == ["/desk/", "/desk/mandates/objections/", "/desk/supervision/", "/desk/my-posts/"]


def test_a_citizen_has_no_desk() -> None:
    for path in ("/desk/", "/desk/search/?q=1", "/desk/cases/next/"):
        assert as_("citizen1").get(path).status_code == 403


def test_an_official_without_a_post_is_told_so() -> None:
    client = Client()
    client.force_login(hire(login="idle", name="演示·无岗", password="Tongban-2026-demo", posts=[]))
    assert client.get("/desk/").status_code == 403


def test_the_list_costs_the_same_with_one_row_and_with_three(django_assert_num_queries: Any) -> None:
    w.accepted()
    desk = as_("examiner1")
    desk.get("/desk/")
    with django_assert_num_queries(12):
        desk.get("/desk/")
    w.accepted(w.WATER, "agent1")
    w.submitted(by="citizen2")
    with django_assert_num_queries(12):
        desk.get("/desk/")
