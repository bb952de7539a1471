"""authlib's client, which is not ours, signs somebody in over real HTTP (A3)."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.sign_in.conftest import Connected, Person, connected, way_out
from tests.stage import Stage

pytestmark = [pytest.mark.load, pytest.mark.once]
BACK = "https://fund.localhost/callback?tenant=1"


def metadata_of(issuer: str) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(get_well_known_url(issuer, external=True), timeout=10).json()
    OpenIDProviderMetadata(
        found | {k: v.replace("http://", "https://") for k, v in found.items() if isinstance(v, str)}
    ).validate()
    return found


class Client:
    """What a department's system does with authlib."""

    def __init__(self, issuer: str, mine: Connected, scope: str) -> None:
        self.metadata = metadata_of(issuer)
        self.mine, self.nonce, self.verifier = mine, secrets.token_urlsafe(16), generate_token(64)
        self.session = OAuth2Session(
            mine.client_id, mine.secret, scope=scope, redirect_uri=BACK, code_challenge_method="S256"
        )

    def begin(self, **more: Any) -> str:
        url, self.state = self.session.create_authorization_url(
            self.metadata["authorization_endpoint"], code_verifier=self.verifier, nonce=self.nonce, **more
        )
        return str(url)

    def finish(self, address: str) -> dict[str, Any]:
        """The claims of the checked ID token and those of the userinfo endpoint."""
        token = self.session.fetch_token(
            self.metadata["token_endpoint"],
            authorization_response=address,
            code_verifier=self.verifier,
            state=self.state,
        )
        keys = KeySet.import_key_set(requests.get(self.metadata["jwks_uri"], timeout=10).json())
        algorithms = self.metadata["id_token_signing_alg_values_supported"]
        read = jwt.decode(token["id_token"], keys, algorithms)
        checked = CodeIDToken(
            read.claims, read.header,
            options={"iss": {"value": self.metadata["issuer"]}, "aud": {"value": self.mine.client_id}},
            params={"nonce": self.nonce, "client_id": self.mine.client_id, "access_token": token["access_token"]},
        )  # fmt: skip
        checked.validate()
        told: dict[str, Any] = self.session.get(self.metadata["userinfo_endpoint"]).json()
        assert told["sub"] == checked["sub"]
        return {"id": dict(checked), "told": told, "token": token}


@pytest.fixture
def mine(on_stage: Stage) -> Connected:
    return connected(BACK)


def test_a_citizen_signs_in_at_another_system(provider: str, mine: Connected) -> None:
    client, person = Client(provider, mine, "openid profile real_name phone"), Person("citizen1")
    page = person.open(client.begin(), until=BACK)
    page = person.sign_in(page, until=BACK)
    assert "演示·公积金网厅" in page.text and "登录网厅" in page.text
    assert "13900000001" not in page.text and "安小民" not in page.text
    page = person.send(page, until=BACK, answer="agree")
    got = client.finish(way_out(page))
    assert got["told"]["real_name"] == "演示·安小民" and got["told"]["phone_number"] == "+8613900000001"
    assert got["id"]["acr"] == "urn:tongban:loa:2" and got["id"]["amr"] == ["pwd"]
    assert "real_name" not in got["id"]


def test_the_second_time_nothing_is_asked(provider: str, mine: Connected) -> None:
    person = Person("citizen2")
    subjects = set()
    first = Client(provider, mine, "openid")
    page = person.sign_in(person.open(first.begin(), until=BACK), until=BACK)
    subjects.add(first.finish(way_out(person.send(page, until=BACK, answer="agree")))["id"]["sub"])
    second = Client(provider, mine, "openid")
    page = person.open(second.begin(prompt="none"), until=BACK)
    subjects.add(second.finish(way_out(page))["id"]["sub"])
    assert len(subjects) == 1


def test_the_provider_speaks_es256_too(provider: str, on_stage: Stage) -> None:
    mine = connected(BACK, token_alg="ES256")
    client, person = Client(provider, mine, "openid"), Person("citizen3")
    page = person.sign_in(person.open(client.begin(), until=BACK), until=BACK)
    got = client.finish(way_out(person.send(page, until=BACK, answer="agree")))
    assert got["token"]["id_token"].startswith("eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiI")
