"""Whether a citation holds, asked many times without a query: what is known of the laws, read once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tongban.kit import clock
from tongban.statutes.citing import Place, places_in
from tongban.statutes.models import Article, Edition, Name, Statute
from tongban.statutes.names import cited, plain
from tongban.statutes.subject import url_of


class Verdict(StrEnum):
    UNKNOWN = "unknown"  # the library does not hold this law: nothing can be said
    HOLDS = "holds"
    NO_ARTICLE = "no_article"
    REPEALED = "repealed"
    OLD_EDITION = "old_edition"  # an earlier edition is named than the one in force
    NOT_YET = "not_yet"  # no edition was in force on that day


@dataclass(frozen=True)
class Found:
    """An article that was cited; `text` is empty where texts were not asked for."""

    place: Place
    text: str
    chapter: str = ""


@dataclass(frozen=True)
class Looked:
    verdict: Verdict
    statute: Statute | None = None
    edition: Edition | None = None
    articles: tuple[Found, ...] = ()
    missing: tuple[Place, ...] = ()
    last: int = 0  # the number of the last article

    @property
    def url(self) -> str:
        if self.statute is None:
            return ""
        anchor = f"#{self.articles[0].place.anchor}" if self.articles else ""
        return url_of(self.statute) + anchor


@dataclass
class Known:
    """One statute: its editions, the newest first, and the articles of each as (paragraphs, text, chapter)."""

    statute: Statute
    editions: list[Edition] = field(default_factory=list)
    articles: dict[Any, dict[tuple[int, int], tuple[int, str, str]]] = field(default_factory=dict)

    def edition_on(self, day: dt.date) -> Edition | None:
        return next((one for one in self.editions if one.effective <= day), None)


class Library:
    def __init__(self, known: dict[str, Known]) -> None:
        self.known = known

    @classmethod
    def load(cls, laws: Iterable[str] | None = None, *, texts: bool = False) -> Library:
        """All laws, or those of these names; three queries."""
        names = Name.objects.select_related("statute")
        if laws is not None:
            names = names.filter(plain__in={plain(law) for law in laws})
        by_statute: dict[Any, Known] = {}
        known = {}
        for name in names:
            known[name.plain] = by_statute.setdefault(name.statute_id, Known(name.statute))
        if by_statute:
            _read_editions(by_statute, texts)
        return cls(known)

    def __bool__(self) -> bool:
        return bool(self.known)

    def find(self, law: str) -> Statute | None:
        found = self.known.get(plain(law))
        return found.statute if found else None

    def look(self, law: str, article: str = "", on: dt.date | None = None) -> Looked:
        name, day = cited(law), on or clock.today()
        found = self.known.get(name.plain)
        if found is None:
            return Looked(Verdict.UNKNOWN)
        edition = found.edition_on(day)
        if edition is None:
            return Looked(Verdict.NOT_YET, found.statute)
        if not found.statute.counts_on(day):
            return Looked(Verdict.REPEALED, found.statute, edition)
        looked = _in(found, edition, places_in(article))
        if looked.verdict == Verdict.HOLDS and name.year and name.year < edition.adopted.year:
            return Looked(Verdict.OLD_EDITION, found.statute, edition, looked.articles, last=looked.last)
        return looked


def _in(found: Known, edition: Edition, places: tuple[Place, ...]) -> Looked:
    articles = found.articles.get(edition.pk, {})
    there, missing = [], []
    for place in places:
        known = articles.get((place.article, place.suffix))
        if known is None or place.paragraph > known[0]:
            missing.append(place)
        else:
            there.append(Found(place, known[1], known[2]))
    verdict = Verdict.NO_ARTICLE if missing else Verdict.HOLDS
    last = max((number for number, _suffix in articles), default=0)
    return Looked(verdict, found.statute, edition, tuple(there), tuple(missing), last)


def _read_editions(by_statute: dict[Any, Known], texts: bool) -> None:
    holder: dict[Any, Known] = {}
    for edition in Edition.objects.filter(statute__in=by_statute).order_by("-adopted"):
        holder[edition.pk] = by_statute[edition.statute_id]
        holder[edition.pk].editions.append(edition)
    fields = ("edition_id", "number", "suffix", "paragraphs", *(("text", "chapter") if texts else ()))
    rows: defaultdict[Any, dict[tuple[int, int], tuple[int, str, str]]] = defaultdict(dict)
    for key, number, suffix, paragraphs, *said in (
        Article.objects.filter(edition__statute__in=by_statute).order_by().values_list(*fields).iterator(2000)
    ):
        rows[key][number, suffix] = (paragraphs, *(said or ("", "")))
    for key, known in holder.items():
        known.articles[key] = rows[key]


def library() -> Library:
    """All laws, without their texts."""
    return Library.load()


def look_up(citations: Iterable[tuple[str, str]], on: dt.date | None = None) -> list[Looked]:
    """Each (law, articles) with the texts of the articles; at most three queries for all."""
    asked = list(citations)
    shelf = Library.load({law for law, _article in asked}, texts=True) if asked else Library({})
    return [shelf.look(law, article, on) for law, article in asked]


def article(law: str, article_text: str, on: dt.date | None = None) -> Looked:
    """What 第三十一条第二款 of a law says on a day. Names with 《》, 中华人民共和国 or a year are understood."""
    return look_up([(law, article_text)], on)[0]


def find(law_name: str) -> Statute | None:
    name = Name.objects.select_related("statute").filter(plain=plain(law_name)).first()
    return name.statute if name else None


def has_library() -> bool:
    return Statute.objects.exists()
