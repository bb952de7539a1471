"""The child of `apart`: one line of JSON, then the bytes of a file on standard input; one object of JSON back.

It stands alone: started with `python -I`, it imports pyHanko, pypdf, Pillow and expat, and nothing of ours.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import io
import json
import logging
import os
import re
import resource
import subprocess
import sys
from functools import cache
from typing import Any


def bound(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def limits() -> Any:
    from pyhanko.pdf_utils import decode_limits as d

    mib = 1 << 20
    return d.DecodeLimits(
        per_stream=d.StreamDecodeLimits(max_output_size=64 * mib),
        per_purpose={
            **d.DEFAULT_PURPOSE_LIMITS,
            d.DecodePurpose.XREF_STREAM: d.StreamDecodeLimits(max_output_size=4 * mib),
        },
        document_budget=d.DocumentDecodeBudget(base_allowance=128 * mib, max_ratio=10),
    )


def pages(content: bytes, _facts: dict[str, Any]) -> dict[str, Any]:
    """pages | no pages | locked | damaged | script | program | media | form | fetched | tangled"""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        doubled = doubled_keys()
        reader = PdfFileReader(io.BytesIO(content), strict=False, decode_limits=limits())
        if reader.encrypted:
            return {"found": "locked"}
        tree = reader.root["/Pages"]
        whole = int(tree["/Count"]) > 0 and tree["/Kids"][0].get("/Type") in ("/Page", "/Pages")
        found = (active(reader) or "pages") if whole else "no pages"
        return {"found": "damaged" if doubled and found == "pages" else found}
    except Exception:
        return {"found": "damaged"}


def doubled_keys() -> list[str]:
    """What pyHanko will say of keys that stand twice: it takes the first, and a viewer may take the last."""
    from pyhanko.pdf_utils import generic

    told = Told()
    generic.logger.addHandler(told)
    return told.words


class Told(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if "Multiple definitions" in record.getMessage():
            self.words.append(record.getMessage())


# What draws a page does nothing by itself, and is most of a file. Whatever leads elsewhere may lead to an action.
# Of what a page draws with, only that which may lie elsewhere is looked at.
PASSED_BY = {"/StructTreeRoot", "/Metadata"}
DRAWS_WITH = ("/XObject", "/Pattern")
ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "program",
    "/ImportData": "program",
    "/GoToE": "program",
    "/SubmitForm": "form",
    "/Rendition": "media",
    "/Movie": "media",
    "/RichMediaExecute": "media",
}
ANNOTATIONS = {"/RichMedia": "media", "/Movie": "media", "/Screen": "media", "/3D": "media"}
HARMLESS = (".xml", ".json", ".txt", ".csv", ".pdf", ".ofd", ".jpg", ".jpeg", ".png")  # electronic invoices carry XML
FILE_NAMES = ("/UF", "/F", "/DOS", "/Mac", "/Unix")
BY_ITSELF = {"/GoTo", "/Named"}  # what may happen when a file or a page is opened: it turns to a page
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
OBJECTS = 60_000


def active(reader: Any) -> str:
    """What of the file would do something by itself; an empty string if nothing would. Every object once."""
    from pyhanko.pdf_utils import generic

    seen: set[Any] = set()
    found, todo = "", [reader.root]
    while todo:
        one = todo.pop()
        if isinstance(one, generic.IndirectObject):
            if one.reference in seen:
                continue
            seen.add(one.reference)
            if len(seen) > OBJECTS:
                return "tangled"
            one = reader.get_object(one.reference)
        if isinstance(one, generic.DictionaryObject):
            found = does(one) or found
            if found not in ("", "fetched"):
                return found
            todo += [part for key in one if key not in PASSED_BY for part in leads_to(one, key)]
        elif isinstance(one, generic.ArrayObject):
            todo += [one.raw_get(at) for at in range(len(one))]
    return found


def leads_to(one: Any, key: str) -> list[Any]:
    if key != "/Resources":
        return [one.raw_get(key)]
    given: Any = one.get(key)
    names = DRAWS_WITH if isinstance(given, dict) else ()
    return [given.raw_get(name) for name in names if name in given]


def does(one: Any) -> str:
    kind, said = one.get("/S"), one.get("/Subtype")
    if "/JS" in one or "/XFA" in one:
        return "script"
    if isinstance(kind, str) and kind in ACTIONS:
        return ACTIONS[kind]
    if isinstance(said, str) and said in ANNOTATIONS:
        return ANNOTATIONS[said]
    if "/EF" in one and is_program(one):
        return "program"
    return "fetched" if fetches(one) else ""


def is_program(one: Any) -> bool:
    """An attachment that is none of the harmless kinds, by its name or by how it begins."""
    names = [str(one[key]).lower() for key in FILE_NAMES if isinstance(one.get(key), str)]
    if not names or not all(name.endswith(HARMLESS) for name in names):
        return True
    parts = [one["/EF"][name] for name in one["/EF"]]
    return any(part.data.startswith(PROGRAMS) for part in parts if hasattr(part, "encoded_data"))


def fetches(one: Any) -> bool:
    """A stream whose bytes lie elsewhere, a page drawn from another file, a link into a file on somebody's machine, or
    anything but a turned page when it is opened: a viewer asks for them unasked, with the reader's name and password."""
    if hasattr(one, "encoded_data") and ("/F" in one or "/Ref" in one or "/OPI" in one):
        return True
    if one.get("/S") in ("/GoToR", "/Thread") and lies_elsewhere(one.get("/F")):
        return True
    events = one.get("/AA")
    starts = [one.get("/OpenAction"), *(events.values() if isinstance(events, dict) else ())]
    return any(isinstance(start, dict) and not turns_alone(start) for start in starts)


