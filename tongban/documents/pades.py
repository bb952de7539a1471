"""Signatures in PDFs (PAdES-B-B, with a time stamp PAdES-B-T) by pyHanko, which is loaded here and in `pdf_pages` alone: only when a PDF is signed, checked or handed in."""

from __future__ import annotations

import hashlib
import io
import logging
import time
from typing import Any

from asn1crypto import algos, cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tongban.documents.demo_keys import Identity
from tongban.documents.signing import asn1
from tongban.kit import clock, stamps

log = logging.getLogger("tongban.documents")

# What pyHanko logs of a bad file are stack traces with the file's own words; our answer says what matters.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

# Hex digits kept free for the CMS object: two P-256 certificates with long Chinese names need about 4,000, a time
# stamp with the certificates of its authority up to 12,000 more.
_RESERVED, _WITH_STAMP = 8192, 24576
_REST = 60.0  # seconds after which an authority that did not answer is asked again while papers are printed

_not_before = 0.0


def sign(pdf: bytes, signer: Signer, *, reason: str, location: str) -> bytes:
    """With the time stamp of an authority where one is set and answers (PAdES-B-T)."""
    global _not_before
    if stamps.wanted() and time.monotonic() >= _not_before:
        try:
            return _signed(pdf, signer, reason, location, _Stamper())  # type: ignore[no-untyped-call]
        except stamps.NoStamp as error:
            _not_before = time.monotonic() + _REST
            log.warning("no time stamp", extra={"fields": {"why": str(error)}})
    return _signed(pdf, signer, reason, location, None)


def _signed(pdf: bytes, signer: Signer, reason: str, location: str, stamper: TimeStamper | None) -> bytes:
    metadata = PdfSignatureMetadata(
        field_name=f"Seal-{hashlib.sha256(pdf).hexdigest()[:8]}",
        md_algorithm="sha256",
        reason=reason,
        location=location or None,
        subfilter=SigSeedSubFilter.PADES,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    reserved = _WITH_STAMP if stamper else _RESERVED
    signed = _ClockedPdfSigner(metadata, signer, timestamper=stamper).sign_pdf(writer, bytes_reserved=reserved)
    return bytes(signed.getbuffer())


def stamp_in(pdf: bytes) -> stamps.Stamp | None:
    """Of the last signature of a PDF that was signed here just now."""
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    for held in extract_tst_data_iter(signatures[-1].signer_info, signed=False) if signatures else ():
        return stamps.Stamp(b"", *stamps.read(held))
    return None


def signed_digest(pdf: bytes) -> str:
    """SHA-256 of what the last signature covers (`apart_child.covered` says the same of a stranger's file)."""
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    if not signatures:
        return ""
    first, length, second, rest = (int(number) for number in signatures[-1].byte_range)
    return hashlib.sha256(pdf[first : first + length] + pdf[second : second + rest]).hexdigest()


class _Stamper(TimeStamper):
    """Our own way to the authority: bounded in time and size, its answer checked before it goes into the paper."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        stamp = await stamps.asked_async(message_digest, md_algorithm)
        return cms.ContentInfo.load(stamp.token)


class KeptKeySigner(Signer):
    """pyHanko's own signer parses the key again at each signature; this one keeps the key object."""

    def __init__(self, identity: Identity, root: x509.Certificate) -> None:
        self._key = identity.key
        known = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        known.register(asn1(root))
        super().__init__(
            signing_cert=asn1(identity.certificate),
            cert_registry=known,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            embed_roots=True,
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


class _ClockedPdfSigner(PdfSigner):
    """Signs at our clock, which the demo may turn; pyHanko alone would take the machine's."""

    def init_signing_session(self, *args: Any, **kwargs: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = clock.now()
        return session
