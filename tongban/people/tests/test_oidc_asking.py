"""What a system may ask, and what it is told: OpenID Connect Core, RFC 6749, RFC 7636, RFC 9207."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from tests import walking as w
from tongban.kit import clock
from tongban.people.models import User
from tongban.people.oidc.models import Authorization, Connection
from tongban.people.tests.calling import (
    BACK,
    Caller,
    answer,
    browser_of,
    caller,
    leads_on,
    said,
    session_with,
    userinfo,
)

pytestmark = pytest.mark.django_db
PASSWORD = settings.DEMO_PASSWORD


@pytest.fixture
def fund() -> Caller:
    return caller()


@pytest.fixture
def person() -> Client:
    return browser_of("citizen1")


def sign_in(browser: Client, page: Any, login: str = "citizen1") -> Any:
    """On the sign-in page to which the answer led; follows to where the system's question goes on."""
    following = parse_qs(urlsplit(page.headers["Location"]).query)["next"][0]
    done = browser.post("/account/sign-in/", {"account": login, "password": PASSWORD, "next": following})
    return browser.get(done.headers["Location"])


# the request


def test_a_person_agrees_and_the_system_learns_who_they_are(fund: Caller, person: Client) -> None:
    back = fund.agreed(person)
    assert back.status_code == 303
    assert back.headers["Location"].startswith(f"{BACK}&code=")
    assert said(back)["state"] == "s-1" and said(back)["iss"] == settings.SITE_URL
    assert back.headers["Referrer-Policy"] == "no-referrer" and "no-store" in back.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
        ({"request_uri": "https://fund.example.cn/r"}, "request_uri_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "create"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"nonce": "n" * 501}, "invalid_request"),
        ({"id_token_hint": "nonsense"}, "invalid_request"),
    ],
)
def test_what_is_not_understood_is_told_to_the_system(
    fund: Caller, person: Client, changed: dict[str, Any], error: str
) -> None:
    back = fund.ask(person, **changed)
    assert back.status_code == 302 and back.headers["Location"].startswith(BACK)
    assert said(back) == {"tenant": "1", "error": error, "state": "s-1", "iss": settings.SITE_URL}


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "nobody"},
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": "https://fund.example.cn/back"},
        {"redirect_uri": "https://fund.example.cn/back?tenant=1&x=2"},
        {"redirect_uri": "https://fund.example.cn/back/../back?tenant=1"},
        {"redirect_uri": "https://FUND.example.cn/back?tenant=1"},
        {"redirect_uri": "https://fund.example.cn.evil.cn/back?tenant=1"},
        {"redirect_uri": "https://fund.example.cn@evil.cn/back?tenant=1"},
        {"redirect_uri": "https://evil.cn\\@fund.example.cn/back?tenant=1"},
        {"redirect_uri": "http://fund.example.cn/back?tenant=1"},
        {"redirect_uri": "https://fund.example.cn/back?tenant=1#x"},
        {"redirect_uri": ["https://evil.cn/", BACK]},
        {"redirect_uri": [BACK, BACK]},
        {"scope": ["openid", "openid"]},
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    fund: Caller, person: Client, changed: dict[str, Any]
) -> None:
    for more in ({}, {"prompt": "none"}, {"response_type": "token"}):
        page = fund.ask(person, **(more | changed))
        assert page.status_code == 400 and "Location" not in page.headers
        assert "evil" not in page.content.decode()


def test_a_question_by_form_is_the_same_question(fund: Caller, person: Client) -> None:
    moved = person.post("/oidc/authorize/", fund.asked)
    assert moved.status_code == 303
    assert "Demo housing fund" in person.get(moved.headers["Location"]).content.decode()


def test_a_scope_that_nobody_registered_is_left_out(person: Client) -> None:
    small = caller(scopes=["openid", "profile"])
    got = small.signed_in(person, scope="openid profile phone address unknown")
    assert got["scope"] == "openid profile"


def test_parameters_nobody_knows_are_ignored(fund: Caller, person: Client) -> None:
    assert fund.signed_in(person, colour="blue", display="page", ui_locales="fr", claims="{}")


