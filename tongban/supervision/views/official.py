from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.kit import clock
from tongban.kit.paging import Page, page
from tongban.people.api import AuthenticatedRequest, official
from tongban.promises.api import calendar_in_force, regime
from tongban.ratings.api import options
from tongban.supervision import figures

SIZE = 30


@official("supervision.see")
@require_safe
def today(request: AuthenticatedRequest) -> HttpResponse:
    """The sentence, the board by organ and lamp, the most urgent promises, the ratings."""
    user, board = request.user, figures.board(request.user)
    names = figures.organs_of(board.organs)
    lately = figures.deemed(user).filter(accepted_at__gte=clock.now() - figures.RECENT)
    deemed = len(lately.values_list("pk", flat=True)[:100])
    context = {
        "sentences": figures.sentences(board, names, deemed),
        "is_red": bool(board.of("red") or board.today.total()),
        "board": board,
        "lamps": [(lamp, board.of(lamp), figures.address(lamp)) for lamp in figures.LAMPS],
        "rows": figures.rows_of(board, names),
        "deemed": deemed,
        "broken": len(figures.broken(user).values_list("pk", flat=True)[:100]),
        "urgent": _drawn(list(figures.running(user).order_by("due_on", "id")[:8])),
        "late_online": figures.late_online(user),
        "ratings": figures.ratings(user),
        "bad": len(figures.bad_ratings(user).values_list("pk", flat=True)[:100]),
    }
    return render(request, "supervision/today.html", context)


LISTS = ("red", "today", "yellow", "green", "paused", "broken")


@official("supervision.see")
@require_safe
def promise_list(request: AuthenticatedRequest) -> HttpResponse:
    """Promises of one lamp, the most urgent first; `organ` narrows it."""
    lamp = request.GET.get("lamp", "red")
    lamp = lamp if lamp in LISTS else "red"
    organ = request.GET.get("organ", "")[:18]
    rows, order = _rows(request, lamp)
    found = page(rows.filter(org_code=organ) if organ else rows, order, request.GET.get("page", ""), SIZE)
    context = {
        "lamp": lamp,
        "organ": figures.organs_of([organ]).get(organ, organ) if organ else "",
        "rows": _drawn(found.rows),
        "lists": [
            (one, title(one), "?" + urlencode({"lamp": one} | ({"organ": organ} if organ else {}))) for one in LISTS
        ],
        "title": title(lamp),
        **turned(found, lamp=lamp, organ=organ),
    }
    return render(request, "supervision/promises.html", context)


def _rows(request: AuthenticatedRequest, lamp: str) -> tuple[Any, list[str]]:
    if lamp == "paused":
        return figures.paused(request.user), ["id"]
    if lamp == "broken":
        return figures.broken(request.user), ["-id"]
    return figures.lit(figures.running(request.user), lamp), ["due_on", "id"]


def title(lamp: str) -> str:
    titles = {
        "red": _("Overdue"),
        "today": _("Due today"),
        "yellow": _("Due soon"),
        "green": _("On time"),
        "paused": _("Clock paused"),
        "broken": _("Broken promises"),
    }
    return titles[lamp]


def turned(found: Page[Any], **kept: str) -> dict[str, str]:
    plain = {key: value for key, value in kept.items() if value}
    marks = {"next_url": found.next, "previous_url": found.previous}
    return {name: "?" + urlencode(plain | {"page": mark}) if mark else "" for name, mark in marks.items()}


def _drawn(rows: list[Any]) -> list[dict[str, Any]]:
    """One query more, for the organs."""
    names = figures.organs_of(row.org_code for row in rows)
    return [
        {
            "promise": row,
            "organ": names.get(row.org_code, row.org_code),
            "url": figures.page_of(row),
            "clock": _clock(row),
            "days": _days(row),
        }
        for row in rows
    ]


def _clock(row: Any) -> str:
    rule = regime(row.regime).clock(row.kind)
    if rule is None:
        return str(row.kind)
    return rule.zh if (get_language() or "zh").startswith("zh") else rule.en


def _days(row: Any) -> int | None:
    """Working days left, below zero when it is over."""
    if row.due_on is None:
        return None
    calendar, now = calendar_in_force(), clock.today()
    end = row.ended_at.astimezone(clock.ZONE).date() if row.ended_at else now
    return calendar.workdays_between(end, row.due_on) or -calendar.workdays_between(row.due_on, end)


@official("supervision.see")
@require_safe
def deemed_list(request: AuthenticatedRequest) -> HttpResponse:
    """Cases that the law counted as accepted because nobody answered (行政许可法 §32(4))."""
    fields = ("id", "number", "item_name", "item_name_en", "org_code", "state", "received_at", "accepted_at", "deemed")
    found = page(figures.deemed(request.user).only(*fields), ["-id"], request.GET.get("page", ""), SIZE)
    names = figures.organs_of(row.org_code for row in found.rows)
    rows = [(row, names.get(row.org_code, row.org_code)) for row in found.rows]
    return render(request, "supervision/deemed.html", {"rows": rows, **turned(found)})


@official("supervision.see")
@require_safe
def rating_list(request: AuthenticatedRequest) -> HttpResponse:
    """Bad ratings: what was said about which service. Never who said it."""
    fields = ("id", "title", "title_en", "org_code", "grade", "options", "words", "rated_at")
    found = page(figures.bad_ratings(request.user).only(*fields), ["-id"], request.GET.get("page", ""), SIZE)
    names = figures.organs_of(row.org_code for row in found.rows)
    words = {row["code"]: row for rows in options().values() for row in rows}
    rows = [
        {
            "rating": row,
            "organ": names.get(row.org_code, row.org_code),
            "grade": figures.grade_name(row.grade),
            "options": [words[code] for code in row.options if code in words],
        }
        for row in found.rows
    ]
    context = {"rows": rows, "ratings": figures.ratings(request.user), **turned(found)}
    return render(request, "supervision/ratings.html", context)


@official("supervision.see")
@require_safe
def online(request: AuthenticatedRequest) -> HttpResponse:
    """Which organs bring their services online, who is late, who has set no day (C7)."""
    rows = figures.online(request.user)
    totals = {name: sum(row[name] for row in rows) for name in ("all", "online", "late", "undated")}
    return render(request, "supervision/online.html", {"rows": rows, "totals": totals})
