"""网站找错: anybody tells us what is wrong with a page, and an official with the right sees to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import walking as w
from tongban.audit.api import Entry
from tongban.portal.actions import report
from tongban.portal.models import Mistake
from tongban.portal.views.mistakes import REPORTS_PER_ADDRESS

pytestmark = pytest.mark.django_db
GUIDE = "/guides/11510131DEM000014K4000131029001/"


@pytest.fixture
def publisher(client: Client) -> Client:
    client.force_login(w.user("publisher1"))
    return client


def test_somebody_without_an_account_reports_the_page_they_came_from(client: Client) -> None:
    form = client.get("/mistake/", headers={"referer": f"http://testserver{GUIDE}?print=1"}).content.decode()
    assert f'value="{GUIDE}"' in form
    sent = client.post("/mistake/", {"text": "电话是空号", "page": GUIDE, "contact": "13900000009"}, follow=True)
    assert sent.redirect_chain == [("/mistake/thanks/", 302)]
    [found] = Mistake.objects.all()
    assert (found.text, found.page, found.contact) == ("电话是空号", GUIDE, "13900000009")
    assert Entry.objects.get(subject_key=str(found.pk)).by_key == "visitor"


def test_a_page_of_another_site_is_not_taken_for_ours(client: Client) -> None:
    assert "evil" not in client.get("/mistake/", headers={"referer": "https://evil.invalid/x"}).content.decode()


def test_nothing_said_is_told_beside_the_field_and_the_rest_stays(client: Client) -> None:
    answer = client.post("/mistake/", {"text": " ", "page": GUIDE})
    assert answer.status_code == 422 and Mistake.objects.count() == 0
    assert f'value="{GUIDE}"' in answer.content.decode() and "请用几句话说明哪里有错。" in answer.content.decode()


def test_who_floods_us_is_asked_to_wait_and_loses_nothing(client: Client) -> None:
    for _time in range(REPORTS_PER_ADDRESS):
        assert client.post("/mistake/", {"text": "一处错"}).status_code == 302
    last = client.post("/mistake/", {"text": "还有一处错"})
    assert last.status_code == 429 and "还有一处错" in last.content.decode()
    assert Mistake.objects.count() == REPORTS_PER_ADDRESS


def test_an_official_with_the_right_reads_it_and_sees_to_it_once(publisher: Client) -> None:
    mistake = report(text="字太小", page="//evil.invalid/", contact="")
    listed = publisher.get("/desk/mistakes/").content.decode()
    assert "字太小" in listed and 'href="//evil' not in listed
    for _time in range(2):
        assert publisher.post(f"/desk/mistakes/{mistake.pk}/settle/", follow=True).status_code == 200
    assert Mistake.objects.get().settled_by == w.user("publisher1")
    assert Entry.objects.filter(subject_key=str(mistake.pk)).count() == 2
    assert "字太小" not in publisher.get("/desk/mistakes/").content.decode()
    assert "字太小" in publisher.get("/desk/mistakes/?show=settled").content.decode()


def test_who_has_not_the_right_reads_and_settles_nothing(client: Client) -> None:
    mistake = report(text="字太小")
    client.force_login(w.user("examiner1"))
    assert client.get("/desk/mistakes/").status_code == 403
    assert client.post(f"/desk/mistakes/{mistake.pk}/settle/").status_code == 403


def test_the_list_costs_the_same_with_one_and_with_three(publisher: Client, django_assert_num_queries: Any) -> None:
    report(text="一处错")
    with django_assert_num_queries(4):
        publisher.get("/desk/mistakes/")
    report(text="两处错"), report(text="三处错")
    with django_assert_num_queries(4):
        publisher.get("/desk/mistakes/")
