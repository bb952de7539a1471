"""Our guides beside those of a benchmark region: more materials, steps, days or visits than there, or fewer (C8)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.catalogue.models import Item
from tongban.kit.errors import BadInput
from tongban.regions.api import in_subtree, subtree_range

Verdict = Literal["worse", "equal", "better"]
MEASURES = {
    "materials": gettext_lazy("Materials"),
    "steps": gettext_lazy("Steps"),
    "days": gettext_lazy("Working days promised"),
    "visits": gettext_lazy("Visits"),
}
WORKDAYS = {"workday": 1.0, "day": 5 / 7, "hour": 1 / 8, "month": 21.0, "year": 250.0}
FIELDS = ("code", "name", "base_code", "org_code", "org_name", "current__content")


@dataclass(frozen=True)
class Beside:
    measure: str
    ours: int
    theirs: int

    @property
    def verdict(self) -> Verdict:
        return "worse" if self.ours > self.theirs else "better" if self.ours < self.theirs else "equal"

    @property
    def label(self) -> Any:
        return MEASURES[self.measure]


@dataclass(frozen=True)
class Compared:
    code: str
    name: str
    org_code: str
    org_name: str
    other_code: str
    other_name: str
    beside: tuple[Beside, ...]

    @property
    def verdicts(self) -> set[Verdict]:
        return {one.verdict for one in self.beside}

    def plain(self) -> dict[str, Any]:
        own = {
            name: getattr(self, name) for name in ("code", "name", "org_code", "org_name", "other_code", "other_name")
        }
        told = {one.measure: {"ours": one.ours, "theirs": one.theirs, "verdict": one.verdict} for one in self.beside}
        return own | told


@dataclass
class Totals:
    items: int = 0
    matched: int = 0
    measures: Counter[tuple[str, Verdict]] = field(default_factory=Counter)
    departments: defaultdict[tuple[str, str], Counter[Verdict]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, one: Compared) -> None:
        self.matched += 1
        for beside in one.beside:
            self.measures[beside.measure, beside.verdict] += 1
            self.departments[one.org_code, one.org_name][beside.verdict] += 1

    def rows(self) -> list[tuple[Any, Counter[Verdict]]]:
        """Measure by measure."""
        verdicts: tuple[Verdict, ...] = ("worse", "equal", "better")
        return [
            (label, Counter({verdict: self.measures[name, verdict] for verdict in verdicts}))
            for name, label in MEASURES.items()
        ]

    def organs(self) -> list[tuple[str, str, Counter[Verdict]]]:
        rows = [(code, name, counts) for (code, name), counts in self.departments.items()]
        return sorted(rows, key=lambda row: (-row[2]["worse"], row[0]))

    def plain(self) -> dict[str, Any]:
        verdicts: tuple[Verdict, ...] = ("worse", "equal", "better")
        return {
            "items": self.items,
            "matched": self.matched,
            "measures": {name: {one: self.measures[name, one] for one in verdicts} for name in MEASURES},
            "departments": [
                {"org_code": code, "org_name": name} | {one: counts[one] for one in verdicts}
                for code, name, counts in self.organs()
            ],
        }


class Comparison:
    """Read while it is walked: `totals` are whole at the end."""

    def __init__(self, region_code: str, with_region: str, org_code: str = "") -> None:
        if in_subtree(with_region, region_code) or in_subtree(region_code, with_region):
            inside = in_subtree(with_region, region_code)
            raise BadInput(
                _("A region cannot be compared with a part of itself.")
                if inside
                else _("A region cannot be compared with one that it is a part of."),
                found=with_region,
                cure=_("Choose another region as the benchmark."),
            )
        self.region_code, self.with_region, self.org_code = region_code, with_region, org_code
        self.totals = Totals()

    def __iter__(self) -> Iterator[Compared]:
        by_name, by_base = _benchmark(self.with_region)
        rows = _published(self.region_code)
        for code, name, base_code, org_code, org_name, content in _read(
            rows.filter(org_code=self.org_code) if self.org_code else rows
        ):
            self.totals.items += 1
            other = by_name.get((base_code, _bare(name))) or by_base.get(base_code) or by_name.get(("", _bare(name)))
            if other is None:
                continue
            beside = tuple(_beside(measures(content), other.measures))
            one = Compared(code, name, org_code, org_name, other.code, other.name, beside)
            self.totals.add(one)
            yield one


@dataclass(frozen=True)
class _Other:
    code: str
    name: str
    measures: dict[str, int]


def _benchmark(region_code: str) -> tuple[dict[tuple[str, str], _Other], dict[str, _Other]]:
    """By basic code and name, by name alone ("" for the code), and by basic code where it has one item only."""
    by_name: dict[tuple[str, str], _Other] = {}
    by_base: dict[str, _Other] = {}
    several: set[str] = set()
    for code, name, base_code, _org, _org_name, content in _read(_published(region_code)):
        other = _Other(code, name, measures(content))
        by_name.setdefault(("", _bare(name)), other)
        if base_code:
            by_name.setdefault((base_code, _bare(name)), other)
            several |= {base_code} if base_code in by_base else set()
            by_base[base_code] = other
    return by_name, {base_code: other for base_code, other in by_base.items() if base_code not in several}


def _published(region_code: str) -> QuerySet[Item]:
    low, high = subtree_range(region_code)
    return Item.objects.filter(region_code__gte=low, region_code__lt=high, current__isnull=False)


def _read(rows: QuerySet[Item]) -> Iterator[tuple[Any, ...]]:
    yield from rows.order_by("code").values_list(*FIELDS).iterator(500)


def _bare(name: str) -> str:
    return re.sub(r"[\s，。、；：（）()“”\"《》]", "", name)


def measures(content: dict[str, Any]) -> dict[str, int]:
    """What is known of one guide; days in working days. A list that names no material does not say that none is asked."""
    found: dict[str, int] = {}
    if content.get("materials"):
        found["materials"] = len(content["materials"])
    if content.get("steps"):
        found["steps"] = len(content["steps"])
    if (days := content.get("promise_days")) is not None:
        found["days"] = round(days * WORKDAYS.get(content.get("promise_unit", "workday"), 1.0))
    if "visits" in content or not content.get("partial"):
        found["visits"] = content.get("visits", 0)
    return found


def _beside(ours: dict[str, int], theirs: dict[str, int]) -> Iterator[Beside]:
    yield from (Beside(name, ours[name], theirs[name]) for name in MEASURES if name in ours and name in theirs)
