"""The catalogue's search index: an entry per item, published or not; what is not published carries no audience."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from tongban.catalogue.guide import Guide
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.partial import PartialGuide
from tongban.catalogue.search import Entry, Index
from tongban.catalogue.states import OPEN, Standing
from tongban.kit.errors import BadInput

PUBLIC = "public"
"""Pages search among this audience, or among `person` or `enterprise`: all of them hold published items only. The
command line asks without an audience and finds drafts of an import as well.
"""

SLICE = 200  # items read from the database at once


@cache
def _opened(folder: Path) -> Index:
    return Index(folder)


def the_index() -> Index:
    return _opened(settings.INDEX_DIR)


def entries(items: Iterable[Item]) -> Iterator[Entry]:
    """Items with `current` selected; of an unpublished one its newest version counts."""
    known = list(items)
    drafts = _newest([item for item in known if item.current is None])
    for item in known:
        version = item.current or drafts.get(item.pk)
        if version is not None:
            yield entry(item, version)


def _newest(items: list[Item]) -> dict[object, ItemVersion]:
    if not items:
        return {}
    rows = ItemVersion.objects.filter(item__in=items, state__in=OPEN).order_by("number")
    return {row.item_id: row for row in rows}


def entry(item: Item, version: ItemVersion) -> Entry:
    audience = (PUBLIC, *item.audience) if item.is_published and item.standing != Standing.CANCELLED else ()
    return Entry(
        key=str(item.pk),
        code=item.code,
        name=item.name,
        aliases=tuple(item.aliases),
        dept=item.org_name,
        region_code=item.region_code,
        audience=audience,
        topics=tuple(item.topics),
        text=_text(version),
        english=item.name_en,
    )


def _text(version: ItemVersion) -> str:
    """Whatever else people may search for: conditions, materials, the result. A faulty draft has none."""
    try:
        guide = version.guide
    except BadInput:
        return ""
    return " ".join(words for words in _words(guide) if words)


def _words(guide: Guide | PartialGuide) -> Iterator[str]:
    if isinstance(guide, PartialGuide):
        yield guide.parent_name
    if guide.result is not None:
        yield guide.result.name.zh
    yield from (material.name.zh for material in guide.materials)
    yield from (condition.text.zh for condition in guide.conditions)


def index_items(keys: list[str]) -> int:
    """Brings these items up to date in the index, in one commit; what is gone leaves it."""
    index = the_index()
    if not index.ready and index.generation:
        return rebuild()
    found = list(Item.objects.filter(pk__in=keys).select_related("current"))
    gone = set(keys) - {str(item.pk) for item in found}
    if gone:
        index.delete(gone)
    index.update(entries(found))
    return len(found)


def rebuild() -> int:
    """Everything anew, from the database alone; readers keep the old index until the new one is whole."""
    return the_index().rebuild(_everything())


def _everything() -> Iterator[Entry]:
    last = None
    while True:
        rows = Item.objects.select_related("current").order_by("pk")
        some = list((rows.filter(pk__gt=last) if last else rows)[:SLICE])
        if not some:
            return
        yield from entries(some)
        last = some[-1].pk


def check_ready() -> None:
    """An index that is missing, or made by another version of the program, is made anew at the first question."""
    if not the_index().ready:
        rebuild()
