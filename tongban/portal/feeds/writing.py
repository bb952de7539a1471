"""A feed as Atom or RSS 2.0. Entries keep their names for ever (tag URIs, RFC 4151), whatever address the page has."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils import feedgenerator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _p

from tongban.catalogue.api import news, structured

UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""

BEGAN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""The age of a feed in which nothing stands yet, and the date in the names of feeds."""


@dataclass(frozen=True)
class Feed:
    """`name`: `place/510131000000`; `page`: the address of what it is about; `path`: without its ending."""

    name: str
    title: str
    page: str
    path: str
    author: str


class _Dated:
    """Dated by its newest entry, never by the clock: the same content is the same bytes."""

    items: list[dict[str, Any]]

    def latest_post_date(self) -> dt.datetime:
        return max((item["updateddate"] for item in self.items), default=BEGAN)


class Atom(_Dated, feedgenerator.Atom1Feed):
    content_type = "application/atom+xml; charset=utf-8"


class Rss(_Dated, feedgenerator.Rss201rev2Feed):
    content_type = "application/rss+xml; charset=utf-8"


FORMS: dict[str, Any] = {"atom": Atom, "rss": Rss}


def written(feed: Feed, form: str, entries: list[news.News]) -> str:
    address = structured.absolute(f"{feed.path}.{form}{'' if structured.language() != 'en' else with_english(feed)}")
    made = FORMS[form](
        title=clean(feed.title),
        link=structured.absolute(feed.page),
        description=_("What is published, changed, suspended and cancelled, the newest first"),
        language=structured.language(),
        author_name=clean(feed.author),
        feed_url=address,
        feed_guid=tag(f"feed/{feed.name}", BEGAN),
        ttl="60",
    )
    for entry in entries:
        made.add_item(**_entry(entry))
    out = StringIO()
    made.write(out, "utf-8")
    return out.getvalue()


def with_english(feed: Feed) -> str:
    return "&lang=en" if "?" in feed.path else "?lang=en"


def _entry(entry: news.News) -> dict[str, Any]:
    item = entry.item
    said = _p("title of news", "%(what)s: %(name)s") % {"what": entry.said, "name": item.shown_name}
    told = [entry.reason, entry.dept, entry.place]
    return {
        "title": clean(said),
        "link": structured.absolute(f"/guides/{quote(item.code)}/"),
        "description": clean(" · ".join(one for one in told if one)),
        "unique_id": tag(f"guide/{quote(item.code)}/{entry.mark}", entry.at),
        "unique_id_is_permalink": False,
        "pubdate": entry.at,
        "updateddate": entry.at,
        "categories": [clean(str(entry.said)), *([clean(entry.dept)] if entry.dept else [])],
    }


def tag(name: str, at: dt.datetime) -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"tag:{host},{at:%Y-%m-%d}:{name}"


def clean(text: str) -> str:
    return UNWRITABLE.sub(" ", text)
