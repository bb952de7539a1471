"""A connected system inside the process: it asks, and changes codes for tokens."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from joserfc import jwt

from tests import walking as w
from tongban.people.oidc import keys
from tongban.people.oidc.models import System
from tongban.people.oidc.registering import approve_system, make_secret, propose_system

VERIFIER = "a-verifier-of-sixty-four-letters-0123456789-0123456789-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
BACK, LEFT = "https://fund.example.cn/back?tenant=1", "https://fund.example.cn/left"
FACTS: dict[str, Any] = {
    "name": {"zh": "演示·公积金网厅", "en": "Demo housing fund"},
    "operator": {"zh": "演示公积金中心", "en": "Demo fund centre"},
    "purpose": {"zh": "登录网厅，查询本人账户", "en": "Seeing one's own account"},
    "redirect_uris": [BACK, "https://fund.example.cn/other"],
    "logout_uris": [LEFT],
    "sector": "fund.example.cn",
    "scopes": ["openid", "profile", "real_name", "phone", "identity", "enterprise"],
    "least_level": 1,
    "token_alg": "RS256",
}


@dataclass
class Caller:
    system: System
    secret: str

    @property
    def asked(self) -> dict[str, str]:
        return {
            "response_type": "code", "client_id": self.system.client_id, "redirect_uri": self.system.redirect_uris[0],
            "scope": "openid", "state": "s-1", "nonce": "n-1", "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }  # fmt: skip

    def ask(self, browser: Client, **changed: Any) -> Any:
        """`None` leaves a parameter out."""
        asked = {name: value for name, value in (self.asked | changed).items() if value is not None}
        return browser.get("/oidc/authorize/", asked)

    def agreed(self, browser: Client, **changed: Any) -> Any:
        """Asks, and the person agrees."""
        return answer(browser, self.ask(browser, **changed), "agree")

    def code(self, browser: Client, **changed: Any) -> str:
        page = self.ask(browser, **changed)
        return said(page if page.status_code == 302 else answer(browser, page, "agree"))["code"]

    def exchange(self, made: str, /, **changed: Any) -> Any:
        data = {
            "grant_type": "authorization_code", "code": made, "redirect_uri": self.system.redirect_uris[0],
            "code_verifier": VERIFIER, "client_id": self.system.client_id, "client_secret": self.secret,
        } | changed  # fmt: skip
        return Client().post("/oidc/token/", {name: value for name, value in data.items() if value is not None})

    def signed_in(self, browser: Client, **changed: Any) -> dict[str, Any]:
        answer = self.exchange(self.code(browser, **changed))
        assert answer.status_code == 200, answer.content
        got: dict[str, Any] = answer.json()
        return got | {"id": jwt.decode(got["id_token"], keys.key_set(), list(keys.ALGORITHMS)).claims}

    def told(self, browser: Client, **changed: Any) -> dict[str, Any]:
        answer: dict[str, Any] = userinfo(self.signed_in(browser, **changed)["access_token"]).json()
        return answer


def caller(**changed: Any) -> Caller:
    system = propose_system(**(FACTS | changed), by=w.user("admin1"))
    system = approve_system(system=system, by=w.user("admin2"))
    return Caller(system, make_secret(system=system, by=w.user("admin1")))


def browser_of(login: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    if login:
        client.force_login(w.user(login))
    return client


def answer(browser: Client, page: Any, answer: str, **more: str) -> Any:
    way = re.search(r'name="request" value="([^"]+)"', page.content.decode())
    assert way is not None, page.content.decode()[-2000:]
    return browser.post("/oidc/consent/", {"request": way[1], "answer": answer, **more})


def said(response: Any) -> dict[str, str]:
    """What the system is told in its address."""
    where = response.headers.get("Location", "") or leads_on(response)
    return {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}


def leads_on(response: Any) -> str:
    import html

    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', response.content.decode())
    return html.unescape(found[1]) if found else ""


def userinfo(token: str, **headers: str) -> Any:
    return Client().get("/oidc/userinfo/", headers={"Authorization": f"Bearer {token}"} | headers)


def session_with(browser: Client, **facts: Any) -> None:
    session = browser.session
    session.update(facts)
    session.save()
