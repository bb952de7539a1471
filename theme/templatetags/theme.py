"""Filters and tags of every page: dates, money and names as the language writes them; icons, lamps and badges."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from theme.faces import Face, face_of
from theme.paths import path_to
from theme.printing import address_of, code_of
from theme.words import words
from tongban.kit.clock import ZONE
from tongban.kit.fields import mask as masked
from tongban.kit.fields import mask_words

register = template.Library()
SHAPES = {
    "id_number": re.compile(r"\d{17}[\dXx]"),
    "phone": re.compile(r"\+?\d{7,15}"),
    "email": re.compile(r".+@.*"),
}

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def in_english() -> bool:
    return (get_language() or "").startswith("en")


# Dates and amounts


def _moment(value: Any) -> dt.date | None:
    """A date or an aware time in Asia/Shanghai; reads ISO text too, since answers and timelines are JSON."""
    if isinstance(value, str):
        try:
            parsed = dt.datetime.fromisoformat(value)
        except ValueError:
            return None
        value = parsed.date() if len(value) <= 10 else parsed
    if isinstance(value, dt.datetime):
        return value.astimezone(ZONE) if value.tzinfo else value.replace(tzinfo=ZONE)
    return value if isinstance(value, dt.date) else None


@register.filter
def date_long(value: Any) -> str:
    """2026年11月21日, or 21 November 2026. What is no date comes back as it was."""
    day = _moment(value)
    if day is None:
        return str(value or "")
    if in_english():
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def date_short(value: Any) -> str:
    """11月21日, or 21 Nov: for lists in which the year is plain."""
    day = _moment(value)
    if day is None:
        return str(value or "")
    return f"{day.day} {MONTHS[day.month - 1][:3]}" if in_english() else f"{day.month}月{day.day}日"


@register.filter
def datetime_long(value: Any) -> str:
    """2026年11月21日 10:32, or 21 November 2026, 10:32; always the time of Asia/Shanghai."""
    moment = _moment(value)
    if not isinstance(moment, dt.datetime):
        return date_long(value)
    return f"{date_long(moment)}{', ' if in_english() else ' '}{moment:%H:%M}"


@register.filter
def clock_time(value: Any) -> str:
    """10:32, in Asia/Shanghai."""
    moment = _moment(value)
    return f"{moment:%H:%M}" if isinstance(moment, dt.datetime) else ""


@register.filter
def iso(value: Any) -> str:
    """For the `datetime` attribute of `<time>`."""
    moment = _moment(value)
    return moment.isoformat(**({"timespec": "minutes"} if isinstance(moment, dt.datetime) else {})) if moment else ""


@register.filter
def money(fen: Any) -> str:
    """Fen as ¥1,234.50; nothing stays nothing, and zero is said as an amount."""
    if fen is None or fen == "":
        return ""
    yuan, rest = divmod(abs(int(fen)), 100)
    return f"{'-' if int(fen) < 0 else ''}¥{yuan:,}.{rest:02d}"


@register.filter
def limit(days: int | None) -> str:
    """A limit of working days; 0 is on the spot, and none a dash."""
    if days is None:
        return "–"
    return ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days} if days else _("On the spot")


# Persons and languages


@register.filter
def mask(value: Any, kind: str = "") -> str:
    """As forms and papers mask a personal field of this kind. Without one the shape decides; of unknown shape little stays."""
    text = str(value or "")
    kind = kind or next((name for name, shape in SHAPES.items() if shape.fullmatch(text)), "")
    return masked(kind, text) if kind else text[:1] + "*" * min(max(len(text) - 1, 0), 2)


@register.filter
def listed(values: Iterable[Any]) -> str:
    """Names one after the other, as the language writes it."""
    return (", " if in_english() else "、").join(str(value) for value in values)


@register.filter
def as_opened(words: Any, opened: Any) -> str:
    """Words that somebody wrote: whole once the case is open, else without numbers and addresses in them."""
    text = str(words or "")
    return text if opened else mask_words(text)


@register.filter
def in_language(value: Any) -> Any:
    """Picks from {"zh": …, "en": …}; English that is missing falls back to Chinese."""
    if not isinstance(value, Mapping):
        return value if value is not None else ""
    return (value.get("en") if in_english() else "") or value.get("zh") or value.get("en") or ""


@register.filter
def html_lang(code: Any) -> str:
    """zh-hans as zh-Hans, the way the attribute `lang` writes it."""
    return "zh-Hans" if str(code or "zh-hans").lower().startswith("zh") else str(code)


# Pictures that stand beside a word


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A Tabler icon of `theme/icons.txt`, hidden from screen readers because a word stands beside it."""
    sprite = static("vendor/icons.svg")
    classes = f"icon {extra}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', classes, sprite, name
    )