def turns_alone(action: Any, depth: int = 0) -> bool:
    following = action.get("/Next")
    chain = following if isinstance(following, list) else [following] if following is not None else []
    kinds = action.get("/S") in BY_ITSELF or "/S" not in action
    return kinds and depth < 8 and all(isinstance(one, dict) and turns_alone(one, depth + 1) for one in chain)


def lies_elsewhere(file: Any) -> bool:
    names = [file.get(key) for key in FILE_NAMES] if isinstance(file, dict) else [file]
    return any(isinstance(name, str) and OUTSIDE.match(name) for name in names)


IMAGES, WIDEST = 3, 3000  # of a page; pixels


def words(content: bytes, facts: dict[str, Any]) -> dict[str, Any]:
    """What a PDF says, page by page, until time or characters run out."""
    import time

    from pypdf import PdfReader

    said: list[str] = []
    left = int(facts["most"])
    for page in PdfReader(io.BytesIO(content)).pages:
        if left <= 0 or time.process_time() > facts["seconds"] - 1:
            break
        text = text_of(page) or scanned(page, facts)
        said.append(text[:left])
        left -= len(text)
    return {"words": "\n".join(said)}


def text_of(page: Any) -> str:
    """One page that cannot be read keeps nothing of the others back."""
    try:
        return str(page.extract_text())
    except Exception:
        return ""


def scanned(page: Any, facts: dict[str, Any]) -> str:
    """A page without a word of its own may be a picture of one."""
    if not facts.get("tesseract"):
        return ""
    try:
        return "\n".join(seen_on(image.image, facts) for image in list(page.images)[:IMAGES] if image.image)
    except Exception:
        return ""


def picture(content: bytes, facts: dict[str, Any]) -> dict[str, Any]:
    """What stands on a JPEG or PNG."""
    from PIL import Image

    return {"words": seen_on(Image.open(io.BytesIO(content)), facts)[: int(facts["most"])]}


def seen_on(image: Any, facts: dict[str, Any]) -> str:
    """Tesseract, bound as this process is; nothing where it cannot read, or has no Chinese."""
    grey = image.convert("L")
    grey.thumbnail((WIDEST, WIDEST))
    drawn = io.BytesIO()
    grey.save(drawn, "PNG")
    ask = [facts["tesseract"], "-", "-", "-l", "chi_sim+eng", "--psm", "3"]
    alone = {"OMP_THREAD_LIMIT": "1", "PATH": os.defpath}
    done = subprocess.run(  # noqa: S603 - the path is the parent's
        ask, input=drawn.getvalue(), capture_output=True, env=alone, timeout=facts["seconds"], check=False
    )
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""


