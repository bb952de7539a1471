from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import walking as w
from tongban.cases import api as cases
from tongban.licences import api as licences
from tongban.licences.models import Licence

pytestmark = pytest.mark.django_db


@pytest.fixture()
def citizen(client: Client) -> Client:
    client.force_login(w.user("citizen1"))
    return client


@pytest.fixture()
def licence() -> Licence:
    case = w.printed(w.granted_at_once(w.BIRTH))
    cases.receive_online(case=case, by=case.user)
    return licences.of(case).get()


def page(client: Client, licence: Licence) -> Any:
    return client.get(reverse("licences:licence", args=[licence.pk]))


def test_a_licence_shows_its_face_and_a_code_that_anybody_can_check(citizen: Client, licence: Licence) -> None:
    shown = page(citizen, licence).content.decode()
    assert licence.identifier in shown
    assert licence.number in shown
    assert "<svg" in shown
    assert licence.paper.check_code in shown
    paper = citizen.get(reverse("documents:paper", args=[licence.paper_id]))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")


def test_a_revoked_licence_is_shown_as_revoked_with_its_reason(citizen: Client, licence: Licence) -> None:
    licences.end(licence=licence, how="revoke", reason="隐瞒真实情况", by=w.user("head1"))
    answer = page(citizen, licence)
    assert answer.context["standing"].colour == "red"
    assert "隐瞒真实情况" in answer.content.decode()


def test_an_expired_licence_does_not_look_valid(citizen: Client, licence: Licence) -> None:
    Licence.objects.filter(pk=licence.pk).update(valid_until=dt.date(2020, 1, 1))
    assert page(citizen, licence).context["standing"].colour == "red"
    assert citizen.get(reverse("licences:list")).context["found"][0][2].colour == "red"


def test_a_stranger_sees_neither_licence_nor_paper(licence: Licence) -> None:
    other = Client()
    other.force_login(w.user("citizen2"))
    assert page(other, licence).status_code == 403
    assert other.get(reverse("documents:paper", args=[licence.paper_id])).status_code == 403
    assert other.get(reverse("licences:list")).context["found"] == []


def test_a_visitor_is_asked_to_sign_in(client: Client, licence: Licence) -> None:
    assert page(client, licence).status_code == 302
    assert client.get(reverse("documents:paper", args=[licence.paper_id])).status_code == 302


def test_the_list_costs_the_same_however_long(
    citizen: Client, licence: Licence, django_assert_num_queries: Any
) -> None:
    citizen.get(reverse("licences:list"))
    with django_assert_num_queries(5):
        citizen.get(reverse("licences:list"))
    for name in (w.BUSINESS, w.BUSINESS):
        w.granted_at_once(name)
    with django_assert_num_queries(5):
        assert len(citizen.get(reverse("licences:list")).context["found"]) == 3


def test_a_licence_opens_when_its_decision_is_received_and_not_before(citizen: Client) -> None:
    case = w.printed(w.granted_at_once(w.BIRTH))
    waiting = licences.of(case).get()
    files = [reverse("documents:paper", args=[waiting.paper_id])]
    files += [reverse(f"documents:{name}", args=[waiting.paper.file_id]) for name in ("file", "preview")]
    assert [citizen.get(address).status_code for address in files] == [403] * 3
    way = f"/my/cases/{case.pk}/"
    for shown in (page(citizen, waiting).content.decode(), citizen.get(reverse("licences:list")).content.decode()):
        assert "等您签收" in shown and f'href="{way}"' in shown
    closed = page(citizen, waiting).content.decode()
    assert waiting.identifier not in closed and waiting.number not in closed and '<svg class="qr' not in closed
    assert waiting.paper.check_code not in closed
    assert reverse("licences:licence", args=[waiting.pk]) not in citizen.get(way).content.decode()
    assert citizen.post(f"{way}receive/").status_code == 302
    assert waiting.identifier in page(citizen, waiting).content.decode()
    assert [citizen.get(address).status_code for address in files] == [200] * 3


def test_whoever_checks_a_licence_by_number_is_told_that_it_counts(client: Client) -> None:
    waiting = licences.of(w.printed(w.granted_at_once(w.BIRTH))).get()
    answer = client.get("/api/check", {"code": waiting.paper.check_code}).json()
    assert waiting.number in str(answer)
