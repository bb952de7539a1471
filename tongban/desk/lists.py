"""The examiner's list: what may be wished of it, and the rows as the page shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.cases import api as cases
from tongban.catalogue.api import LISTED, Item
from tongban.intake.api import as_printed
from tongban.kit import clock
from tongban.kit.languages import in_english
from tongban.people.api import User, names_of, reach
from tongban.promises.api import calendar_in_force
from tongban.regions.api import Organisation

ORDER = ["due_on", "id"]
LAMPS = ("red", "yellow", "green", "paused")
MOST = 100  # counts stop here; beyond it the page says 99+
CHOICES = 300  # services and organs offered by a filter


@dataclass(frozen=True)
class Wish:
    """What the address asks of the list. What is no possible value is as good as not asked."""

    lamp: str = ""
    state: str = ""
    item: str = ""
    organ: str = ""
    mine: bool = False
    words: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Wish:
        lamp, state = asked.get("lamp", ""), asked.get("state", "")
        return cls(
            lamp=lamp if lamp in LAMPS else "",
            state=state if state in cases.State.open else "",
            item=asked.get("item", "")[:64],
            organ=asked.get("organ", "")[:18],
            mine=asked.get("mine") == "1",
            words=" ".join(asked.get("q", "").split())[:60],
        )

    def applied(self, rows: QuerySet[cases.Case], user: User) -> QuerySet[cases.Case]:
        condition = lit(self.lamp, clock.today()) if self.lamp else Q()
        for column, value in (("state", self.state), ("item_code", self.item), ("org_code", self.organ)):
            condition &= Q(**{column: value}) if value else Q()
        if self.mine:
            condition &= Q(examiner=user)
        if self.words:
            condition &= _worded(self.words)
        return rows.filter(condition)

    def address(self, **changed: Any) -> str:
        """The same list with something changed, from its first page."""
        plain = {
            "lamp": self.lamp,
            "state": self.state,
            "item": self.item,
            "organ": self.organ,
            "mine": "1" if self.mine else "",
            "q": self.words,
        } | changed
        return "?" + urlencode({key: value for key, value in plain.items() if value})


def _worded(words: str) -> Q:
    named = Q(item_name__icontains=words) | Q(item_name_en__icontains=words)
    return Q(number__startswith=as_printed(words)) | named


def lit(lamp: str, today: dt.date) -> Q:
    """The rows whose lamp it is, as a condition on the row's own dates (the same as `Case.lamp`)."""
    running = Q(paused=False) & ~Q(due_on=cases.NEVER)
    conditions = {
        "paused": Q(paused=True),
        "red": running & Q(due_on__lt=today),
        "yellow": running & Q(due_on__gte=today, yellow_on__lte=today),
        "green": running & Q(due_on__gte=today, yellow_on__gt=today),
    }
    return conditions[lamp]


def counted(rows: QuerySet[Any]) -> str:
    """How many, without ever reading more than a hundred keys."""
    found = len(rows.values_list("pk", flat=True)[:MOST])
    return "99+" if found == MOST else str(found)


def lamps_of(rows: QuerySet[cases.Case], wish: Wish) -> list[dict[str, Any]]:
    today = clock.today()
    return [
        {
            "colour": lamp,
            "count": counted(rows.filter(lit(lamp, today))),
            "url": wish.address(lamp="" if wish.lamp == lamp else lamp),
            "current": wish.lamp == lamp,
        }
        for lamp in LAMPS
    ]


def left_in_words(case: cases.Case) -> str:
    """Working days left, or gone by."""
    if not case.has_due:
        return ""
    calendar, today = calendar_in_force(), clock.today()
    if today > case.due_on:
        gone = calendar.workdays_between(case.due_on, today)
        return ngettext("%(n)d working day over", "%(n)d working days over", gone) % {"n": gone}
    left = calendar.workdays_between(today, case.due_on)
    if not left:
        return _("due today")
    return ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}


@dataclass(frozen=True)
class Row:
    case: cases.Case
    item: str
    left: str
    steps: list[Any]
    organ: str
    examiner: str


def drawn(found: list[cases.Case]) -> list[Row]:
    """Two queries more for any number of rows: names of examiners, names of organs."""
    names = names_of({f"user:{case.examiner_id}" for case in found if case.examiner_id})
    own = cases.names_of_steps(found)
    organs = Organisation.objects.in_bulk({case.org_code for case in found})
    return [
        Row(
            case,
            case.shown_item,
            left_in_words(case),
            _steps(case, own) if case.state == cases.State.IN_REVIEW and case.ready else [],
            _short(organs.get(case.org_code)),
            names.get(f"user:{case.examiner_id}", ""),
        )
        for case in found
    ]


def _steps(case: cases.Case, own: Mapping[tuple[Any, str], str]) -> list[Any]:
    return cases.steps_named(case.ready, {act: own.get((case.pk, act), "") for act in case.ready})


def _short(organ: Organisation | None) -> str:
    if organ is None:
        return ""
    return organ.shown_name if in_english() else organ.short_name or organ.name


def organs_in_reach(user: User) -> list[Organisation]:
    return list(Organisation.objects.filter(reach(user, "cases.see", org="code", region="region_id"))[:CHOICES])


def items_in_reach(user: User) -> list[Item]:
    rows = Item.objects.filter(LISTED, reach(user, "cases.see")).only("code", "name", "name_en")
    return list(rows.order_by("code")[:CHOICES])
