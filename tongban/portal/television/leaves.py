"""A guide as leaves for a screen seen from three metres: what fits on one is counted here, so nothing is ever scrolled."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.catalogue.api import Item, PartialGuide, publishing
from tongban.kit.languages import in_english

WIDTH = 36.0  # wide (Chinese) signs on one line
LINES = 12.0  # lines on one leaf
GAP = 0.3  # of a line, after a paragraph


@dataclass(frozen=True)
class Line:
    """A paragraph; `head`: what it is about; `foreign`: it stands in Chinese on an English page."""

    text: str
    head: str = ""

    @property
    def foreign(self) -> bool:
        return in_english() and any("\u4e00" <= sign <= "\u9fff" for sign in self.text)

    @property
    def height(self) -> float:
        whole = f"{self.head}  {self.text}" if self.head else self.text
        return -(-width(whole) // WIDTH) + GAP


@dataclass(frozen=True)
class Part:
    key: str
    title: Any
    leaves: tuple[tuple[Line, ...], ...]


def width(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.56 for sign in text)


def leaves_of(lines: Iterable[Line]) -> tuple[tuple[Line, ...], ...]:
    leaves: list[list[Line]] = [[]]
    left = LINES
    for line in lines:
        for piece in _pieces(line):
            if piece.height > left and leaves[-1]:
                leaves.append([])
                left = LINES
            leaves[-1].append(piece)
            left -= piece.height
    return tuple(tuple(leaf) for leaf in leaves if leaf)


def _pieces(line: Line) -> Iterator[Line]:
    """A paragraph longer than half a leaf is cut, at a stop where there is one."""
    head, text, most = line.head, line.text, WIDTH * LINES / 2
    while width(head + text) > most:
        end = _end(text, most - width(head))
        yield Line(text[:end], head)
        head, text = "", text[end:].lstrip()
    if text or head:
        yield Line(text, head)


def _end(text: str, most: float) -> int:
    used, end = 0.0, 0
    for position, sign in enumerate(text):
        used += width(sign)
        if used > most:
            break
        end = position + 1
    stop = max(text.rfind(sign, 0, end) for sign in "。；，、;,. ")
    return max(stop + 1 if stop > end // 2 else end, 1)


# A guide


def parts_of(item: Item) -> tuple[str, list[Part]]:
    """(its name, its parts): who, what is needed, how long, cost, where, telephone; what is not known is left out."""
    page = publishing.context_of(item)["page"]
    parts = [
        ("overview", _("At a glance"), _overview(page)),
        ("who", _("Who can get it"), _who(page)),
        ("need", _("What you need"), _needed(page)),
        ("time", _("How long it takes"), [Line(said, head) for head, said in page.limits]),
        ("cost", _("Cost"), _cost(page)),
        ("where", _("Where and when"), _where(page)),
        ("phone", _("Telephone"), _phones(page)),
    ]
    return page.title, [Part(key, title, leaves) for key, title, lines in parts if (leaves := leaves_of(lines))]


def _overview(page: Any) -> list[Line]:
    found = [Line(f"{page.standing.title} {page.standing.reason}")] if page.standing else []
    found.append(Line(page.organ.shown_name, _("Department")))
    found += [Line(" ".join(filter(None, [one.value, one.note and f"({one.note})"])), one.name) for one in page.figures]
    if page.hand_over:
        found.append(Line(page.hand_over.system, page.hand_over.title))
    elif page.can_apply:
        found.append(Line(_("You can apply online: read the code with your phone."), _("Online")))
    return found


def _who(page: Any) -> list[Line]:
    found = [Line(" / ".join(page.who))] if page.who else []
    return found + [Line(condition.text.said()) for condition in page.guide.conditions]


def _needed(page: Any) -> list[Line]:
    found = [
        Line(" · ".join([one.name.said(), *one.facts[-1:]]), f"{number}.")
        for number, one in enumerate(page.materials, 1)
    ]
    if not found and isinstance(page.guide, PartialGuide):
        return []
    said = ngettext(
        "%(n)d document, some only if your answers call for it",
        "%(n)d documents, some only if your answers call for it",
        len(found),
    )
    return [Line(said % {"n": len(found)}), *found] if found else [Line(_("No document"))]


def _cost(page: Any) -> list[Line]:
    fees = [Line(fee.standard.said(), fee.name.said()) for fee in page.guide.fees]
    return fees if fees or isinstance(page.guide, PartialGuide) else [Line(_("Free"))]


def _where(page: Any) -> list[Line]:
    found: list[Line] = []
    for place in getattr(page.guide, "places", ()):
        found += [Line(place.address.said(), place.name.said()), Line(place.hours.said())]
        found += [Line(place.window.said(), _("Window"))] if place.window else []
    found += [Line(text) for text in getattr(page.guide, "place_lines", ())]
    if not found and page.organ.address:
        found = [Line(" · ".join(filter(None, [page.organ.address, page.organ.hours])), page.organ.shown_name)]
    return found


def _phones(page: Any) -> list[Line]:
    guide = page.guide
    found = [Line(one.value, _("Ask")) for one in guide.consult if one.way == "phone"]
    found += [Line(one.value, _("Complain")) for one in guide.complain if one.way == "phone"]
    if page.organ.phone and page.organ.phone not in {one.text for one in found}:
        found.append(Line(page.organ.phone, page.organ.shown_name))
    return [*found, Line(_("12345, day and night"), _("Hotline"))]
