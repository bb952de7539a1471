"""Booking a time at a hall through the pages, and what must hold of it (H1, X9)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests import walking as w
from tongban.halls import api as halls
from tongban.halls.hours import slots_on, starts_on
from tongban.kit import clock
from tongban.kit.errors import BadInput, Refused
from tongban.messages.api import Message
from tongban.outbox.running import tick
from tongban.promises.api import calendar_in_force

pytestmark = pytest.mark.django_db
DRIVING = "机动车驾驶证期满换证"
MONDAY = dt.datetime(2026, 11, 23, 8, 0, tzinfo=clock.ZONE)
NINE = dt.time(9)


def as_(login: str, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(w.user(login))
    return client


def hall() -> halls.Hall:
    return halls.Hall.objects.get(name="蒲江县政务服务中心")


def booked(login: str = "citizen1", item: str = DRIVING, day: dt.date | None = None) -> halls.Booking:
    return halls.book(hall=hall(), item=w.item(item), day=day or clock.today(), start=NINE, by=w.user(login))


def test_a_guide_of_another_system_leads_to_a_booked_time_and_back() -> None:
    guide = Client().get(f"/guides/{w.item(DRIVING).code}/").content.decode()
    found = re.search(r'href="(/my/bookings/new/[^"]+)"', guide)
    assert found is not None
    with clock.turned_to(MONDAY):
        citizen = as_("citizen1")
        page = citizen.get(found[1])
        assert page.context["day"] == MONDAY.date()
        form = {"item": w.item(DRIVING).code, "hall": str(hall().pk), "day": "2026-11-24", "start": "10:30"}
        done = citizen.post("/my/bookings/new/", form, follow=True)
        booking = halls.Booking.objects.get()
        assert (booking.day, booking.start) == (dt.date(2026, 11, 24), dt.time(10, 30))
        assert booking.code in done.content.decode()
        assert DRIVING in citizen.get("/my/").content.decode()
    told = Message.objects.get(subject_key=str(booking.pk))
    assert told.template == "halls.booked"


@pytest.mark.parametrize("after", [dt.time(11, 55), dt.time(17, 30)])
def test_whoever_comes_after_the_last_time_of_a_day_is_offered_the_next(after: dt.time) -> None:
    guide = Client().get(f"/guides/{w.item(DRIVING).code}/").content.decode()
    found = re.search(r'href="(/my/bookings/new/[^"]+)"', guide)
    assert found is not None
    with clock.turned_to(dt.datetime.combine(MONDAY.date(), after, tzinfo=clock.ZONE)):
        page = as_("citizen1").get(found[1])
    free = [slot for slot in page.context["slots"] if slot.left]
    assert free
    assert (page.context["day"], page.context["days"][0]) == (
        (MONDAY.date(),) * 2 if after < dt.time(17) else (dt.date(2026, 11, 24),) * 2
    )


def test_a_full_day_is_passed_over_and_stays_in_sight() -> None:
    with clock.turned_to(MONDAY):
        halls.Hall.objects.filter(pk=hall().pk).update(capacity=1)
        for number, slot in enumerate(halls.free_slots(hall(), MONDAY.date())):
            halls.Booking.objects.create(
                hall=hall(), user=w.user("citizen2"), day=MONDAY.date(), start=slot.start, item_code=str(number)
            )
        page = as_("citizen1").get(f"/my/bookings/new/?item={w.item(DRIVING).code}&hall={hall().pk}")
    assert page.context["day"] == dt.date(2026, 11, 24)
    assert MONDAY.date() in page.context["days"]


def test_no_clock_of_ours_runs_for_a_booking() -> None:
    from tongban.promises.models import Promise

    with clock.turned_to(MONDAY):
        booked()
    assert not Promise.objects.exists()


def test_a_double_click_books_once_and_another_time_is_a_change() -> None:
    with clock.turned_to(MONDAY):
        assert booked().pk == booked().pk
        with pytest.raises(BadInput, match="已经|already"):
            booked(day=dt.date(2026, 11, 25))
    assert halls.Booking.objects.count() == 1


def test_the_last_place_is_given_once_and_the_page_says_what_is_left() -> None:
    with clock.turned_to(MONDAY):
        halls.keep_hall(hall=hall(), values={"capacity": 1}, by=w.user("admin1"))
        booked("citizen1")
        form = {"item": w.item(DRIVING).code, "hall": str(hall().pk), "day": "2026-11-23", "start": "09:00"}
        answer = as_("citizen2").post("/my/bookings/new/", form)
        assert answer.status_code == BadInput.status
        assert "09:30" in answer.content.decode()
        assert halls.Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "start"),
    [
        ("2026-11-22", "09:00"),
        ("2026-12-25", "09:00"),
        ("2026-11-23", "07:00"),
        ("2026-11-23", "09:05"),
        ("", ""),
        ("x", "y"),
    ],
)
def test_a_time_that_is_none_is_told_in_words_and_nothing_is_booked(day: str, start: str) -> None:
    with clock.turned_to(MONDAY):
        form = {"item": w.item(DRIVING).code, "hall": str(hall().pk), "day": day, "start": start}
        answer = as_("citizen1").post("/my/bookings/new/", form)
        assert answer.status_code == BadInput.status
        assert answer.context["error"].message
    assert not halls.Booking.objects.exists()


def test_changing_frees_the_old_place_at_once_and_keeps_the_code() -> None:
    with clock.turned_to(MONDAY):
        halls.keep_hall(hall=hall(), values={"capacity": 1}, by=w.user("admin1"))
        booking = booked()
        url = reverse("halls:change", args=[booking.pk])
        as_("citizen1").post(url, {"day": "2026-11-24", "start": "9:00"})
        moved = halls.Booking.objects.get()
        assert (moved.day, moved.code) == (dt.date(2026, 11, 24), booking.code)
        assert booked("citizen2").start == NINE


def test_cancelling_frees_the_place_and_one_may_book_again() -> None:
    with clock.turned_to(MONDAY):
        booking = booked()
        as_("citizen1").post(reverse("halls:cancel", args=[booking.pk]))
        assert booked().pk != booking.pk


def test_nobody_holds_more_than_a_few_times_at_once(settings: Any) -> None:
    settings.BOOKINGS_AT_ONCE = 2
    with clock.turned_to(MONDAY):
        booked(item=DRIVING)
        booked(item=w.ELDERLY)
        with pytest.raises(BadInput):
            booked(item=w.FOOD)


def test_a_stranger_neither_sees_nor_cancels_a_booking() -> None:
    with clock.turned_to(MONDAY):
        booking = booked()
        stranger = as_("citizen2")
        assert stranger.get(reverse("halls:booking", args=[booking.pk])).status_code == 403
        assert stranger.post(reverse("halls:cancel", args=[booking.pk])).status_code == 403
        assert stranger.get(reverse("halls:change", args=[booking.pk])).status_code == 403
    assert halls.Booking.objects.get().is_open


def test_the_clerk_sees_who_is_expected_and_marks_who_came() -> None:
    with clock.turned_to(MONDAY):
        booking = booked()
        clerk = as_("clerk1")
        page = clerk.get("/desk/bookings/").content.decode()
        assert booking.code in page
        assert w.user("citizen1").name not in page
        clerk.post(reverse("desk_halls:come", args=[booking.pk]))
        assert halls.Booking.objects.get().state == halls.State.CAME
        assert clerk.post(reverse("desk_halls:come", args=[booking.pk])).status_code == 409
        with pytest.raises(Refused):
            halls.cancel(booking=booking, by=w.user("citizen1"))


def test_the_day_before_one_is_reminded_once_and_who_stays_away_is_marked() -> None:
    with clock.turned_to(MONDAY):
        booking = booked(day=dt.date(2026, 11, 25))
    for moment in (MONDAY, MONDAY + dt.timedelta(days=1, hours=2), MONDAY + dt.timedelta(days=1, hours=3)):
        with clock.turned_to(moment):
            tick()
            tick()
    assert Message.objects.filter(subject_key=str(booking.pk), template="halls.tomorrow").count() == 1
    with clock.turned_to(MONDAY + dt.timedelta(days=3)):
        tick()
    assert halls.Booking.objects.get().state == halls.State.MISSED


def test_an_administrator_changes_the_hours_and_mistakes_are_told_beside_the_field() -> None:
    admin, url = as_("admin1"), reverse("desk_halls:hall", args=[hall().pk])
    typed = {
        "sessions": "8：30-12:00\n14:00—18:00",
        "saturday_sessions": "",
        "slot_minutes": "20",
        "capacity": "2",
        "days_ahead": "7",
        "phone": "12345",
    }
    assert admin.post(url, typed | {"sessions": "12:00–9:00"}).status_code == 422
    assert admin.post(url, typed | {"sessions": "morning"}).status_code == 422
    assert admin.post(url, typed | {"capacity": "0"}).status_code == 422
    assert admin.post(url, typed).status_code == 302
    assert hall().sessions == [["08:30", "12:00"], ["14:00", "18:00"]]
    assert as_("clerk1").get(url).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_one_and_for_three(rows: int, django_assert_num_queries: Any) -> None:
    with clock.turned_to(MONDAY):
        for item in (DRIVING, w.ELDERLY, w.FOOD)[:rows]:
            booked(item=item)
        citizen, clerk = as_("citizen1"), as_("clerk1")
        citizen.get("/my/bookings/")
        with django_assert_num_queries(3):
            citizen.get("/my/bookings/")
        with django_assert_num_queries(4):
            clerk.get("/desk/bookings/")


@given(
    minutes=st.integers(5, 240),
    capacity=st.integers(1, 9),
    opens=st.integers(0, 20),
    length=st.integers(1, 3),
    taken=st.integers(0, 12),
)
def test_no_slot_ends_after_closing_and_none_has_less_than_no_place(
    minutes: int, capacity: int, opens: int, length: int, taken: int
) -> None:
    closes = f"{opens + length:02d}:00"
    one = halls.Hall(sessions=[[f"{opens:02d}:00", closes]], slot_minutes=minutes, capacity=capacity)
    calendar, day = calendar_in_force(), MONDAY.date()
    begins = list(starts_on(one, day, calendar))
    ends = [(dt.datetime.combine(day, at) + dt.timedelta(minutes=minutes)).time() for at in begins]
    assert all(end <= dt.time.fromisoformat(closes) for end in ends)
    assert len(set(begins)) == len(begins)
    slots = slots_on(one, day, calendar, dict.fromkeys(begins, taken), MONDAY)
    assert all(0 <= slot.left <= capacity for slot in slots)
    assert [slot.start for slot in slots] == [at for at in begins if at > MONDAY.time()]
