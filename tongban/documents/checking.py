"""Is this paper what the organ signed? Answers for our check page; whatever file comes, there is an answer."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any, Literal

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import gettext as _

from tongban.documents import apart
from tongban.documents.apart import Busy
from tongban.documents.demo_keys import DEMO
from tongban.documents.signing import Trust, data_to_sign
from tongban.kit import clock, stamps

# A larger file is not read: ours have some 120 KB, with attachments never this much.
SIZE_LIMIT = 30 * 1024 * 1024

Found = Literal["valid", "changed", "added_to", "untrusted", "unsigned", "unreadable"]


@dataclass(frozen=True)
class Check:
    """`valid`: intact, nothing added, and signed under a root we believe. `reason` is a whole sentence for the reader.

    `intact`: the bytes that the signature covers are unchanged. `organ` and `signer` are the certificate's O and CN.
    `demo`: signed under a demo root: true paper, no legal effect. `others`: organs of earlier signatures.
    `stamped_at`, `stamped_by`: a time stamp that holds, of an authority that this site knows.
    `covered`: SHA-256 of what each signature covers, as `Paper.signed_digest` has it.
    """

    valid: bool
    found: Found
    reason: str
    intact: bool = False
    signer: str = ""
    organ: str = ""
    signed_at: dt.datetime | None = None
    demo: bool = False
    others: tuple[str, ...] = ()
    stamped_at: dt.datetime | None = None
    stamped_by: str = ""
    covered: tuple[str, ...] = ()

    @property
    def organs(self) -> tuple[str, ...]:
        return (self.organ, *self.others)


def check(pdf: bytes, trust: Trust) -> Check:
    """The answer for one file; it never raises for what the file holds."""
    if len(pdf) > SIZE_LIMIT:
        return _unreadable()
    try:
        return _checked(pdf, trust)
    except Busy:
        raise
    except Exception:
        return _unreadable()


def _checked(pdf: bytes, trust: Trust) -> Check:
    roots = [apart.packed(root.dump()) for root in trust.roots]
    clocks = [apart.packed(root.dump()) for root in stamps.roots()]
    told = apart.ask("signatures", pdf, roots=roots, clocks=clocks, moment=clock.now().isoformat())
    if told is None:
        return _unreadable()
    signatures = told["signatures"]
    if not signatures:
        reason = _("This PDF carries no signature, so nobody can tell who made it or whether it was changed.")
        return Check(valid=False, found="unsigned", reason=reason)
    checks = [_one(signature, trust) for signature in signatures[:-1]]
    checks.append(_one(signatures[-1], trust, ends_file=signatures[-1]["ends"] == len(pdf)))
    worst = next((one for one in checks if not one.valid), checks[-1])
    others = tuple(one.organ for one in checks if one is not worst)
    return replace(worst, others=others, covered=tuple(signature["covered"] for signature in signatures))


def _one(signature: dict[str, Any], trust: Trust, ends_file: bool | None = None) -> Check:
    at = dt.datetime.fromisoformat(signature["at"]).astimezone(clock.ZONE) if signature["at"] else None
    about = _about(asn1_x509.Certificate.load(apart.unpacked(signature["certificate"])), trust)
    return _verdict(signature, about | _stamp(signature) | {"intact": signature["intact"], "signed_at": at}, ends_file)


def _stamp(signature: dict[str, Any]) -> dict[str, Any]:
    stamp = signature["stamp"]
    if stamp is None or not stamp["holds"]:
        return {}
    by = asn1_x509.Certificate.load(apart.unpacked(stamp["certificate"]))
    at = dt.datetime.fromisoformat(stamp["at"]).astimezone(clock.ZONE)
    return {"stamped_at": at, "stamped_by": stamps.name_of(by)}


def _verdict(signature: dict[str, Any], about: dict[str, Any], ends_file: bool | None) -> Check:
    if not about["intact"]:
        return Check(False, "changed", _("The file was changed after it was signed. Do not rely on it."), **about)
    if not _covers_all(signature, ends_file):
        reason = _("Something was added to the file after it was signed. Do not rely on it.")
        return Check(False, "added_to", reason, **about)
    if not signature["trusted"]:
        return Check(False, "untrusted", _("The signature is not of an organ that this site knows."), **about)
    return Check(True, "valid", _valid_words(about), **about)


def _valid_words(about: dict[str, Any]) -> str:
    if about["demo"]:
        return _("The file is exactly as %(organ)s signed it. It is a demo paper without legal effect.") % about
    return _("The file is exactly as %(organ)s signed it.") % about


def _covers_all(signature: dict[str, Any], ends_file: bool | None) -> bool:
    """The last signature reaches to the last byte; an earlier one may be followed by what a later seal adds, no more."""
    if ends_file is not None:
        return ends_file and bool(signature["entire"])
    return bool(signature["only_seals_after"])


def _about(certificate: asn1_x509.Certificate, trust: Trust) -> dict[str, Any]:
    subject = certificate.subject.native
    words = json.dumps(subject, ensure_ascii=False)
    issued_by_demo = any(root.subject == certificate.issuer for root in trust.roots if root.sha256 in trust.demo)
    return {
        "signer": str(subject.get("common_name", "")),
        "organ": str(subject.get("organization_name", "")),
        "demo": issued_by_demo or DEMO in words,
    }


def _unreadable() -> Check:
    reason = _(
        "This file cannot be read as a PDF. Choose the PDF that you received, without printing or converting it."
    )
    return Check(valid=False, found="unreadable", reason=reason)


def check_data(data: bytes, signature: str, trust: Trust) -> Check:
    """Whether `signature` (of `SealProvider.sign_data`) fits the data and leads to a root; it never raises."""
    try:
        parts = json.loads(signature)
        value, der = base64.b64decode(parts["sig"]), base64.b64decode(parts["cert"])
        at, certificate = dt.datetime.fromisoformat(parts["at"]), x509.load_der_x509_certificate(der)
        about = _about(asn1_x509.Certificate.load(der), trust) | {"signed_at": at.astimezone(clock.ZONE)}
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        return Check(valid=False, found="unreadable", reason=_("The signature of this record cannot be read."))
    if not _fits(certificate, value, data_to_sign(parts["at"], data)):
        reason = _("The record was changed after it was signed. Do not rely on it.")
        return Check(False, "changed", reason, **about)
    if not _leads_to(certificate, trust, at):
        reason = _("The signature is not of an organ that this site knows.")
        return Check(False, "untrusted", reason, intact=True, **about)
    reason = _("The record is exactly as %(organ)s signed it.") % about
    return Check(True, "valid", reason, intact=True, **about)


def _fits(certificate: x509.Certificate, value: bytes, signed: bytes) -> bool:
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    try:
        key.verify(value, signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _leads_to(certificate: x509.Certificate, trust: Trust, at: dt.datetime) -> bool:
    """Organs' certificates stand directly under a root."""
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return False
    return any(_issued(certificate, root) for root in trust.roots)


def _issued(certificate: x509.Certificate, root: asn1_x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(x509.load_der_x509_certificate(root.dump()))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
