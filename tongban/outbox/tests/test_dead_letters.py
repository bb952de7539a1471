"""The administrator's page of what failed ten times."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import walking as w
from tongban.outbox.models import Row

pytestmark = pytest.mark.django_db


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def dead() -> Row:
    return Row.objects.create(
        lane="papers", key="paper:1", name="documents.print", dead=True, attempts=10, last_error="OSError: disk full"
    )


def test_a_dead_letter_is_shown_with_its_error_and_runs_again_with_one_click() -> None:
    row, admin = dead(), as_("admin1")
    page = admin.get("/desk/outbox/").content.decode()
    assert "OSError: disk full" in page and row.name in page
    assert admin.post(f"/desk/outbox/{row.pk}/replay/").status_code == 302
    row.refresh_from_db()
    assert (row.dead, row.attempts) == (False, 0)


def test_a_second_click_changes_nothing() -> None:
    row, admin = dead(), as_("admin1")
    for _time in range(2):
        assert admin.post(f"/desk/outbox/{row.pk}/replay/").status_code == 302


def test_a_letter_that_is_gone_is_not_found() -> None:
    assert as_("admin1").post("/desk/outbox/999999/replay/").status_code == 404


def test_what_waits_is_counted_by_lane() -> None:
    Row.objects.all().delete()
    Row.objects.create(lane="papers", key="paper:2", name="documents.print")
    lanes = dict(as_("admin1").get("/desk/outbox/").context["lanes"])
    assert lanes["papers"] == "1" and lanes["index"] == "0"


@pytest.mark.parametrize("login", ["citizen1", "examiner1", "supervisor1", "head1"])
def test_only_the_administrator_enters(login: str) -> None:
    row = dead()
    assert as_(login).get("/desk/outbox/").status_code == 403
    assert as_(login).post(f"/desk/outbox/{row.pk}/replay/").status_code == 403
    row.refresh_from_db()
    assert row.dead


def test_the_page_costs_the_same_with_one_letter_and_with_three(django_assert_num_queries: object) -> None:
    dead()
    admin = as_("admin1")
    lanes = len(admin.get("/desk/outbox/").context["lanes"])
    with django_assert_num_queries(5 + lanes):  # type: ignore[operator]
        admin.get("/desk/outbox/")
    dead(), dead()
    with django_assert_num_queries(5 + lanes):  # type: ignore[operator]
        admin.get("/desk/outbox/")
