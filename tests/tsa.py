"""A time-stamping authority of the tests: `openssl ts` behind a real HTTP server, honest or not."""

from __future__ import annotations

import datetime as dt
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIG = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/root.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def _certificate(name: str, key: ec.EllipticCurvePrivateKey, issuer: x509.Certificate | None,
                 signs: ec.EllipticCurvePrivateKey) -> x509.Certificate:  # fmt: skip
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2020, 1, 1))
        .not_valid_after(dt.datetime(2040, 1, 1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        made = made.add_extension(_usage(digital_signature=True), critical=True)
    else:
        made = made.add_extension(_usage(key_cert_sign=True), critical=True)
    return made.sign(signs, hashes.SHA256())


def _usage(**given: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: given.get(name, False) for name in names})


class Authority:
    """`mood`: honest, refuses, garbage, error, slow, other nonce, other imprint, endless."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.mood, self.asked = folder, "honest", 0
        root, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        top = _certificate("Test time root", root, None, root)
        own = _certificate("Test time authority", key, top, root)
        (folder / "root.pem").write_bytes(top.public_bytes(Encoding.PEM))
        (folder / "tsa.pem").write_bytes(own.public_bytes(Encoding.PEM))
        (folder / "tsa.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        (folder / "serial").write_text("01\n")
        (folder / "conf").write_text(CONFIG.format(folder=folder))
        self._lock = threading.Lock()

    @property
    def roots(self) -> Path:
        return self.folder / "root.pem"

    def answer(self, question: bytes) -> bytes:
        self.asked += 1
        if self.mood == "garbage":
            return b"this is no time stamp"
        if self.mood in ("other nonce", "other imprint", "refuses"):
            question = self._turned(question)
        with self._lock:
            (self.folder / "question").write_bytes(question)
            words = ["openssl", "ts", "-reply", "-config", "conf", "-queryfile", "question", "-out", "answer"]
            subprocess.run(words, cwd=self.folder, check=True, capture_output=True)
            return (self.folder / "answer").read_bytes()

    def _turned(self, question: bytes) -> bytes:
        read = tsp.TimeStampReq.load(question)
        if self.mood == "other nonce":
            read["nonce"] = read["nonce"].native + 1
        elif self.mood == "refuses":
            read["req_policy"] = "1.9.9"
        else:
            read["message_imprint"]["hashed_message"] = bytes(32)
        return bytes(read.dump(force=True))


@contextmanager
def serving(authority: Authority) -> Iterator[str]:
    """The address at which it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            if authority.mood == "slow":
                time.sleep(3)
            if authority.mood == "error":
                self.send_error(503)
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            try:
                self.wfile.write(b"\0" * 10**6 if authority.mood == "endless" else authority.answer(question))
            except OSError:
                return  # who asked has gone

        def log_message(self, *_args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        server.server_close()
