"""Codes, tokens, claims, keys, discovery and signing out: Core §3.1.3, §5, RFC 6749, 7009, 7636, 7662, 9700."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import re
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import resolve
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests import walking as w
from tongban.audit.api import history
from tongban.kit import clock
from tongban.people.models import User
from tongban.people.oidc import keys
from tongban.people.oidc.claims import fingerprint, identity_key
from tongban.people.oidc.connecting import connection_of, disconnect
from tongban.people.oidc.models import Authorization, Connection, Token
from tongban.people.oidc.registering import make_secret, stop_system
from tongban.people.privacy.forgetting import forget
from tongban.people.tests.calling import LEFT, VERIFIER, Caller, browser_of, caller, said, userinfo

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund() -> Caller:
    return caller()


@pytest.fixture
def person() -> Client:
    return browser_of("citizen1")


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


# codes


def test_a_code_is_changed_once_and_its_second_use_ends_what_the_first_got(fund: Caller, person: Client) -> None:
    code = fund.code(person)
    token = fund.exchange(code).json()["access_token"]
    assert userinfo(token).status_code == 200
    again = fund.exchange(code)
    assert again.status_code == 400 and again.json()["error"] == "invalid_grant"
    assert userinfo(token).status_code == 401
    acts = [entry.act for entry in history(Connection.objects.get())]
    assert acts.count("people.code_used_twice") == 1
    fund.exchange(code)
    assert [entry.act for entry in history(Connection.objects.get())] == acts


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": None},
        {"code_verifier": ""},
        {"code_verifier": VERIFIER[:-1] + "x"},
        {"code_verifier": hashlib.sha256(VERIFIER.encode()).hexdigest()},
        {"redirect_uri": "https://fund.example.cn/other"},
        {"redirect_uri": None},
        {"code": "nonsense"},
        {"code": None},
        {"grant_type": "password"},
        {"grant_type": "client_credentials"},
        {"grant_type": "refresh_token"},
        {"grant_type": None},
    ],
)
def test_a_code_alone_opens_nothing(fund: Caller, person: Client, changed: dict[str, Any]) -> None:
    refused = fund.exchange(fund.code(person), **changed)
    assert refused.status_code == 400 and "access_token" not in refused.json()
    assert refused.headers["Cache-Control"] == "no-store"
    assert not Token.objects.exists()


@pytest.mark.parametrize("secret", ["", None, "wrong"])
def test_a_system_has_to_say_its_secret(fund: Caller, person: Client, secret: str | None) -> None:
    refused = fund.exchange(fund.code(person), client_secret=secret)
    assert refused.status_code in (400, 401) and refused.json()["error"] == "invalid_client"


def test_the_secret_may_stand_in_the_header_or_in_the_form(fund: Caller, person: Client) -> None:
    data = {
        "grant_type": "authorization_code", "code": fund.code(person), "redirect_uri": fund.asked["redirect_uri"],
        "code_verifier": VERIFIER,
    }  # fmt: skip
    refused = Client().post("/oidc/token/", data, headers=basic(fund.system.client_id, "wrong"))
    assert refused.status_code == 401 and refused.headers["WWW-Authenticate"].startswith("Basic")
    assert Client().post("/oidc/token/", data, headers=basic(fund.system.client_id, fund.secret)).status_code == 200


def test_a_code_of_one_system_is_worth_nothing_to_another(fund: Caller, person: Client) -> None:
    thief, code = caller(sector="example.cn"), fund.code(person)
    stolen = thief.exchange(code)
    assert stolen.json()["error"] == "invalid_grant"
    assert fund.exchange(code).status_code == 200


def test_a_code_lives_a_minute(fund: Caller, person: Client) -> None:
    code = fund.code(person)
    Authorization.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    assert fund.exchange(code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("ended", ["connection", "system", "person", "signed out"])
def test_a_code_dies_with_what_it_stands_on(fund: Caller, person: Client, ended: str) -> None:
    code = fund.code(person)
    user = w.user("citizen1")
    if ended == "connection":
        disconnect(connection=Connection.objects.get(), by=user)
    elif ended == "system":
        stop_system(system=fund.system, by=w.user("admin1"))
    elif ended == "person":
        User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        person.post("/account/sign-out/")
    assert fund.exchange(code).json()["error"] in ("invalid_grant", "invalid_client")
    assert not Token.objects.exists()


def test_two_values_of_one_parameter_are_refused(fund: Caller, person: Client) -> None:
    body = f"grant_type=authorization_code&code={fund.code(person)}&code=x&client_id={fund.system.client_id}"
    refused = Client().post("/oidc/token/", body, content_type="application/x-www-form-urlencoded")
    assert refused.json()["error"] == "invalid_request"


# tokens


def test_only_digests_are_kept(fund: Caller, person: Client) -> None:
    code = fund.code(person)
    token = fund.exchange(code).json()["access_token"]
    rows: list[Any] = []
    with connection.cursor() as cursor:
        for table in ("people_system", "people_authorization", "people_token", "audit_entry"):
            cursor.execute(f"SELECT * FROM {table}")
            rows += cursor.fetchall()
    text = str(rows)
    assert code not in text and token not in text and fund.secret not in text


@pytest.mark.parametrize("ended", ["connection", "system", "person", "signed out", "time", "revoked"])
def test_a_token_dies_with_what_it_stands_on(fund: Caller, person: Client, ended: str) -> None:
    token = fund.signed_in(person)["access_token"]
    user = w.user("citizen1")
    if ended == "connection":
        disconnect(connection=Connection.objects.get(), by=user)
    elif ended == "system":
        stop_system(system=fund.system, by=w.user("admin1"))
    elif ended == "person":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif ended == "signed out":
        person.post("/account/sign-out/")
    elif ended == "time":
        Token.objects.update(expires_at=clock.now())
    else:
        own = {"client_id": fund.system.client_id, "client_secret": fund.secret, "token": token}
        assert Client().post("/oidc/revoke/", own).status_code == 200
    refused = userinfo(token)
    assert refused.status_code == 401 and 'error="invalid_token"' in refused.headers["WWW-Authenticate"]


def test_a_token_is_taken_from_the_header_alone(fund: Caller, person: Client) -> None:
    token = fund.signed_in(person)["access_token"]
    assert Client().get("/oidc/userinfo/", {"access_token": token}).status_code == 401
    assert Client().post("/oidc/userinfo/", {"access_token": token}).status_code == 401
    assert person.get("/oidc/userinfo/").status_code == 401
    assert Client().post("/oidc/userinfo/", headers={"Authorization": f"bearer {token}"}).status_code == 200


def test_a_system_looks_into_its_own_tokens_and_no_others(fund: Caller, person: Client) -> None:
    token = fund.signed_in(person)["access_token"]
    other = caller(sector="example.cn")

    def looked(who: Caller, what: str) -> dict[str, Any]:
        data = {"client_id": who.system.client_id, "client_secret": who.secret, "token": what}
        answer: dict[str, Any] = Client().post("/oidc/introspect/", data).json()
        return answer

    mine = looked(fund, token)
    assert mine["active"] and mine["client_id"] == fund.system.client_id and mine["scope"] == "openid"
    assert looked(other, token) == looked(fund, "nonsense") == {"active": False}
    assert Client().post("/oidc/introspect/", {"token": token}).status_code == 401
    theirs = {"client_id": other.system.client_id, "client_secret": other.secret, "token": token}
    Client().post("/oidc/revoke/", theirs)
    assert userinfo(token).status_code == 200


def test_a_new_secret_ends_the_old_one(fund: Caller, person: Client) -> None:
    make_secret(system=fund.system, by=w.user("admin2"))
    assert fund.exchange(fund.code(person)).json()["error"] == "invalid_client"


# claims


def test_each_scope_tells_its_own_and_nothing_else(fund: Caller, person: Client) -> None:
    user = w.user("citizen1")
    assert set(fund.told(person)) == {"sub", "user_type"}
    assert fund.told(person, scope="openid profile")["name"] == "演" + "*" * (len(user.name) - 1)
    assert fund.told(person, scope="openid real_name")["real_name"] == user.name
    assert fund.told(person, scope="openid phone")["phone_number"] == f"+86{user.phone}"
    hashed = fund.told(person, scope="openid identity")["id_hash"]
    assert hashed == fingerprint(identity_key(fund.system), "111", user.id_number)
    whole = fund.told(person, scope="openid profile real_name phone identity enterprise")
    assert user.id_number not in json.dumps(whole) and user.email not in json.dumps(whole)


def test_two_sectors_cannot_compare_people(fund: Caller, person: Client) -> None:
    same = caller()
    elsewhere = caller(redirect_uris=["https://other.example.org/back"], logout_uris=[], sector="other.example.org")
    here, twin, there = (one.told(person, scope="openid identity") for one in (fund, same, elsewhere))
    assert here["sub"] == twin["sub"] != there["sub"]
    assert here["id_hash"] == twin["id_hash"] != there["id_hash"]
    assert fund.told(browser_of("citizen2"))["sub"] != here["sub"]
    assert str(w.user("citizen1").pk) not in json.dumps([here, there])


# ID tokens and keys


def test_an_id_token_names_its_key_and_binds_the_access_token(fund: Caller, person: Client) -> None:
    got = fund.signed_in(person)
    read = jwt.decode(got["id_token"], KeySet.import_key_set(Client().get("/oidc/keys/").json()), ["RS256"])
    half = hashlib.sha256(got["access_token"].encode()).digest()[:16]
    assert read.claims["at_hash"] == base64url(half)
    assert 0 < read.claims["exp"] - read.claims["iat"] <= 600
    assert read.header["kid"] in {key["kid"] for key in Client().get("/oidc/keys/").json()["keys"]}


def test_no_private_half_is_ever_told() -> None:
    told = Client().get("/oidc/keys/")
    assert told.headers["Access-Control-Allow-Origin"] == "*" and "max-age=1800" in told.headers["Cache-Control"]
    for key in told.json()["keys"]:
        assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & set(key)
    assert (settings.KEYS_DIR / "oidc.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("alg", ["none", "HS256", "foreign"])
def test_a_token_that_we_did_not_sign_is_no_hint(fund: Caller, person: Client, alg: str) -> None:
    claims = fund.signed_in(person)["id"]
    if alg == "foreign":
        own = RSAKey.generate_key(2048, parameters={"kid": keys.signing("RS256").kid})
        forged = jwt.encode({"alg": "RS256", "kid": own.kid}, claims, own, ["RS256"])
    else:
        head = base64url(json.dumps({"alg": alg, "kid": keys.signing("RS256").kid}).encode())
        body = f"{head}.{base64url(json.dumps(claims).encode())}"
        public = keys.signing("RS256").jwk.as_pem(private=False)  # the old trick: the public key as a shared secret
        mark = hmac.new(public, body.encode(), hashlib.sha256).digest() if alg == "HS256" else b""
        forged = f"{body}.{base64url(mark)}"
    assert said(fund.ask(person, id_token_hint=forged, prompt="none"))["error"] == "invalid_request"
    page = person.get("/oidc/logout/", {"id_token_hint": forged, "post_logout_redirect_uri": LEFT})
    assert page.status_code == 200 and person.get("/account/me.json").json()["signed_in"]


@pytest.fixture
def turned(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key folder of its own."""
    monkeypatch.setattr(settings, "KEYS_DIR", tmp_path)


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(seconds=seconds))


