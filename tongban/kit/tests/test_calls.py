"""A call of ours to another system carries its signature, checked here as a stranger would from the RFC."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tongban.kit import calls, clock, crypto
from tongban.kit.crypto.sm2 import folded

URL, BODY = "https://gateway.example/sms?kind=1", '{"to": "139…"}'.encode()


def test_a_stranger_checks_it_with_the_published_key() -> None:
    headers = calls.signed("POST", URL, BODY)
    params = headers["Signature-Input"].removeprefix("tongban=")
    lines = ['"@method": POST', f'"@target-uri": {URL}', f'"content-digest": {headers["Content-Digest"]}']
    base = "\n".join([*lines, f'"@signature-params": {params}']).encode()
    value = base64.b64decode(headers["Signature"].removeprefix("tongban=:").removesuffix(":"))
    key = next(key for key in crypto.record_keys() if f'keyid="{key["id"]}"' in params)
    assert crypto.record_is_signed(base, f"{key['id']}:{base64.b64encode(value).decode()}")
    if key["algorithm"] == "ecdsa-p256-sha256":
        public = serialization.load_pem_public_key(key["public_key"].encode())
        assert isinstance(public, ec.EllipticCurvePublicKey)
        public.verify(folded(value), base, ec.ECDSA(hashes.SHA256()))
        digest = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
        assert headers["Content-Digest"] == f"sha-256=:{digest}:"


@pytest.mark.parametrize(
    ("method", "url", "body"), [("PUT", URL, BODY), ("POST", URL + "&x=1", BODY), ("POST", URL, BODY + b" ")]
)
def test_it_fits_this_call_and_no_other(method: str, url: str, body: bytes) -> None:
    headers = calls.signed("POST", URL, BODY)
    assert calls.is_signed("POST", URL, BODY, headers)
    assert not calls.is_signed(method, url, body, headers)


def test_nonsense_and_old_calls_do_not_fit() -> None:
    headers = calls.signed("POST", URL, BODY)
    for name, value in headers.items():
        for wrong in (
            "",
            "x",
            value[:-5],
            value.replace("tongban", "other").replace("sha-256", "md5").replace("sm3", "md5"),
        ):
            assert not calls.is_signed("POST", URL, BODY, headers | {name: wrong})
    with clock.turned_to(clock.now() + dt.timedelta(minutes=6)):
        assert not calls.is_signed("POST", URL, BODY, headers)
