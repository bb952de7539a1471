from __future__ import annotations

import io
import time

import pytest
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from tongban.documents.reading_text import tesseract, words_of
from tongban.documents.tests.samples import sample
from tongban.documents.tests.test_sniff import OFD_PARTS, WORD, body, picture, zipped
from tongban.documents.typesetting import render
from tongban.kit.secrecy import found_in

RUNS = "<w:p><w:r><w:t>身份证号：1101051949</w:t></w:r><w:r><w:t>1231002X</w:t></w:r></w:p><w:p><w:t>第二段 &amp; 完</w:t></w:p>"


def test_a_word_document_is_read_across_its_runs() -> None:
    words = words_of(io.BytesIO(zipped(WORD | {"word/document.xml": body(RUNS)})), "docx")
    assert "身份证号：11010519491231002X\n第二段 & 完" in words


def test_an_ofd_is_read() -> None:
    parts = OFD_PARTS | {
        "Doc_0/Pages/Page_0/Content.xml": "<ofd:TextObject><ofd:TextCode>秘密★</ofd:TextCode></ofd:TextObject>".encode()
    }
    assert "秘密★" in words_of(io.BytesIO(zipped(parts)), "ofd")


def test_a_pdf_is_read_and_a_broken_one_says_nothing() -> None:
    pdf = render("delivery", sample("delivery"))
    assert "送达回证" in words_of(io.BytesIO(pdf), "pdf")
    assert words_of(io.BytesIO(pdf[:200]), "pdf") == ""


def test_an_empty_picture_says_nothing() -> None:
    assert words_of(io.BytesIO(picture("PNG")), "png").strip() == ""


LINES = ("机密★10年", "公民身份号码 11010519491231002X")


def drawn(form: str) -> io.BytesIO:
    page = Image.new("RGB", (900, 300), "white")
    face = ImageFont.truetype(settings.BASE_DIR / "build" / "fonts" / "NotoSerifSC_400Regular.ttf", 36)
    for at, line in enumerate(LINES):
        ImageDraw.Draw(page).text((40, 40 + 90 * at), line, fill="black", font=face)
    out = io.BytesIO()
    page.save(out, form)
    return out


@pytest.mark.skipif(not tesseract(), reason="Tesseract is not installed; CI installs it")
@pytest.mark.parametrize(("form", "kind"), [("PNG", "png"), ("JPEG", "jpg"), ("PDF", "pdf")])
def test_numbers_and_marks_are_found_on_pictures_and_scans(form: str, kind: str) -> None:
    """Q8: an ID card photographed as a sample, a marked letter scanned."""
    assert {found.kind for found in found_in(words_of(drawn(form), kind))} == {"id_number", "secret_mark"}


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", picture("PNG")[:60]])
def test_a_broken_picture_says_nothing(content: bytes) -> None:
    assert words_of(io.BytesIO(content), "png") == ""


def test_a_part_made_of_nothing_but_brackets_takes_no_time() -> None:
    began = time.monotonic()
    parts = WORD | {"word/a.xml": b"<" * 400_000, "word/document.xml": body(RUNS)}
    assert "第二段" in words_of(io.BytesIO(zipped(parts)), "docx")
    assert time.monotonic() - began < 3
