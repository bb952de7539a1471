"""A licence at the desk: seen by its organ, ended by its head, with a reason everybody can read."""

from __future__ import annotations

import pytest
from django.test import Client

from demo.people import REGION
from tests import walking as w
from tongban.audit.api import looks_at
from tongban.licences import api as licences
from tongban.people.api import hire
from tongban.regions.api import Organisation

pytestmark = pytest.mark.django_db


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


@pytest.fixture()
def licence() -> licences.Licence:
    """An e-certificate of a natural person."""

    case = w.granted_at_once(w.UNEMPLOYMENT)
    return licences.of(case).get()


def url(licence: licences.Licence, page: str = "") -> str:
    return f"/desk/licences/{licence.pk}/{page}"


def test_the_holder_is_masked_until_opened_for_a_reason(licence: licences.Licence) -> None:
    desk = as_("head1")
    assert licence.holder_code not in desk.get(url(licence)).content.decode()
    assert desk.post(url(licence, "open/"), {"reason": ""}).status_code == 422
    desk.post(url(licence, "open/"), {"reason": "licence"})
    assert licence.holder_code in desk.get(url(licence)).content.decode()
    assert looks_at(licence.holder.actor_key).get().what == "licence"


def test_ending_asks_twice_and_gives_the_reason(licence: licences.Licence) -> None:
    desk, typed = as_("head1"), {"how": "revoke", "reason": "隐瞒真实情况（第六十九条）"}
    asked = desk.post(url(licence, "end/"), typed)
    assert asked.status_code == 200 and typed["reason"] in asked.content.decode()
    assert licences.Licence.objects.get(pk=licence.pk).state == "valid"
    assert desk.post(url(licence, "end/"), typed | {"sure": "1"}).status_code == 302
    ended = licences.Licence.objects.get(pk=licence.pk)
    assert (ended.state, ended.ended_reason) == ("revoked", typed["reason"])
    assert typed["reason"] in desk.get(url(licence)).content.decode()


def test_without_a_reason_nothing_ends_and_the_choice_stays(licence: licences.Licence) -> None:
    answer = as_("head1").post(url(licence, "end/"), {"how": "cancel", "reason": "", "sure": "1"})
    assert answer.status_code == 422 and answer.context["form"]["how"].value() == "cancel"
    assert licences.Licence.objects.get(pk=licence.pk).state == "valid"


def test_what_has_ended_cannot_be_cancelled_again(licence: licences.Licence) -> None:
    licences.end(licence=licence, how="revoke", reason="§69", by=w.user("head1"))
    answer = as_("head1").post(url(licence, "end/"), {"how": "cancel", "reason": "再次", "sure": "1"})
    assert answer.status_code == 422


@pytest.mark.parametrize("login", ["citizen1", "citizen2", "editor1", "admin1"])
def test_who_has_no_business_here_is_refused(login: str, licence: licences.Licence) -> None:
    assert as_(login).get(url(licence)).status_code == 403


def test_an_examiner_sees_it_and_cannot_end_it(licence: licences.Licence) -> None:
    assert as_("examiner1").get(url(licence)).context["may_end"] is False
    assert as_("examiner1").post(url(licence, "end/"), {"how": "revoke", "reason": "§69"}).status_code == 403


def test_the_head_of_another_organ_is_refused(licence: licences.Licence) -> None:
    organ = Organisation.objects.exclude(code=licence.org_code).first()
    posts = [{"role": "head", "org_code": organ.code, "region_code": REGION}]
    client = Client()
    client.force_login(hire(login="other_head", name="演示·别局", password="Tongban-2026-demo", posts=posts))
    assert client.get(url(licence)).status_code == 403
    assert client.post(url(licence, "end/"), {"how": "revoke", "reason": "§69", "sure": "1"}).status_code == 403
