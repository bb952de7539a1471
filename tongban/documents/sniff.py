"""What an uploaded file is, by its content; its name is only a claim. Five kinds are taken, all else is refused in words.

jpg, png and pdf are known by their first bytes, docx and ofd by what their zip directory lists, read with bounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.documents import zips
from tongban.kit.errors import BadInput


@dataclass(frozen=True)
class Kind:
    """`extension` without a dot, as the file is stored; `mime` as it is served."""

    code: str
    mime: str
    extension: str


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JPG = Kind("jpg", "image/jpeg", "jpg")
PNG = Kind("png", "image/png", "png")
PDF = Kind("pdf", "application/pdf", "pdf")
DOCX = Kind("docx", _DOCX, "docx")
OFD = Kind("ofd", "application/ofd", "ofd")
KINDS = (JPG, PNG, PDF, DOCX, OFD)
PICTURES = (JPG, PNG)

HEAD = 4096
_TAIL = 4096
_ALIASES = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}
# Before %PDF- some writers leave white space or a byte-order mark; anything else there is another file in disguise.
_PDF_START = re.compile(rb"\A(?:\xef\xbb\xbf)?[\s\x00]{0,16}%PDF-\d")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_PNG_END = b"IEND\xaeB`\x82"

_CONVERT = gettext_lazy("Save it as PDF or as a picture (jpg, png) and choose that file.")
_PHONE = gettext_lazy("Set the camera of the phone to “most compatible”, or send a screenshot of the picture.")
_NOT_THIS = gettext_lazy("Choose the document itself: a picture, a PDF, a docx or an OFD.")
_STRANGERS: list[tuple[re.Pattern[bytes], str | Promise, str | Promise]] = [
    (re.compile(rb"\AMZ"), gettext_lazy("a Windows program"), _NOT_THIS),
    (re.compile(rb"\A(?:\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe)"), gettext_lazy("a program"), _NOT_THIS),
    (re.compile(rb"\A#!"), gettext_lazy("a script"), _NOT_THIS),
    (re.compile(rb"\A....ftyp(?:hei|hev|mif1|msf1)", re.DOTALL), gettext_lazy("a HEIC photo"), _PHONE),
    (re.compile(rb"\A....ftyp", re.DOTALL), gettext_lazy("a video"), _NOT_THIS),
    (re.compile(rb"\ARIFF....WEBP", re.DOTALL), gettext_lazy("a WebP picture"), _CONVERT),
    (re.compile(rb"\AGIF8"), gettext_lazy("a GIF picture"), _CONVERT),
    (re.compile(rb"\ABM"), gettext_lazy("a BMP picture"), _CONVERT),
    (re.compile(rb"\A(?:II\*\x00|MM\x00\*)"), gettext_lazy("a TIFF picture"), _CONVERT),
    (re.compile(rb"\A\xd0\xcf\x11\xe0"), gettext_lazy("an old Office file or a protected one"), _CONVERT),
    (re.compile(rb"\A(?:Rar!|7z\xbc\xaf)"), gettext_lazy("a packed archive"), _NOT_THIS),
    (
        re.compile(rb"\A[\s\xef\xbb\xbf]*<(?:!doctype|html|script|head|body)", re.IGNORECASE),
        "HTML",
        _CONVERT,
    ),
    (re.compile(rb"<svg[\s>]", re.IGNORECASE), gettext_lazy("an SVG drawing"), _CONVERT),
    (re.compile(rb"\A[\s\xef\xbb\xbf]*<\?xml", re.IGNORECASE), "XML", _CONVERT),
    (
        re.compile(rb"\A.{0,1024}?%PDF-", re.DOTALL),
        gettext_lazy("a PDF with something foreign in front"),
        _CONVERT,
    ),
]


def sniff(file: BinaryIO, *, size: int, name: str = "") -> Kind:
    """The kind of a seekable file of `size` bytes; `name` is what its owner calls it, or empty.

    Raises BadInput for whatever is not one of ours, is locked, holds macros, hides a second file, or contradicts `name`.
    The position in the file afterwards is undefined.
    """
    file.seek(0)
    head = file.read(HEAD)
    if size <= 0 or not head:
        raise BadInput(_("The file is empty."), found=name, cure=_("Choose the file again."))
    kind = _kind(head, size, file)
    _check_name(name, kind)
    return kind


def _kind(head: bytes, size: int, file: BinaryIO) -> Kind:
    if head.startswith(b"PK\x03\x04"):
        return _packed(size, file)
    for kind, starts, check in _PLAIN:
        if starts(head):
            check(file, size)
            return kind
    raise _stranger(head)


def _stranger(head: bytes) -> BadInput:
    for pattern, words, cure in _STRANGERS:
        if pattern.search(head):
            return _refusal(words, cure)
    return _refusal(_("a file of an unknown sort"), _CONVERT)


def _refusal(found: object, cure: object) -> BadInput:
    return BadInput(
        _("This file cannot be taken: it is %(found)s.") % {"found": found},
        found=str(found),
        wanted="jpg, png, pdf, docx, ofd",
        cure=cure,
    )


def _packed(size: int, file: BinaryIO) -> Kind:
    names = zips.listed(file, size)
    if "OFD.xml" in names:
        zips.check_ofd(file)
        return OFD
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        zips.check_docx(file, names)
        return DOCX
    raise _refusal(_("a packed archive"), _NOT_THIS)


def _check_jpg(file: BinaryIO, size: int) -> None:
    # Phones append videos to photos, so only a zip behind the picture is refused.
    _check_no_zip(_tail(file, size))


def _check_png(file: BinaryIO, size: int) -> None:
    if not _tail(file, size).endswith(_PNG_END):
        raise _refusal(_("a PNG picture that is cut off or has something foreign behind it"), _CONVERT)


def _check_pdf(file: BinaryIO, size: int) -> None:
    tail = _tail(file, size)
    _check_no_zip(tail)
    end = tail.rfind(b"%%EOF")
    if end < 0 or tail[end + 5 :].strip(b"\x00\t\n\x0c\r \x1a"):
        raise _refusal(_("a PDF that is cut off or has something foreign behind it"), _CONVERT)
    if _has(file, _ENCRYPTED):
        cure = _("Remove the password (print it to a new PDF, for example) and choose that file.")
        raise BadInput(_("This PDF is locked with a password, so nobody could examine it."), found="PDF", cure=cure)


def _check_no_zip(tail: bytes) -> None:
    if b"PK\x05\x06" in tail:
        raise _refusal(_("two files in one"), _NOT_THIS)


def _tail(file: BinaryIO, size: int) -> bytes:
    file.seek(max(size - _TAIL, 0))
    return file.read(_TAIL)


def _has(file: BinaryIO, pattern: re.Pattern[bytes], step: int = 1 << 20) -> bool:
    """Looks through the whole file in steps that overlap, so that nothing hides on a seam."""
    file.seek(0)
    before = b""
    while part := file.read(step):
        if pattern.search(before + part):
            return True
        before = part[-64:]
    return False


def _check_name(name: str, kind: Kind) -> None:
    """A picture may be called after another picture, as messengers do; any other contradiction is explained."""
    claimed = PurePath(name).suffix.lower().lstrip(".")
    claimed = _ALIASES.get(claimed, claimed)
    if not claimed or claimed == kind.extension:
        return
    if kind in PICTURES and claimed in ("jpg", "png"):
        return
    raise BadInput(
        _("The name ends in “.%(claimed)s”, but the content is %(kind)s.")
        % {"claimed": claimed, "kind": kind.code.upper()},
        found=f".{claimed}",
        wanted=f".{kind.extension}",
        cure=_("Check that you chose the right file; if so, rename it to “.%(wanted)s”.") % {"wanted": kind.extension},
    )


_PLAIN: list[tuple[Kind, Callable[[bytes], bool], Callable[[BinaryIO, int], None]]] = [
    (JPG, lambda head: head.startswith(b"\xff\xd8\xff"), _check_jpg),
    (PNG, lambda head: head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR", _check_png),
    (PDF, lambda head: _PDF_START.match(head) is not None, _check_pdf),
]
