"""Whoever chose a broken file hears it at once, in words; the rest is taken, and nothing eats the memory."""

from __future__ import annotations

import contextlib
import io
import os
import resource
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tongban.documents import apart
from tongban.documents.api import check_pdf, seal_provider
from tongban.documents.opening import check_opens
from tongban.documents.sniff import JPG, PDF, PNG, Kind, sniff
from tongban.documents.tests.samples import sample
from tongban.documents.typesetting import render
from tongban.kit.errors import BadInput

pytestmark = pytest.mark.usefixtures("in_english")


def opened(content: bytes, kind: Kind) -> None:
    assert sniff(io.BytesIO(content), size=len(content)) is kind
    check_opens(io.BytesIO(content), kind)


def refused(content: bytes, kind: Kind) -> BadInput:
    with pytest.raises(BadInput) as told:
        check_opens(io.BytesIO(content), kind)
    assert told.value.found and told.value.wanted and str(told.value.cure)
    return told.value


def photo(form: str, size: tuple[int, int] = (643, 485), mode: str = "RGB", **options: object) -> bytes:
    """Noise, as a photograph has it: no two blocks alike."""
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(out, form, **options)
    return out.getvalue()


def flat(form: str, colour: tuple[int, int, int], size: tuple[int, int] = (643, 485), **options: object) -> bytes:
    out = io.BytesIO()
    page = Image.new("RGB", size, colour)
    page.paste((200, 20, 20), (0, 0, size[0], size[1] // 3))
    page.save(out, form, **options)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, rows: bytes, *, interlaced: int = 0, colour: int = 6) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        photo("JPEG"),
        photo("JPEG", mode="L"),
        photo("JPEG", mode="CMYK"),
        photo("JPEG", progressive=True),
        photo("JPEG", (5, 3)),
        photo("JPEG", restart_marker_blocks=4),
        photo("JPEG") + os.urandom(100_000),  # phones append a video
        flat("JPEG", (255, 255, 255), optimize=True),
        flat("JPEG", (128, 128, 128)),  # ends as a picture that is cut off would end
        flat("JPEG", (255, 255, 255), (3000, 2000), progressive=True, optimize=True),
    ],
)
def test_a_whole_photo_is_taken(content: bytes) -> None:
    opened(content, JPG)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_whole_png_of_every_sort_is_taken(mode: str) -> None:
    opened(photo("PNG", mode=mode), PNG)


def test_an_interlaced_png_is_measured_by_its_passes() -> None:
    passes = [(1, 1), (1, 1), (1, 2), (2, 1), (1, 3), (3, 2)]  # of 3 × 5 pixels; the second pass is empty
    rows, too_few = (b"\0" * sum(height * (1 + 4 * width) for width, height in some) for some in (passes, passes[:-1]))
    opened(png(3, 5, zlib.compress(rows), interlaced=1), PNG)
    refused(png(3, 5, zlib.compress(too_few), interlaced=1), PNG)


