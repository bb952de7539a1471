from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.messages.models import Message

pytestmark = pytest.mark.django_db
BOX = "messages:box"
OF_CASES = Message.objects.filter(template__startswith="cases.")  # the demo has others


@pytest.fixture()
def citizen(client: Client) -> Client:
    client.force_login(w.user("citizen1"))
    return client


def test_the_box_tells_each_step_in_the_readers_language(citizen: Client) -> None:
    case = w.submitted()
    english = citizen.get(reverse(BOX), headers={"Accept-Language": "en"}).content.decode()
    assert f"We have received your application {case.number}" in english


def test_looking_into_the_box_reads_nothing(citizen: Client) -> None:
    w.submitted()
    citizen.get(reverse(BOX))
    assert OF_CASES.filter(read_at=None).count() == 1


def test_opening_a_message_marks_it_and_leads_to_its_case(citizen: Client) -> None:
    case = w.submitted()
    message = OF_CASES.get()
    answer = citizen.post(reverse("messages:read", args=[message.pk]), {"open": "1"})
    assert answer.headers["Location"] == f"/my/cases/{case.pk}/"
    message.refresh_from_db()
    first = message.read_at
    assert first is not None
    citizen.post(reverse("messages:read", args=[message.pk]))
    message.refresh_from_db()
    assert message.read_at == first


def test_a_message_never_leads_to_another_site(citizen: Client) -> None:
    w.submitted()
    Message.objects.update(url="//evil.example/")
    answer = citizen.post(reverse("messages:read", args=[OF_CASES.get().pk]), {"open": "1"})
    assert answer.headers["Location"] == reverse(BOX)


def test_all_are_marked_at_once(citizen: Client) -> None:
    w.accepted()
    citizen.post(reverse("messages:read_all"))
    assert not Message.objects.filter(user=w.user("citizen1"), read_at=None).exists()


def test_a_strangers_message_does_not_exist(citizen: Client) -> None:
    w.submitted()
    other = Client()
    other.force_login(w.user("citizen2"))
    message = OF_CASES.get()
    assert other.post(reverse("messages:read", args=[message.pk])).status_code == 404
    assert other.get(reverse(BOX)).context["found"] == []
    message.refresh_from_db()
    assert message.read_at is None


def test_reading_needs_a_button(citizen: Client) -> None:
    w.submitted()
    assert citizen.get(reverse("messages:read", args=[OF_CASES.get().pk])).status_code == 405
    assert citizen.get(reverse("messages:read_all")).status_code == 405


def test_a_message_of_an_earlier_version_does_not_break_the_box(citizen: Client) -> None:
    w.submitted()
    Message.objects.update(template="gone.long_ago")
    assert citizen.get(reverse(BOX)).status_code == 200


def test_the_box_costs_the_same_however_full(citizen: Client, django_assert_num_queries: Any) -> None:
    w.submitted()
    citizen.get(reverse(BOX))
    with django_assert_num_queries(3):
        citizen.get(reverse(BOX))
    w.accepted(w.BIRTH)
    with django_assert_num_queries(3):
        assert len(citizen.get(reverse(BOX)).context["found"]) == 3


def test_a_forged_page_mark_is_refused_in_words(citizen: Client) -> None:
    assert citizen.get(reverse(BOX), {"at": "x"}).status_code == 422
