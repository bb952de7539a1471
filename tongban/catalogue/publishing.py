"""Published guides as files, one per language: the same for everybody, served without Django and without a query.

    PUBLISHED_DIR/guides/<code>/index.html        Chinese, with index.html.gz beside it
    PUBLISHED_DIR/en/guides/<code>/index.html     English

One address serves both: the cookie of the language switch chooses, without it the browser's own wish. Whoever
serves the files (`config/front.py`, nginx) chooses the same way and sends `Vary: Accept-Language, Cookie`.
"""

from __future__ import annotations

import gzip
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from tongban.catalogue import structured
from tongban.catalogue.asking import also_needed
from tongban.catalogue.experience import keeping as experience
from tongban.catalogue.models import Item
from tongban.catalogue.presenting import Shown, shown
from tongban.catalogue.topics import topics
from tongban.regions.api import subtree_range
from tongban.statutes.api import plain_name

LANGUAGES = {"zh-hans": "", "en": "en"}
"""Language → folder under PUBLISHED_DIR."""

SLICE = 200  # rows read at once
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""Codes that can be a folder's name; the guides of other codes are rendered by Django each time."""


def context_of(item: Item) -> dict[str, Any]:
    """What the page needs; nothing of the visitor is in it. `item.current` must be there."""
    assert item.current is not None
    page = shown(item, item.current)
    crumbs = _crumbs(page)
    return {
        "DEMO": settings.DEMO,
        "site_url": settings.SITE_URL,
        "page": page,
        "place": {"name": page.place.shown_name, "code": page.place.pk, "url": place_url(page.place.pk)},
        "crumbs": crumbs,
        "page_path": page.address,
        "structured": structured.of_guide(page, crumbs),
        "has_places": page.has("places"),
        "also_needed": also_needed.of(item.pk),
        "experience": experience.told(page.guide, item=item.pk),
        "nav": "",
    }


def place_url(code: str) -> str:
    return "/" if code == settings.HOME_REGION else f"/places/{code}/"


def _crumbs(page: Shown) -> list[dict[str, str]]:
    known = topics()
    first = next((known[code] for code in page.guide.topics if code in known), None)
    crumbs = [{"name": page.place.shown_name, "url": place_url(page.place.pk)}]
    if first is not None:
        crumbs.append({"name": first.shown_name, "url": f"/themes/{first.code}/"})
    return [*crumbs, {"name": page.title}]


def rendered(item: Item, language: str) -> bytes:
    """The whole page, in about 10 ms."""
    with translation.override(language):
        text = render_to_string("catalogue/public/guide.html", context_of(item))
    # Templates leave empty lines where nothing is to be said; a phone need not load them.
    return re.sub(r"\n\s*\n+", "\n", text).encode()


def etag_of(content: bytes) -> str:
    """The same for the same bytes, whoever serves them; `config.front` computes it in the same way."""
    return f'"{blake2b(content, digest_size=12).hexdigest()}"'


def folder_of(code: str, language: str) -> Path:
    return settings.PUBLISHED_DIR / LANGUAGES[language] / "guides" / code


def print_item(item: Item) -> None:
    for language in LANGUAGES:
        write_page(folder_of(item.code, language), rendered(item, language))


def write_page(folder: Path, content: bytes) -> None:
    """The compressed copy first: whoever finds the page new finds its copy new as well."""
    page = folder / "index.html"
    if page.is_file() and page.read_bytes() == content:
        return
    folder.mkdir(parents=True, exist_ok=True)
    put(folder / "index.html.gz", gzip.compress(content, 9, mtime=0))
    put(page, content)


def put(path: Path, content: bytes) -> None:
    """Written aside and moved, so that no reader sees half of it; readable for the web server's own user."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    aside.write_bytes(content)
    aside.chmod(0o644)
    os.replace(aside, path)


def remove_pages(code: str) -> None:
    for language in LANGUAGES:
        shutil.rmtree(folder_of(code, language), ignore_errors=True)


def print_items(keys: list[str]) -> int:
    """Published ones are written, all others lose their files; how many were written."""
    written = 0
    for item in Item.objects.filter(pk__in=keys).select_related("current"):
        written += print_or_remove(item)
    return written


def print_those_citing(laws: set[str]) -> int:
    """The published guides that name one of these laws; how many were written."""
    versions = Item.objects.filter(current__isnull=False).values_list("pk", "current__content")
    citing = [str(key) for key, content in versions.iterator(SLICE) if _cites(content, laws)]
    return print_items(citing) if citing else 0


def print_place(region_code: str, after: str) -> str:
    """A slice of the published guides of a place and of all inside it; the key to go on after, "" at the end."""
    low, high = subtree_range(region_code)
    rows = Item.objects.filter(current__isnull=False, region_code__gte=low, region_code__lt=high).order_by("pk")
    keys = [str(key) for key in (rows.filter(pk__gt=after) if after else rows).values_list("pk", flat=True)[:SLICE]]
    print_items(keys)
    return keys[-1] if len(keys) == SLICE else ""


def _cites(content: dict[str, Any], laws: set[str]) -> bool:
    return any(plain_name(str(basis.get("law", ""))) in laws for basis in content.get("bases") or [])


def print_or_remove(item: Item) -> int:
    if not CODE.fullmatch(item.code):
        return 0
    if item.current is None:
        remove_pages(item.code)
        return 0
    print_item(item)
    return 1


def edition() -> str:
    """Changes with whatever every page holds: templates, translations, names of assets, settings of the site."""
    known = blake2b(f"{settings.DEMO} {settings.SITE_URL}".encode(), digest_size=12)
    for path in _shared_files():
        known.update(path.read_bytes())
    return known.hexdigest()


def _shared_files() -> Iterator[Path]:
    here = Path(__file__).parent
    yield from sorted((settings.BASE_DIR / "theme" / "templates").rglob("*.html"))
    yield from sorted((here / "templates" / "catalogue" / "public").glob("*.html"))
    yield from sorted([*here.glob("*.py"), *here.glob("situations/*.py"), *here.glob("bundles/*.py")])
    yield from sorted((settings.BUILD_DIR / "locale").rglob("*.mo"))
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    yield from [manifest] if manifest.is_file() else []


def is_current() -> bool:
    """Whether what is printed was printed by this edition."""
    note = settings.PUBLISHED_DIR / "edition"
    return note.is_file() and note.read_text() == edition()


def is_printed(code: str) -> bool:
    return all((folder_of(code, language) / "index.html").is_file() for language in LANGUAGES)
