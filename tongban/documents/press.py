"""The press: typst with the fonts loaded once.

Loading the fonts is what costs (17–58 ms); with one shared `typst.Fonts` a fresh compiler per paper takes 1–2 ms and
needs no lock, since compilers share nothing else. Templates see data only through `sys.inputs`, and no package is fetched.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from tongban.documents.glyphs import font_files
from tongban.kit import clock
from tongban.kit.errors import Refused

TEMPLATES = Path(__file__).parent / "papers"
SERIF = "Noto Serif SC"
# An office that owns these faces puts them into the font folder, and the body of its papers is set in them.
_OFFICE_FACES = ("FangSong_GB2312", "FangSong", "FZFangSong-Z02S", "STFangsong")

Form = Literal["pdf", "svg", "png"]


def font_folder() -> Path:
    return Path(getattr(settings, "FONTS_DIR", None) or settings.BASE_DIR / "build" / "fonts")


@lru_cache(maxsize=4)
def _fonts(folder: Path, more: tuple[Path, ...] = ()) -> typst.Fonts:
    if not folder.is_dir() or not font_files(folder):
        raise Refused(
            _("There are no fonts to print with."),
            found=str(folder),
            wanted=SERIF,
            cure=_("Run `make setup`, or set TONGBAN_FONTS to a folder that holds the fonts."),
        )
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder), *(str(face.parent) for face in more)],
    )


def body_faces() -> list[str]:
    """Font families for the body, best first; all characters that these lack come from any other font of the folder."""
    have = set(_fonts(font_folder()).families())
    return [face for face in (*_OFFICE_FACES, SERIF) if face in have]


def press(
    template: str,
    inputs: dict[str, str],
    *,
    form: Form = "pdf",
    ppi: float = 144,
    more: tuple[Path, ...] = (),
    attaches: bool = False,
) -> bytes:
    """One compiled template, with `more` fonts beside ours. PDFs are PDF/A-2b, and 3b where a file is attached, which 2b
    forbids. Raises Refused when typst cannot set it."""
    compiler = typst.Compiler(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_fonts(font_folder(), more),
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    standards: list[typst.PDFStandard] = ["a-3b" if attaches else "a-2b"] if form == "pdf" else []
    try:
        made = compiler.compile(
            format=form,
            ppi=ppi,
            pdf_standards=standards,
            timestamp=int(clock.now().timestamp()),
            pdf_tags=False,
        )
    except typst.TypstError as error:
        raise Refused(_("The paper could not be typeset."), found=error.message) from error
    page = made[0] if isinstance(made, list) else made
    assert page is not None
    return page
