"""Whether an uploaded file can be read to its end: a picture to its last row, a PDF to its pages.

An examiner must not find grey squares where a material should be, after the applicant has gone home. Nothing is kept of
what is unpacked: how many pixels there will be is asked first, a JPEG is decoded at an eighth of its size, a PNG in
pieces, and a PDF in a process of its own (`apart`).
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

from tongban.documents import apart
from tongban.documents.sniff import JPG, PDF, PNG, Kind
from tongban.kit.errors import BadInput

# Pixels. A JPEG is unpacked at a reduced scale, a PNG whole where it is shown (4 bytes a pixel); of a progressive JPEG
# every coefficient has to be held (up to 6 bytes a pixel).
PIXELS = {JPG.code: 100_000_000, PNG.code: 40_000_000}
PROGRESSIVE_PIXELS = 25_000_000
SCANS = 64  # of a progressive JPEG; cameras and editors make about ten
PLAIN_SCANS = 4  # of any other: all colours in one, or each in its own
SEGMENTS = 20_000  # of a JPEG, and chunks of a PNG: whoever shows the picture walks over each
_FILL = 1 << 12  # bytes between the segments before the picture's data; there should be none
_PIECE = 1 << 16
_MIB = 1 << 20

_RETAKE = gettext_lazy("Take the picture again, or save it in another program, and choose it again.")
_SMALLER = gettext_lazy("Take the picture at a lower resolution, or save it smaller, and choose it again.")
_PRINT = gettext_lazy("Open it, print it to a new PDF and choose that file; or choose a picture of each page.")
_UNLOCK = gettext_lazy("Remove the password (print it to a new PDF, for example) and choose that file.")


ACTIVE = {
    "script": gettext_lazy("a script or a dynamic form"),
    "program": gettext_lazy("a program, or an attachment that could be one"),
    "media": gettext_lazy("a film, sound or 3D model"),
    "form": gettext_lazy("a form that sends itself off"),
    "fetched": gettext_lazy("something that is fetched from elsewhere when it is opened"),
    "tangled": gettext_lazy("more parts than can be looked through"),
}


class Broken(Exception):
    """What was found, in words for the person who chose the file."""


def check_opens(file: BinaryIO, kind: Kind) -> None:
    """Raises BadInput for a picture or a PDF that cannot be read to its end. The position afterwards is undefined."""
    checks = {JPG.code: _check_jpeg, PNG.code: _check_png, PDF.code: _check_pdf}
    if check := checks.get(kind.code):
        file.seek(0)
        try:
            check(file)
        except Broken as broken:
            raise _refusal(kind, str(broken)) from None


def _refusal(kind: Kind, found: str) -> BadInput:
    if kind is PDF:
        message, wanted = _("This PDF cannot be opened."), _("a PDF with at least one page that opens")
        return BadInput(message, found=found, wanted=wanted, cure=_PRINT)
    message, wanted = _("This picture cannot be opened."), _("a picture that is whole")
    return BadInput(message, found=found, wanted=wanted, cure=_RETAKE)


def _check_pixels(code: str, width: int, height: int, most: int = 0) -> None:
    most = most or PIXELS[code]
    if width * height > most:
        raise BadInput(
            _("This picture has too many pixels."),
            found=_("%(width)d × %(height)d pixels, %(millions).0f million")
            % {"width": width, "height": height, "millions": width * height / 1e6},
            wanted=_("at most %(millions)d million") % {"millions": most // 10**6},
            cure=_SMALLER,
        )


# JPEG


def _check_jpeg(file: BinaryIO) -> None:
    content = file.read()
    scans = list(islice(_scans(content), SCANS + 1))  # before anybody else walks over the segments
    picture = _opened(content, "JPEG")
    _check_pixels("jpg", picture.width, picture.height)
    progressive = bool(picture.info.get("progressive"))
    if len(scans) > 1:  # the decoder holds the whole picture until the last of them
        _check_pixels("jpg", picture.width, picture.height, PROGRESSIVE_PIXELS)
        if len(scans) > (SCANS if progressive else PLAIN_SCANS):
            raise Broken(_("a picture in %(count)d layers") % {"count": len(scans)})
    # A block of 8 × 8 takes a bit at least; fewer than that, and the decoder fills the rest with grey.
    if sum(end - start for start, end in scans) * 8 < (picture.width // 8) * (picture.height // 8):
        raise Broken(_cut_off())
    _decode(picture)
    if not progressive and _is_grey_at_the_end(picture) and _goes_on(picture, content, scans[-1][1]):
        raise Broken(_cut_off())


def _opened(content: bytes, form: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own bound stands above
            return Image.open(io.BytesIO(content), formats=[form])
    except Image.DecompressionBombError:
        raise Broken(_("a picture with countless pixels")) from None
    except (OSError, ValueError, SyntaxError, struct.error):
        raise Broken(_damaged()) from None


def _decode(picture: Image.Image) -> None:
    """Every coefficient is read; the picture that comes of it is an eighth as wide and as high."""
    try:
        picture.draft("L", (max(picture.width // 8, 1), max(picture.height // 8, 1)))
        picture.load()
    except (OSError, ValueError, SyntaxError, struct.error):
        raise Broken(_cut_off()) from None


_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])", re.DOTALL)  # neither a stuffed byte nor a restart


def _scans(content: bytes) -> Iterator[tuple[int, int]]:
    """Where the compressed data of the picture itself begin and end; what stands behind its end is not its own."""
    at, fill, begun, segments = 2, 0, False, 0
    while found := _MARKER.search(content, at):
        fill, segments = fill + (0 if begun else found.start() - at), segments + 1
        if fill > _FILL or segments > SEGMENTS:
            raise Broken(_damaged())
        code, at = found[1][0], found.end()
        if code == 0xD9:
            return
        if code in (0x01, 0xD8):
            continue
        at += int.from_bytes(content[at : at + 2], "big")
        if code == 0xDA:
            begun, end = True, _MARKER.search(content, at)
            yield at, end.start() if end else len(content)


def _is_grey_at_the_end(small: Image.Image) -> bool:
    """As the decoder leaves it when the data end too soon and an end mark pretends that this was all."""
    return small.mode == "L" and small.getpixel((small.width - 1, small.height - 1)) == 128


def _goes_on(small: Image.Image, content: bytes, end: int) -> bool:
    """Whether more data would have been taken in: then the picture was not complete. (A whole one may end in grey.)"""
    longer = _opened(content[:end] + b"\x25\x9a\x6c\xd1" * 1024 + content[end:], "JPEG")
    _decode(longer)
    return longer.tobytes() != small.tobytes()


# PNG

_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# Adam7: first column and row, and how far the next ones are (ISO/IEC 15948, 8.2).
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def _check_png(file: BinaryIO) -> None:
    """Every chunk of the picture, and as many bytes of rows as its header promises."""
    file.seek(8)
    left, unpacker, seen = 0, zlib.decompressobj(), False
    for name, body in _chunks(file):
        if name == b"IHDR" and not seen:
            left, seen = _expected(body), True
        elif name == b"IDAT" and left:
            left = _unpacked(unpacker, body, left)
    if not seen or left:
        raise Broken(_cut_off())
    file.seek(0)
    _opened(file.read(), "PNG")


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The critical ones, compared with their checksums; what explains the picture only is passed by."""
    name, count = b"", 0
    while name != b"IEND":
        if (count := count + 1) > SEGMENTS:
            raise Broken(_damaged())
        length, name = struct.unpack(">I4s", _read(file, 8))
        body = _read(file, length)
        checksum = int.from_bytes(_read(file, 4), "big")
        if name[:1].isupper():
            if zlib.crc32(name + body) != checksum:
                raise Broken(_damaged())
            yield name, body


