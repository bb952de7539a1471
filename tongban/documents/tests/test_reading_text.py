from __future__ import annotations

import io
import time

from tongban.documents.reading_text import words_of
from tongban.documents.tests.samples import sample
from tongban.documents.tests.test_sniff import OFD_PARTS, WORD, body, picture, zipped
from tongban.documents.typesetting import render

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


def test_a_picture_says_nothing() -> None:
    assert words_of(io.BytesIO(picture("PNG")), "png") == ""


def test_a_part_made_of_nothing_but_brackets_takes_no_time() -> None:
    began = time.monotonic()
    parts = WORD | {"word/a.xml": b"<" * 400_000, "word/document.xml": body(RUNS)}
    assert "第二段" in words_of(io.BytesIO(zipped(parts)), "docx")
    assert time.monotonic() - began < 3
