"""Time stamps (RFC 3161): an authority that is not us says that something was there at a moment.

`TONGBAN_TSA_URL` names it, `TONGBAN_TSA_ROOTS` the file of roots (PEM) that it must lead to. Asked in the worker only.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from pathlib import Path
from typing import Any

from asn1crypto import cms, core, pem, tsp, x509
from django.conf import settings

from tongban.kit.outgoing import NotThere, TooLong, call

SECONDS = 10
LARGEST = 64 * 1024
ALGORITHM = "sha256"  # of what we send; every authority takes it


class NoStamp(Exception):
    """The authority gave none that holds; the words say why."""


@dataclass(frozen=True)
class Stamp:
    token: bytes  # DER of the CMS object
    at: dt.datetime
    authority: str


def wanted() -> bool:
    return bool(settings.TSA_URL)


def fault() -> str:
    """Why no stamp could be checked; empty when one could."""
    try:
        return "" if _roots(settings.TSA_ROOTS) else f"{settings.TSA_ROOTS}: no certificate"
    except (NoStamp, OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


def asked(imprint: bytes) -> Stamp:
    """For a SHA-256 digest. Raises NoStamp where nobody answers, or the answer is not for this question."""
    return asyncio.run(asked_async(imprint, ALGORITHM))


async def asked_async(imprint: bytes, algorithm: str) -> Stamp:
    nonce = secrets.randbits(63) | 1 << 62
    imprinted = {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": imprint}
    question = tsp.TimeStampReq({"version": 1, "message_imprint": imprinted, "nonce": nonce, "cert_req": True})
    answer = _read(_posted(settings.TSA_URL, question.dump()))
    token = answer["token"]
    if answer["status"]["status"].native not in ("granted", "granted_with_mods"):
        raise NoStamp(f"the authority refused: {answer['status'].native}")
    if not _has_nonce(token, nonce):
        raise NoStamp("the answer is for another question: its nonce differs")
    return await checked_async(token.dump(), imprint, algorithm)


def checked(token: bytes, imprint: bytes) -> Stamp:
    """A token that was kept. Raises NoStamp where it does not fit the digest or leads to no root of ours."""
    return asyncio.run(checked_async(token, imprint, ALGORITHM))


async def checked_async(token: bytes, imprint: bytes, algorithm: str) -> Stamp:
    from pyhanko.sign.validation.errors import SignatureValidationError  # 30 MB, in the worker alone
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus
    from pyhanko_certvalidator import ValidationContext

    try:
        content = cms.ContentInfo.load(token)
        at = _info(content)["gen_time"].native
        context = ValidationContext(trust_roots=list(_roots(settings.TSA_ROOTS)), moment=at, allow_fetching=False)
        told = await validate_tst_signed_data(
            content["content"], context, lambda used: imprint if used == algorithm else b""
        )
    except (ValueError, KeyError, TypeError, AttributeError, SignatureValidationError) as error:
        raise NoStamp(f"the stamp cannot be read: {type(error).__name__}") from error
    status = TimestampSignatureStatus(**told)
    if not (status.intact and status.valid):
        raise NoStamp("the stamp is not for this digest, or was changed")
    if not status.trusted:
        raise NoStamp("the stamp leads to no root of TONGBAN_TSA_ROOTS")
    return Stamp(token, at, name_of(status.signing_cert))


def read(signed: Any) -> tuple[dt.datetime, str]:
    """Moment and authority of a token that was checked already, from its SignedData."""
    info = signed["encap_content_info"]["content"].parsed
    signer = signed["signer_infos"][0]["sid"].chosen
    known = [one.chosen for one in signed["certificates"]]
    certificate = next(one for one in known if one.serial_number == signer["serial_number"].native)
    return info["gen_time"].native, name_of(certificate)


def name_of(certificate: x509.Certificate) -> str:
    names = certificate.subject.native
    return str(names.get("common_name") or certificate.subject.human_friendly)[:200]


def _has_nonce(token: Any, nonce: int) -> bool:
    try:
        return bool(_info(token)["nonce"].native == nonce)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _info(token: Any) -> Any:
    return token["content"]["encap_content_info"]["content"].parsed


class _Answer(core.Sequence):  # type: ignore[misc]
    """asn1crypto's own does not know that a refusal comes without a token."""

    _fields = [("status", tsp.PKIStatusInfo), ("token", cms.ContentInfo, {"optional": True})]


def _read(answer: bytes) -> Any:
    try:
        read = _Answer.load(answer, strict=True)
        _status = read["status"].native
    except (ValueError, KeyError, TypeError) as error:
        raise NoStamp("the authority answered something that is no time stamp") from error
    return read


def roots() -> tuple[x509.Certificate, ...]:
    """Of the authorities that we believe; none where none is set."""
    return _roots(settings.TSA_ROOTS) if settings.TSA_ROOTS else ()


@cache
def _roots(file: Path | None) -> tuple[x509.Certificate, ...]:
    if file is None:
        raise NoStamp("TONGBAN_TSA_ROOTS is not set: nobody could tell a stamp from a forgery")
    blocks = pem.unarmor(file.read_bytes(), multiple=True)
    return tuple(x509.Certificate.load(der) for _kind, _headers, der in blocks)


def _posted(url: str, body: bytes) -> bytes:
    """The whole answer within `SECONDS`, however slowly it comes."""
    try:
        answer = call("POST", url, body, {"Content-Type": "application/timestamp-query"}, seconds=SECONDS, most=LARGEST)
    except (TooLong, TimeoutError) as error:
        raise NoStamp("the authority's answer is too large or too slow") from error
    except (OSError, HTTPException, NotThere) as error:
        raise NoStamp(f"the authority does not answer: {type(error).__name__}") from error
    if answer.status != 200:
        raise NoStamp(f"the authority answered {answer.status}")
    return answer.content
