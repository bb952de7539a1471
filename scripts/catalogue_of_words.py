"""Merges locale/parts/*.po into one catalogue and compiles it into build/locale. Pure Python, no gettext needed.

A message that two rooms translate differently is an error: one noun, one word. `--check` only looks.
"""

from __future__ import annotations

import ast
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ROOT / "locale" / "parts"
TARGET = ROOT / "build" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
HEADER = "Content-Type: text/plain; charset=UTF-8\nLanguage: zh_Hans\nPlural-Forms: nplurals=1; plural=0;\n"
Entry = tuple[str, str, str]  # context, msgid (with \0 plural), msgstr


def entries(path: Path) -> Iterator[tuple[int, Entry]]:
    fields: dict[str, str] = {}
    current, start = "", 0
    for number, line in enumerate([*path.read_text().splitlines(), ""], 1):
        line = line.strip()
        if line.startswith("#"):
            continue
        if line.startswith('"') and current:
            fields[current] += ast.literal_eval(line)
            continue
        if (not line or line.startswith(("msgctxt", "msgid "))) and "msgstr" in fields:
            if fields.get("msgid"):
                yield start, finished(fields)
            fields, current = {}, ""
        if not line:
            continue
        word, _, rest = line.partition(" ")
        current = "msgstr" if word in ("msgstr", "msgstr[0]") else word
        start = start if fields else number
        fields[current] = ast.literal_eval(rest)


def finished(fields: dict[str, str]) -> Entry:
    plural = fields.get("msgid_plural")
    msgid = fields["msgid"] + (f"\0{plural}" if plural else "")
    return fields.get("msgctxt", ""), msgid, fields["msgstr"]


def merged() -> tuple[dict[tuple[str, str], str], list[str]]:
    found: dict[tuple[str, str], str] = {}
    where: dict[tuple[str, str], str] = {}
    faults = []
    for path in sorted(PARTS.glob("*.po")):
        for line, (context, msgid, msgstr) in entries(path):
            key = (context, msgid)
            if not msgstr:
                faults.append(f"{path.name}:{line}: {msgid!r} has no translation")
            elif key in found and found[key] != msgstr:
                faults.append(f"{path.name}:{line}: {msgid!r} is {msgstr!r} here, {found[key]!r} in {where[key]}")
            found.setdefault(key, msgstr)
            where.setdefault(key, f"{path.name}:{line}")
    return found, faults


def compiled(messages: dict[tuple[str, str], str]) -> bytes:
    rows = {"": HEADER} | {(f"{c}\x04{m}" if c else m): s for (c, m), s in messages.items()}
    keys = sorted(rows, key=lambda key: key.encode())
    ids = strs = b""
    table = []
    for key in keys:
        a, b = key.encode(), rows[key].encode()
        table.append((len(a), len(ids), len(b), len(strs)))
        ids, strs = ids + a + b"\0", strs + b + b"\0"
    start = 28 + 16 * len(keys)
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
    originals = b"".join(struct.pack("<2I", la, start + oa) for la, oa, _, _ in table)
    translated = b"".join(struct.pack("<2I", lb, start + len(ids) + ob) for _, _, lb, ob in table)
    return head + originals + translated + ids + strs


def main() -> int:
    messages, faults = merged()
    for fault in faults:
        print(fault)
    if "--check" not in sys.argv:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_bytes(compiled(messages))
        print(f"{len(messages)} messages compiled")
    return 1 if faults and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
