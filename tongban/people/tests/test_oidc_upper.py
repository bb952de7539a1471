"""An upper platform that lies, over real HTTP: nobody is signed in by it, and nothing is joined without a word."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from config.starting import faults
from tests import walking as w
from tongban.audit.api import history
from tongban.kit import clock
from tongban.people.factors.models import SignedIn
from tongban.people.models import User
from tongban.people.oidc import upper
from tongban.people.oidc.claims import fingerprint
from tongban.people.oidc.models import UpperIdentity
from tongban.people.tests.calling import browser_of, caller
from tongban.people.tests.showing import letters, show_app, sign_in, with_app

pytestmark = pytest.mark.django_db
KEY, OTHER = (RSAKey.generate_key(2048, parameters={"kid": kid}) for kid in ("a", "b"))
FINGERPRINTS = "11" * 32


class Platform(ThreadingHTTPServer):
    """Says the truth, but for what `lies` change: part → what is said instead."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Voice)
        self.url = f"http://localhost:{self.server_port}"
        self.lies: dict[str, Any] = {}
        self.nonce = ""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def said(self, path: str) -> Any:
        if path == "/.well-known/openid-configuration":
            ends = {name: f"{self.url}/{name}" for name in upper.NEEDED}
            more = {"issuer": self.url, "authorization_response_iss_parameter_supported": True}
            return ends | more | self.lies.get("metadata", {})
        if path == "/jwks_uri":
            return KeySet([KEY]).as_dict(private=False)
        if path == "/token_endpoint":
            return {"access_token": "t", "token_type": "Bearer", "expires_in": 60, "id_token": self.id_token()}
        return {"sub": "s-1", "real_name": "演示·省来", "phone_number": "+8613900000888"} | self.lies.get(
            "userinfo", {}
        )

    def id_token(self) -> str:
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.url, "aud": "county", "sub": "s-1", "iat": now, "exp": now + 60, "nonce": self.nonce,
            "auth_time": now - 5, "acr": "urn:tongban:loa:3", "amr": ["pwd", "sms"],
        } | self.lies.get("claims", {})  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.lies.get("alg") == "none":
            parts = ({"alg": "none"}, claims)
            return ".".join(base64.urlsafe_b64encode(json.dumps(x).encode()).decode().rstrip("=") for x in parts) + "."
        key = self.lies.get("key", KEY)
        return jwt.encode({"alg": "RS256", "kid": "a"}, claims, key, ["RS256"])


class Voice(BaseHTTPRequestHandler):
    server: Platform

    def do_GET(self) -> None:
        body = self.server.lies.get("body") or json.dumps(self.server.said(urlsplit(self.path).path)).encode()
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(int(self.server.lies.get("status", 200)))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_said: Any) -> None:
        pass


@pytest.fixture
def platform(settings: Any, tmp_path: Path) -> Iterator[Platform]:
    (tmp_path / "secret").write_text("s")
    (tmp_path / "key").write_text(FINGERPRINTS)
    server = Platform()
    settings.UPPER_ISSUER, settings.UPPER_CLIENT = server.url, "county"
    settings.UPPER_SECRET_FILE, settings.UPPER_ID_KEY_FILE = str(tmp_path / "secret"), str(tmp_path / "key")
    upper._known.clear()
    yield server
    server.shutdown()
    server.server_close()


def came_back(browser: Client, platform: Platform, following: str = "/my/", **changed: str) -> Any:
    asked = browser.get("/account/upper/", {"next": following})
    assert asked.status_code == 302, asked.content
    query = {name: values[0] for name, values in parse_qs(urlsplit(asked.headers["Location"]).query).items()}
    assert query["code_challenge_method"] == "S256" and query["redirect_uri"].endswith("/account/upper/callback/")
    platform.nonce = platform.nonce or query["nonce"]
    answer = {"code": "c", "state": query["state"], "iss": platform.url} | changed
    return browser.get("/account/upper/callback/", {name: value for name, value in answer.items() if value})


def is_in(browser: Client) -> bool:
    return bool(browser.get("/account/me.json").json()["signed_in"])