def is_plain(hole: bytes) -> bool:
    """The hole that no signature covers holds one signature in hexadecimal digits of one case, then zeros, and no more."""
    if not re.fullmatch(rb"<([0-9a-f]+|[0-9A-F]+)>", hole):
        return False
    der = bytes.fromhex(hole[1:-1].decode("ascii"))
    size = 2 + der[1] if der[1] < 0x80 else 2 + (der[1] & 0x7F) + int.from_bytes(der[2 : 2 + (der[1] & 0x7F)], "big")
    return not any(der[size:])


def signatures(content: bytes, facts: dict[str, Any]) -> dict[str, Any]:
    """Every signature with what it covers and whether it leads to one of `roots` (DER) at `moment`."""
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    roots = [x509.Certificate.load(base64.b64decode(text)) for text in facts["roots"]]
    clocks = [x509.Certificate.load(base64.b64decode(text)) for text in facts.get("clocks", ())]
    moment = dt.datetime.fromisoformat(facts["moment"])
    found = []
    for signature in PdfFileReader(io.BytesIO(content)).embedded_regular_signatures:
        context = ValidationContext(trust_roots=roots, moment=moment, allow_fetching=False)
        status = validate_pdf_signature(signature, context, ts_validation_context=of_clocks(signature, clocks))
        stamp, alone = status.timestamp_validity, dataclasses.replace(status, timestamp_validity=None)
        at = signature.self_reported_timestamp
        first, hole, start, length = (int(number) for number in signature.byte_range)
        found.append(
            {
                "intact": bool(status.intact and status.valid) and is_plain(content[first + hole : start]),
                "trusted": bool(alone.bottom_line),
                "entire": getattr(status.coverage, "name", "") == "ENTIRE_FILE",
                "only_seals_after": bool(status.docmdp_ok),
                "ends": start + length,
                "covered": covered(content, signature.byte_range),
                "certificate": base64.b64encode(signature.signer_cert.dump()).decode(),
                "at": at.isoformat() if at else None,
                "stamp": told_of(stamp) if stamp else None,
            }
        )
    return {"signatures": found}


def covered(content: bytes, parts: Any) -> str:
    """SHA-256 of the bytes under a signature: nobody changes them and keeps it, however the signature itself is written."""
    first, length, second, rest = (int(number) for number in parts)
    return hashlib.sha256(content[first : first + length] + content[second : second + rest]).hexdigest()


def of_clocks(signature: Any, clocks: list[Any]) -> Any:
    """A stamp is judged at its own moment: its authority's certificate may end long before the paper."""
    from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
    from pyhanko_certvalidator import ValidationContext

    held = next(extract_tst_data_iter(signature.signer_info, signed=False), None)
    at = held["encap_content_info"]["content"].parsed["gen_time"].native if held is not None else None
    return ValidationContext(trust_roots=clocks, moment=at, allow_fetching=False) if at else None


def told_of(stamp: Any) -> dict[str, Any]:
    return {
        "at": stamp.timestamp.isoformat(),
        "holds": bool(stamp.intact and stamp.valid and stamp.trusted),
        "certificate": base64.b64encode(stamp.signing_cert.dump()).decode(),
    }


# Packed documents (docx, OFD). Names, quotes, encodings and prefixes are the parser's business: what is looked at is
# what Word would read.