# signing in


def test_whoever_is_not_signed_in_signs_in_first_and_comes_back(fund: Caller) -> None:
    browser = browser_of("")
    page = fund.ask(browser)
    assert page.headers["Location"].startswith("/account/sign-in/")
    assert "Demo housing fund" in sign_in(browser, page).content.decode()


def test_after_the_sign_in_form_a_page_leads_on_where_a_redirect_would_be_stopped(fund: Caller, person: Client) -> None:
    fund.agreed(person)
    browser = browser_of("")
    page = sign_in(browser, fund.ask(browser))
    assert page.status_code == 200 and leads_on(page).startswith(BACK)
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_silently_means_without_any_page(fund: Caller, person: Client) -> None:
    assert said(fund.ask(browser_of(""), prompt="none"))["error"] == "login_required"
    assert said(fund.ask(person, prompt="none"))["error"] == "consent_required"
    fund.agreed(person)
    assert "code" in said(fund.ask(person, prompt="none"))
    assert said(fund.ask(person, prompt="none", scope="openid phone"))["error"] == "consent_required"


def test_prompt_login_asks_whoever_is_signed_in_once_more(fund: Caller, person: Client) -> None:
    fund.agreed(person)
    page = fund.ask(person, prompt="login")
    assert page.headers["Location"].startswith("/account/sign-in/")
    following = parse_qs(urlsplit(page.headers["Location"]).query)["next"][0]
    still = person.get(following)  # gone round the sign-in
    assert still.headers["Location"].startswith("/account/sign-in/")
    assert "code" in said(sign_in(person, page))


def test_a_question_from_another_browser_does_not_stand_for_a_sign_in(fund: Caller, person: Client) -> None:
    """Somebody at a screen left unlocked asks on their own telephone and types the address of the next page here."""
    fund.agreed(person)
    session_with(person, auth_time=int(clock.now().timestamp()) - 600)
    elsewhere = fund.ask(browser_of(""), prompt="login")
    following = parse_qs(urlsplit(elsewhere.headers["Location"]).query)["next"][0]
    assert person.get(following).headers["Location"].startswith("/account/sign-in/")


@pytest.mark.parametrize("age", [0, 299, 301])
def test_max_age_wants_a_sign_in_that_is_not_older(fund: Caller, person: Client, age: int) -> None:
    fund.agreed(person)
    now = int(clock.now().timestamp())
    session_with(person, auth_time=now - age)
    got = fund.ask(person, max_age="300")
    assert ("code" in said(got)) == (age < 300)
    if age > 300:
        assert said(fund.ask(person, max_age="300", prompt="none"))["error"] == "login_required"
        done = said(sign_in(person, fund.ask(person, max_age="300")))
        assert Authorization.objects.latest("issued_at").auth_time >= now and "code" in done


def test_max_age_0_is_fulfilled_by_signing_in_now(fund: Caller, person: Client) -> None:
    fund.agreed(person)
    session_with(person, auth_time=int(clock.now().timestamp()) - 2)
    assert "code" in said(sign_in(person, fund.ask(person, max_age="0")))


def test_a_hint_of_another_person_is_not_answered_with_this_one(fund: Caller, person: Client) -> None:
    hint = fund.signed_in(person)["id_token"]
    other = browser_of("citizen2")
    fund.agreed(other)
    assert said(fund.ask(other, prompt="none", id_token_hint=hint))["error"] == "login_required"
    assert fund.ask(other, id_token_hint=hint).headers["Location"].startswith("/account/sign-in/")
    assert "code" in said(fund.ask(person, prompt="none", id_token_hint=hint))


# levels


def test_the_token_says_when_how_and_how_surely(fund: Caller, person: Client) -> None:
    session_with(person, auth_time=1_790_000_000, amr=["pwd", "otp", "mfa"])
    User.objects.filter(login="citizen1").update(assurance=3)
    got = fund.signed_in(person)["id"]
    assert (got["auth_time"], got["amr"], got["acr"]) == (1_790_000_000, ["pwd", "otp", "mfa"], "urn:tongban:loa:3")
    assert got["nonce"] == "n-1" and got["aud"] == fund.system.client_id


