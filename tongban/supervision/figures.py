"""What a supervisor's page says. Everything is read through the doors of promises, cases and ratings.

Nothing counts a large table: at most MOST of the most urgent open promises are read, so red and yellow are exact
and only "on time" may be said as "at least".
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from tongban.cases.api import Case
from tongban.catalogue.api import lists
from tongban.kit import clock
from tongban.kit.subjects import types
from tongban.people.api import User
from tongban.people.api import reach as reached
from tongban.promises import api as promises
from tongban.ratings.api import GRADES, Invitation
from tongban.regions.api import Organisation

MOST = 5000
LAMPS = ("red", "yellow", "green", "paused")
RECENT = dt.timedelta(days=30)


def reach(user: User, column: str = "region_code") -> Q:
    """The regions of the person's posts as supervisor."""
    return reached(user, "supervision.see", org="", region=column)


def running(user: User) -> QuerySet[promises.Promise]:
    return promises.Promise.objects.filter(reach(user), state=promises.State.RUNNING, due_on__isnull=False)


def paused(user: User) -> QuerySet[promises.Promise]:
    return promises.Promise.objects.filter(reach(user), state=promises.State.PAUSED)


def broken(user: User) -> QuerySet[promises.Promise]:
    return promises.Promise.objects.filter(reach(user), state=promises.State.BROKEN)


def deemed(user: User) -> QuerySet[Case]:
    return Case.objects.filter(reach(user), deemed=True)


def lit(rows: QuerySet[promises.Promise], lamp: str) -> QuerySet[promises.Promise]:
    today = clock.today()
    conditions = {
        "red": Q(due_on__lt=today),
        "today": Q(due_on=today),
        "yellow": Q(due_on__gte=today, yellow_on__lte=today),
        "green": Q(due_on__gte=today, yellow_on__gt=today),
    }
    return rows.filter(conditions[lamp])


