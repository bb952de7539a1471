"""Whether a stranger's PDF leads to a page. Loads pyHanko, so it is imported only when a PDF comes in."""

from __future__ import annotations

import logging
from typing import BinaryIO, Literal

from pyhanko.pdf_utils.decode_limits import (
    DEFAULT_PURPOSE_LIMITS,
    DecodeLimits,
    DecodePurpose,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.reader import PdfFileReader

# What pyHanko logs of a bad file are stack traces with the file's own words; our answer says what matters.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)

_MIB = 1 << 20
# What the parts of a file that have to be unpacked may grow to, before they are unpacked.
LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=64 * _MIB),
    per_purpose={
        **DEFAULT_PURPOSE_LIMITS,
        DecodePurpose.XREF_STREAM: StreamDecodeLimits(max_output_size=4 * _MIB),
    },
    document_budget=DocumentDecodeBudget(base_allowance=128 * _MIB, max_ratio=10),
)

Found = Literal["pages", "no pages", "locked", "damaged"]


def look(file: BinaryIO) -> Found:
    """It never raises for what the file holds."""
    try:
        reader = PdfFileReader(file, strict=False, decode_limits=LIMITS)
        if reader.encrypted:
            return "locked"
        pages = reader.root["/Pages"]
        whole = int(pages["/Count"]) > 0 and pages["/Kids"][0].get("/Type") in ("/Page", "/Pages")
    except Exception:  # a stranger's file may break a parser in any way
        return "damaged"
    return "pages" if whole else "no pages"
