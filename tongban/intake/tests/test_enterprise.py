"""Somebody applies for an enterprise: what the register knows of it stands in the form already."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests import walking as w
from tongban.intake.tests.test_citizen import answer_situation, begin, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client: Client) -> Client:
    client.force_login(w.user("agent1"))
    return client


def first_page(client: Client, **more: str) -> dict[str, str]:
    """name → value of the first page of the form, after the questions."""
    application = begin(client, w.FOOD, **more)
    answer_situation(client, application)
    page = client.get(url(application, "form", "applicant")).content.decode()
    return dict(re.findall(r'<input[^>]*name="(\w+)" value="([^"]*)"', page))


def test_an_agent_finds_the_enterprise_filled_in(agent: Client) -> None:
    enterprise = w.enterprise("agent1")
    shown = first_page(agent, enterprise=str(enterprise.pk))
    assert shown["enterprise_name"] == enterprise.name == "蒲江县演示常记餐饮店"
    assert shown["uscc"] == enterprise.uscc
    assert shown["principal_name"] == w.user("agent1").name
    assert shown["phone"] == w.user("agent1").phone


def test_who_applies_for_themselves_finds_nothing_of_the_enterprise(agent: Client) -> None:
    shown = first_page(agent, enterprise="")
    assert shown["enterprise_name"] == shown["uscc"] == shown["principal_name"] == ""


def test_the_enterprise_is_offered_first(agent: Client) -> None:
    page = agent.get(f"/my/applications/start/?item={w.item(w.FOOD).code}").content.decode()
    assert re.search(rf'name="enterprise" value="{w.enterprise("agent1").pk}" checked', page)
