"""A guide for programs that read pages: schema.org as JSON-LD, in the language of the page (H4).

It is data and no script: a browser does not run it, and the content policy does not ask about it. What is not known is
left out, so nothing here says more than the page does.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tongban.catalogue.codes import code_set
from tongban.catalogue.guide import Channel, Fee, Guide, Place
from tongban.catalogue.opening import Opening, read
from tongban.catalogue.presenting import Shown
from tongban.forms.api import Text
from tongban.kit.languages import in_english
from tongban.regions.api import Division, Organisation

Thing = dict[str, Any]
CONTEXT = "https://schema.org"
# What could end the element, or a line in an old reader of JSON.
ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
DURATIONS = {"workday": "P{}D", "day": "P{}D", "hour": "PT{}H", "month": "P{}M", "year": "P{}Y"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def as_script(*things: Thing) -> SafeString:
    """The element for a page's head. Half a surrogate pair, which UTF-8 cannot hold, becomes a mark."""
    text = json.dumps({"@context": CONTEXT, "@graph": [_known(one) for one in things]}, ensure_ascii=False)
    text = text.encode("utf-8", "replace").decode().translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


def _known(value: Any) -> Any:
    """Without what is empty."""
    if isinstance(value, dict):
        return {key: kept for key, one in value.items() if (kept := _known(one)) not in ("", None, [], {})}
    return [_known(one) for one in value] if isinstance(value, (list, tuple)) else value


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def language() -> str:
    return "en" if in_english() else "zh-Hans"


def of_guide(page: Shown, crumbs: list[dict[str, str]]) -> SafeString:
    """No query: everything is on the page already."""
    return as_script(_service(page), _web_page(page), breadcrumbs(crumbs, page.address))


def _service(page: Shown) -> Thing:
    guide, item, url = page.guide, page.item, absolute(page.address)
    return {
        "@type": "GovernmentService",
        "@id": f"{url}#service",
        "name": page.title,
        "alternateName": _other_names(page),
        "identifier": item.code,
        "url": url,
        "serviceType": _kind(guide.type_code) or getattr(guide, "type_name", ""),
        "description": page.standing.title if page.standing else "",
        "provider": organisation(page.organ, page.path),
        "areaServed": area(page.place, page.path),
        "audience": [{"@type": "Audience", "audienceType": name} for name in page.who],
        "availableChannel": [] if page.standing else list(_channels(page)),
        "hoursAvailable": [hours for place in _places(page) for hours in opening_hours(place.hours)],
        "offers": [] if page.standing else list(_offers(page)),
        "serviceOutput": {"@type": "Thing", "name": guide.result.name.said()} if guide.result else None,
        "termsOfService": [basis.said() for basis in guide.bases if hasattr(basis, "said")],
    }


def _other_names(page: Shown) -> list[str]:
    names = [page.item.name, page.item.name_en, *page.item.aliases]
    return [name for name in dict.fromkeys(names) if name and name != page.title]


def _kind(code: str) -> str:
    """A list of another place may hold a code that no edition knows."""
    types = code_set("task_type")
    return types.name(code) if code in types.names else ""


def _web_page(page: Shown) -> Thing:
    url, at = absolute(page.address), page.version.published_at
    return {
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": page.title,
        "inLanguage": language(),
        "dateModified": at.isoformat(timespec="seconds") if at else None,
        "version": str(page.version.number),
        "mainEntity": {"@id": f"{url}#service"},
        "breadcrumb": {"@id": f"{url}#crumbs"},
    }


def breadcrumbs(crumbs: list[dict[str, str]], path: str) -> Thing:
    """The last one is the page itself."""
    elements = [
        {
            "@type": "ListItem",
            "position": number,
            "name": str(one["name"]),
            "item": absolute(one.get("url") or path),
        }
        for number, one in enumerate(crumbs, 1)
    ]
    return {"@type": "BreadcrumbList", "@id": f"{absolute(path)}#crumbs", "itemListElement": elements}


def organisation(organ: Organisation, path: Iterable[Division], kind: str = "GovernmentOrganization") -> Thing:
    """`path`: from the province down to the place of the organ."""
    return {
        "@type": kind,
        "@id": f"{absolute(f'/organs/{organ.code}/')}#organ",
        "name": organ.shown_name,
        "alternateName": [name for name in (organ.name, organ.short_name) if name != organ.shown_name],
        "identifier": organ.code,
        "url": absolute(f"/organs/{organ.code}/"),
        "telephone": organ.phone,
        "address": address(organ.address, path),
    }