def test_a_turned_key_is_published_first_signs_then_and_the_old_one_stays_for_its_tokens(
    turned: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = keys.signing("RS256")
    call_command("oidc_keys", "--rotate", stdout=StringIO())
    new = next(key for key in keys.published() if key.alg == "RS256" and key.kid != old.kid)
    assert keys.signing("RS256").kid == old.kid
    later(monkeypatch, keys.PUBLISHED_BEFORE + 1)
    assert keys.signing("RS256").kid == new.kid
    assert old.kid in {key.kid for key in keys.published()}
    later(monkeypatch, keys.KEPT)
    assert old.kid not in {key.kid for key in keys.published()}
    keys.rotate()
    assert old.kid not in json.dumps(json.loads((settings.KEYS_DIR / "oidc.json").read_text()))


def test_a_key_that_leaked_is_gone_at_once(turned: None) -> None:
    old = {key.kid for key in keys.published()}
    said = StringIO()
    call_command("oidc_keys", "--leaked", stdout=said)
    assert not old & {key.kid for key in keys.published()} and keys.signing("ES256").kid in said.getvalue()


def test_turning_keys_moves_no_subject(turned: None) -> None:
    before = keys.keyed("subject", "a", "b")
    keys.rotate(at_once=True)
    assert keys.keyed("subject", "a", "b") == before


# discovery


def test_discovery_says_only_what_is_true(fund: Caller, person: Client) -> None:
    told = Client().get("/.well-known/openid-configuration").json()
    assert told["issuer"] == settings.SITE_URL and not told["issuer"].endswith("/")
    for name, value in told.items():
        if name.endswith(("_endpoint", "_uri")):
            assert resolve(value.removeprefix(settings.SITE_URL)).func.entry == "anybody", name
    every = fund.told(person, scope=" ".join(told["scopes_supported"])) | fund.signed_in(person)["id"]
    agent = {"org_uscc", "org_name", "role", "mandate_id"}
    assert set(every) | agent == set(told["claims_supported"])
    assert told["subject_types_supported"] == ["pairwise"] and told["code_challenge_methods_supported"] == ["S256"]
    assert {key["alg"] for key in Client().get("/oidc/keys/").json()["keys"]} == set(
        told["id_token_signing_alg_values_supported"]
    )
    for algorithm in told["id_token_signing_alg_values_supported"]:
        assert caller(token_alg=algorithm).signed_in(person)["id"]["iss"] == told["issuer"]


# signing out


def test_a_system_signs_its_person_out_here_and_gets_them_back(fund: Caller, person: Client) -> None:
    got = fund.signed_in(person)
    asked = {"id_token_hint": got["id_token"], "post_logout_redirect_uri": LEFT, "state": "bye"}
    back = person.get("/oidc/logout/", asked)
    assert back.headers["Location"] == f"{LEFT}?state=bye"
    assert not person.get("/account/me.json").json()["signed_in"]
    assert userinfo(got["access_token"]).status_code == 401


def test_without_a_token_of_theirs_the_person_is_asked(fund: Caller, person: Client) -> None:
    asked = {"client_id": fund.system.client_id, "post_logout_redirect_uri": LEFT}
    page = person.get("/oidc/logout/", asked)
    assert page.status_code == 200 and person.get("/account/me.json").json()["signed_in"]
    way = re.search(r'name="request" value="([^"]+)"', page.content.decode())
    assert way is not None
    stayed = person.post("/oidc/logout/answer/", {"request": way[1], "answer": "stay"})
    assert stayed.headers["Location"] == LEFT and person.get("/account/me.json").json()["signed_in"]
    person.post("/oidc/logout/answer/", {"request": way[1], "answer": "leave"})
    assert not person.get("/account/me.json").json()["signed_in"]


def test_somebody_elses_token_signs_nobody_out(fund: Caller, person: Client) -> None:
    other = fund.signed_in(browser_of("citizen2"))["id_token"]
    assert person.get("/oidc/logout/", {"id_token_hint": other}).status_code == 200
    assert person.get("/account/me.json").json()["signed_in"]


@pytest.mark.parametrize(
    "where", ["https://evil.cn/", "https://fund.example.cn/left/", "https://fund.example.cn/back?tenant=1", "//evil.cn", "javascript:alert(1)"]
)  # fmt: skip
def test_signing_out_leads_only_to_registered_addresses(fund: Caller, person: Client, where: str) -> None:
    hint = fund.signed_in(person)["id_token"]
    back = person.get("/oidc/logout/", {"id_token_hint": hint, "post_logout_redirect_uri": where})
    assert back.status_code == 200 and "evil" not in back.content.decode()


def test_a_way_back_without_its_system_leads_nowhere(fund: Caller) -> None:
    page = Client().get("/oidc/logout/", {"post_logout_redirect_uri": LEFT})
    assert page.status_code == 200 and "Location" not in page.headers


# what is kept, and how long


def test_uses_are_forgotten_after_their_time_and_the_record_stays(fund: Caller, person: Client) -> None:
    fund.signed_in(person)
    Authorization.objects.update(issued_at=clock.now() - dt.timedelta(days=settings.KEEP_USES_DAYS + 1))
    forget()
    assert not Authorization.objects.exists() and not Token.objects.exists()
    acts = [entry.act for entry in history(Connection.objects.get())]
    assert acts == ["people.connect", "people.sign_in_at_system"]
    assert connection_of(w.user("citizen1"), fund.system) is not None
