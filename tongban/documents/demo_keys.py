"""The demo's certification authority in a folder: one root, one certificate per organ, ECDSA P-256.

P-256 and RSA 2048 both verify in pdfsig and cost the same per signature; P-256 makes its keys at once and is smaller.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from tongban.kit import clock

DEMO = "演示"
_ROOT_NAME = "通办演示根证书（不具法律效力）"
# The demo turns the clock back to let cases grow old, so its certificates begin long before.
_BEGINS = dt.datetime(2020, 1, 1, tzinfo=clock.ZONE)
_YEARS = 20
# X.520 bounds O and CN.
_NAME_LIMIT = 64


@dataclass(frozen=True)
class Identity:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


class KeyFolder:
    """Identities are made when first asked for, under a file lock, and then kept in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, Identity] = {}

    def root(self) -> Identity:
        if "root" not in self._kept:
            self._kept["root"] = self._held("root") or self._made("root", _ROOT_NAME, "")
        return self._kept["root"]

    def identity(self, code: str, name: str) -> Identity:
        """A changed name gets a new certificate, as an organ gets a new seal."""
        stem = hashlib.sha256(f"{code}\n{name}".encode()).hexdigest()[:24]
        if stem not in self._kept:
            self.root()
            self._kept[stem] = self._held(stem) or self._made(stem, name, code)
        return self._kept[stem]

    def _held(self, stem: str) -> Identity | None:
        key_file, certificate_file = self._folder / f"{stem}.key", self._folder / f"{stem}.pem"
        if not certificate_file.exists():
            return None
        key = load_pem_private_key(key_file.read_bytes(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return Identity(key, x509.load_pem_x509_certificate(certificate_file.read_bytes()))

    def _made(self, stem: str, name: str, code: str) -> Identity:
        with self._alone():
            if held := self._held(stem):
                return held
            key = ec.generate_private_key(ec.SECP256R1())
            identity = Identity(key, _certificate(key, name, code, None if stem == "root" else self.root()))
            pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            _written(self._folder / f"{stem}.key", pem)
            # The certificate comes last and by renaming: where it exists, the pair is whole.
            _written(self._folder / f"{stem}.pem", identity.certificate.public_bytes(Encoding.PEM))
            return identity

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder.chmod(0o700)
        with open(os.open(self._folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _written(path: Path, content: bytes) -> None:
    draft = path.with_suffix(path.suffix + ".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        out.write(content)
    draft.replace(path)


def _name(organ: str, code: str) -> x509.Name:
    attributes = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organ[:_NAME_LIMIT]),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, f"{DEMO}，不具法律效力"),
        x509.NameAttribute(NameOID.COMMON_NAME, f"{organ[: _NAME_LIMIT - 4]}（{DEMO}）"),
    ]
    if code:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"NTRCN-{code}"))
    return x509.Name(attributes)


def _certificate(key: ec.EllipticCurvePrivateKey, organ: str, code: str, issuer: Identity | None) -> x509.Certificate:
    """Self-signed without an issuer. An organ's key may sign documents and nothing else."""
    subject, signs = _name(organ, code), issuer is None
    signing_key = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGINS)
        .not_valid_after(_BEGINS.replace(year=_BEGINS.year + _YEARS))
        .add_extension(x509.BasicConstraints(ca=signs, path_length=0 if signs else None), critical=True)
        .add_extension(_usage(signs), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False)
    )
    return builder.sign(signing_key, hashes.SHA256())


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
