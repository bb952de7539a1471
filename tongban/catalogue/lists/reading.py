"""What pages, sheets and programs read of the lists. No question here counts rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Func, JSONField, Q, QuerySet

from tongban.catalogue.browsing import english_depts
from tongban.catalogue.lists.columns import COLUMNS, Cells
from tongban.catalogue.lists.definitions import ALL, PLANS, Definition, definition, definitions
from tongban.catalogue.lists.keeping import since, used_lately
from tongban.catalogue.lists.models import ListedItem, ListFigure
from tongban.kit import clock
from tongban.kit.languages import in_english
from tongban.kit.paging import Page, page
from tongban.regions.api import Division, Organisation, children_of, level_of, subtree_range

__all__ = [
    "ALL", "PLANS", "Definition", "Figure", "Line", "Narrowed", "by_department", "by_place", "definition",
    "definitions", "figures", "heads_of", "keys_of", "lines", "lists_of", "of_department", "page_of", "places_with_services", "since",
]  # fmt: skip

COUNTY = 3
ORGANS_SHOWN = 300


@dataclass(frozen=True)
class Figure:
    """`rate` in per cent of all services there, none where there is no service."""

    definition: Definition
    items: int
    of: int

    @property
    def rate(self) -> float | None:
        return round(100 * self.items / self.of, 1) if self.of else None


class Element(Func):
    """One element of a guide as its JSON. `F("…content__…")` makes a number of a code such as "1" on SQLite."""

    output_field = JSONField()

    def __init__(self, name: str) -> None:
        super().__init__(F("item__current__content"))
        self.name = name

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"(%(expressions)s -> '$.{self.name}')", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"(%(expressions)s -> '{self.name}')", **context)


@dataclass(frozen=True)
class Narrowed:
    """One list, of a place with everything inside it; of one department; with words in the name."""

    definition: Definition
    place: str
    dept: str = ""
    words: str = ""

    def rows(self) -> QuerySet[ListedItem]:
        low, high = subtree_range(self.place)
        rows = ListedItem.objects.filter(slug=self.definition.slug, at__gte=low, at__lt=high)
        if self.dept:
            rows = rows.filter(org_code=self.dept)
        if self.words:
            rows = rows.filter(Q(item__name__icontains=self.words) | Q(item__name_en__icontains=self.words))
        return rows.select_related("item").annotate(**self._read())

    def _read(self) -> dict[str, Any]:
        """Elements of the guide, read inside the database: no list loads whole guides."""
        wanted = [element for name in self.definition.columns for element in COLUMNS[name].reads]
        found: dict[str, Any] = {f"guide_{element}": Element(element) for element in wanted}
        if "planned" in self.definition.columns:
            found |= {f"plan_{name}": F(f"item__online_plan__{name}") for name in PLAN}
        return found


UNNAMED = {"used", "planned", "visits", "area"}
"""Columns whose first cell is no name of anything."""
PLAN = ("planned_on", "first_planned_on", "reason")


@dataclass
class Line:
    """One service on a list; `cells`: what the columns of the list say of it, row by row."""

    item: Any
    dept: str
    place: str
    cells: list[Cells] = field(default_factory=list)
    late: bool = False
    heads: tuple[Any, ...] = ()

    @property
    def told(self) -> list[list[tuple[Any, str, str]]]:
        """The cells that say something, each with its heading (a name needs none) and its language where it is not
        the page's.
        """
        rows = [zip(self.heads, cells, strict=True) for cells in self.cells]
        return [[(head, text, _foreign(text)) for head, text in row if text] for row in rows]


def _foreign(text: str) -> str:
    """What stands in Chinese on an English page: laws, and what editors wrote."""
    return "zh-Hans" if in_english() and any("\u4e00" <= sign <= "\u9fff" for sign in text) else ""


def page_of(narrowed: Narrowed, cursor: str = "", size: int = 20) -> tuple[Page[ListedItem], list[Line]]:
    """Two queries: the rows, the names of their places; one more for English departments, one for 高频."""
    found = page(narrowed.rows(), ["at"], cursor, size)
    return found, lines(found.rows, narrowed.definition)


def lines(rows: list[Any], one: Definition) -> list[Line]:
    places = _places(row.item.region_code for row in rows)
    depts = english_depts(row.item.org_name for row in rows)
    used = used_lately([row.item.code for row in rows]) if "used" in one.columns else {}
    heads = heads_of(one)
    if not set(one.columns) & UNNAMED:
        heads = ("", *heads[1:])
    return [
        Line(
            row.item,
            depts.get(row.item.org_name, row.item.org_name),
            places.get(row.item.region_code, row.item.region_code),
            list(_cells(row, one, used)),
            "planned" in one.columns and row.plan_planned_on is not None and row.plan_planned_on < clock.today(),
            heads,
        )
        for row in rows
    ]


def heads_of(one: Definition) -> tuple[Any, ...]:
    return tuple(head for name in one.columns for head in COLUMNS[name].heads)


def keys_of(one: Definition) -> list[str]:
    """The names of the cells of a line, for programs."""
    return [key for name in one.columns for key in COLUMNS[name].keys]


def _places(codes: Iterable[str]) -> dict[str, str]:
    return {one.pk: one.shown_name for one in Division.objects.filter(pk__in=set(codes))}


def _cells(row: Any, one: Definition, used: dict[str, int]) -> Iterator[Cells]:
    for name in one.columns:
        if name == "used":
            yield (str(used.get(row.item.code, 0)),)
        elif name == "planned":
            first = row.plan_first_planned_on
            moved = _day(first) if first != row.plan_planned_on else ""
            yield _day(row.plan_planned_on), moved, row.plan_reason or ""
        else:
            column = COLUMNS[name]
            yield from column.rows({element: getattr(row, f"guide_{element}") for element in column.reads})


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


# Figures


def figures(place: str, dept: str = "") -> dict[str, Figure]:
    """Every list with its count and its rate here. One query."""
    low, high = subtree_range(place)
    where = Q(region_code__gte=low, region_code__lt=high, org_code=dept) if dept else Q(region_code=place, org_code="")
    counts: dict[str, int] = defaultdict(int)
    for slug, items in ListFigure.objects.filter(where).values_list("slug", "items"):
        counts[slug] += items
    return {slug: Figure(one, counts[slug], counts[ALL]) for slug, one in definitions().items()}


def by_place(one: Definition, place: str) -> list[tuple[Division, Figure]]:
    """The places inside it that offer something. Two queries."""
    children = list(children_of(place))
    counts = _counted(one, Q(region_code__in=[child.pk for child in children], org_code=""), "region_code")
    return [(child, Figure(one, *counts[child.pk])) for child in children if counts[child.pk][1]]


def places_with_services(size: int) -> Iterator[str]:
    """Codes of all places, of whatever level, that offer something or in which something is offered; `size` at a time."""
    rows = ListFigure.objects.filter(org_code="", slug=ALL, items__gt=0).order_by("region_code")
    last = ""
    while codes := list(rows.filter(region_code__gt=last).values_list("region_code", flat=True)[:size]):
        yield from codes
        last = codes[-1]


def by_department(one: Definition, place: str) -> list[tuple[Organisation, Figure]]:
    """The departments of a county and of what is inside it, the first some hundreds. Two queries; none above a county."""
    if level_of(place) < COUNTY:
        return []
    low, high = subtree_range(place)
    counts = _counted(one, Q(region_code__gte=low, region_code__lt=high) & ~Q(org_code=""), "org_code")
    organs = Organisation.objects.filter(pk__in=list(counts)).order_by("region_id", "code")[:ORGANS_SHOWN]
    return [(organ, Figure(one, *counts[organ.pk])) for organ in organs if counts[organ.pk][1]]


def of_department(slugs: Iterable[str], where: Q) -> dict[str, dict[str, int]]:
    """Department → list → how many; for who supervises."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = ListFigure.objects.filter(where, slug__in=list(slugs)).exclude(org_code="")
    for org_code, slug, items in rows.values_list("org_code", "slug", "items"):
        found[org_code][slug] += items
    return found


def _counted(one: Definition, where: Q, column: str) -> dict[str, tuple[int, int]]:
    """(on the list, of all) by a column."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = ListFigure.objects.filter(where, slug__in={one.slug, ALL})
    for key, slug, items in rows.values_list(column, "slug", "items"):
        found[key][slug] += items
    return defaultdict(lambda: (0, 0), {key: (own[one.slug], own[ALL]) for key, own in found.items()})


def lists_of(item: Any) -> list[Definition]:
    """On which lists an item stands, in their order."""
    there = set(ListedItem.objects.filter(item=item).values_list("slug", flat=True))
    return [one for slug, one in definitions().items() if slug in there and slug != ALL]
