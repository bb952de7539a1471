from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import TextStringObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader

from tongban.documents.checking import check, check_data
from tongban.documents.signing import DemoSeals, Organ
from tongban.documents.tests.samples import sample
from tongban.documents.typesetting import render
from tongban.kit import clock

NOON = dt.datetime(2026, 3, 9, 12, 0, tzinfo=clock.ZONE)


def test_a_signed_paper_is_valid_and_names_its_organ(signed: bytes, demo_seals: DemoSeals, bureau: Organ) -> None:
    found = check(signed, demo_seals.trust())
    assert (found.valid, found.found, found.intact, found.demo) == (True, "valid", True, True)
    assert (found.organ, found.signer) == (bureau.name, f"{bureau.name}（演示）")


def test_the_moment_is_that_of_our_clock(demo_seals: DemoSeals, bureau: Organ) -> None:
    with clock.turned_to(NOON):
        signed = demo_seals.sign_pdf(render("delivery", sample("delivery")), bureau, reason="送达")
    assert check(signed, demo_seals.trust()).signed_at == NOON


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_one_changed_byte_is_never_valid(signed: bytes, demo_seals: DemoSeals, data: st.DataObject) -> None:
    """Every byte counts, also in the hole that holds the signature itself and in the zeros after it."""
    place = data.draw(st.integers(0, len(signed) - 1))
    changed = bytearray(signed)
    changed[place] ^= 1 + data.draw(st.integers(0, 254))
    assert not check(bytes(changed), demo_seals.trust()).valid


def test_the_hole_of_the_signature_holds_nothing_else(signed: bytes, demo_seals: DemoSeals) -> None:
    """A digit written large means the same to a reader of hexadecimals; it is another file all the same."""
    hole = signed.rindex(b"/Contents <") + 11
    end = signed.index(b">", hole)
    letter = next(place for place in range(hole, end) if chr(signed[place]).isalpha())
    for place, byte in ((letter, signed[letter] ^ 0x20), (end - 1, ord("1")), (end - 1, ord(" "))):
        changed = bytearray(signed)
        changed[place] = byte
        assert not check(bytes(changed), demo_seals.trust()).valid


def test_an_update_after_the_signature_is_reported(signed: bytes, demo_seals: DemoSeals) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root[pdf_name("/Lang")] = TextStringObject("en")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert check(out.getvalue(), demo_seals.trust()).found == "added_to"


@pytest.mark.parametrize("tail", [b"\n", b"% harmless\n", b"PK\x03\x04"])
def test_bytes_behind_the_signature_are_reported(signed: bytes, demo_seals: DemoSeals, tail: bytes) -> None:
    assert check(signed + tail, demo_seals.trust()).found == "added_to"


def test_a_paper_sealed_by_two_organs_names_both(signed: bytes, demo_seals: DemoSeals, bureau: Organ) -> None:
    both = demo_seals.sign_pdf(signed, Organ("11510131MB0000001X", "蒲江县水务局"), reason="会签")
    found = check(both, demo_seals.trust())
    assert (found.valid, found.organ, found.others) == (True, "蒲江县水务局", (bureau.name,))


def test_an_unsigned_paper_is_said_to_be_unsigned(demo_seals: DemoSeals) -> None:
    found = check(render("delivery", sample("delivery")), demo_seals.trust())
    assert (found.valid, found.found) == (False, "unsigned")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda rest: b"%PDF-1.7\n" + rest)))
def test_garbage_gets_an_answer_and_no_exception(demo_seals: DemoSeals, garbage: bytes) -> None:
    found = check(garbage, demo_seals.trust())
    assert found.found in ("unreadable", "unsigned") and found.reason


def test_a_signature_under_a_strange_root_is_not_believed(signed: bytes, tmp_path: Path) -> None:
    found = check(signed, DemoSeals(tmp_path / "others").trust())
    assert (found.valid, found.found, found.intact) == (False, "untrusted", True)


def test_a_signed_paper_is_still_pdf_a(signed: bytes) -> None:
    root = PdfReader(io.BytesIO(signed)).trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part[=>]\"?2", metadata) and re.search(r"pdfaid:conformance[=>]\"?B", metadata)
    assert "/OutputIntents" in root


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler-utils is not installed")
def test_another_reader_says_valid(signed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(signed)
    said = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid" in said and "Total document signed" in said


def test_keys_are_readable_by_their_owner_only(tmp_path: Path, bureau: Organ) -> None:
    folder = tmp_path / "keys"
    DemoSeals(folder).set_up([bureau])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_a_second_process_uses_the_same_certificate(tmp_path: Path, bureau: Organ) -> None:
    first, second = DemoSeals(tmp_path), DemoSeals(tmp_path)
    assert first.certificate(bureau) == second.certificate(bureau)
    assert not first.production_ready and "演示" in first.certificate(bureau).subject


def test_signed_data_fit_themselves_and_nothing_else(demo_seals: DemoSeals, bureau: Organ, tmp_path: Path) -> None:
    signature = demo_seals.sign_data(bureau, b'{"a":1}')
    assert check_data(b'{"a":1}', signature, demo_seals.trust()).organ == bureau.name
    assert check_data(b'{"a":1}', signature, demo_seals.trust()).valid
    assert check_data(b'{"a":2}', signature, demo_seals.trust()).found == "changed"
    assert check_data(b'{"a":1}', signature, DemoSeals(tmp_path).trust()).found == "untrusted"


@given(st.text(max_size=50))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_data_signature_of_nonsense_gets_an_answer(demo_seals: DemoSeals, text: str) -> None:
    assert check_data(b"", text, demo_seals.trust()).found == "unreadable"
