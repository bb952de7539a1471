"""What a television shows. Every list is a keyset page of eight tiles; nothing is asked of a visitor but a number."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _p
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from tongban.catalogue.api import LISTED, SITUATIONS, Item, browsing, lists, news, places, structured
from tongban.documents.api import qr_svg
from tongban.intake.api import as_printed
from tongban.kit import clock
from tongban.kit.errors import Refused
from tongban.kit.languages import in_english
from tongban.kit.paging import page
from tongban.people.api import anybody
from tongban.portal import halls as gathering
from tongban.portal.television.leaves import parts_of
from tongban.portal.views import lookups
from tongban.regions.api import Organisation, normalise

TILES = 8
HALLS = 3
LATEST = 24
STEPS = 4  # of a case, the newest
WEEKDAYS = "一二三四五六日"
HOTLINE = "12345"


def frame(place: str, title: str, up: str = "") -> dict[str, Any]:
    """`up`: the page above, to which Back leads where the television remembers no other."""
    code = _code(place)
    around = places.place_context(code)
    if around["region"].pk != code:
        raise Http404
    root = f"/tv/{code}/"
    now = clock.now()
    return around | {
        "root": root,
        "title": title,
        "up": f"{root}{up}" if title else "",
        "now": int(now.timestamp()),
        "date": date_in_words(now),
        "time": f"{now:%H:%M}",
    }


def _code(place: str) -> str:
    try:
        return normalise(place)
    except Refused:
        raise Http404 from None


def date_in_words(now: dt.datetime) -> str:
    if in_english():
        return f"{now:%A} {now.day} {now:%B %Y}"
    return f"{now.year}年{now.month}月{now.day}日 星期{WEEKDAYS[now.weekday()]}"


def shown(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"portal/television/{template}.html", context, status=status)


@anybody
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    return shown(request, "home", frame(settings.HOME_REGION, ""))


@anybody
@require_safe
def home(request: HttpRequest, place: str) -> HttpResponse:
    """A short code leads to its 12 digits."""
    around = frame(place, "")
    if around["region"].pk != place:
        return HttpResponseRedirect(around["root"])
    return shown(request, "home", around)


@anybody
@require_safe
def guides(request: HttpRequest, place: str) -> HttpResponse:
    context = {"situations": list(SITUATIONS.values())}
    return shown(request, "guides", frame(place, _p("television", "Guides")) | context)


@anybody
@require_safe
def life(request: HttpRequest, place: str, slug: str) -> HttpResponse:
    situation = SITUATIONS.get(slug)
    if situation is None:
        raise Http404
    around = frame(place, str(situation.name), "guides/")
    items = browsing.with_topic(browsing.published_for(around["region"].pk), situation.topics)
    return _services(request, around, items)


@anybody
@require_safe
def organs(request: HttpRequest, place: str) -> HttpResponse:
    around = frame(place, _("Departments"), "guides/")
    found = page(_offering(around["region"].pk), ["code"], request.GET.get("cursor", ""), TILES)
    tiles = [
        {"url": f"{around['root']}organs/{organ.pk}/", "name": organ.shown_name, "more": organ.phone}
        for organ in found.rows
    ]
    return shown(request, "tiles", around | {"tiles": tiles, **_ways(found)})


def _offering(code: str) -> Any:
    """Departments that offer something to a place."""
    return Organisation.objects.filter(browsing.offered_in(code, "region_id"), browsing.offers_something())


@anybody
@require_safe
def organ(request: HttpRequest, place: str, code: str) -> HttpResponse:
    places.check_key(code)
    found = Organisation.objects.filter(pk=code).first()
    if found is None:
        raise Http404
    around = frame(place, found.shown_name, "organs/")
    return _services(request, around, Item.objects.filter(LISTED, org_code=code))


def _services(request: HttpRequest, around: dict[str, Any], items: Any) -> HttpResponse:
    found = page(browsing.cards(items), browsing.ORDER, request.GET.get("cursor", ""), TILES)
    tiles = [
        {
            "url": f"{around['root']}guides/{card.item.code}/",
            "name": card.item.shown_name,
            "more": " · ".join([*card.facts, card.dept]),
        }
        for card in browsing.cards_of(found.rows)
    ]
    return shown(request, "tiles", around | {"tiles": tiles, **_ways(found)})


def _ways(found: Any) -> dict[str, str]:
    return {
        "previous_url": f"?cursor={found.previous}" if found.previous else "",
        "next_url": f"?cursor={found.next}" if found.next else "",
    }


@anybody
@require_safe
def guide(request: HttpRequest, place: str, code: str) -> HttpResponse:
    """One part of a guide, one leaf of it; the last part is a code to go on with the phone."""
    places.check_key(code)
    item = Item.objects.select_related("current").filter(code=code, current__isnull=False).first()
    if item is None:
        raise Http404
    around = frame(place, "-", "guides/")
    name, parts = parts_of(item)
    chosen = next((part for part in parts if part.key == request.GET.get("part")), parts[0])
    on_phone = request.GET.get("part") == "mobile"
    number = min(_number(request, "n"), len(chosen.leaves))
    address = structured.absolute(f"/guides/{item.code}/")
    context = {
        "title": name,
        "parts": parts,
        "part": None if on_phone else chosen,
        "lines": chosen.leaves[number - 1],
        "number": number,
        "of": len(chosen.leaves),
        "address": address,
    }
    if on_phone:
        context["code"] = qr_svg(address, border=4, title=_("Code that leads to this guide"))
    else:
        context |= _turning(f"?part={chosen.key}&n=", number, len(chosen.leaves))
    return shown(request, "guide", around | context)


def _number(request: HttpRequest, key: str) -> int:
    given = request.GET.get(key, "")
    return int(given) if given.isascii() and given.isdigit() and 0 < int(given[:4]) < 1000 else 1


def _turning(start: str, number: int, of: int) -> dict[str, str]:
    return {
        "previous_url": f"{start}{number - 1}" if number > 1 else "",
        "next_url": f"{start}{number + 1}" if number < of else "",
    }


@anybody
@require_safe
def hotline(request: HttpRequest, place: str) -> HttpResponse:
    """12345 first, then the numbers of the departments."""
    around = frame(place, _("Hotlines"))
    rows = _offering(around["region"].pk).exclude(phone="")
    found = page(rows, ["code"], request.GET.get("cursor", ""), TILES)
    numbers = [{"name": organ.shown_name, "phone": organ.phone, "hours": organ.hours} for organ in found.rows]
    return shown(request, "hotline", around | {"numbers": numbers, "hotline": HOTLINE, **_ways(found)})


@anybody
@require_safe
def halls(request: HttpRequest, place: str) -> HttpResponse:
    around = frame(place, _p("television", "Halls"))
    known = gathering.gathered(around["region"].pk).halls
    number = _number(request, "n")
    some = gathering.as_they_stand(known[(number - 1) * HALLS : number * HALLS])
    return shown(request, "halls", around | {"halls": some} | _turning("?n=", number, -(-len(known) // HALLS)))


@anybody
@require_safe
def public_lists(request: HttpRequest, place: str) -> HttpResponse:
    around = frame(place, _("Public lists"))
    figures = [one for one in lists.figures(around["region"].pk).values() if one.definition.home]
    return shown(request, "lists", around | {"figures": figures[:TILES]})


@anybody
@require_safe
def public_list(request: HttpRequest, place: str, slug: str) -> HttpResponse:
    one = lists.definitions().get(slug)
    if one is None:
        raise Http404
    around = frame(place, one.name.said(), "lists/")
    found, lines = lists.page_of(lists.Narrowed(one, around["region"].pk), request.GET.get("cursor", ""), TILES)
    tiles = [
        {"url": f"{around['root']}guides/{line.item.code}/", "name": line.item.shown_name, "more": line.dept}
        for line in lines
    ]
    return shown(request, "tiles", around | {"tiles": tiles, **_ways(found)})


@anybody
@require_safe
def latest(request: HttpRequest, place: str) -> HttpResponse:
    around = frame(place, _("Latest"))
    items = news.changed_last(news.of_place(around["region"].pk).filter(LISTED))
    found = [one for one in news.newest(items) if one.kind in ("published", "changed")]
    found = list({one.item.pk: one for one in reversed(found)}.values())[::-1][:LATEST]
    number = _number(request, "n")
    tiles = [
        {
            "url": f"{around['root']}guides/{one.item.code}/",
            "name": one.item.shown_name,
            "more": f"{one.said} · {_day(one.at)} · {one.dept}",
        }
        for one in found[(number - 1) * TILES : number * TILES]
    ]
    turning = _turning("?n=", number, -(-len(found) // TILES))
    return shown(request, "tiles", around | {"tiles": tiles, **turning})


def _day(at: dt.datetime) -> str:
    day = at.astimezone(clock.ZONE)
    return f"{day.day} {day:%B %Y}" if in_english() else f"{day.year}年{day.month}月{day.day}日"


@anybody
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest, place: str) -> HttpResponse:
    """As /progress/, with its rules and its counted tries. A television stands in a room with others: nothing typed is
    put back into the page, and what is shown names nobody."""
    around = frame(place, _("Track a case")) | {"wipe": True}
    if request.method != "POST":
        return shown(request, "progress", around)
    number = as_printed(request.POST.get("number", "")[:60])[:30]
    try:
        case = lookups.looked_up(request, number, request.POST.get("code", "")[:60])
    except Refused as refusal:
        said = [text for texts in getattr(refusal, "errors", {}).values() for text in texts]
        context = {"faults": list(dict.fromkeys(said)) or [str(refusal.message), str(refusal.cure)]}
        return shown(request, "progress", around | context, refusal.status)
    told = lookups.told(case)
    happened = [event for event in told["events"] if event.at]
    told["events"] = sorted(happened, key=lambda event: event.at, reverse=True)[:STEPS]
    return shown(
        request, "found", around | told | {"title": _("How your case stands"), "up": f"{around['root']}progress/"}
    )