def test_one_factor_speaks_for_level_2_at_most(fund: Caller, person: Client) -> None:
    User.objects.filter(login="citizen1").update(assurance=4)
    assert fund.signed_in(person)["id"]["acr"] == "urn:tongban:loa:2"


def test_a_session_that_says_nothing_of_itself_speaks_for_nothing(fund: Caller, person: Client) -> None:
    session = person.session
    for name in ("auth_time", "amr"):
        session.pop(name)
    session.save()
    got = fund.signed_in(person)["id"]
    assert got["auth_time"] == 0 and got["amr"] == []


def test_a_system_that_needs_more_is_told_nothing_of_less(person: Client) -> None:
    strict = caller(least_level=3)
    page = strict.ask(person)
    assert "Level 3 of identity" in page.content.decode() and "Go on with" not in page.content.decode()
    assert said(strict.ask(person, prompt="none"))["error"] == "unmet_authentication_requirements"
    assert said(answer(person, page, "too_low"))["error"] == "unmet_authentication_requirements"
    again = answer(person, page, "waive")
    assert again.status_code == 303 and "/oidc/continue/" in again.headers["Location"]
    assert "Level 3 of identity" in person.get(again.headers["Location"]).content.decode()
    assert not Authorization.objects.exists()


def test_a_higher_sign_in_is_asked_for_and_then_suffices(person: Client) -> None:
    User.objects.filter(login="citizen1").update(assurance=3)
    strict = caller(least_level=3)
    page = strict.ask(person)
    assert "second factor" in page.content.decode()
    assert said(strict.ask(person, prompt="none"))["error"] == "interaction_required"
    session_with(person, amr=["pwd", "otp"])
    assert strict.signed_in(person)["id"]["acr"] == "urn:tongban:loa:3"


def test_a_wished_level_may_be_waived_and_the_token_says_the_true_one(fund: Caller, person: Client) -> None:
    page = fund.ask(person, acr_values="urn:tongban:loa:4 urn:tongban:loa:3")
    assert "Level 3 of identity" in page.content.decode()
    on = person.get(answer(person, page, "waive").headers["Location"])
    code = said(answer(person, on, "agree"))["code"]
    assert fund.exchange(code).status_code == 200
    assert Authorization.objects.latest("issued_at").acr == "urn:tongban:loa:2"


def test_what_one_person_waived_another_did_not(fund: Caller, person: Client) -> None:
    page = fund.ask(person, acr_values="urn:tongban:loa:4")
    away = answer(person, page, "waive").headers["Location"]
    assert "Level 4 of identity" in browser_of("citizen2").get(away).content.decode()
    assert "Level 4 of identity" not in person.get(away).content.decode()


def test_names_of_levels_that_are_not_ours_ask_for_nothing(fund: Caller, person: Client) -> None:
    assert fund.signed_in(person, acr_values="urn:mace:silver 0")


# consent


def test_the_page_says_who_asks_why_and_for_what(fund: Caller, person: Client) -> None:
    page = fund.ask(person, scope="openid real_name phone").content.decode()
    for words in ("Demo housing fund", "Demo fund centre", "Seeing one&#x27;s own account", "fund.example.cn"):
        assert words in page
    owner = w.user("citizen1")
    assert owner.name not in page and owner.phone not in page and "139****0001" in page


def test_no_is_an_answer_too(fund: Caller, person: Client) -> None:
    back = answer(person, fund.ask(person), "refuse")
    assert said(back)["error"] == "access_denied" and said(back)["state"] == "s-1"
    assert not Connection.objects.exists()


def test_what_was_agreed_is_remembered_and_more_is_asked_again(fund: Caller, person: Client) -> None:
    fund.agreed(person, scope="openid profile")
    assert "code" in said(fund.ask(person, scope="openid"))
    assert "mobile number" in fund.ask(person, scope="openid phone").content.decode()
    assert fund.ask(person, prompt="consent").status_code == 200