LIES: list[dict[str, Any]] = [
    {"claims": {"iss": "https://other.cn"}},
    {"claims": {"aud": "another"}},
    {"claims": {"aud": ["county", "another"]}},
    {"claims": {"aud": None}},
    {"claims": {"exp": 1_000_000_000}},
    {"claims": {"exp": None}},
    {"claims": {"iat": 4_000_000_000}},
    {"claims": {"nonce": "another"}},
    {"claims": {"nonce": None}},
    {"claims": {"sub": None}},
    {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    {"alg": "none"},
    {"key": OTHER},
    {"userinfo": {"sub": "s-2"}},
    {"userinfo": {"sub": None}},
    {"body": b"no JSON"},
    {"body": b"[]"},
    {"status": 500},
]


@pytest.mark.parametrize(
    "lie", LIES, ids=lambda lie: str({name: "another" if name == "key" else value for name, value in lie.items()})
)
def test_a_lie_signs_nobody_in(platform: Platform, lie: dict[str, Any]) -> None:
    UpperIdentity.objects.create(
        user=w.user("citizen1"), issuer=platform.url, subject_digest=upper.Said("s-1", 1, 0, []).subject_digest
    )
    browser = browser_of("")
    upper.metadata()
    platform.lies = lie
    assert came_back(browser, platform).status_code == 502
    assert not is_in(browser)
    platform.lies, platform.nonce = {}, ""
    assert came_back(browser, platform).headers["Location"] == "/my/" and is_in(browser)


@pytest.mark.parametrize(
    "lie", [{"issuer": "https://other.cn"}, {"token_endpoint": "http://other.cn/t"}, {"jwks_uri": "file:///etc/passwd"}]
)
def test_a_description_that_leads_astray_is_not_followed(platform: Platform, lie: dict[str, str]) -> None:
    platform.lies = {"metadata": lie}
    assert browser_of("").get("/account/upper/").status_code == 502


@pytest.mark.parametrize(
    "changed", [{"state": "x"}, {"state": ""}, {"iss": "https://other.cn"}, {"iss": ""}, {"code": ""}]
)
def test_an_answer_to_another_question_is_none(platform: Platform, changed: dict[str, str]) -> None:
    browser = browser_of("")
    assert came_back(browser, platform, **changed).status_code == 502
    assert browser.get("/account/upper/callback/", {"code": "c", "state": "x"}).status_code == 502


def test_a_question_is_good_for_one_answer(platform: Platform) -> None:
    browser = browser_of("")
    came_back(browser, platform)
    assert browser.get("/account/upper/callback/", {"code": "c", "state": "", "iss": platform.url}).status_code == 502


@pytest.mark.parametrize("where", ["https://evil.cn/", "//evil.cn", "javascript:alert(1)"])
def test_the_way_on_stays_here(platform: Platform, where: str) -> None:
    browser = browser_of("")
    UpperIdentity.objects.create(
        user=w.user("citizen1"), issuer=platform.url, subject_digest=upper.Said("s-1", 1, 0, []).subject_digest
    )
    assert came_back(browser, platform, following=where).headers["Location"] == "/my/"


def test_who_has_to_sign_in_anew_has_to_do_so_above(platform: Platform) -> None:
    browser, fund = browser_of(""), caller()
    for asked, told in (({"prompt": "login"}, {"prompt"}), ({"max_age": "60"}, {"max_age"}), ({}, set())):
        door = fund.ask(browser, **asked).headers["Location"]
        following = parse_qs(urlsplit(door).query)["next"][0]
        above = browser.get("/account/upper/", {"next": following}).headers["Location"]
        assert set(parse_qs(urlsplit(above).query)) & {"prompt", "max_age"} == told


def test_nothing_is_joined_or_kept_when_the_person_says_no(platform: Platform) -> None:
    browser = browser_of("")
    people = User.objects.count()
    assert came_back(browser, platform).headers["Location"] == "/account/upper/link/"
    assert "演示·省来" not in browser.get("/account/upper/link/").content.decode()
    browser.post("/account/upper/link/", {"answer": "refuse"})
    assert not UpperIdentity.objects.exists() and User.objects.count() == people
    assert browser.get("/account/upper/link/").status_code == 302


def test_numbers_that_agree_carry_the_level_and_those_that_differ_join_nothing(platform: Platform) -> None:
    user = w.user("citizen2")
    platform.lies = {"userinfo": {"id_hash": fingerprint(FINGERPRINTS, "111", user.id_number)}}
    stranger, owner = browser_of("citizen1"), browser_of("citizen2")
    came_back(stranger, platform)
    assert stranger.post("/account/upper/link/", {"answer": "link"}).status_code == 409
    platform.nonce = ""
    came_back(owner, platform)
    owner.post("/account/upper/link/", {"answer": "link"})
    assert UpperIdentity.objects.get().number_agrees and w.user("citizen2").assurance == 2
    entry = history(w.user("citizen2")).filter(act="people.link_upper").last()
    assert entry is not None and "省来" not in str(entry.notes)
    assert owner.session["amr"] == [], "they signed in here, and stay as they are"


def joined_to(platform: Platform, login: str = "citizen1") -> User:
    digest = upper.Said("s-1", 1, 0, []).subject_digest
    UpperIdentity.objects.create(user=w.user(login), issuer=platform.url, subject_digest=digest)
    return w.user(login)


def test_who_comes_from_above_comes_in_by_the_same_door(platform: Platform) -> None:
    """How they signed in there stands with the sign-in, and a new device is told of."""
    user = joined_to(platform)
    sign_in(browser_of(""))
    platform.lies = {"claims": {"amr": ["pwd"]}}
    browser = browser_of("")
    came_back(browser, platform)
    row = SignedIn.objects.latest("at")
    assert is_in(browser) and row.user == user and row.amr == browser.session["amr"] == ["pwd"]
    assert browser.session["auth_time"] < int(clock.now().timestamp())
    assert any("device" in letter.body or "设备" in letter.body for letter in letters("citizen1"))


def test_a_second_step_is_asked_of_whoever_comes_from_above(platform: Platform) -> None:
    joined_to(platform)
    secret = with_app()
    platform.lies = {"claims": {"amr": ["pwd"]}}
    browser = browser_of("")
    assert (
        came_back(browser, platform, "/my/cases/").headers["Location"]
        == "/account/sign-in/second/?next=%2Fmy%2Fcases%2F"
    )
    assert not is_in(browser)
    assert show_app(browser, secret, next="/my/cases/").headers["Location"] == "/my/cases/" and is_in(browser)


def test_nobody_who_showed_codes_alone_joins_an_account_above(platform: Platform) -> None:
    browser = browser_of("citizen1")
    session = browser.session
    session["amr"] = ["sms"]
    session.save()
    came_back(browser, platform)
    away = browser.post("/account/upper/link/", {"answer": "link"})
    assert away.headers["Location"].startswith("/account/again/") and not UpperIdentity.objects.exists()


def test_without_a_number_to_compare_no_level_is_taken_over(platform: Platform) -> None:
    before, browser = w.user("citizen3").assurance, browser_of("citizen3")
    came_back(browser, platform)
    browser.post("/account/upper/link/", {"answer": "link"})
    assert w.user("citizen3").assurance == before and UpperIdentity.objects.exists()


def test_an_official_is_not_let_in_from_outside(platform: Platform) -> None:
    browser = browser_of("clerk1")
    came_back(browser, platform)
    assert browser.post("/account/upper/link/", {"answer": "link"}).status_code == 403
    assert not UpperIdentity.objects.exists()


def test_the_link_can_be_ended_where_a_password_remains(platform: Platform) -> None:
    browser = browser_of("citizen1")
    came_back(browser, platform)
    browser.post("/account/upper/link/", {"answer": "link"})
    assert "End the link" in browser.get("/account/systems/").content.decode()
    browser.post("/account/upper/unlink/")
    assert not UpperIdentity.objects.exists()
    platform.nonce, newcomer = "", browser_of("")
    came_back(newcomer, platform)
    newcomer.post("/account/upper/link/", {"answer": "open"})
    assert is_in(newcomer) and newcomer.post("/account/upper/unlink/").status_code == 409


def test_a_closed_account_stays_closed(platform: Platform) -> None:
    user = w.user("citizen1")
    UpperIdentity.objects.create(
        user=user, issuer=platform.url, subject_digest=upper.Said("s-1", 1, 0, []).subject_digest
    )
    User.objects.filter(pk=user.pk).update(is_active=False)
    browser = browser_of("")
    assert came_back(browser, platform).status_code == 409 and not is_in(browser)


@pytest.mark.parametrize(
    ("words", "acr", "level"), [("", "urn:tongban:loa:3", 3), ("", "gold", 1), ('{"gold": 2}', "gold", 2), ('{"gold": 2}', "x", 1)]
)  # fmt: skip
def test_its_words_for_levels_are_a_setting(settings: Any, words: str, acr: str, level: int) -> None:
    settings.UPPER_LEVELS = words
    assert upper._level(acr) == level


def test_without_the_setting_there_is_no_such_door() -> None:
    for path in ("/account/upper/", "/account/upper/callback/", "/account/upper/link/"):
        assert browser_of("citizen1").get(path).status_code == 404
    assert "upper" not in browser_of("").get("/account/sign-in/").content.decode()


def test_production_does_not_start_with_half_a_setting(settings: Any, platform: Platform) -> None:
    settings.DEMO = False
    assert "upper" in {fault.code for fault in faults()}  # no TLS
    settings.UPPER_ISSUER = "https://province.example.cn"
    assert "upper" not in {fault.code for fault in faults()}
    settings.UPPER_SECRET_FILE = "/nowhere"
    assert "upper" in {fault.code for fault in faults()}
