"""Every field a list may bring: its part, its kind, its headings. The data are in fields.txt and tables.txt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tongban.catalogue.element_names import path_in_words
from tongban.kit.languages import in_english

HERE = Path(__file__).parent
PARTS = ("item", "materials", "fees", "questions", "steps")
SHEETS = {"item": "事项", "materials": "材料", "fees": "收费项目", "questions": "常见问题", "steps": "办理环节"}


@dataclass(frozen=True)
class Spec:
    """`kind`: base (read by `reading_fields`), text, line, words, code, codes, flag, number, day."""

    part: str
    field: str
    kind: str
    codes: str
    zh: str
    en: str
    also: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.en if in_english() else self.zh


@cache
def specs(part: str = "item") -> dict[str, Spec]:
    """By field, in the order of an export."""
    return {one.field: one for one in _all() if one.part == part}


@cache
def _all() -> list[Spec]:
    found = []
    for line in (HERE / "fields.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            part, field, kind, codes, zh, en, also = [*line.split("\t"), ""][:7]
            found.append(Spec(part, field, kind, codes, zh, en, tuple(filter(None, map(str.strip, also.split(","))))))
    return found


def column_in_words(field: str, part: str = "item") -> str:
    """What an export writes above the column of a field; a place within a guide in the words of its editor."""
    spec = specs(part).get(field)
    return spec.label if spec else path_in_words(field)


def folded(heading: str) -> str:
    return re.sub(r"[\s()（）*＊_：:\-/、]", "", heading).lower()


@cache
def headings(part: str) -> dict[str, str]:
    """Folded heading → field."""
    known = {folded(one.field): one.field for one in specs(part).values()}
    if part == "item":
        known |= _older()
    known |= {folded(word): one.field for one in specs(part).values() for word in (one.zh, *one.also)}
    return known


def _older() -> dict[str, str]:
    known: dict[str, str] = {}
    for line in (HERE.parent / "reading_columns.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _colon, heads = line.partition(":")
            known |= {folded(head): name for head in heads.split(",")}
    return known


@dataclass(frozen=True)
class Column:
    """A column of a national table. `codes` may name the edition: `material_kind:C0109`."""

    name: str
    type: str
    length: int
    required: bool
    element: str
    field: str
    codes: str

    @property
    def edition(self) -> str:
        return self.codes.partition(":")[2]

    @property
    def code_set(self) -> str:
        return self.codes.partition(":")[0]


@dataclass(frozen=True)
class Table:
    """`part`: directory, item, extend, materials, fees, questions, organs; `types`: the items it holds."""

    name: str
    part: str
    types: tuple[str, ...]
    columns: tuple[Column, ...]


@cache
def tables() -> dict[str, Table]:
    """The up_ tables by name; a dn_ one has the same columns."""
    found: dict[str, Table] = {}
    name, part = "", ""
    types: tuple[str, ...] = ()
    columns: list[Column] = []
    for line in [*(HERE / "tables.txt").read_text("utf-8").splitlines(), "["]:
        if line.startswith("["):
            if name:
                found[name] = Table(name, part, types, tuple(columns))
            head = [*line.split("\t"), "", ""]
            name, part, types, columns = head[0].strip("[]"), head[1], tuple(filter(None, head[2].split(","))), []
        elif line and not line.startswith("#"):
            words = [*line.split("\t"), "", "", ""]
            columns.append(
                Column(words[0], words[1], int(words[2] or 0), words[3] == "*", words[4], words[5], words[6])
            )
    return found


def table_of(name: str) -> Table | None:
    """By the name of a sheet, a file or a `table` key, up_ or dn_."""
    plain = name.strip().lower().removesuffix(".csv").rpartition("/")[2]
    if plain.startswith("dn_"):
        plain = "up_" + plain[3:]
    return tables().get(plain)
