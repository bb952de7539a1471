from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.cases import api as cases
from tongban.ratings.models import Invitation

pytestmark = pytest.mark.django_db


@pytest.fixture()
def citizen(client: Client) -> Client:
    client.force_login(w.user("citizen1"))
    return client


@pytest.fixture()
def invitation() -> Invitation:
    cases.withdraw(case=w.submitted(), by=w.user("citizen1"))
    return Invitation.objects.get(user=w.user("citizen1"))


def rate(client: Client, invitation: Invitation, **given: Any) -> Any:
    return client.post(reverse("ratings:rate", args=[invitation.pk]), given)


def test_a_grade_alone_is_enough(citizen: Client, invitation: Invitation) -> None:
    assert rate(citizen, invitation, grade="5").headers["Location"] == reverse("ratings:thanks", args=[invitation.pk])
    invitation.refresh_from_db()
    assert (invitation.grade, invitation.options, invitation.words) == (5, [], "")


def test_reasons_and_words_are_kept_and_shown(citizen: Client, invitation: Invitation) -> None:
    rate(citizen, invitation, grade="2", option=["207"], words="等了很久")
    shown = citizen.get(reverse("ratings:thanks", args=[invitation.pk])).content.decode()
    assert "等了很久" in shown
    assert "没有提供材料样本" in shown


def test_all_reasons_stand_there_without_scripts(citizen: Client, invitation: Invitation) -> None:
    shown = citizen.get(reverse("ratings:rate", args=[invitation.pk])).content.decode()
    assert all(f'value="{code}"' in shown for code in ("510", "406", "307", "207"))


def test_each_reason_stands_there_once(citizen: Client, invitation: Invitation) -> None:
    shown = citizen.get(reverse("ratings:rate", args=[invitation.pk]), {"grade": "3"}).content.decode()
    assert shown.count('id="option-307"') == 1


def test_a_rating_without_a_grade_keeps_the_words(citizen: Client, invitation: Invitation) -> None:
    for grade in ("", "9", "五", "-1", "²"):
        answer = rate(citizen, invitation, grade=grade, words="等了很久")
        assert answer.status_code == 422
        assert "等了很久" in answer.content.decode()


def test_a_reason_of_another_grade_is_refused(citizen: Client, invitation: Invitation) -> None:
    assert rate(citizen, invitation, grade="5", option=["207"]).status_code == 422
    invitation.refresh_from_db()
    assert invitation.grade is None


def test_a_rating_stands_once_given(citizen: Client, invitation: Invitation) -> None:
    rate(citizen, invitation, grade="5")
    assert rate(citizen, invitation, grade="1").status_code == 409
    invitation.refresh_from_db()
    assert invitation.grade == 5
    assert citizen.get(reverse("ratings:rate", args=[invitation.pk])).status_code == 302


def test_nobody_rates_for_somebody_else(invitation: Invitation) -> None:
    for login in ("citizen2", "supervisor1"):
        other = Client()
        other.force_login(w.user(login))
        assert other.get(reverse("ratings:rate", args=[invitation.pk])).status_code == 403
        assert rate(other, invitation, grade="5").status_code == 403


def test_the_list_costs_the_same_however_long(
    citizen: Client, invitation: Invitation, django_assert_num_queries: Any
) -> None:
    citizen.get(reverse("ratings:list"))
    with django_assert_num_queries(3):
        citizen.get(reverse("ratings:list"))
    for _number in range(2):
        cases.withdraw(case=w.submitted(w.BIRTH), by=w.user("citizen1"))
    with django_assert_num_queries(3):
        assert len(citizen.get(reverse("ratings:list")).context["found"]) == 3
