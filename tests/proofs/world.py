"""What the tests of proofs share: a receipt in a citizen's hands, the verifier as a program of its own, a site that is up."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from bench.stage import free_port
from tests import walking as w
from tests.stage import ROOT, Stage
from tongban.audit import api as audit
from tongban.cases import api as cases
from tongban.documents.api import papers_of, read
from tongban.kit import crypto

VERIFIER = ROOT / "verify" / "tongban_verify.py"
Bundle = dict[str, Any]


def verified(
    path: Path, *words: str, language: str = "zh", within: int = 0, data: Path | None = None
) -> tuple[int, dict[str, Any]]:
    """Isolated: it sees neither this program nor its settings. `within`: bytes of memory that it may have. `data`: the
    folder of an installation beside it."""
    called = [sys.executable, "-I", VERIFIER, path, "--json", "--lang", language, *words]
    if within:
        called = ["sh", "-c", f'ulimit -v {within >> 10}; exec "$@"', "sh", *called]
    beside = os.environ | {"TONGBAN_DATA": str(data or path.parent / "nowhere")}
    done = subprocess.run(called, capture_output=True, text=True, timeout=60, env=beside)
    return done.returncode, json.loads(done.stdout) if done.stdout else {"sentence": done.stderr}


def receipt_of(case: cases.Case) -> bytes:
    """The PDF as its owner downloads it; the worker has printed it."""
    paper = papers_of(w.printed(case).application).get(kind="receipt")
    assert paper.file is not None
    return read(paper.file)


def sequenced() -> None:
    while audit.sequence():
        pass


def signed() -> audit.TreeHead:
    sequenced()
    head = audit.sign_head()
    assert head is not None
    return head


def bundle_of(case: cases.Case) -> Bundle:
    signed()
    made: Bundle = json.loads(cases.proof(case.application))
    return made


def opened(bundle: Bundle, chain: int = 0, step: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bundle["steps"][chain]["entries"][step]["text"])
    return found


def packed(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class OwnKey:
    """What somebody signs with who has not ours: receipts with one key, heads with another."""

    def __init__(self) -> None:
        self.private = {use: ec.generate_private_key(ec.SECP256R1()) for use in ("records", "heads")}
        self.keys = [self._told(use) for use in self.private]

    def _told(self, use: str) -> dict[str, str]:
        form, key = serialization.PublicFormat.SubjectPublicKeyInfo, self.private[use].public_key()
        der = key.public_bytes(serialization.Encoding.DER, form)
        pem = key.public_bytes(serialization.Encoding.PEM, form).decode()
        return {"id": crypto.digest(der)[:16], "use": use, "algorithm": "ecdsa-p256-sha256", "public_key": pem}

    def sign(self, text: str, use: str = "") -> str:
        use = use or ("heads" if '"tree_head"' in text else "records")
        number = next(key["id"] for key in self.keys if key["use"] == use)
        r, s = decode_dss_signature(self.private[use].sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{number}:{base64.b64encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big')).decode()}"


@contextmanager
def site_of(stage: Stage) -> Iterator[str]:
    """The program itself, serving over HTTP what stands in the stage's database."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    words = ["--interface", "wsgi", "config.wsgi:application", "--host", "127.0.0.1", "--port", str(port)]
    with open(os.devnull, "wb") as nowhere:
        process = stage.start("-m", "granian", *words, "--log-level", "error", stdout=nowhere, stderr=nowhere)
    try:
        wait_until(lambda: urllib.request.urlopen(f"{url}/healthz", timeout=2).status == 200)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def wait_until(there: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if there():
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"not there after {seconds} s")
