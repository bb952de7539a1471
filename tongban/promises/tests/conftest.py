from __future__ import annotations

import gettext
import io
import os
import struct
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.utils import translation

from tongban.promises.calendar import Calendar

if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
    # Alone, the pure core needs no other setting.
    settings.configure(USE_I18N=True, USE_TZ=True, TIME_ZONE="Asia/Shanghai", LANGUAGE_CODE="en")
    django.setup()

PART = Path(__file__).resolve().parents[3] / "locale" / "parts" / "promises.po"


@pytest.fixture(scope="session")
def years() -> Calendar:
    """The real calendar, 2004–2026."""
    return Calendar.seeded()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Refusals are read in the language of the code, whatever the installation speaks."""
    with translation.override("en"):
        yield


@pytest.fixture
def chinese() -> str:
    """The room's own Chinese, as it stands in its part of the catalogue, whether or not that was merged."""
    from django.utils.translation import trans_real

    trans_real.translation("zh-hans").merge(gettext.GNUTranslations(io.BytesIO(compiled(PART.read_text()))))
    return "zh-hans"


def compiled(po: str) -> bytes:
    """A .mo file of a part: plain one-line entries, one plural form."""
    entries = {b"": b"Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n"}
    for block in po.split("\n\n"):
        words = dict(line.split(" ", 1) for line in block.splitlines() if line and not line.startswith("#"))
        if "msgid" not in words:
            continue
        texts = [words[key][1:-1].replace('\\"', '"') for key in ("msgid", "msgid_plural") if key in words]
        shown = words.get("msgstr") or words["msgstr[0]"]
        entries["\0".join(texts).encode()] = shown[1:-1].replace('\\"', '"').encode()
    return packed(sorted(entries.items()))


def packed(entries: list[tuple[bytes, bytes]]) -> bytes:
    count, at = len(entries), 28 + 16 * len(entries)
    tables: list[list[bytes]] = [[], []]
    body = b""
    for side in (0, 1):
        for entry in entries:
            tables[side].append(struct.pack("<II", len(entry[side]), at + len(body)))
            body += entry[side] + b"\0"
    head = struct.pack("<IIIIIII", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 28 + 16 * count)
    return head + b"".join(tables[0]) + b"".join(tables[1]) + body
