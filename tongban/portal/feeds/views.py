"""Feeds, the map of the site, robots.txt: the same for everybody."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _p
from django.views.decorators.http import require_safe

from tongban.catalogue.api import Item, lists, news, places, publishing
from tongban.kit.errors import Refused
from tongban.people.api import anybody
from tongban.portal.feeds import sitemap, writing
from tongban.regions.api import Organisation, division, normalise

SHAPE = 1
"""Raised when the same news is written otherwise."""


@anybody
@require_safe
def place_feed(request: HttpRequest, code: str, form: str) -> HttpResponse:
    with _language(request):
        place = _place(code)
        about = writing.Feed(
            f"place/{place.pk}",
            _p("title of a feed", "%(name)s: services") % {"name": place.shown_name},
            publishing.place_url(place.pk),
            f"/feeds/{place.pk}",
            place.shown_name,
        )
        return _answer(request, about, form, news.changed_last(news.of_place(place.pk)))


@anybody
@require_safe
def department_feed(request: HttpRequest, code: str, form: str) -> HttpResponse:
    with _language(request):
        places.check_key(code)
        organ = Organisation.objects.filter(pk=code).first()
        if organ is None:
            raise Http404
        title = _p("title of a feed", "%(name)s: services") % {"name": organ.shown_name}
        path = f"/feeds/organs/{organ.pk}"
        about = writing.Feed(f"organ/{organ.pk}", title, f"/organs/{organ.pk}/", path, organ.shown_name)
        return _answer(request, about, form, news.changed_last(news.of_department(organ.pk)))


@anybody
@require_safe
def list_feed(request: HttpRequest, code: str, slug: str, form: str) -> HttpResponse:
    one = lists.definitions().get(slug)
    if one is None:
        raise Http404
    with _language(request):
        place = _place(code)
        said = {"place": place.shown_name, "list": one.name.said()}
        about = writing.Feed(
            f"list/{slug}/{place.pk}",
            _p("title of a feed", "%(place)s: %(list)s") % said,
            f"/lists/{slug}/?place={place.pk}",
            f"/feeds/{place.pk}/lists/{slug}",
            place.shown_name,
        )
        return _answer(request, about, form, news.changed_on_list(one, place.pk))


def _language(request: HttpRequest) -> Any:
    """By the address alone: programs that read feeds have no wish of their own, and what they keep is one language."""
    return translation.override("en" if request.GET.get("lang") == "en" else "zh-hans")


def _place(code: str) -> Any:
    try:
        return division(normalise(code))
    except Refused:
        raise Http404 from None


def _answer(request: HttpRequest, about: writing.Feed, form: str, items: list[Item]) -> HttpResponse:
    """Who has it already is told so after two queries; the news are read for all others."""
    known = blake2b(f"{SHAPE} {form} {translation.get_language()} {about}".encode(), digest_size=12)
    for item in items:
        known.update(f"{item.pk} {item.changed_at.isoformat()} {item.name} {item.org_name};".encode())
    etag, newest = f'"{known.hexdigest()}"', max((item.changed_at for item in items), default=writing.BEGAN)
    modified = int(newest.timestamp())
    unchanged = get_conditional_response(request, etag=etag, last_modified=modified)
    answer = unchanged or HttpResponse(
        writing.written(about, form, news.newest(items)), content_type=writing.FORMS[form].content_type
    )
    answer.headers["ETag"] = etag
    answer.headers["Last-Modified"] = sitemap.http_date(modified)
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.headers["Content-Language"] = translation.get_language() or "zh-hans"
    return answer


@anybody
@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    """What feeds there are of a place, and what they are for."""
    code = places.place_of(request)
    around = places.place_context(code)
    context = {
        "title": _("Subscribe"),
        "feeds": [one for one in lists.definitions().values() if one.home],
        "departments": [organ for organ, _figure in lists.by_department(lists.definition(lists.ALL), code)][:100],
        "site_url": settings.SITE_URL,
    }
    return render(request, "portal/feeds/subscribe.html", around | context)


# For search engines


@anybody
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Made by the worker; where it has not come to it yet, now."""
    if not sitemap.is_there():
        sitemap.make()
    return _file(request, "index", "application/xml")


@anybody
@require_safe
def sitemap_part(request: HttpRequest, slug: str) -> HttpResponse:
    return _file(request, slug, "application/gzip")


def _file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    try:
        file = open(sitemap.file_of(name), "rb")
    except FileNotFoundError:
        raise Http404 from None
    modified = sitemap.modified(file)
    unchanged = get_conditional_response(request, last_modified=modified)
    if unchanged is not None:
        file.close()
        return unchanged
    headers = {"Last-Modified": sitemap.http_date(modified), "Cache-Control": "public, max-age=3600"}
    return FileResponse(file, content_type=kind, headers=headers)  # type: ignore[return-value]


@anybody
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/feeds/robots.txt", content_type="text/plain; charset=utf-8")