def test_an_agent_says_for_whom_each_time(fund: Caller) -> None:
    agent = browser_of("agent1")
    mandate = w.user("agent1").mandates_held.get()
    page = fund.ask(agent, scope="openid enterprise")
    told = fund.exchange(said(answer(agent, page, "agree", mandate=str(mandate.pk)))["code"])
    claims = userinfo(told.json()["access_token"]).json()
    assert claims["user_type"] == "legal" and claims["org_uscc"] == mandate.enterprise.uscc
    assert claims["role"] == "legal_rep" and claims["mandate_id"] == str(mandate.pk)
    assert fund.ask(agent, scope="openid enterprise").status_code == 200
    code = said(answer(agent, fund.ask(agent, scope="openid enterprise"), "agree"))["code"]
    assert userinfo(fund.exchange(code).json()["access_token"]).json()["user_type"] == "natural"


def test_nobody_acts_for_an_enterprise_of_somebody_else(fund: Caller, person: Client) -> None:
    other = w.user("agent1").mandates_held.get()
    page = fund.ask(person, scope="openid enterprise")
    back = answer(person, page, "agree", mandate=str(other.pk))
    assert Authorization.objects.latest("issued_at").mandate is None and "code" in said(back)


# whatever comes


HOSTILE = [
    "码",
    "\0",
    "\x1b[0m",
    "'; DROP TABLE people_user; --",
    "{{7*7}}",
    "<script>",
    "\udcff".encode("utf-8", "replace").decode(),
    "a" * 5000,
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_letter_breaks_the_question(fund: Caller, person: Client, typed: str) -> None:
    for name in (*fund.asked, "prompt", "max_age", "acr_values", "id_token_hint", "response_mode", "request", typed):
        answer = fund.ask(person, **{name: typed})
        assert answer.status_code in (200, 302, 400), name
        assert "<script>" not in answer.content.decode().partition("<main")[2].partition("</main>")[0]
        for way in ("/oidc/continue/", "/oidc/logout/"):
            assert person.get(way, {name: typed, "request": typed}).status_code in (200, 400), name
    person.force_login(w.user("citizen1"))
    assert person.post("/oidc/consent/", {"request": typed, "answer": typed}).status_code == 400


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_letter_breaks_the_token_endpoint(fund: Caller, typed: str) -> None:
    data = {"grant_type": "authorization_code", "client_id": fund.system.client_id, "client_secret": fund.secret}
    for path in ("/oidc/token/", "/oidc/revoke/", "/oidc/introspect/"):
        for name in (
            "grant_type",
            "code",
            "client_id",
            "client_secret",
            "code_verifier",
            "redirect_uri",
            "token",
            "token_type_hint",
        ):
            answer = Client().post(path, data | {"token": "x", "code": "x"} | {name: typed})
            assert answer.status_code in (200, 400, 401) and "access_token" not in answer.json(), (path, name)


@pytest.mark.parametrize(
    "header", ["Basic //////8=", "Basic !!!", "Basic", "Basic AGE6Yg==", "Bearer \x00", "Digest x"]
)
def test_no_header_breaks_anything(fund: Caller, header: str) -> None:
    for path in ("/oidc/token/", "/oidc/revoke/", "/oidc/introspect/", "/oidc/userinfo/"):
        answer = Client().post(path, {"grant_type": "authorization_code"}, headers={"Authorization": header})
        assert answer.status_code in (400, 401), path


def test_whoever_had_to_sign_in_in_between_is_told_to_begin_again(person: Client) -> None:
    page = person.get("/oidc/consent/")
    assert page.status_code == 400 and "This took too long" in page.content.decode()


def test_a_connection_that_ended_a_moment_ago_is_not_made_anew(
    fund: Caller, person: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tongban.people.oidc.views import asking as view

    fund.agreed(person)
    monkeypatch.setattr(view, "connection_of", lambda user, system: None)
    assert said(fund.ask(person))["error"] == "consent_required"
    assert Connection.objects.count() == 1
