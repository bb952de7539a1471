"""Who seals, and with what: the interface of a seal provider, and the demo's own provider.

PDFs are signed as PAdES-B-B (ETSI EN 319 142-1): detached CMS, SHA-256, the time in the signature dictionary. Data are
signed as one line of JSON that carries its certificate, so that it can be checked with the root alone.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tongban.documents import seals
from tongban.documents.demo_keys import Identity, KeyFolder
from tongban.kit import clock

_DATA_HEAD = b"tongban-data-signature-1\n"


@dataclass(frozen=True)
class Organ:
    """Who signs: `code` is the unified social credit code, `name` the full name as on the seal."""

    code: str
    name: str


def organ_of(organ: Organ | str) -> Organ:
    """An organ given by its name alone has a certificate of its own, without a code."""
    return organ if isinstance(organ, Organ) else Organ("", organ)


@dataclass(frozen=True)
class CertificateInfo:
    organ: str
    subject: str
    issuer: str
    serial: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    algorithm: str
    demo: bool


@dataclass(frozen=True)
class Trust:
    """The roots that the check page believes; `demo` are those whose papers have no legal effect."""

    roots: tuple[asn1_x509.Certificate, ...]
    demo: frozenset[bytes] = field(default_factory=frozenset)


class SealProvider(ABC):
    """Ours, the province's seal platform, or a vendor's. Without a recognised one production mode refuses to start."""

    production_ready: bool = False

    @abstractmethod
    def sign_pdf(self, pdf: bytes, organ: Organ | str, *, reason: str, location: str = "") -> bytes:
        """The same PDF/A with one more signature, dated `clock.now()`. Raises Refused when the organ has no seal."""

    @abstractmethod
    def sign_data(self, organ: Organ | str, data: bytes) -> str:
        """One line of JSON over canonical bytes; `checking.check_data` takes it back."""

    @abstractmethod
    def picture(self, organ: Organ | str, line: str = "") -> str | bytes:
        """The seal's picture, SVG text or PNG bytes, as `typesetting.render` takes it. `line`: 专用章 wording or empty."""

    @abstractmethod
    def certificate(self, organ: Organ | str) -> CertificateInfo: ...

    @abstractmethod
    def trust(self) -> Trust: ...


class DemoSeals(SealProvider):
    """Keys that `set_up` makes in `folder` (0700, keys 0600) under a root of its own, all marked 演示."""

    production_ready = False

    def __init__(self, folder: Path) -> None:
        self._keys = KeyFolder(Path(folder))
        self._signers: dict[Organ, Any] = {}

    def set_up(self, organs: Iterable[Organ | str]) -> None:
        """Makes the root and whatever certificate is missing; may be repeated, also by several processes at once."""
        for organ in organs:
            self._identity(organ)

    def sign_pdf(self, pdf: bytes, organ: Organ | str, *, reason: str, location: str = "") -> bytes:
        from tongban.documents import pades  # 30 MB that a process needs only once it signs

        return pades.sign(pdf, self._signer(organ_of(organ)), reason=reason, location=location)

    def sign_data(self, organ: Organ | str, data: bytes) -> str:
        mine = self._identity(organ)
        at = clock.now().isoformat(timespec="seconds")
        value = mine.key.sign(data_to_sign(at, data), ec.ECDSA(hashes.SHA256()))
        signed = {
            "alg": "ES256-DER",
            "at": at,
            "cert": base64.b64encode(mine.certificate.public_bytes(Encoding.DER)).decode(),
            "sig": base64.b64encode(value).decode(),
            "v": 1,
        }
        return json.dumps(signed, separators=(",", ":"), sort_keys=True)

    def picture(self, organ: Organ | str, line: str = "") -> str:
        return seals.demo_svg(organ_of(organ).name, line)

    def certificate(self, organ: Organ | str) -> CertificateInfo:
        held = self._identity(organ).certificate
        return CertificateInfo(
            organ=organ_of(organ).name,
            subject=held.subject.rfc4514_string(),
            issuer=held.issuer.rfc4514_string(),
            serial=f"{held.serial_number:x}",
            valid_from=held.not_valid_before_utc,
            valid_until=held.not_valid_after_utc,
            algorithm="ECDSA P-256, SHA-256",
            demo=True,
        )

    def trust(self) -> Trust:
        root = asn1(self._keys.root().certificate)
        return Trust(roots=(root,), demo=frozenset({root.sha256}))

    def _signer(self, organ: Organ) -> Any:
        from tongban.documents import pades

        if organ not in self._signers:
            self._signers[organ] = pades.KeptKeySigner(self._identity(organ), self._keys.root().certificate)
        return self._signers[organ]

    def _identity(self, organ: Organ | str) -> Identity:
        known = organ_of(organ)
        return self._keys.identity(known.code, known.name)


def data_to_sign(at: str, data: bytes) -> bytes:
    """What a data signature covers: its format, its moment, and the digest of the data."""
    return _DATA_HEAD + at.encode() + b"\n" + hashlib.sha256(data).hexdigest().encode()


def asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
