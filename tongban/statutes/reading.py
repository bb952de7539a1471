"""Statutes as Markdown: a heading with the name, how it came into being, `<!-- INFO END -->`, chapters, articles.

Nothing is written here. A file with an error is left out whole; a warning tells what to look at.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _

from tongban.kit.errors import Refused
from tongban.statutes.kinds import Kind
from tongban.statutes.names import plain
from tongban.statutes.numerals import NUMBER, in_words, number_of

MOST_BYTES = 5 * 1024 * 1024
INFO_END = re.compile(r"<!--\s*INFO\s*END\s*-->", re.I)
HEADING = re.compile(r"^(#{1,6})\s*(.*?)\s*#*$")
ARTICLE = re.compile(rf"^[#*\s]*第({NUMBER})条(?:之({NUMBER}))?(?:\**[ \t\u3000\xa0]+\**(.*)|\**)$")
PART = re.compile(rf"^第({NUMBER})(编|分编|章|节)")
APPENDIX = re.compile(r"^[#*\s]*附\s*(?:件|表|录)")
ITEM = re.compile(rf"^[（(](?:{NUMBER})[）)]|^\d+[.．、]")
DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
IN_THE_NAME = re.compile(r"[（(](\d{4})-?(\d\d)-?(\d\d)[）)]$")
FORCE = re.compile(
    r"自(\d{4})年(\d{1,2})月(\d{1,2})日起(?:正式)?(?:施行|实施|生效)|(\d{4})年(\d{1,2})月(\d{1,2})日\s*(?:起)?(?:施行|实施)"
)
ORDER = re.compile(r"((?:[\u4e00-\u9fff]{2,20})?令\s*第?\s*[0-9〇零一二三四五六七八九十百]+\s*号)")
ISSUERS = (
    ("中共中央", Kind.PARTY),
    ("全国人民代表大会常务委员会", Kind.LAW),
    ("全国人民代表大会", Kind.LAW),
    ("最高人民法院", Kind.INTERPRETATION),
    ("最高人民检察院", Kind.INTERPRETATION),
    ("国务院", Kind.REGULATION),
)
FOLDERS = {
    "行政法规": Kind.REGULATION,
    "部门规章": Kind.RULE,
    "司法解释": Kind.INTERPRETATION,
    "地方性法规": Kind.LOCAL,
    "规范性文件": Kind.DOCUMENT,
}
ENDS = "。；;：:！!？?）)》”…"


@dataclass(frozen=True)
class Fault:
    """`line` counts from 1; 0 is the whole file."""

    file: str
    line: int
    severity: Literal["error", "warning"]
    found: str
    wanted: str
    cure: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        said = {"where": where, "found": self.found or _("nothing"), "wanted": self.wanted, "cure": self.cure}
        return _("%(where)s: found %(found)s, wanted %(wanted)s. %(cure)s") % said


@dataclass
class RawArticle:
    number: int
    suffix: int
    chapter: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def paragraphs(self) -> int:
        return max(1, sum(not ITEM.match(line) for line in self.lines))

    @property
    def words(self) -> str:
        return f"第{in_words(self.number)}条" + (f"之{in_words(self.suffix)}" if self.suffix else "")


@dataclass
class RawEdition:
    file: str
    name: str
    adopted: dt.date
    effective: dt.date
    kind: str
    issuer: str
    number: str
    history: str
    articles: list[RawArticle]

    @property
    def title(self) -> str:
        return plain(self.name)

    @property
    def digest(self) -> str:
        told = [self.name, self.effective.isoformat(), self.history]
        whole = [*told, *(f"{one.number}/{one.suffix}/{one.chapter}/{one.text}" for one in self.articles)]
        return sha256("\0".join(whole).encode()).hexdigest()


def files_of(path: Path) -> list[Path]:
    """The Markdown of a folder and everything in it, or the one file. Raises Refused where there is none."""
    found = [path] if path.is_file() else sorted(one for one in path.rglob("*.md") if one.is_file())
    if not found:
        cure = _("Give a Markdown file, or a folder with such files.")
        raise Refused(_("There is no statute to read here."), found=str(path), wanted="*.md", cure=cure)
    return found


def read_file(path: Path) -> tuple[RawEdition | None, list[Fault]]:
    """The edition, or None where a fault is an error."""
    reader = _Reader(path)
    reader.read()
    errors = [fault for fault in reader.faults if fault.severity == "error"]
    return (None if errors else reader.edition()), reader.faults


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path, self.file = path, path.name
        self.faults: list[Fault] = []
        self.name, self.chapter = "", ""
        self.history: list[str] = []
        self.articles: list[RawArticle] = []
        self.adopted: dt.date | None = None

    def fault(self, line: int, severity: Literal["error", "warning"], found: str, wanted: str, cure: str) -> None:
        self.faults.append(Fault(self.file, line, severity, found[:60], wanted, cure))

    def read(self) -> None:
        lines = self.lines()
        if lines is None:
            return
        body = self.read_head(lines)
        self.read_body(lines, body)
        self.check_whole()

    def lines(self) -> list[str] | None:
        content = self.path.read_bytes()
        if len(content) > MOST_BYTES:
            self.fault(0, "error", f"{len(content)} B", _("at most 5 MB"), _("Give one statute per file."))
            return None
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding).splitlines()
            except UnicodeDecodeError:
                continue
        cure = _("Save the file again as UTF-8.")
        self.fault(0, "error", _("another encoding"), _("a text in UTF-8 or GB 18030"), cure)
        return None

    def read_head(self, lines: list[str]) -> int:
        """The place of the first line of the text itself."""
        for place, line in enumerate(lines):
            text = line.strip().strip("\u3000")
            if INFO_END.search(text):
                return place + 1
            if ARTICLE.match(text) or PART.match(text.lstrip("#* ")):
                return place
            if (heading := HEADING.match(text)) and not self.name:
                self.name = heading[2]
            elif text:
                self.history.append(text.lstrip("#* "))
        return len(lines)

    def read_body(self, lines: list[str], start: int) -> None:
        for place, line in enumerate(lines[start:], start + 1):
            text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]", "", line).strip().strip("\u3000").strip()
            if not text or INFO_END.search(text):
                continue
            if self.articles and APPENDIX.match(text):
                return
            if article := ARTICLE.match(text):
                self.begin(place, article)
            elif PART.match(text.lstrip("#* ")) and (text.startswith("#") or len(text) < 40):
                self.chapter = text.lstrip("#* ")[:120]
            elif not text.startswith("#") and self.articles:
                self.articles[-1].lines.append(text)

    def begin(self, line: int, found: re.Match[str]) -> None:
        number, suffix = number_of(found[1]), number_of(found[2]) if found[2] else 0
        article = RawArticle(number, suffix, self.chapter, line, [found[3].strip()] if found[3] else [])
        last = self.articles[-1] if self.articles else None
        if last and (number, suffix) <= (last.number, last.suffix):
            wanted = _("an article after %(last)s") % {"last": last.words}
            cure = _("Correct the number; an article of another statute goes into a file of its own.")
            self.fault(line, "error", article.words, wanted, cure)
            return
        if number > (last.number if last else 0) + 1:
            missing = f"第{in_words((last.number if last else 0) + 1)}条"
            self.fault(
                line, "warning", article.words, missing, _("An article is missing before this one: complete it.")
            )
        self.articles.append(article)

    def check_whole(self) -> None:
        if not self.name:
            self.fault(
                1, "error", "", _("a first line with “# ” and the name"), _("Write the name of the statute first.")
            )
        if not self.articles:
            cure = _("Write each article as a line that begins with 第一条 and a space.")
            self.fault(0, "error", "", _("articles"), cure)
        for article in self.articles:
            if not article.text:
                self.fault(article.line, "error", article.words, _("the text of the article"), _("Complete it."))
            elif article.text[-1] not in ENDS:
                cure = _("It seems to be cut off: compare it with the official text.")
                self.fault(article.line, "warning", "…" + article.text[-20:], _("a sentence with its end"), cure)
        self.adopted = self.date_of_edition()
        if self.adopted is None:
            cure = _("Put the day of this edition behind the name of the file: 行政许可法(2019-04-23).md")
            self.fault(0, "error", "", _("the day on which this edition was adopted"), cure)

    def date_of_edition(self) -> dt.date | None:
        if found := IN_THE_NAME.search(self.path.stem):
            return _date(found.groups())
        days = [day for line in self.history if "施行" not in line for day in _days(line)]
        return max(days, default=None)

    def edition(self) -> RawEdition:
        assert self.adopted is not None
        head = "\n".join(self.history)
        issuer, kind = _issuer(head)
        for folder in self.path.parts:
            kind = FOLDERS.get(folder, kind)
        orders = ORDER.findall(head)
        number = re.sub(r"\s", "", orders[-1]).removeprefix("中华人民共和国") if orders else ""
        return RawEdition(
            self.file, self.name, self.adopted, self.in_force(head), kind, issuer, number, head, self.articles
        )

    def in_force(self, head: str) -> dt.date:
        """Never before the edition itself: an amended law keeps the day on which its first edition began."""
        assert self.adopted is not None
        named = [_date(_filled(one)) for one in FORCE.findall(head + "\n" + self.articles[-1].text)]
        return max([self.adopted, *(day for day in named if day)])


def _filled(groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in groups if one)


def _date(parts: tuple[str, ...]) -> dt.date | None:
    try:
        return dt.date(*map(int, parts))
    except (ValueError, TypeError):
        return None


def _days(line: str) -> Iterator[dt.date]:
    yield from (day for parts in DAY.findall(line) if (day := _date(parts)))


def _issuer(head: str) -> tuple[str, str]:
    for name, kind in ISSUERS:
        if name in head:
            return ("中共中央、国务院" if name == "中共中央" and "国务院" in head else name), str(kind)
    return "", ""
