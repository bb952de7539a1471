"""Looking into a zip that a stranger sent: its directory, with bounds, before anything is unpacked. What its XML says
is read in a process of its own (`apart_child`).
"""

from __future__ import annotations

import struct
import zipfile
from typing import BinaryIO

from django.utils.translation import gettext as _

from tongban.documents import apart
from tongban.kit.errors import BadInput

MAX_ENTRIES = 2000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200  # of any entry over one megabyte; text in real docx files reaches about 30
MAX_DIRECTORY = 1024 * 1024
_PEEK = 1024 * 1024
_EOCD = struct.Struct("<4s4H2LH")

# What Office packs an attached program into; an embedded sheet (xlsx) or picture is none.
_PROGRAMS = (".bin", ".ole", ".exe", ".docm", ".xlsm", ".pptm")


def listed(file: BinaryIO, size: int) -> set[str]:
    """The names in the zip. Raises BadInput for bombs, locked, damaged, overlapping or disguised archives."""
    _check_directory(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error, OSError):
        raise _bad(_("The file is damaged: its directory cannot be read.")) from None
    _check_entries(entries, size)
    return {entry.filename for entry in entries}


def _check_directory(file: BinaryIO, size: int) -> None:
    """The end record stands at the very end, the directory right before it, and both are of a sane size."""
    file.seek(max(size - _EOCD.size - 0xFFFF, 0))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _EOCD.size:
        raise _bad(_("The file is cut off or has something foreign behind it."))
    _s, _disk, _d, _here, entries, length, offset, comment = _EOCD.unpack_from(tail, place)
    at = size - len(tail) + place
    if at + _EOCD.size + comment != size or offset + length != at:
        raise _bad(_("The file is cut off or has something foreign in front or behind."))
    if entries > MAX_ENTRIES or length > MAX_DIRECTORY:
        raise _bad(_("The file holds too many parts."))


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_ENTRIES or len({name.lower() for name in names}) != len(names):
        raise _bad(_("The file holds too many parts, or the same part twice."))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise _bad(_("The file is locked with a password, so nobody could examine it."))
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise _bad(_("The file is packed in a way that other programs cannot read."))
    if any(_leaves(name) for name in names):
        raise _bad(_("The file has parts that would be unpacked outside its folder."))
    if sum(entry.compress_size for entry in entries) > size:
        raise _bad(_("The parts of the file overlap."))
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED or any(_blown_up(entry) for entry in entries):
        raise _bad(_("Unpacked, the file would be far too large."))


def _leaves(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or name[1:2] == ":"


def _blown_up(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _PEEK and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def check_docx(file: BinaryIO, names: set[str]) -> None:
    """Raises BadInput for macros, ActiveX, packed objects, fields that start programs, parts fetched from elsewhere."""
    lowered = {name.lower() for name in names}
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in name for name in lowered):
        raise _macros()
    if any(_is_object(name) for name in lowered):
        raise _objects()
    if found := _looked_at("docx", file):
        raise _REFUSALS.get(found, _unreadable)()


def _is_object(name: str) -> bool:
    return "oleobject" in name.rpartition("/")[2] or ("embeddings/" in name and name.endswith(_PROGRAMS))


def check_ofd(file: BinaryIO) -> None:
    """Raises BadInput when OFD.xml is no OFD entry file (GB/T 33190 §7.4)."""
    found = _looked_at("ofd", file)
    if found == "no entry":
        raise _bad(_("The file calls itself OFD, but its entry file is something else."))
    if found:
        raise _REFUSALS.get(found, _unreadable)()


def _looked_at(task: str, file: BinaryIO) -> str:
    """An empty string if nothing is amiss; its XML is read apart, with bounds."""
    file.seek(0)
    return str((apart.ask(task, file.read()) or {}).get("found", "tangled"))


def _objects() -> BadInput:
    return BadInput(
        _("This document holds an attached program, or a field that starts one."),
        found="docx",
        wanted=_("a document that is only read"),
        cure=_("Save it as PDF and choose that file."),
    )


def _macros() -> BadInput:
    return BadInput(
        _("This document holds macros or loads a template from elsewhere."),
        found="docx",
        wanted=_("a document without macros"),
        cure=_("Save it as PDF, or as a docx without macros, and choose that file."),
    )


def _elsewhere() -> BadInput:
    return BadInput(
        _("This document loads something from elsewhere when it is opened."),
        found="docx",
        wanted=_("a document that holds all it shows"),
        cure=_("Save it as PDF and choose that file."),
    )


def _unreadable() -> BadInput:
    return _bad(_("The file is damaged: a part of it cannot be read."))


def _too_much() -> BadInput:
    return _bad(_("The file holds too many parts."))


def _bad(message: str) -> BadInput:
    return BadInput(message, found="zip", wanted="docx, ofd", cure=_("Save it as PDF and choose that file."))


_REFUSALS = {"macros": _macros, "objects": _objects, "elsewhere": _elsewhere, "tangled": _too_much}
