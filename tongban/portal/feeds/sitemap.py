"""The map of the site for search engines: an index and parts of at most 50,000 addresses and 50 MB (sitemaps.org 0.9).

    PUBLISHED_DIR/sitemap/index.xml           what /sitemap.xml answers
    PUBLISHED_DIR/sitemap/guides-1.xml.gz     /sitemap/guides-1.xml.gz

The worker writes it when a guide, a place or the list of pages changed: rows are read by keyset, a slice at a time, and
addresses go straight into the compressed file, so memory stays flat however many there are. One address serves both
languages, so there are no alternates.
"""

from __future__ import annotations

import datetime as dt
import gzip
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils.http import http_date

from tongban.catalogue.api import LISTED, SITUATIONS, Item, browsing, lists, publishing, topics
from tongban.kit import clock
from tongban.regions.api import Organisation, level_of

__all__ = ["file_of", "http_date", "is_current", "is_there", "make", "modified"]

Entry = tuple[str, dt.date | None]
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
MOST, MOST_BYTES = 50_000, 50_000_000
SLICE = 5_000  # rows read at once
COUNTY = 3
PAGES = ("/", "/places/", "/themes/", "/audience/person/", "/audience/enterprise/", "/organs/", "/halls/", "/lists/",
         "/subscribe/", "/help/", "/accessibility/", "/privacy/", "/sitemap/")  # fmt: skip


def folder() -> Path:
    return Path(settings.PUBLISHED_DIR) / "sitemap"


def file_of(name: str) -> Path:
    """`name` is a slug: nothing in it leads out of the folder."""
    return folder() / ("index.xml" if name == "index" else f"{name}.xml.gz")


def is_there() -> bool:
    return file_of("index").is_file()


def modified(file: IO[bytes]) -> int:
    return int(os.fstat(file.fileno()).st_mtime)


# What stands on it


def _pages() -> Iterator[Entry]:
    yield from ((path, None) for path in PAGES)
    yield from ((f"/life/{slug}/", None) for slug in SITUATIONS)
    yield from ((f"/themes/{code}/", None) for code in topics())
    yield from ((f"/lists/{slug}/", None) for slug in lists.definitions())


def _places() -> Iterator[Entry]:
    """Those that offer something, and the halls of their counties."""
    for code in lists.places_with_services(SLICE):
        if code != settings.HOME_REGION:
            yield publishing.place_url(code), None
        if level_of(code) == COUNTY:
            yield f"/halls/?place={code}", None


def _organs() -> Iterator[Entry]:
    rows, last = Organisation.objects.filter(browsing.offers_something()), ""
    while codes := list(rows.filter(code__gt=last).values_list("pk", flat=True)[:SLICE]):
        yield from ((f"/organs/{quote(code)}/", None) for code in codes)
        last = codes[-1]


def _guides() -> Iterator[Entry]:
    """With the day on which what the page says changed: by a version, or by a suspension."""
    last = ""
    rows = Item.objects.filter(LISTED).order_by("code")
    columns = ("code", "current__published_at", "standing_since")
    while some := list(rows.filter(code__gt=last).values_list(*columns)[:SLICE]):
        for code, at, since in some:
            yield f"/guides/{quote(code)}/", max(at.astimezone(clock.ZONE).date(), since or dt.date.min)
        last = some[-1][0]


GROUPS = {"pages": _pages, "places": _places, "organs": _organs, "guides": _guides}


# Writing it


def make() -> int:
    """How many addresses stand on it. Parts first, then the index, then what no index names any more goes."""
    state = fingerprint()
    folder().mkdir(parents=True, exist_ok=True)
    written: list[str] = []
    total = 0
    for name, entries in GROUPS.items():
        for number, part in enumerate(_parts(entries()), 1):
            title = name if name == "pages" and number == 1 else f"{name}-{number}"
            total += _write_part(file_of(title), part)
            written.append(title)
    _put(file_of("index"), _index(written).encode())
    for file in folder().glob("*.xml.gz"):
        if file.name.removesuffix(".xml.gz") not in written:
            file.unlink(missing_ok=True)
    _put(folder() / "edition", state.encode())
    return total


def _parts(entries: Iterator[Entry]) -> Iterator[Iterator[str]]:
    """Each part reads on where the last one ended; none is empty."""
    waiting = [line for line in [_next_line(entries)] if line]
    while waiting:
        yield _one_part(entries, waiting)


def _one_part(entries: Iterator[Entry], waiting: list[str]) -> Iterator[str]:
    number, size = 0, 200
    while waiting and number < MOST and size + len(waiting[0]) < MOST_BYTES:
        line = waiting.pop()
        number, size = number + 1, size + len(line)
        yield line
        if following := _next_line(entries):
            waiting.append(following)


def _next_line(entries: Iterator[Entry]) -> str:
    """ASCII: addresses are quoted. Empty at the end."""
    found = next(entries, None)
    if found is None:
        return ""
    path, day = found
    changed = f"<lastmod>{day.isoformat()}</lastmod>" if day else ""
    return f"<url><loc>{escape(settings.SITE_URL + path)}</loc>{changed}</url>\n"


def _write_part(path: Path, lines: Iterable[str]) -> int:
    number = 0
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with gzip.open(aside, "wt", 6, encoding="utf-8") as out:
        out.write(f"{HEAD}<urlset {NAMESPACE}>\n")
        for line in lines:
            out.write(line)
            number += 1
        out.write("</urlset>\n")
    _move(aside, path)
    return number


def _index(names: list[str]) -> str:
    now = clock.now().isoformat(timespec="seconds")
    rows = (
        f"<sitemap><loc>{escape(settings.SITE_URL)}/sitemap/{name}.xml.gz</loc><lastmod>{now}</lastmod></sitemap>\n"
        for name in names
    )
    return f"{HEAD}<sitemapindex {NAMESPACE}>\n{''.join(rows)}</sitemapindex>\n"


def _put(path: Path, content: bytes) -> None:
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    aside.write_bytes(content)
    _move(aside, path)


def _move(aside: Path, path: Path) -> None:
    """No reader sees half of it; readable for the web server's own user."""
    aside.chmod(0o644)
    os.replace(aside, path)


# Whether it is still right


def fingerprint() -> str:
    """One query: every publication and adjustment moves the newest change of the catalogue."""
    newest: Any = Item.objects.order_by("-changed_at").values_list("changed_at", flat=True).first()
    known = [settings.SITE_URL, *lists.definitions(), *topics(), newest.isoformat() if newest else ""]
    return "\n".join(known)


def is_current() -> bool:
    note = folder() / "edition"
    return is_there() and note.is_file() and note.read_text() == fingerprint()
