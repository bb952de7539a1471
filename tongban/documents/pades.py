"""Signatures in PDFs (PAdES-B-B) by pyHanko, which is loaded here and in `pdf_pages` alone: only when a PDF is signed, checked or handed in."""

from __future__ import annotations

import hashlib
import io
import logging
from typing import Any

from asn1crypto import algos
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tongban.documents.demo_keys import Identity
from tongban.documents.signing import asn1
from tongban.kit import clock

# What pyHanko logs of a bad file are stack traces with the file's own words; our answer says what matters.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

# Hex digits kept free for the CMS object: two P-256 certificates with long Chinese names need about 4,000.
_RESERVED = 8192


def sign(pdf: bytes, signer: Signer, *, reason: str, location: str) -> bytes:
    metadata = PdfSignatureMetadata(
        field_name=f"Seal-{hashlib.sha256(pdf).hexdigest()[:8]}",
        md_algorithm="sha256",
        reason=reason,
        location=location or None,
        subfilter=SigSeedSubFilter.PADES,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signed = _ClockedPdfSigner(metadata, signer).sign_pdf(writer, bytes_reserved=_RESERVED)
    return bytes(signed.getbuffer())


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