@dataclass
class Board:
    """Open promises by organ and lamp."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    today: Counter[str] = field(default_factory=Counter)  # due today, by organ
    cut: bool = False  # more promises are open than were read

    def of(self, lamp: str) -> int:
        return sum(number for (_organ, one), number in self.counts.items() if one == lamp)

    @property
    def organs(self) -> list[str]:
        """The organ with most red first."""
        codes = {organ for organ, _lamp in self.counts}
        return sorted(codes, key=lambda code: (-self.counts[code, "red"], -self.counts[code, "yellow"], code))


def board(user: User) -> Board:
    """Two queries."""
    found, today = Board(), clock.today()
    rows = running(user).order_by("due_on", "id").values_list("org_code", "due_on", "yellow_on")[: MOST + 1]
    for organ, due, yellow in rows:
        if due is None:
            continue
        if due is not None:
            found.counts[organ, colour(today, due, yellow)] += 1
            found.today[organ] += due == today
    for organ in paused(user).values_list("org_code", flat=True)[: MOST + 1]:
        found.counts[organ, "paused"] += 1
    found.cut = sum(found.counts.values()) > MOST
    return found


def colour(today: dt.date, due: dt.date, yellow: dt.date | None) -> str:
    if today > due:
        return "red"
    return "yellow" if yellow and today >= yellow else "green"


def organs_of(codes: Iterable[str]) -> dict[str, str]:
    rows = Organisation.objects.in_bulk(set(codes))
    english = (get_language() or "").startswith("en")
    return {code: organ.shown_name if english else organ.short_name or organ.name for code, organ in rows.items()}


def sentences(found: Board, names: dict[str, str], deemed_lately: int) -> list[dict[str, Any]]:
    """The beginning of the page: what will be late today, and where; what is late; what silence has done."""
    due, late = sum(found.today.values()), found.of("red")
    said = [{"text": _today(due, found.today, names), "url": address("today") if due else ""}]
    if late:
        text = ngettext("%(n)d promise is overdue already.", "%(n)d promises are overdue already.", late)
        said.append({"text": text % {"n": late}, "url": address("red")})
    if deemed_lately:
        text = ngettext(
            "In 30 days %(n)d case counted as accepted because nobody answered.",
            "In 30 days %(n)d cases counted as accepted because nobody answered.",
            deemed_lately,
        )
        said.append({"text": text % {"n": deemed_lately}, "url": "/desk/supervision/deemed/"})
    return said


def _today(due: int, by_organ: Counter[str], names: dict[str, str]) -> str:
    if not due:
        return _("Nothing falls due today.")
    organ, most = by_organ.most_common(1)[0]
    text = ngettext(
        "Today %(n)d promise will be overdue unless it is kept",
        "Today %(n)d promises will be overdue unless they are kept",
        due,
    ) % {"n": due}
    if due > 1 and most > 1:
        text += _(", %(most)d of them at %(organ)s") % {"most": most, "organ": names.get(organ, organ)}
    return text + pgettext("end of a sentence", ".")


def address(lamp: str, organ: str = "") -> str:
    return "/desk/supervision/promises/?" + urlencode({"lamp": lamp} | ({"organ": organ} if organ else {}))


def rows_of(found: Board, names: dict[str, str]) -> list[dict[str, Any]]:
    """One row per organ for the chart and its table; shares are of the longest row."""
    totals = {code: sum(found.counts[code, lamp] for lamp in LAMPS) for code in found.organs}
    longest = max(totals.values(), default=1)
    return [
        {
            "name": names.get(code, code),
            "value": total,
            "parts": _parts([found.counts[code, lamp] for lamp in LAMPS], longest),
            "cells": [(found.counts[code, lamp], address(lamp, code)) for lamp in LAMPS],
        }
        for code, total in totals.items()
    ]


def _parts(numbers: list[int], longest: int) -> list[dict[str, Any]]:
    parts, start = [], 0.0
    for lamp, number in zip(LAMPS, numbers, strict=True):
        share = round(100 * number / longest, 2)
        parts.append({"colour": lamp, "from": f"{start:.2f}", "share": f"{share:.2f}"})
        start += share
    return parts


def ratings(user: User) -> dict[str, Any]:
    """Invitations of thirty days by grade; whoever did not rate stays unrated, and counts for nothing else."""
    since = clock.now() - RECENT
    rows = Invitation.objects.filter(reach(user), invited_at__gte=since)
    grades = Counter(rows.values_list("grade", flat=True)[:MOST])
    longest = max(grades.values(), default=1) or 1
    given = [(grade, grades[grade]) for grade in (*GRADES, None)]
    return {
        "rows": [
            {"name": grade_name(g), "value": n, "share": f"{100 * n / longest:.2f}", "colour": tone(g)}
            for g, n in given
        ],
        "rated": sum(n for g, n in given if g is not None),
        "unrated": grades[None],
    }


def bad_ratings(user: User) -> QuerySet[Invitation]:
    return Invitation.objects.filter(reach(user), grade__lte=2)


def grade_name(grade: int | None) -> str:
    names = {
        5: pgettext("rating", "Very satisfied"),
        4: pgettext("rating", "Satisfied"),
        3: pgettext("rating", "Basically satisfied"),
        2: pgettext("rating", "Dissatisfied"),
        1: pgettext("rating", "Very dissatisfied"),
    }
    return names[grade] if grade else _("Unrated")


def tone(grade: int | None) -> str:
    return "paused" if grade is None else "red" if grade <= 2 else "yellow" if grade == 3 else "green"


def page_of(promise: promises.Promise) -> str:
    """Where an official sees what was promised; "" for a subject without such a page."""
    kind = types().get(promise.subject_type)
    if kind is None or kind.official_url is None:
        return ""
    return kind.official_url(kind.model(id=promise.subject_key))


# What is not online yet


def online(user: User) -> list[dict[str, Any]]:
    """One row per organ that offers services: how many, online, planned, late, without a day. Two queries."""
    counts = lists.of_department((lists.ALL, "online", *lists.PLANS), reach(user))
    organs = Organisation.objects.in_bulk(list(counts))
    rows = [_online(organs.get(code), code, own) for code, own in counts.items() if own[lists.ALL]]
    return sorted(rows, key=lambda row: (-row["late"], -row["undated"], row["rate"], row["name"]))


def _online(organ: Organisation | None, code: str, own: dict[str, int]) -> dict[str, Any]:
    region = organ.region_id if organ else ""
    return {
        "name": organ.shown_name if organ else code,
        "all": own[lists.ALL],
        "online": own["online"],
        "rate": 100 * own["online"] / own[lists.ALL],
        "late": own["late"],
        "undated": own["undated"],
        "cells": [(own[slug], f"/lists/{slug}/?" + urlencode({"place": region, "dept": code})) for slug in lists.PLANS],
    }


def late_online(user: User) -> int:
    """Services whose planned day is over. One query."""
    return sum(own["late"] for own in lists.of_department(["late"], reach(user)).values())
