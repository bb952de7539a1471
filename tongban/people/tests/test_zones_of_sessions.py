"""Who signed in at the public site is not in at the desk, and no post holds there: one program, told in turn which zone it is (Q6).

Two processes with two roles of the database are tried in tests/test_zones.py.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tongban.people.tests.showing import is_signed_in, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("here", "there"), [("public", "official"), ("official", "public"), ("both", "official")])
def test_a_session_holds_in_the_zone_where_it_began(client: Client, settings: Any, here: str, there: str) -> None:
    settings.ZONE = here
    sign_in(client, "examiner1")
    assert is_signed_in(client)
    cookie = client.cookies["sessionid"].value
    settings.ZONE = there
    assert not is_signed_in(client)
    client.cookies["sessionid"] = cookie
    assert client.get("/desk/").headers["Location"].startswith("/account/sign-in/")
    client.cookies["sessionid"] = cookie
    settings.ZONE = here
    assert is_signed_in(client), "the other zone leaves it alone"


def test_half_a_sign_in_is_not_finished_in_the_other_zone(client: Client, settings: Any) -> None:
    from tongban.people.tests.showing import show_app, with_app

    secret = with_app("examiner1")
    settings.ZONE = "public"
    sign_in(client, "examiner1")
    settings.ZONE = "official"
    show_app(client, secret)
    assert not is_signed_in(client)


def test_an_official_at_the_public_site_is_a_citizen_without_posts(client: Client, settings: Any) -> None:
    settings.ZONE = "public"
    sign_in(client, "examiner1")
    assert client.get("/my/").status_code == 200
    assert client.get("/desk/cases/next/").status_code == 403
    settings.ZONE = "official"
    sign_in(client, "examiner1")
    assert client.get("/desk/cases/next/").status_code != 403


def test_a_session_of_before_goes_on(client: Client) -> None:
    from tongban.people.sessions import ZONE

    sign_in(client)
    row = Session.objects.get()
    said = row.get_decoded()
    assert said.pop(ZONE) == "both"
    row.session_data = super(type(client.session), client.session).encode(said)
    row.save()
    assert is_signed_in(client)
