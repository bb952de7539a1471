"""Registering at the desk, the consent page under attack, and the person's own list of systems."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import walking as w
from tongban.audit.api import history
from tongban.people.oidc import answering
from tongban.people.oidc.asking import Came
from tongban.people.oidc.models import Authorization, Connection, System
from tongban.people.tests.calling import BACK, FACTS, Caller, answer, browser_of, caller, said

pytestmark = pytest.mark.django_db
TYPED = {
    "name_zh": "演示·公积金网厅",
    "operator_zh": "演示公积金中心",
    "purpose_zh": "登录网厅",
    "redirect_uris": BACK,
    "sector": "fund.example.cn",
    "scopes": ["openid", "identity"],
    "least_level": "2",
    "token_alg": "RS256",
}


@pytest.fixture
def fund() -> Caller:
    return caller()


@pytest.fixture
def person() -> Client:
    return browser_of("citizen1")


# the desk


def test_one_registers_another_releases_and_the_secret_is_shown_once() -> None:
    first, second = browser_of("admin1"), browser_of("admin2")
    done = first.post("/desk/systems/new/", TYPED)
    made = System.objects.get()
    assert done.headers["Location"] == f"/desk/systems/{made.pk}/"
    page = first.get(done.headers["Location"]).content.decode()
    assert "Whoever registers a system does not release it" in page
    assert first.post(f"/desk/systems/{made.pk}/approve/").status_code == 403
    assert first.post(f"/desk/systems/{made.pk}/secret/").status_code == 409
    assert second.post(f"/desk/systems/{made.pk}/approve/").status_code == 302
    shown = first.post(f"/desk/systems/{made.pk}/secret/")
    secret = re.search(r"client_secret</dt><dd><code>([^<]+)", shown.content.decode())
    assert secret is not None and "no-store" in shown.headers["Cache-Control"]
    assert re.search(r"Key of fingerprints</dt><dd><code>[0-9a-f]{64}<", shown.content.decode())
    assert secret[1] not in first.get(f"/desk/systems/{made.pk}/").content.decode()
    page = first.get(f"/desk/systems/{made.pk}/").content.decode()
    assert "/stop/" not in page and "/secret/" not in page, "neither at one click"
    for ask, path in (("stop", "stop/"), ("secret", "secret/")):
        asked = first.get(f"/desk/systems/{made.pk}/", {"ask": ask}).content.decode()
        assert f'action="/desk/systems/{made.pk}/{path}"' in asked
    acts = [(entry.act, entry.by_key) for entry in history(made)]
    one, two = w.user("admin1").actor_key, w.user("admin2").actor_key
    assert acts == [("people.propose_system", one), ("people.approve_system", two), ("people.make_secret", one)]
    assert secret[1] not in str([entry.notes for entry in history(made)])


@pytest.mark.parametrize("login", ["citizen1", "clerk1", "examiner1", "supervisor1"])
def test_nobody_else_comes_to_this_desk(fund: Caller, login: str) -> None:
    browser, key = browser_of(login), fund.system.pk
    for path in ("", "new/", f"{key}/"):
        assert browser.get(f"/desk/systems/{path}").status_code == 403
    for path in ("new/", f"{key}/approve/", f"{key}/refuse/", f"{key}/stop/", f"{key}/secret/"):
        assert browser.post(f"/desk/systems/{path}", TYPED).status_code == 403


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("redirect_uris", "http://fund.example.cn/back", "https://"),
        ("redirect_uris", "https://*.example.cn/back", "exactly"),
        ("redirect_uris", "https://fund.example.cn/back#x", "exactly"),
        ("redirect_uris", "https://me@fund.example.cn/back", "exactly"),
        ("redirect_uris", "https://fund.example.cn\\@evil.cn/", "exactly"),
        ("redirect_uris", "javascript:alert(1)", "exactly"),
        ("redirect_uris", "https://fund.example.cn:abc/", "no address"),
        ("redirect_uris", "https://evil.cn/back", "The sector is the domain"),
        ("redirect_uris", "https://evilfund.example.cn/back", "The sector is the domain"),
        ("redirect_uris", "", "one address at least"),
        ("logout_uris", "ftp://fund.example.cn/", "https://"),
        ("sector", "cn", "whole domain"),
        ("sector", "example.cn.", "The sector is the domain"),
        ("scopes", ["identity"], "always belongs to it"),
        ("name_zh", "", "Chinese at least"),
        ("least_level", "9", "9"),
    ],
)
def test_what_cannot_be_registered_is_said_beside_its_field(name: str, typed: Any, told: str) -> None:
    answer = browser_of("admin1").post("/desk/systems/new/", TYPED | {name: typed})
    assert answer.status_code == 422 and told in answer.content.decode()
    assert "演示公积金中心" in answer.content.decode()  # what was typed stays
    assert not System.objects.exists()


@pytest.mark.parametrize("sector", ["gov.cn", "com.cn", "sc.cn"])
def test_a_domain_of_everybody_is_no_sector(sector: str) -> None:
    typed = TYPED | {"sector": sector, "redirect_uris": f"https://fund.{sector}/"}
    answer = browser_of("admin1").post("/desk/systems/new/", typed)
    assert answer.status_code == 422 and "whole domain" in answer.content.decode()


def test_the_second_person_sees_who_else_knows_people_by_the_same_number(fund: Caller) -> None:
    browser_of("admin1").post("/desk/systems/new/", TYPED)
    page = browser_of("admin2").get(f"/desk/systems/{System.objects.latest('made_at').pk}/").content.decode()
    assert "Knows people by the same number as" in page and "Demo housing fund" in page


def test_the_second_person_may_say_no_and_why() -> None:
    browser_of("admin1").post("/desk/systems/new/", TYPED)
    made, second = System.objects.get(), browser_of("admin2")
    assert second.post(f"/desk/systems/{made.pk}/refuse/", {"reason": ""}).status_code == 422
    second.post(f"/desk/systems/{made.pk}/refuse/", {"reason": "地址不是该单位的"})
    assert "地址不是该单位的" in browser_of("admin1").get(f"/desk/systems/{made.pk}/").content.decode()
    assert second.post(f"/desk/systems/{made.pk}/approve/").status_code == 409


def test_a_system_that_waits_refused_or_stopped_is_nobody_to_us(fund: Caller, person: Client) -> None:
    for state in ("proposed", "refused", "stopped"):
        System.objects.update(state=state)
        assert fund.ask(person).status_code == 400


def test_lists_ask_no_more_for_three_than_for_one(person: Client) -> None:
    def asked() -> tuple[int, int]:
        counts = []
        for browser, path in ((browser_of("admin1"), "/desk/systems/"), (person, "/account/systems/")):
            browser.get(path)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                browser.get(path)
            counts.append(len(queries))
        return counts[0], counts[1]

    caller().agreed(person)
    one = asked()
    for number in (1, 2):
        host = f"s{number}.example.cn"
        caller(redirect_uris=[f"https://{host}/"], logout_uris=[], sector=host).signed_in(person)
    assert asked() == one


# the consent page under attack


def test_nobody_frames_the_page_and_its_form_leads_only_to_the_system(fund: Caller, person: Client) -> None:
    page = fund.ask(person)
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy and page.headers["X-Frame-Options"] == "DENY"
    assert "form-action 'self' https://fund.example.cn;" in policy + ";"
    plain = person.get("/account/").headers["Content-Security-Policy"]
    assert "form-action 'self'" in plain and "example.cn" not in plain


def test_consent_is_not_given_from_another_page(fund: Caller) -> None:
    """Without the token of this session, with a request of somebody else, or with one that was made up."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(w.user("citizen1"))
    page = fund.ask(strict)
    assert answer(strict, page, "agree").status_code == 403
    other = browser_of("citizen2")
    assert answer(other, page, "agree").status_code == 400
    assert other.post("/oidc/consent/", {"request": "made-up", "answer": "agree"}).status_code == 400
    assert not Connection.objects.exists() and not Authorization.objects.exists()