def _read(file: BinaryIO, length: int) -> bytes:
    """The whole file has 20 MB at most, so a chunk cannot have more."""
    found = file.read(length)
    if len(found) < length:
        raise Broken(_cut_off())
    return found


def _expected(header: bytes) -> int:
    """Bytes of all rows, each with its filter byte."""
    if len(header) != 13:
        raise Broken(_damaged())
    width, height, depth, colour, _compression, _filter, interlaced = struct.unpack(">IIBBBBB", header)
    if not width or not height or depth not in _DEPTHS.get(colour, ()) or interlaced > 1:
        raise Broken(_damaged())
    _check_pixels("png", width, height)
    bits = depth * _CHANNELS[colour]
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    return sum(_rows(width - x, height - y, dx, dy, bits) for x, y, dx, dy in passes)


def _rows(width: int, height: int, dx: int, dy: int, bits: int) -> int:
    columns, rows = max(-(-width // dx), 0), max(-(-height // dy), 0)
    return rows * (1 + (columns * bits + 7) // 8) if columns else 0


def _unpacked(unpacker: Any, packed: bytes, left: int) -> int:
    """How many bytes of rows are still to come after this chunk; more than promised is not looked at."""
    for start in range(0, len(packed), _PIECE):
        piece = packed[start : start + _PIECE]
        while piece and left and not unpacker.eof:
            try:
                left -= len(unpacker.decompress(piece, min(_PIECE, left)))
            except zlib.error:
                raise Broken(_damaged()) from None
            piece = unpacker.unconsumed_tail
        if unpacker.eof or not left:
            break
    return left


# PDF


def _check_pdf(file: BinaryIO) -> None:
    found = (apart.ask("pages", file.read()) or {}).get("found", "damaged")
    if found == "locked":
        raise BadInput(_("This PDF is locked with a password, so nobody could examine it."), found="PDF", cure=_UNLOCK)
    if found in ACTIVE:
        raise BadInput(
            _("This PDF does something by itself when it is opened."),
            found=str(ACTIVE[found]),
            wanted=_("a PDF that is only read"),
            cure=_PRINT,
        )
    if found != "pages":
        raise Broken(_("a PDF without a page") if found == "no pages" else _damaged())


def _damaged() -> str:
    return _("a damaged file")


def _cut_off() -> str:
    return _("a file that is cut off")
