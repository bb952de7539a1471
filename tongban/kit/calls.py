"""What leaves the house to another system is signed: HTTP Message Signatures (RFC 9421) by the key of records.

    headers = calls.signed("POST", url, body)      # Content-Digest, Signature-Input, Signature

Who receives it takes the key by its `keyid` from /.well-known/tongban-record-keys.json. Under the national suite hash
and algorithm are named sm3 and sm2-sm3, which no registry lists.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping

from tongban.kit import clock, crypto
from tongban.kit.crypto.keyring import RECORDS, ring
from tongban.kit.crypto.suites import hasher

COVERED = '("@method" "@target-uri" "content-digest")'
DIGESTS = {"sha256": "sha-256", "sm3": "sm3"}
INPUT = re.compile(rf'tongban=({re.escape(COVERED)};created=(\d+);keyid="([\w]+)";alg="([\w-]+)")')
FRESH_SECONDS = 300


def signed(method: str, url: str, body: bytes) -> dict[str, str]:
    number, signer = ring().signer
    digest = _digest(crypto.hash_name(), body)
    params = f'{COVERED};created={int(clock.now().timestamp())};keyid="{number}";alg="{signer.algorithm}"'
    value = base64.b64encode(signer.sign(_base(method, url, digest, params))).decode()
    return {"Content-Digest": digest, "Signature-Input": f"tongban={params}", "Signature": f"tongban=:{value}:"}


def is_signed(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether another installation of ours, with the same keys, sent exactly this within the last five minutes."""
    told = INPUT.fullmatch(headers.get("Signature-Input", ""))
    digest, value = headers.get("Content-Digest", ""), headers.get("Signature", "")
    known = {name: hash for hash, name in DIGESTS.items()}.get(digest.partition("=")[0])
    if told is None or known is None or _digest(known, body) != digest:
        return False
    if abs(clock.now().timestamp() - int(told[2])) > FRESH_SECONDS:
        return False
    try:
        raw = base64.b64decode(value.removeprefix("tongban=:").removesuffix(":"), validate=True)
    except binascii.Error:
        return False
    verifier = ring().verifiers[RECORDS].get(told[3])
    return verifier is not None and verifier.fits(_base(method, url, digest, told[1]), raw)


def _digest(hash_name: str, body: bytes) -> str:
    return f"{DIGESTS[hash_name]}=:{base64.b64encode(hasher(hash_name)(body).digest()).decode()}:"


def _base(method: str, url: str, digest: str, params: str) -> bytes:
    lines = [f'"@method": {method}', f'"@target-uri": {url}', f'"content-digest": {digest}']
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()
