"""The staff list shows a role once; a region is given by saying so; a deputy of power is seen by others (A5)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import walking as w
from tongban.kit import clock
from tongban.messages.api import Message
from tongban.people import api as people
from tongban.people.models import Post, User
from tongban.people.staff import actions, reviewing
from tongban.people.staff.models import ReviewLine
from tongban.people.tests.test_posts import HERE, as_, give
from tongban.regions.api import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def organs(number: int) -> list[str]:
    return list(Organisation.objects.filter(region_id=HERE).order_by("code").values_list("code", flat=True)[:number])


def newcomer(login: str, phone: str, roles: list[tuple[str, str]]) -> User:
    posts = [{"role": role, "org_code": organ, "region_code": HERE} for role, organ in roles]
    return people.hire(login=login, name="演示·多岗", password="Ein-langes-Wort-9", posts=posts)


def test_a_role_stands_once_with_its_organs_beneath() -> None:
    five, two = organs(5), organs(2)
    newcomer("aa1", "13900008101", [*(("head", organ) for organ in five), *(("examiner", organ) for organ in two)])
    [(_person, shown)] = as_("security1").get("/desk/staff/?q=aa1").context["rows"]
    assert sorted((str(role), len(held)) for role, held in shown) == [("Examiner", 2), ("Head of the organ", 5)]
    page = as_("security1").get("/desk/staff/?q=aa1").content.decode()
    assert page.count("Head of the organ") == 1 and "5 departments" in page


def test_the_list_asks_as_much_for_one_post_as_for_three_people_with_many() -> None:
    def asked() -> int:
        client = as_("security1")
        client.get("/desk/staff/?q=aa")
        with CaptureQueriesContext(connection) as found:
            client.get("/desk/staff/?q=aa")
        return len(found)

    newcomer("aa1", "13900008101", [("head", organs(1)[0])])
    one = asked()
    for number in (2, 3):
        newcomer(f"aa{number}", f"1390000810{number}", [("head", organ) for organ in organs(5)])
    assert asked() == one


def test_a_whole_region_is_not_given_by_leaving_a_field_empty() -> None:
    person, organ = newcomer("aa1", "13900008101", []), organs(1)[0]
    answer = give(person, "supervisor", organ, region="")
    assert answer.status_code == 422 and "Type the division" in answer.content.decode()
    assert give(person, "supervisor", organ, region=HERE).status_code == 302
    assert give(person, "examiner", organ).status_code == 302


def test_nothing_is_chosen_before_somebody_chooses() -> None:
    form = as_("security1").get(f"/desk/staff/{w.user('inspector1').pk}/give/").context["form"]
    assert [form[name].value() for name in ("role", "organ", "region", "until", "reason")] == [None] * 5


def named(deputy: str = "examiner1") -> Post:
    post = Post.objects.get(user=w.user("head1"), role="head", org_code=w.item(w.FOOD).org_code)
    today = clock.today()
    return actions.name_deputy(
        post=post,
        deputy=w.user(deputy),
        since=today,
        until=today + dt.timedelta(days=2),
        reason="出差",
        by=w.user("head1"),
    )


def test_others_hear_of_a_deputy_of_power_and_the_page_says_so() -> None:
    post = Post.objects.get(user=w.user("head1"), role="head", org_code=w.item(w.FOOD).org_code)
    page = as_("head1").get(f"/desk/my-posts/{post.pk}/deputy/").content.decode()
    assert "the security administrators are told at once" in page
    named()
    told = {message.user.login for message in Message.objects.filter(template="people.deputy_of_power")}
    assert {"security1", "security2"} <= told and not told & {"head1", "examiner1"}


def test_a_deputy_of_power_stands_in_the_next_review_also_when_it_is_over() -> None:
    made = named()
    _name, first = reviewing.quarter_of(clock.today() + dt.timedelta(days=92))
    with clock.turned_to(dt.datetime.combine(first, dt.time(9), clock.ZONE)):
        reviewing.open_reviews()
        assert ReviewLine.objects.filter(post=made).count() == 1
        page = Client(headers={"accept-language": "en"})
        page.force_login(w.user("head1"))
        line = ReviewLine.objects.select_related("review").get(post=made)
        assert page.get(f"/desk/access-reviews/{line.review_id}/").status_code == 200


def test_a_deputy_of_power_stands_in_no_review_after_the_next() -> None:
    made = named()
    _name, first = reviewing.quarter_of(clock.today() + dt.timedelta(days=2 * 92))
    with clock.turned_to(dt.datetime.combine(first, dt.time(9), clock.ZONE)):
        reviewing.open_reviews()
        assert not ReviewLine.objects.filter(post=made).exists()
