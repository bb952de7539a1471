"""From a paper's data to its PDF/A-2b file."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import gettext as _

from tongban.documents import glyphs, qr, rare, seals
from tongban.documents.papers import Paper, Sheet, checked, paper
from tongban.documents.press import body_faces, font_folder, press
from tongban.documents.questions import Attachment
from tongban.kit.errors import BadInput


def render(
    code: str,
    data: dict[str, Any],
    *,
    seal: str | bytes | None = None,
    unknown: Literal["mark", "refuse"] = "mark",
    attachment: Attachment | None = None,
) -> bytes:
    """The paper `code` as PDF/A-2b, with an attachment as PDF/A-3b, unsigned. Raises BadInput when the data are not what the paper needs.

    `seal`: the picture (SVG text or PNG bytes) that a seal provider gave; without one a demo paper gets a demo seal, and
    any other paper none. `unknown`: a character that no font draws is printed as 〔U+30EDD〕 with a note, or refused.
    """
    kind, sheet = paper(code), checked(code, data)
    values = sheet.model_dump()
    values |= {"title": sheet.title or kind.title_zh, "red": kind.red, "seal_kind": kind.seal}
    values, more = _with_known_glyphs(values, unknown)
    inputs = {
        "data": json.dumps(values, ensure_ascii=False),
        "faces": json.dumps(body_faces()),
        "qr": qr.svg(sheet.check.url),
        "seal": _seal_for(kind, sheet, seal),
        **_attached(attachment),
    }
    return press(f"{kind.code}.typ", inputs, more=more, attaches=attachment is not None)


def _attached(attachment: Attachment | None) -> dict[str, str]:
    if attachment is None:
        return {"attachment": ""}
    about = {"name": attachment.name, "media_type": attachment.media_type, "lines": attachment.lines}
    return {"attachment": json.dumps(about, ensure_ascii=False), "attached": attachment.data.decode()}


def seal_on(made: Any) -> str:
    """The seal that the printed paper bears, as the address of an image on a page; "" where it bears none."""
    drawn = _seal_for(paper(made.kind), checked(made.kind, made.content), None)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}" if drawn else ""


def missing_glyphs(text: str, folder: Path | None = None) -> list[str]:
    """The characters that no font of ours draws, each once: say so where a name is typed in, before any paper."""
    return _lacking(text, folder or font_folder())[0]


def printing_notice(text: str) -> str:
    """What a page says of a name before any paper: which of its characters will be printed as their code; "" for nearly
    every name. Cheap: common characters are not looked for, and the ranges of the fonts are read once."""
    lacking = [char for char in dict.fromkeys(text) if not _is_common(char)]
    if lacking:
        lacking = [char for char in glyphs.missing("".join(lacking), font_folder()) if not rare.claimed(char)]
    if not lacking:
        return ""
    said = _(
        "%(signs)s will be printed on papers as %(codes)s, with a note, until the font of this installation has it. It "
        "is kept as it was typed."
    )
    return said % {"signs": " ".join(lacking), "codes": " ".join(f"〔{_name(char)}〕" for char in lacking)}


def _is_common(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _lacking(text: str, folder: Path) -> tuple[list[str], tuple[Path, ...]]:
    """What nothing draws, and the fonts that are needed for what ours do not draw."""
    lacking = glyphs.missing(text, folder)
    more = tuple(rare.faces_for(lacking)) if lacking else ()
    return (glyphs.missing_in("".join(lacking), more) if more else lacking), more


def _seal_for(kind: Paper, sheet: Sheet, given: str | bytes | None) -> str:
    if kind.seal == "none":
        return ""
    if given is not None:
        return seals.as_svg(given)
    if not sheet.demo:
        return ""
    return seals.demo_svg(sheet.organ, sheet.seal_line if kind.seal == "special" else "")


def _with_known_glyphs(values: dict[str, Any], unknown: str) -> tuple[dict[str, Any], tuple[Path, ...]]:
    """The same values, printable, and the fonts for its rare characters; `unknown_glyphs` lists what the note at the end
    has to explain."""
    lacking, more = _lacking("".join(_strings(values)), font_folder())
    if lacking and unknown == "refuse":
        raise BadInput(
            _("Some characters cannot be printed, because no font has them."),
            found=" ".join(f"{char} {_name(char)}" for char in lacking),
            cure=_("Add a font that has them to the font folder, or write them another way."),
        )
    table = str.maketrans({char: f"〔{_name(char)}〕" for char in lacking})
    printable = _mapped(values, lambda text: text.translate(table))
    return {**printable, "unknown_glyphs": [_name(char) for char in lacking]}, more


def _name(char: str) -> str:
    return f"U+{ord(char):04X}"


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in inner for text in _strings(part)]


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list):
        return [_mapped(part, change) for part in value]
    if isinstance(value, dict):
        return {key: _mapped(part, change) for key, part in value.items()}
    return value