def test_a_signature_of_another_page_is_not_one_of_this(fund: Caller, person: Client) -> None:
    forged = signing.dumps({"query": "", "seen": "", "waived": True, "who": str(w.user("citizen1").pk)}, salt="other")
    assert person.post("/oidc/consent/", {"request": forged, "answer": "agree"}).status_code == 400


def test_a_page_that_lay_open_too_long_agrees_to_nothing(
    fund: Caller, person: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = fund.ask(person)
    monkeypatch.setattr(answering, "PATIENCE", -1)
    late = answer(person, page, "agree")
    assert late.status_code == 400 and "This took too long" in late.content.decode()


def test_consent_does_not_jump_over_the_sign_in_or_the_level(fund: Caller, person: Client) -> None:
    """A form that was sent before `prompt=login` was fulfilled, or by which a hard level would be waived."""
    way = answering.folded(BACK, came=Came(0, ""), request=_as(person), level_waived=True)
    assert person.post("/oidc/consent/", {"request": way, "answer": "agree"}).status_code == 400
    strict = caller(least_level=4)
    page = strict.ask(person)
    assert "code" not in said(answer(person, page, "agree"))


def _as(browser: Client) -> Any:
    from types import SimpleNamespace

    return SimpleNamespace(user=w.user("citizen1"))


def test_a_request_changed_on_the_way_is_read_again(fund: Caller, person: Client) -> None:
    """The address was registered when the page was shown, and is no more when the person agrees."""
    page = fund.ask(person)
    System.objects.update(redirect_uris=["https://fund.example.cn/new"])
    assert answer(person, page, "agree").status_code == 400


def test_a_code_of_the_attacker_does_not_fit_the_victims_session(fund: Caller, person: Client) -> None:
    """Code injection: the attacker's code in the victim's browser meets the verifier of another question."""
    code = fund.code(browser_of("citizen2"))
    other_verifier = "another-verifier-of-sixty-four-letters-0123456789-0123456789-01234"
    assert fund.exchange(code, code_verifier=other_verifier).json()["error"] == "invalid_grant"


# one's own list


def test_a_person_sees_each_use_and_takes_it_back(fund: Caller, person: Client) -> None:
    fund.signed_in(person, scope="openid phone")
    page = person.get("/account/systems/").content.decode()
    assert "Demo housing fund" in page and "Signed in there" in page and "Your mobile number" in page
    assert "/account/systems/" in person.get("/account/").content.decode()
    found = Connection.objects.get()
    assert browser_of("citizen2").post(f"/account/systems/{found.pk}/disconnect/").status_code == 403
    person.post(f"/account/systems/{found.pk}/disconnect/")
    assert "Taken back" in person.get("/account/systems/").content.decode()
    assert said(fund.ask(person, prompt="none"))["error"] == "consent_required"
    person.post(f"/account/systems/{found.pk}/disconnect/")
    acts = [entry.act for entry in history(found)]
    assert acts == ["people.connect", "people.sign_in_at_system", "people.disconnect"]
    assert not any("13900000001" in str(entry.notes) for entry in history(found))


def test_after_taking_back_one_can_agree_anew(fund: Caller, person: Client) -> None:
    fund.signed_in(person, scope="openid phone")
    person.post(f"/account/systems/{Connection.objects.get().pk}/disconnect/")
    fund.agreed(person)
    assert list(Connection.objects.order_by("since").values_list("scopes", flat=True)) == [
        ["openid", "phone"],
        ["openid"],
    ]


def test_facts_of_the_test_are_those_of_the_form() -> None:
    from tongban.people.oidc.registering import FIELDS

    assert set(FACTS) == set(FIELDS)