READ_MOST = 64 << 20  # bytes of XML in one document; a text of a thousand pages has about five megabytes
_PIECE = 1 << 16
# What a part may be to the document, by the last word of the relationship's type.
BROUGHT = {
    "vbaproject": "macros",
    "wordvbadata": "macros",
    "attachedtoolbars": "macros",
    "keymapcustomizations": "macros",
    "control": "macros",
    "activexcontrolbinary": "macros",
    "oleobject": "objects",
    "afchunk": "objects",
}
FETCHED = {"attachedtemplate": "macros", "oleobject": "objects", "frame": "objects", "subdocument": "objects"}
LOADS_CODE = ("macroenabled", "vbaproject", "activex")  # in a content type
FETCHES = re.compile(
    r"""^\s*(?:includepicture|includetext|include|import|link|rd|database)\b[^\n]*?[\s"'](?:[a-z][a-z0-9+.-]+:|//|\\\\)""",
    re.MULTILINE,
)
STARTS_A_PROGRAM = re.compile(r"""(?:^|[\s"])dde(?:auto)?(?=[\s"\\]|$)""", re.MULTILINE)
OUTSIDE = re.compile(
    r"\s*(?:[a-z][a-z0-9+.-]*:|//|\\)", re.IGNORECASE
)  # an address, where a part of the file should stand


class Found(Exception):
    """The first thing that is amiss, in one word."""


class Looked:
    """The XML parts of one zip, one after another; more than READ_MOST in all is not looked through."""

    def __init__(self, content: bytes) -> None:
        import zipfile

        self.archive = zipfile.ZipFile(io.BytesIO(content))
        self.left = READ_MOST

    def parse(self, name: str, parser: Any) -> None:
        with self.archive.open(name) as part:
            while piece := part.read(_PIECE):
                self.left -= len(piece)
                if self.left < 0:
                    raise Found("tangled")
                parser.Parse(piece, False)
        parser.Parse(b"", True)


def a_parser(*, begin: Any = None, end: Any = None, text: Any = None) -> Any:
    """`begin(name, attributes)` and `end(name)` are given local names in lower case, whatever their prefix."""
    from xml.parsers import expat

    parser = expat.ParserCreate()
    parser.buffer_text, parser.buffer_size = True, 1 << 20
    parser.StartDoctypeDeclHandler = refused  # so there are no entities either
    parser.XmlDeclHandler = in_unicode
    if begin:
        parser.StartElementHandler = lambda name, given: begin(local(name), given)
    if end:
        parser.EndElementHandler = lambda name: end(local(name))
    if text:
        parser.CharacterDataHandler = text
    return parser


@cache
def local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def of(given: dict[str, str], name: str) -> list[str]:
    """Every attribute that could be taken for this one."""
    return [value for key, value in given.items() if local(key) == name]


def refused(*_said: Any) -> None:
    raise Found("damaged")


def in_unicode(_version: str, encoding: str | None, _alone: int) -> None:
    """What this parser and Word might read differently is read by neither."""
    if encoding and not encoding.lower().startswith(("utf-8", "utf-16", "us-ascii")):
        raise Found("damaged")


def docx(content: bytes, _facts: dict[str, Any]) -> dict[str, Any]:
    """\"\" | macros | objects | elsewhere | tangled | damaged"""
    return {"found": first_found(lambda: look_through(Looked(content)))}


def first_found(look: Any) -> str:
    try:
        look()
    except Found as found:
        return str(found)
    except Exception:
        return "damaged"
    return ""


def look_through(looked: Looked) -> None:
    kinds = kinds_of(looked)
    for name in looked.archive.namelist():
        low = name.lower()
        ending = low.rpartition(".")[2]
        if ending == "rels":
            looked.parse(name, a_parser(begin=relationship))
        elif ending == "xml" or kinds.get("/" + low, kinds.get(ending, "")).endswith("xml"):
            look_for_fields(looked, name)


def kinds_of(looked: Looked) -> dict[str, str]:
    """Content types by "/part" or "ending"; Word goes by them, not by the names."""
    from urllib.parse import unquote

    kinds: dict[str, str] = {}

    def kind(_name: str, given: dict[str, str]) -> None:
        nonlocal kinds
        for said in of(given, "contenttype"):
            if any(word in said.lower() for word in LOADS_CODE):
                raise Found("macros")
            kinds |= {unquote(one).lower(): said.lower() for one in of(given, "partname") + of(given, "extension")}

    looked.parse("[Content_Types].xml", a_parser(begin=kind))
    return kinds


