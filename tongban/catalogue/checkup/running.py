"""The check-up of a whole list: every item by itself, the items of one basic code beside each other, the names of
materials across all (C8). One pass, in slices: what is held meanwhile grows with the number
of different names and basic codes, not with the items.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from tongban.catalogue.checks import Finding, check
from tongban.catalogue.checkup.names import OnePaper, one_paper
from tongban.catalogue.checkup.rulebook import RuleBook
from tongban.catalogue.checkup.rules import RULES, AnyGuide, count_citations, laws_cited
from tongban.catalogue.checkup.spill import Spill
from tongban.catalogue.guide import Guide
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.partial import load_any
from tongban.catalogue.states import OPEN
from tongban.kit.errors import BadInput
from tongban.regions.api import subtree_range

CHUNK = 500
MUST_AGREE = ("name", "type_code")  # what every level takes from the basic list unchanged
ACROSS = "differs_across_levels"
Content = AnyGuide | BadInput


@dataclass(frozen=True)
class Noted:
    """A finding at its item. `usual`: what the other levels have, where that is the finding."""

    item: Item
    rule: str
    finding: Finding
    usual: str = ""

    def plain(self) -> dict[str, Any]:
        own = {"code": self.item.code} | {
            name: getattr(self.item, name) for name in ("name", "region_code", "org_code", "org_name")
        }
        return own | {"rule": self.rule} | asdict(self.finding)


@dataclass
class Checked:
    """One item, what it holds, and what was found in it."""

    item: Item
    content: Content
    noted: list[Noted]


@dataclass
class Pass:
    """Going once over the items of a division, or of one organ in it."""

    region_code: str = ""
    org_code: str = ""
    book: RuleBook = field(default_factory=RuleBook.in_force)
    items: int = 0
    names: Counter[str] = field(default_factory=Counter)
    unshared: set[str] = field(default_factory=set)
    laws: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def slices(self) -> Iterator[list[Checked]]:
        """Items that are published or drafted; of each the version that counts now, else the draft."""
        for rows in _contents(self.scope()):
            done = [Checked(item, content, self.noted(item, content)) for item, content in rows]
            self.items += len(done)
            yield done

    def scope(self) -> QuerySet[Item]:
        rows = Item.objects.all()
        if self.region_code:
            low, high = subtree_range(self.region_code)
            rows = rows.filter(region_code__gte=low, region_code__lt=high)
        return rows.filter(org_code=self.org_code) if self.org_code else rows

    def noted(self, item: Item, content: Content) -> list[Noted]:
        if not isinstance(content, BadInput):
            self.names.update(material.name.zh for material in content.materials)
            self.unshared.update(material.name.zh for material in content.materials if not material.shared)
            count_citations(content, self.book)
            if item.base_code and content.bases:
                self.laws[item.base_code][_laws_of(content)] += 1
        return [Noted(item, rule, finding) for rule, finding in found_in(content, self.book)]

    def papers(self) -> list[OnePaper]:
        """Names of one paper, unless every guide that says one of them uses a shared material."""
        own = self.unshared
        return [one for one in one_paper(self.names) if {one.name, *(name for name, _n in one.others)} & own]

    def across(self) -> Iterator[list[Noted]]:
        """Items of one basic code must agree in what the basic list fixes; most of them are taken to be right."""
        if self.book.is_off(ACROSS):
            return
        for name in MUST_AGREE:
            usual = self.usual(name)
            for base_code, value in usual.items():
                others = self.scope().filter(base_code=base_code).exclude(**{name: value})
                yield [self.differs(item, name, str(getattr(item, name)), value) for item in others]
        yield from self.across_laws()

    def usual(self, name: str) -> dict[str, str]:
        """Basic code → what more than half of its items have, where not all have the same."""
        rows = self.scope().exclude(base_code="").order_by().values_list("base_code", name).annotate(n=Count("pk"))
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for base_code, value, number in rows:
            counts[base_code][value] += number
        return dict(_usual(counts))

    def across_laws(self) -> Iterator[list[Noted]]:
        usual = dict(_usual(self.laws))
        for rows in _contents(self.scope().filter(base_code__in=usual)) if usual else ():
            yield [
                self.differs(item, "bases", laws, usual[item.base_code])
                for item, content in rows
                if not isinstance(content, BadInput) and content.bases
                if (laws := _laws_of(content)) != usual[item.base_code]
            ]

    def differs(self, item: Item, name: str, found: str, usual: str) -> Noted:
        finding = Finding(
            self.book.weigh(ACROSS, "warning"),
            name,
            found,
            _("“%(usual)s”, as other levels have it under %(base)s") % {"usual": usual, "base": item.base_code},
            _("Take it over from the basic list, or have the basic list corrected."),
        )
        return Noted(item, ACROSS, finding, usual)


def _laws_of(guide: AnyGuide) -> str:
    return "、".join(sorted({f"《{basis.law}》" for basis in guide.bases}))


def _usual(counts: dict[str, Counter[str]]) -> Iterator[tuple[str, str]]:
    for base_code, values in counts.items():
        [(value, most)] = values.most_common(1)
        if len(values) > 1 and most > values.total() / 2:
            yield base_code, value


def _contents(items: QuerySet[Item]) -> Iterator[list[tuple[Item, Content]]]:
    """Keys first, which are small, then slice by slice: no index holds every order that a scope would need."""
    keys = list(items.order_by().values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        rows = list(Item.objects.select_related("current").filter(pk__in=keys[start : start + CHUNK]).order_by("pk"))
        drafts = ItemVersion.objects.filter(item__in=[row for row in rows if row.current is None], state__in=OPEN)
        drafted = {version.item_id: version for version in drafts}
        versions = [(row, row.current or drafted.get(row.pk)) for row in rows]
        yield [(row, _guide(version)) for row, version in versions if version is not None]


def _guide(version: ItemVersion) -> Content:
    """Not kept: over a whole list nothing is read twice."""
    try:
        return load_any(version.content)
    except BadInput as error:
        return error


def found_in(content: Content, book: RuleBook) -> Iterator[tuple[str, Finding]]:
    """Every finding of one item, weighed as this installation weighs the rule."""
    for rule, finding in _found(content, book):
        weight = book.weigh(rule, finding.severity)
        yield rule, finding if weight == finding.severity else Finding(weight, *_words(finding))


def found_in_one(guide: AnyGuide) -> list[Finding]:
    """For the page of one item: all of it for what a list left incomplete, else the words and laws that are no rule of
    the publication check itself.
    """
    book = RuleBook.in_force(laws_cited(guide))
    whole = isinstance(guide, Guide)
    return [
        finding
        for rule, finding in found_in(guide, book)
        if not whole or rule == "vague_clause" or rule.startswith("basis_")
    ]


def _words(finding: Finding) -> tuple[str, str, str, str]:
    return finding.path, finding.found, finding.wanted, finding.cure


def _found(content: Content, book: RuleBook) -> Iterator[tuple[str, Finding]]:
    if isinstance(content, BadInput):
        for path, sentences in content.errors.items() if not book.is_off("not_a_guide") else ():
            yield "not_a_guide", Finding("error", path, sentences[0], _("a guide that can be read"), str(content.cure))
        return
    for name, rule in RULES.items():
        if name not in book.off:
            for finding in rule(content, book):
                yield name, finding
    if isinstance(content, Guide) and not book.is_off("before_publication"):
        yield from (("before_publication", finding) for finding in check(content, catch_all=(), telephones=False))


# Figures


@dataclass
class Figures:
    """What the findings come to: by severity, rule and department."""

    severities: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    departments: defaultdict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, one: Noted) -> None:
        self.severities[one.finding.severity] += 1
        self.rules[one.rule] += 1
        self.departments[one.item.org_code, one.item.org_name][one.finding.severity] += 1

    def plain(self) -> dict[str, Any]:
        return {
            "findings": self.severities.total(),
            "errors": self.severities["error"],
            "warnings": self.severities["warning"],
            "rules": dict(self.rules.most_common()),
            "departments": [
                {"org_code": code, "org_name": name, "errors": counts["error"], "warnings": counts["warning"]}
                for (code, name), counts in sorted(self.departments.items(), key=lambda row: -row[1].total())
            ],
        }


@dataclass
class CheckUp:
    """`results`: every finding as JSON, errors first, then by organ and item."""

    round: Pass
    figures: Figures
    results: Spill
    materials: list[OnePaper]

    def plain(self, most: int | None = None) -> dict[str, Any]:
        """All but the results."""
        told = {"items": self.round.items} | self.figures.plain()
        return told | {"materials": [asdict(one) for one in self.materials[:most]]}


def check_up(*, region_code: str = "", org_code: str = "") -> CheckUp:
    going, figures, results = Pass(region_code, org_code), Figures(), Spill()

    def keep(noted: list[Noted]) -> None:
        for one in noted:
            figures.add(one)
            results.add([one.finding.severity, one.item.org_code, one.item.code], one.plain())

    for some in going.slices():
        keep([one for checked in some for one in checked.noted])
    for noted in going.across():
        keep(noted)
    return CheckUp(going, figures, results, going.papers())
