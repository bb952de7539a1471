"""The catalogue's search index: an entry per item, published or not; what is not published carries no audience, what is
cancelled one of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import starmap
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from django.conf import settings
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.search import Entry, Index
from tongban.catalogue.states import OPEN, Standing

PUBLIC = "public"
"""Pages search among this audience, or among `person` or `enterprise`: all of them hold published items only. The
command line asks without an audience and finds drafts of an import as well.
"""

FORMER = "former"
"""What was published and is cancelled: asked for by its old name, it says who goes on."""

SLICE = 500  # items read from the database at once


@cache
def _opened(folder: Path) -> Index:
    return Index(folder)


def the_index() -> Index:
    return _opened(settings.INDEX_DIR)


class Row(NamedTuple):
    """What the index reads of an item, without making a model of it: a province has a million."""

    pk: Any
    code: str
    name: str
    name_en: str
    aliases: list[str]
    audience: list[str]
    topics: list[str]
    org_name: str
    region_code: str
    standing: str
    current: Any
    content: Any


CONTENT = Cast("current__content", TextField())  # as it is written; orjson reads it five times as fast


def entries(items: QuerySet[Item]) -> Iterator[Entry]:
    """An entry per item; of an unpublished one its newest version counts."""
    rows = list(starmap(Row, items.values_list(*Row._fields[:-1], CONTENT)))
    drafts = _newest([row.pk for row in rows if row.current is None])
    for row in rows:
        if row.current is not None:
            shown = row.standing != Standing.CANCELLED
            yield _entry(row, (PUBLIC, *row.audience) if shown else (FORMER,), orjson.loads(row.content))
        elif row.pk in drafts:
            yield _entry(row, (), drafts[row.pk])


def _newest(items: list[Any]) -> dict[Any, Any]:
    """Content of the version in work."""
    if not items:
        return {}
    rows = ItemVersion.objects.filter(item__in=items, state__in=OPEN).order_by("number")
    return dict(rows.values_list("item", "content"))


def _entry(row: Row, audience: tuple[str, ...], content: Any) -> Entry:
    return Entry(
        key=str(row.pk),
        code=row.code,
        name=row.name,
        aliases=tuple(row.aliases),
        dept=row.org_name,
        region_code=row.region_code,
        audience=audience,
        topics=tuple(row.topics),
        text=_text(content),
        english=row.name_en,
    )


def _text(content: Any) -> str:
    """Whatever else people may search for: conditions, materials, the result. Read as it is written: parsing every
    guide would cost ten times what indexing it does.
    """
    given = content if isinstance(content, dict) else {}
    found = [given.get("parent_name"), _said(given.get("result"), "name")]
    found += [_said(one, "name") for one in _listed(given, "materials")]
    found += [_said(one, "text") for one in _listed(given, "conditions")]
    return " ".join(words for words in found if isinstance(words, str) and words)


def _listed(given: dict[str, Any], key: str) -> list[Any]:
    found = given.get(key)
    return found if isinstance(found, list) else []


def _said(thing: Any, key: str) -> Any:
    """A text is a word, or a word per language."""
    found = thing.get(key) if isinstance(thing, dict) else thing
    return found.get("zh") if isinstance(found, dict) else found


def index_items(keys: list[str]) -> int:
    """Brings these items up to date in the index, in one commit; what is gone leaves it."""
    index = the_index()
    if not index.ready and index.generation:
        return rebuild()
    found = list(entries(Item.objects.filter(pk__in=keys)))
    gone = set(keys) - {entry.key for entry in found}
    if gone:
        index.delete(gone)
    index.update(found)
    return len(found)


def rebuild() -> int:
    """Everything anew, from the database alone; readers keep the old index until the new one is whole."""
    return the_index().rebuild(_everything())


def _everything() -> Iterator[Entry]:
    keys = list(Item.objects.order_by("pk").values_list("pk", flat=True).iterator())
    for at in range(0, len(keys), SLICE):
        some = keys[at : at + SLICE]
        yield from entries(Item.objects.filter(pk__gte=some[0], pk__lte=some[-1]).order_by("pk"))


def check_ready() -> None:
    """An index that is missing, or made by another version of the program, is made anew at the first question."""
    if not the_index().ready:
        rebuild()
