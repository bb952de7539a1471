"""A sealed file whose signature is written in another way that holds too: the record answers, not the seal alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from asn1crypto import algos, cms, core
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import walking as w
from tongban.documents.api import Paper, papers_of, read, seal_provider
from tongban.licences.models import Licence
from tongban.outbox import api as outbox
from tongban.portal import checking
from tongban.portal.tests.test_lookups import permit

pytestmark = pytest.mark.django_db

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


def hole(pdf: bytes) -> tuple[int, int]:
    found = re.findall(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", pdf)[-1]
    return int(found[1]), int(found[2])


def other_case(pdf: bytes) -> bytes:
    start, end = hole(pdf)
    held = pdf[start:end]
    return pdf[:start] + (held.upper() if held != held.upper() else held.lower()) + pdf[end:]


def resigned(pdf: bytes, change: Callable[[cms.SignerInfo], None]) -> bytes:
    start, end = hole(pdf)
    container = cms.ContentInfo.load(bytes.fromhex(pdf[start + 1 : end - 1].decode()))
    change(container["content"]["signer_infos"][0])
    digits = container.dump(force=True).hex().ljust(end - start - 2, "0").encode()
    return pdf[:start] + b"<" + digits + b">" + pdf[end:]


def mirrored(pdf: bytes) -> bytes:
    def change(signer: cms.SignerInfo) -> None:
        pair = algos.DSASignature.load(signer["signature"].native)
        signer["signature"] = algos.DSASignature({"r": pair["r"].native, "s": ORDER - pair["s"].native}).dump()

    return resigned(pdf, change)


def added(pdf: bytes) -> bytes:
    def change(signer: cms.SignerInfo) -> None:
        one = cms.CMSAttribute({"type": "1.2.3.4", "values": [core.OctetString(b"anything")]})
        signer["unsigned_attrs"] = cms.CMSAttributes([one])

    return resigned(pdf, change)


def answered(pdf: bytes) -> str:
    upload = SimpleUploadedFile("x.pdf", pdf)
    return str(Client().post("/api/check/file", {"file": upload}).json()["status"])


def paged(pdf: bytes) -> str:
    return str(Client().post("/check/", {"file": SimpleUploadedFile("x.pdf", pdf)}).content.decode())


@pytest.fixture
def licence() -> Licence:
    made = permit()
    outbox.drain()
    return Licence.objects.select_related("paper__file").get(pk=made.pk)


def content(licence: Licence) -> bytes:
    assert licence.paper is not None and licence.paper.file is not None
    return read(licence.paper.file)


WAYS = [bytes, other_case, mirrored, added]


@pytest.mark.parametrize("written", WAYS)
def test_a_revoked_licence_is_ended_however_its_signature_is_written(
    licence: Licence, written: Callable[[bytes], bytes]
) -> None:
    pdf = written(content(licence))
    assert answered(pdf) == "valid"
    Licence.objects.update(state="revoked", ended_reason="查实造假")
    assert answered(pdf) == "ended"
    assert "查实造假" in paged(pdf)


@pytest.mark.parametrize("written", WAYS)
def test_a_seal_of_our_organ_without_a_record_asks_for_the_check_code(
    licence: Licence, written: Callable[[bytes], bytes]
) -> None:
    """So of papers printed before what their seals cover was kept; unchanged ones are known by their own digest."""
    Paper.objects.update(signed_digest="")
    pdf = written(content(licence))
    assert answered(pdf) == ("valid" if written is bytes else "unknown")
    if written is not bytes:
        assert "核验码" in paged(pdf) and "这里没有这份文件的记录" in paged(pdf)


def test_one_more_seal_upon_it_hides_no_record(licence: Licence) -> None:
    again = seal_provider().sign_pdf(content(licence), "别处的机关", reason="再盖一次")
    assert checking.by_file(again).is_valid
    Licence.objects.update(state="revoked")
    assert checking.by_file(again).status == "ended"


def test_a_decision_is_known_by_what_its_seal_covers() -> None:
    paper = papers_of(w.printed(w.granted())).get(kind="grant")
    assert paper.file is not None and paper.signed_digest
    found = checking.by_file(mirrored(read(paper.file)))
    assert found.is_valid and paper.number in str(found.facts)
