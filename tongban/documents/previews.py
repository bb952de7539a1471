"""Small pictures of uploaded ones, for the examiner's page. PDFs are shown by the browser itself."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from tongban.documents.opening import PIXELS
from tongban.documents.sniff import JPG, PICTURES, Kind
from tongban.kit.errors import BadInput

LONGEST = 1600
_FORMATS = {"jpg": "JPEG", "png": "PNG"}


def preview(content: Path | BinaryIO, kind: Kind) -> bytes:
    """A PNG of at most 1600 × 1600 pixels, turned upright, without the original's metadata (place, camera, profile).

    Raises BadInput for other kinds, for pictures too large to unpack and for damaged ones.
    """
    if kind not in PICTURES:
        raise BadInput(_("Only pictures have a preview."), found=kind.code, wanted="jpg, png")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own bound stands below
            with Image.open(content, formats=[_FORMATS[kind.code]]) as picture:
                return _small(picture, kind)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError):
        cure = _("Take the picture again, or save it in another program, and choose it again.")
        raise BadInput(_("This picture is damaged or too large to show."), found=kind.code, cure=cure) from None


def _small(picture: Image.Image, kind: Kind) -> bytes:
    if picture.width * picture.height > PIXELS[kind.code]:
        raise ValueError("too many pixels")
    if kind is JPG:
        picture.draft("RGB", (LONGEST, LONGEST))
    picture.thumbnail((LONGEST, LONGEST))
    upright = ImageOps.exif_transpose(picture)
    clean = upright.convert("RGBA" if _see_through(upright) else "RGB")
    clean.info = {}
    out = io.BytesIO()
    clean.save(out, format="PNG", compress_level=3)
    return out.getvalue()


def _see_through(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