def headers_of(content: bytes) -> bytes:
    place = content.index(b"\xff\xda")
    return content[: place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")]


JPEG = photo("JPEG")
PICTURE = photo("PNG")


@pytest.mark.parametrize(
    "broken",
    [
        b"\xff\xd8\xff",
        b"\xff\xd8\xff" + b"\0" * 1000,
        headers_of(JPEG),
        headers_of(JPEG) + b"\xff\xd9",
        JPEG[: len(JPEG) // 2],
        JPEG[:-500],
        JPEG[: len(JPEG) // 2] + b"\xff\xd9",
        JPEG[:-500] + b"\xff\xd9",
        JPEG[:-3000] + b"\0" * 3000,
    ],
)
def test_a_photo_without_all_its_data_is_refused(broken: bytes) -> None:
    told = refused(broken, JPG)
    assert "cut off" in told.found or "damaged" in told.found
    assert "Take the picture again" in str(told)


@pytest.mark.parametrize(
    "broken",
    [
        PICTURE[:50],
        PICTURE[: len(PICTURE) // 2],
        PICTURE[: len(PICTURE) // 2] + chunk(b"IEND", b""),
        PICTURE[:2000] + bytes([PICTURE[2000] ^ 1]) + PICTURE[2001:],
        png(100, 100, b""),
        png(100, 100, zlib.compress(b"\0" * 1000)),
        png(100, 100, b"no such thing"),
        png(100, 100, zlib.compress(b"\0" * 40100), colour=5),
        png(0, 0, zlib.compress(b"")),
    ],
)
def test_a_png_without_all_its_rows_is_refused(broken: bytes) -> None:
    refused(broken, PNG)


def test_a_picture_of_countless_pixels_is_refused_before_it_is_unpacked() -> None:
    told = refused(png(60_000, 60_000, zlib.compress(b"\0" * 1000)), PNG)
    assert "3600 million" in str(told.found) and "40 million" in str(told.wanted)
    small = photo("JPEG", (8, 8))
    place = small.index(b"\xff\xc0") + 5
    told = refused(small[:place] + struct.pack(">HH", 11_000, 11_000) + small[place + 4 :], JPG)
    assert "121 million" in str(told.found)
    told = refused(small[:place] + struct.pack(">HH", 65_000, 65_000) + small[place + 4 :], JPG)
    assert "pixels" in str(told.found)


def test_a_progressive_picture_in_countless_layers_is_refused() -> None:
    layered = photo("JPEG", progressive=True)
    start = layered.rindex(b"\xff\xda")
    refused(layered[:start] + layered[start:-2] * 70 + layered[-2:], JPG)


@pytest.mark.parametrize("rows", [zlib.compress(b"\0" * 200_000_000)])
def test_what_unpacks_to_more_than_it_says_takes_no_memory(rows: bytes) -> None:
    tracemalloc.start()
    opened(png(10, 10, rows), PNG)
    largest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert largest < 2_000_000


def a_pdf() -> bytes:
    return render("delivery", sample("delivery"))


def test_a_pdf_that_opens_is_taken() -> None:
    opened(a_pdf(), PDF)


@pytest.mark.parametrize(
    "broken",
    [
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n",
        b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
    ],
)
def test_a_pdf_without_pages_is_refused(broken: bytes) -> None:
    assert "print it to a new PDF" in str(refused(broken, PDF))


def test_a_pdf_cut_in_the_middle_is_refused() -> None:
    whole = a_pdf()
    refused(whole[: len(whole) // 2] + b"\n%%EOF\n", PDF)


def test_a_locked_pdf_is_called_locked_however_it_hides_it() -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    hidden = out.getvalue().replace(b"/Encrypt", b"/Encr#79pt")
    assert sniff(io.BytesIO(hidden), size=len(hidden)) is PDF
    with pytest.raises(BadInput, match="password"):
        check_opens(io.BytesIO(hidden), PDF)


@given(st.integers(0, 10**9), st.integers(0, 255), st.sampled_from([JPG, PNG, PDF]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_byte_is_taken_or_refused_but_never_breaks(place: int, value: int, kind: Kind) -> None:
    content = bytearray({JPG: JPEG, PNG: PICTURE, PDF: a_pdf()}[kind])
    content[place % len(content)] = value
    try:
        check_opens(io.BytesIO(bytes(content)), kind)
    except BadInput as told:
        assert str(told)


# files made to eat the machine


def endless_index() -> bytes:
    """209 bytes that promise ten thousand million objects of no size."""
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    nothing = zlib.compress(b"")
    index = b"<</Type/XRef/Size 9999999/W[0 0 0]/Index[0 9999999999]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(
        nothing
    )
    return (
        body
        + b"4 0 obj\n"
        + index
        + b"stream\n"
        + nothing
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)
    )


def page_count_of_a_million_digits() -> bytes:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count " + b"1" * 1_000_000 + b"/Kids[3 0 R]>>",
        b"<</Type/Page>>",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 4\n0000000000 65535 f \n%strailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(out),
    )


@pytest.mark.parametrize("bomb", [endless_index, page_count_of_a_million_digits])
def test_a_pdf_made_to_eat_the_machine_dies_apart_and_is_refused(bomb: Callable[[], bytes]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(bomb(), PDF)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def test_the_check_page_answers_for_such_a_pdf_too() -> None:
    answer = check_pdf(endless_index(), seal_provider().trust())
    assert (answer.valid, answer.found) == (False, "unreadable")


def test_when_everybody_sends_pdfs_at_once_somebody_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 0.01)
    taken = [apart._turns.acquire() for _turn in range(apart.AT_ONCE)]
    try:
        with pytest.raises(apart.Busy):
            opened(a_pdf(), PDF)
    finally:
        for _turn in taken:
            apart._turns.release()
    opened(a_pdf(), PDF)


def test_a_plain_jpeg_of_many_scans_is_refused_before_it_is_decoded() -> None:
    whole = photo("JPEG", mode="L")
    start = whole.index(b"\xff\xda")
    scan, end = whole[start:-2], whole[-2:]
    opened(whole[:start] + scan + end, JPG)
    assert "layers" in str(refused(whole[:start] + scan * 60 + end, JPG).found)


def packed_with(more: bytes) -> bytes:
    """The JPEG with something more in front of its first scan."""
    place = JPEG.index(b"\xff\xda")
    return JPEG[:place] + more + JPEG[place:]


IN_SCAN = len(headers_of(JPEG)) + 5000


@pytest.mark.parametrize(
    "content",
    [
        JPEG[:IN_SCAN] + b"\xff" * 400_000 + b"\0" + JPEG[IN_SCAN:],
        packed_with(b"\xff" * 3_000_000),
        packed_with(b"\0" * 3_000_000),
        packed_with(b"\xff\xe0\x00\x02" * 1_000_000),
        packed_with(b"\xff\xda\x00\x02" * 1_000_000),
        PICTURE[:33] + chunk(b"teXt", b"") * 300_000 + PICTURE[33:],
        PICTURE[:33] + chunk(b"IDAT", b"") * 300_000 + PICTURE[33:],
    ],
)
def test_a_picture_made_of_nothing_but_marks_takes_no_time(content: bytes) -> None:
    began = time.process_time()
    with contextlib.suppress(BadInput):
        check_opens(io.BytesIO(content), JPG if content.startswith(b"\xff") else PNG)
    assert time.process_time() - began < 1


def test_a_png_with_much_behind_its_rows_is_read_in_pieces() -> None:
    rows = zlib.compress(b"".join(b"\0" + b"\x20" * 40 for _row in range(10)))
    content = png(10, 10, rows + b"\0" * 5_000_000)
    tracemalloc.start()
    opened(content, PNG)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * len(content)


# What does something by itself


def acting_pdf(**root: object) -> bytes:
    """A page of ours with one more entry in its catalogue."""
    writer = IncrementalPdfFileWriter(io.BytesIO(render("delivery", sample("delivery"))))
    for name, value in root.items():
        writer.root[f"/{name}"] = plain(value)
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def plain(value: object) -> generic.PdfObject:
    if isinstance(value, dict):
        return generic.DictionaryObject({generic.NameObject(key): plain(one) for key, one in value.items()})
    if isinstance(value, list):
        return generic.ArrayObject([plain(one) for one in value])
    text = str(value)
    return generic.NameObject(text) if text.startswith("/") else generic.TextStringObject(text)


SCRIPT = {"/S": "/JavaScript", "/JS": "app.alert(1)"}
ATTACHED = {"/Type": "/Filespec", "/EF": {"/F": "none"}}


@pytest.mark.parametrize(
    ("root", "words"),
    [
        ({"OpenAction": SCRIPT}, "script"),
        ({"AA": {"/WC": SCRIPT}}, "script"),
        ({"Names": {"/JavaScript": {"/Names": ["a", SCRIPT]}}}, "script"),
        ({"OpenAction": {"/S": "/GoTo", "/Next": [{"/S": "/GoTo", "/Next": SCRIPT}]}}, "script"),
        ({"AcroForm": {"/XFA": "x", "/Fields": []}}, "script"),
        ({"OpenAction": {"/S": "/Launch", "/F": "cmd.exe"}}, "program"),
        ({"Names": {"/EmbeddedFiles": {"/Names": ["a", ATTACHED | {"/UF": "发票.exe"}]}}}, "program"),
        ({"Names": {"/EmbeddedFiles": {"/Names": ["a", ATTACHED | {"/UF": "a.xml", "/F": "a.js"}]}}}, "program"),
        ({"Names": {"/EmbeddedFiles": {"/Names": ["a", ATTACHED | {"/UF": "a.pdf", "/DOS": "a.exe"}]}}}, "program"),
        ({"OpenAction": {"/S": "/SubmitForm", "/F": "http://x"}}, "sends itself"),
        ({"OpenAction": {"/S": "/Rendition"}}, "film"),
        ({"OpenAction": {"/S": "/GoToR", "/F": r"\\203.0.113.9\share\a.pdf"}}, "fetched"),
        ({"OpenAction": {"/S": "/URI", "/URI": "http://x.example"}}, "fetched"),
        ({"OpenAction": {"/S": "/GoTo", "/Next": {"/S": "/URI", "/URI": "http://x.example"}}}, "fetched"),
        ({"AA": {"/WC": {"/S": "/Named", "/Next": [{"/S": "/Thread", "/F": "a.pdf"}]}}}, "fetched"),
    ],
)
def test_a_pdf_that_does_something_by_itself_is_refused(root: dict[str, object], words: str) -> None:
    told = refused(acting_pdf(**root), PDF)
    assert "by itself" in told.message and words in told.found


@pytest.mark.parametrize(
    "root",
    [
        {"OpenAction": {"/S": "/GoTo"}},
        {"Names": {"/EmbeddedFiles": {"/Names": ["a", ATTACHED | {"/UF": "发票.xml", "/F": "fapiao.XML"}]}}},
        {"Lang": "/JavaScript"},
    ],
)
def test_a_pdf_that_only_leads_on_or_carries_data_is_taken(root: dict[str, object]) -> None:
    check_opens(io.BytesIO(acting_pdf(**root)), PDF)


def written(*objects: str, trailer: str = "/Root 1 0 R") -> bytes:
    """A PDF of these objects as they stand: a catalogue, the pages, a page, …"""
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n" % (size, table)
    return out + f"<</Size {size} {trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()


ROOT, PAGES = "<</Type/Catalog/Pages 2 0 R%s>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]%s>>"
RUNS = "<</S/JavaScript/JS(app.alert(1))>>"
UNC = r"(\\\\203.0.113.9\\share)"
FORM = "<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Length 0%s>>\nstream\n\nendstream"
DRAWN = "/Resources<</XObject<</I 4 0 R>>>>"
ATTACHES = "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.pdf)/UF(a.pdf)/EF<</F 4 0 R>>>>]>>>>"
LINKED = "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/P 3 0 R%s>>]"


@pytest.mark.parametrize(
    "content",
    [
        written(ROOT % "", PAGES, PAGE % (LINKED % f"/AA<</D {RUNS}>>")),
        written(ROOT % "", PAGES, PAGE % (LINKED % "/AA<</D <</S/Launch/F(cmd.exe)>>>>")),
        written(ROOT % "", PAGES, PAGE % (LINKED % "/AA<</D 4 0 R>>"), RUNS),
        written(ROOT % "/Outlines<</Last 4 0 R>>", PAGES, PAGE % "", f"<</Title(x)/A {RUNS}>>"),
        written(ROOT % f"/OpenAction {RUNS}/OpenAction[3 0 R/Fit]", PAGES, PAGE % ""),
        written(ROOT % f"/OpenAction[3 0 R/Fit]/OpenAction {RUNS}", PAGES, PAGE % ""),
        written(ROOT % f"/OpenAction[3 0 R/Fit]/Open#41ction {RUNS}", PAGES, PAGE % ""),
        written(ROOT % "", PAGES, PAGE % "", ROOT % f"/OpenAction {RUNS}", trailer="/Root 1 0 R/Root 4 0 R"),
        written(ROOT % "", PAGES, PAGE % f"/AA<</O<</S/GoToR/F<</Type/Filespec/F{UNC}>>/D[0/Fit]>>>>"),
        written(ROOT % "", PAGES, PAGE % (LINKED % f"/A<</S/GoToR/F{UNC}/D[0/Fit]>>")),
        written(ROOT % "", PAGES, PAGE % "/Contents 4 0 R", f"<</Length 0/F{UNC}>>\nstream\n\nendstream"),
        written(ROOT % "", PAGES, PAGE % DRAWN, FORM % "/F<</FS/URL/F(http://x.example/i.jpg)>>"),
        written(ROOT % "", PAGES, PAGE % DRAWN, FORM % "/Ref<</F(http://x.example/a.pdf)/Page 0>>"),
        written(ROOT % "", PAGES, PAGE % DRAWN, FORM % "/Resources<</XObject<</J 5 0 R>>>>", FORM % f"/F{UNC}"),
        written(ROOT % ATTACHES, PAGES, PAGE % "", "<</Length 4>>\nstream\nMZ\x00\x00\nendstream"),
    ],
)
def test_a_pdf_that_hides_what_it_does_is_refused(content: bytes) -> None:
    refused(content, PDF)


@pytest.mark.parametrize("dest", ["/Dest[3 0 R/Fit]", "/A<</S/GoTo/D[3 0 R/Fit]>>", "/A<</S/URI/URI(https://x.cn)>>"])
def test_a_pdf_written_plainly_with_links_is_taken(dest: str) -> None:
    opened(written(ROOT % "", PAGES, PAGE % (LINKED % dest)), PDF)