LAMPS = {
    "green": gettext_lazy("On time"),
    "yellow": gettext_lazy("Due soon"),
    "red": gettext_lazy("Overdue"),
    "paused": gettext_lazy("Clock paused"),
    "done": pgettext_lazy("clock", "Kept"),
    "none": gettext_lazy("No clock"),
}


@register.inclusion_tag("components/lamp.html")
def lamp(colour: str, text: Any = "", show: bool = True) -> dict[str, Any]:
    """green ●, yellow ▲ (also amber), red ■, paused ❚❚, done ✓, none –. `show=False` leaves the words to screen readers."""
    colour = "yellow" if colour == "amber" else colour if colour in LAMPS else "none"
    return {"colour": colour, "text": text or LAMPS[colour], "show": show}


BADGES = {
    "exempt": ("shield-check", gettext_lazy("No need to hand in")),
    "upload": ("upload", gettext_lazy("To upload")),
    "original": ("file-text", gettext_lazy("Bring the original")),
    "optional": ("plus", pgettext_lazy("material", "If you have it")),
    "deferrable": ("clock", gettext_lazy("May follow later")),
    "immediate": ("bolt", gettext_lazy("Done on the spot")),
    "promise": ("calendar-due", gettext_lazy("Done within the promised days")),
    "online": ("world", gettext_lazy("All online")),
    "online_elsewhere": ("world", gettext_lazy("All online, in another system")),
    "national": ("external-link", gettext_lazy("In a national system")),
    "provincial": ("external-link", gettext_lazy("In a provincial system")),
    "demo": ("info-circle", gettext_lazy("Demonstration")),
}


@register.inclusion_tag("components/badge.html")
def badge(kind: str, text: Any = "") -> dict[str, Any]:
    """A badge of the kinds above; any other kind needs its own `text` and is grey."""
    symbol, words_of_kind = BADGES.get(kind, ("", ""))
    return {"kind": kind if kind in BADGES else "plain", "text": text or words_of_kind or kind, "symbol": symbol}


# Forms and the frame


@register.filter
def widget(field: BoundField) -> SafeString:
    """A Django form field drawn with the classes of the theme; Django itself adds the aria attributes."""
    kind = getattr(field.field.widget, "input_type", "")
    name = {"select": "form-select", "checkbox": "form-check-input", "radio": "form-check-input"}
    classes = [field.field.widget.attrs.get("class", ""), name.get(kind, "form-control")]
    return field.as_widget(attrs={"class": " ".join(filter(None, classes + ["is-invalid"] * bool(field.errors)))})


@register.filter
def widget_kind(field: BoundField) -> str:
    """checkbox, radio, checkboxes or control: which shape `components/field.html` draws."""
    kind = getattr(field.field.widget, "input_type", "")
    many = bool(getattr(field.field.widget, "allow_multiple_selected", False))
    if kind == "checkbox":
        return "checkboxes" if many else "checkbox"
    return "radio" if kind == "radio" else "control"


@register.simple_tag
def path(name: str) -> str:
    """The path of a page of the frame, see `theme.paths`."""
    return path_to(name)


@register.inclusion_tag("components/printed.html", takes_context=True)
def printed(context: Any) -> dict[str, Any]:
    address = address_of(context)
    path = getattr(context.get("request"), "path", "")
    return {
        "address": address,
        "code": code_of(address) if address else "",
        "place": context.get("place"),
        "for_citizens": not path.startswith("/desk/"),
    }


@register.simple_tag
def site_words() -> SafeString:
    """The scripts' words as a JSON block; it is data, so `script-src 'self'` allows it."""
    return json_script(words(), "site-words")


@register.simple_tag(takes_context=True)
def face(context: Any) -> Face:
    """What the page wears: the face of its place, at the desk of the place of the official, else of home."""
    place = context.get("place")
    named = place.get("code") if isinstance(place, Mapping) else getattr(place, "code", "")
    code = named or context.get("desk_place") or context.get("HOME_REGION") or ""
    return face_of(str(code))


@register.simple_tag(takes_context=True)
def looks(context: Any, worn: Face) -> dict[str, bool]:
    """How the visitor wants to read, by the cookies of the switches; without one as the place begins."""
    cookies = getattr(context.get("request"), "COOKIES", {})
    return {
        "elder": cookies.get("elder", "1" if worn.elder else "0") == "1",
        "contrast": cookies.get("contrast") == "1",
    }
