"""Who reads English reads the names of services, organs and laws in English, on one's own pages and at the desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests import walking as w
from tongban.cases.api import Case
from tongban.catalogue.api import Item
from tongban.outbox import api as outbox
from tongban.ratings import api as ratings

pytestmark = pytest.mark.django_db
ENGLISH = "Old-age allowance"


def reader(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.fixture
def case() -> Case:
    """Decided and printed, and a draft beside it."""
    w.filled(w.ELDERLY, "citizen1", files=False)
    return w.printed(w.granted())


def test_a_citizen_finds_no_chinese_name_of_a_service(case: Case) -> None:
    mine = reader("citizen1")
    mine.post(f"/my/cases/{case.pk}/receive/")
    w.submitted()
    for url in ("/my/", "/my/cases/", "/my/messages/", "/my/ratings/", f"/my/cases/{case.pk}/"):
        page = text(mine, url)
        assert ENGLISH in page and w.ELDERLY not in page, url


def test_a_rating_names_the_service_in_the_language_of_whoever_rates(case: Case) -> None:
    mine = reader("citizen1")
    w.cases.receive_online(case=case, by=w.user("citizen1"))
    invitation = ratings.of(case).get()
    assert invitation.shown_title == w.ELDERLY
    assert ENGLISH in text(mine, f"/my/ratings/{invitation.pk}/")


@pytest.mark.parametrize(
    ("login", "url"),
    [("examiner1", "/desk/"), ("examiner1", "/desk/?q=old-age"), ("clerk1", "/desk/cases/handouts/")],
)
def test_an_official_finds_no_chinese_name_of_a_service(case: Case, login: str, url: str) -> None:
    w.submitted()
    page = text(reader(login), url)
    assert ENGLISH in page and w.ELDERLY not in page


def test_the_case_at_the_desk_cites_laws_in_english(case: Case) -> None:
    waiting = w.accepted(w.FOOD, "agent1", enterprise=w.enterprise("agent1"))
    page = text(reader("examiner1"), f"/desk/cases/{waiting.pk}/")
    assert "Food Safety Law, Article 33" in page and "《中华人民共和国食品安全法》" not in page


def test_organs_are_named_in_english_in_the_catalogue() -> None:
    page = text(reader("editor1"), "/desk/catalogue/")
    assert "Pujiang County Health Bureau" in page and "蒲江县卫生健康局" not in page


def test_a_guide_names_its_laws_in_english_and_the_text_of_the_law_stays_chinese(client: Client) -> None:
    item: Any = Item.objects.get(name=w.FOOD)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = text(client, f"/guides/{item.code}/")
    assert "20 working days (Administrative Licensing Law, Article 42)" in page
    assert "Food Safety Law, Article 35, paragraph 2" in page
    assert "《中华人民共和国食品安全法》第三十五条第二款" in page and "审核申请人提交的本法" in page


def test_every_law_that_the_demo_cites_has_an_english_name() -> None:
    for item in Item.objects.select_related("current"):
        assert item.current is not None
        for basis in cited(item.current.content):
            assert basis.isascii(), basis


def cited(part: Any) -> list[str]:
    from tongban.promises.api import Basis, cite

    if isinstance(part, list):
        return [basis for one in part for basis in cited(one)]
    if not isinstance(part, dict):
        return []
    own = [cite(Basis(part["law"], part["article"]), "en")] if {"law", "article"} <= set(part) else []
    return own + [basis for one in part.values() for basis in cited(one)]


def test_names_given_before_the_column_are_filled_by_the_migration() -> None:
    """As an installation of v0.1.0 stands when it is updated."""
    from importlib import import_module

    from django.apps import apps

    case = w.printed(w.granted())
    w.cases.receive_online(case=case, by=w.user("citizen1"))
    outbox.drain()
    type(case.application).objects.update(item_name_en="")
    Case.objects.update(item_name_en="")
    ratings.of(case).update(title_en="")
    import_module("tongban.intake.migrations.0002_names_in_english").fill(apps, None)
    filling = import_module("tongban.cases.migrations.0002_names_in_english")
    filling.fill(apps, None), filling.fill_invitations(apps, None)
    case.application.refresh_from_db()
    names = (case.application.item_name_en, Case.objects.get().item_name_en, ratings.of(case).get().title_en)
    assert set(names) == {ENGLISH}