def address(text: str, path: Iterable[Division]) -> Thing | None:
    if not text:
        return None
    names = {place.level: place.shown_name for place in path}
    return {
        "@type": "PostalAddress",
        "streetAddress": text,
        "addressLocality": names.get(3) or names.get(2),
        "addressRegion": names.get(1),
        "addressCountry": "CN",
    }


def area(place: Division, path: list[Division]) -> Thing:
    above = path[:-1]
    found: Thing = {"@type": "AdministrativeArea", "name": place.shown_name, "identifier": place.pk}
    return found | ({"containedInPlace": area(above[-1], above)} if above else {})


# How it is reached


def _channels(page: Shown) -> Iterator[Thing]:
    guide, time = page.guide, _time(page)
    if page.can_apply:
        yield channel(_("Online"), {"serviceUrl": absolute(page.apply_url)}, time)
    elif page.hand_over and page.hand_over.url:
        yield channel(_("Online"), {"serviceUrl": page.hand_over.url}, time)
    for place in _places(page):
        yield channel(_("At a window"), {"serviceLocation": _office(place, page.path)}, time)
    if phone := _phone(guide.consult):
        yield channel(_("By telephone"), {"servicePhone": {"@type": "ContactPoint", "telephone": phone}}, {})


def channel(name: str, how: Thing, time: Thing) -> Thing:
    languages = [{"@type": "Language", "name": "Chinese", "alternateName": "zh"}]
    return {"@type": "ServiceChannel", "name": name, "availableLanguage": languages, **how, **time}


def _phone(channels: Iterable[Channel]) -> str:
    return next((one.value for one in channels if one.way == "phone"), "")


def _places(page: Shown) -> list[Place]:
    return page.guide.places if isinstance(page.guide, Guide) else []


def _office(place: Place, path: Iterable[Division]) -> Thing:
    told = office(place.name.said(), place.address.said(), place.phone, opening_hours(place.hours), path)
    return told | {"openingHours": place.hours.said()}


def office(name: str, street: str, phone: str, hours: list[Thing], path: Iterable[Division]) -> Thing:
    return {
        "@type": "GovernmentOffice",
        "name": name,
        "address": address(street, path),
        "telephone": phone,
        "openingHoursSpecification": hours,
    }


def week(weekly: dict[str, list[list[str]]]) -> list[Thing]:
    """Of a week as halls keep it: {"1": [["09:00", "12:00"], …], …}, Monday is 1. Days of one span stand together."""
    days: dict[tuple[str, str], list[str]] = {}
    for number, spans in sorted(weekly.items()):
        for opens, closes in spans:
            days.setdefault((opens, closes), []).append(f"{CONTEXT}/{DAYS[int(number) - 1]}")
    return [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": some, "opens": opens, "closes": closes}
        for (opens, closes), some in days.items()
    ]


def opening_hours(text: Text) -> list[Thing]:
    """Nothing where the hours are told in words that a program cannot be sure of."""
    return [_hours(one, *session) for one in read(text.zh) for session in one.sessions]


def _hours(opening: Opening, opens: dt.time, closes: dt.time) -> Thing:
    said = [_("Working days only")] if opening.workdays else []
    said += [_("Only for who booked a time")] if opening.booked else []
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [f"{CONTEXT}/{DAYS[day]}" for day in opening.days],
        "opens": f"{opens:%H:%M}",
        "closes": f"{closes:%H:%M}",
        "description": _("; ").join(said),
    }


def _time(page: Shown) -> Thing:
    """ISO 8601 knows no working days: the figure counts them as days, the text names them."""
    guide = page.guide
    if guide.kind == "immediate":
        return {"processingTime": "P0D"}
    days, which = guide.promise_days, "promise"
    if days is None:
        days, which = guide.legal_days, "legal"
    if days is None:
        return {}
    unit = str(getattr(guide, f"{which}_unit", "workday"))
    told = next((figure for figure in page.figures if figure.name == _("How long")), None)
    said = f"{told.name}: {told.value}{' (' + told.note + ')' if told.note else ''}" if told else None
    return {"processingTime": DURATIONS[unit].format(days), "description": said}


def _offers(page: Shown) -> Iterator[Thing]:
    """A whole guide without fees is free of charge; a partial one says nothing of what it does not know."""
    guide = page.guide
    if not isinstance(guide, Guide):
        return
    for fee in guide.fees:
        yield _offer(fee)
    if not guide.fees:
        yield {"@type": "Offer", "name": _("Free"), "price": "0", "priceCurrency": "CNY"}


def _offer(fee: Fee) -> Thing:
    price = {"price": f"{fee.amount_fen / 100:.2f}", "priceCurrency": "CNY"} if fee.amount_fen is not None else {}
    return {"@type": "Offer", "name": fee.name.said(), "description": fee.standard.said(), **price}