def relationship(name: str, given: dict[str, str]) -> None:
    if name != "relationship":
        return
    kinds = [one.lower().rpartition("/")[2] for one in of(given, "type")] or [""]
    if set(kinds) == {"hyperlink"}:
        return
    outside = any(one != "Internal" for one in of(given, "targetmode"))
    if outside or any(OUTSIDE.match(one) for one in of(given, "target")):
        raise Found(next((FETCHED[one] for one in kinds if one in FETCHED), "elsewhere"))
    if brought := [BROUGHT[one] for one in kinds if one in BROUGHT]:
        raise Found(brought[0])


def look_for_fields(looked: Looked, name: str) -> None:
    """The instructions of fields (`w:instrText`, `w:fldSimple`), since other text may say what it likes. A field whose
    own name another field makes is refused: what it does shows only when it is done."""
    said: list[str] = []
    inside: list[str] = []
    open_: list[int | None] = []  # where in `said` each open field began; None once its instruction is over

    def mark(kind: str) -> None:
        if kind == "begin":
            if open_ and open_[-1] is not None and not "".join(said[open_[-1] :]).strip():
                raise Found("objects")
            open_.append(len(said) + 1)
        elif open_ and kind == "separate":
            open_[-1] = None
        elif open_:
            open_.pop()

    def begin(name: str, given: dict[str, str]) -> None:
        if name in ("instrtext", "delinstrtext"):
            inside.append(name)
        elif name == "fldchar":
            mark(next(iter(of(given, "fldchartype")), "").lower())
            said.append("\n")
        elif name == "fldsimple":
            said.extend(f"\n{one}\n" for one in of(given, "instr"))

    def end(name: str) -> None:
        if inside and name == inside[-1]:
            inside.pop()

    looked.parse(name, a_parser(begin=begin, end=end, text=lambda some: said.append(some) if inside else None))
    whole = "".join(said).lower()
    if STARTS_A_PROGRAM.search(whole):
        raise Found("objects")
    if FETCHES.search(whole):
        raise Found("elsewhere")


def ofd(content: bytes, _facts: dict[str, Any]) -> dict[str, Any]:
    """\"\" | no entry | tangled | damaged"""
    names: list[str] = []
    found = first_found(
        lambda: Looked(content).parse("OFD.xml", a_parser(begin=lambda name, _given: names.append(name)))
    )
    return {"found": found or ("" if names[:1] == ["ofd"] else "no entry")}


LINES = {"p", "textobject"}
GAPS = {"tab", "br"}


def said(content: bytes, facts: dict[str, Any]) -> dict[str, Any]:
    """What the parts of a docx or an OFD say, part by part, until characters run out."""
    looked, found = Looked(content), Kept(int(facts["most"]))
    for name in looked.archive.namelist():
        if not name.lower().endswith(".xml") or "theme" in name or "styles" in name:
            continue
        try:
            looked.parse(name, a_parser(begin=found.begin, end=found.end, text=found.add))
        except Exception:  # noqa: S112 - what cannot be read keeps nothing of the rest back
            continue
        finally:
            found.add("\n")
    return {"words": "".join(found.parts)}


class Kept:
    def __init__(self, most: int) -> None:
        self.parts: list[str] = []
        self.left = most

    def add(self, some: str) -> None:
        if self.left > 0:
            self.parts.append(some[: self.left])
            self.left -= len(some)

    def begin(self, name: str, _given: dict[str, str]) -> None:
        if name in GAPS:
            self.add("\n")

    def end(self, name: str) -> None:
        if name in LINES:
            self.add("\n")


TASKS = {
    "picture": picture,
    "pages": pages,
    "signatures": signatures,
    "words": words,
    "docx": docx,
    "ofd": ofd,
    "said": said,
}


def main() -> None:
    facts = json.loads(sys.stdin.buffer.readline())
    bound(facts["memory"], facts["seconds"])
    logging.getLogger().addHandler(logging.NullHandler())  # not a bad file's own words on standard error
    sys.stdout.write(json.dumps(TASKS[facts["task"]](sys.stdin.buffer.read(), facts)))


if __name__ == "__main__":
    main()
