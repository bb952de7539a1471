"""The check-up of a whole list: every item by itself, the items of one basic code beside each other, the names of
materials across all (C8). One pass, in the order of the codes; what is held meanwhile does not grow with the texts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.checks import Finding, check
from tongban.catalogue.checkup.names import OnePaper, one_paper
from tongban.catalogue.checkup.rules import RULES, AnyGuide
from tongban.catalogue.guide import Guide
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.states import OPEN
from tongban.kit.errors import BadInput
from tongban.regions.api import subtree_range

CHUNK = 500
MUST_AGREE = ("name", "type_code")  # what every level takes from the basic list unchanged


@dataclass(frozen=True)
class Noted:
    code: str
    name: str
    region_code: str
    org_code: str
    org_name: str
    rule: str
    finding: Finding

    def plain(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in ("code", "name", "region_code", "org_code", "org_name", "rule")}
        return own | asdict(self.finding)


@dataclass
class CheckUp:
    items: int = 0
    noted: list[Noted] = field(default_factory=list)
    materials: list[OnePaper] = field(default_factory=list)

    def plain(self, most: int | None = None) -> dict[str, Any]:
        severities = Counter(one.finding.severity for one in self.noted)
        per_organ: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for one in self.noted:
            per_organ[one.org_code, one.org_name][one.finding.severity] += 1
        return {
            "items": self.items,
            "findings": len(self.noted),
            "errors": severities["error"],
            "warnings": severities["warning"],
            "rules": dict(Counter(one.rule for one in self.noted).most_common()),
            "departments": [
                {"org_code": code, "org_name": name, "errors": counts["error"], "warnings": counts["warning"]}
                for (code, name), counts in sorted(per_organ.items(), key=lambda row: -sum(row[1].values()))
            ],
            "materials": [asdict(one) for one in self.materials[:most]],
            "results": [one.plain() for one in self.noted[:most]],
        }


def check_up(*, region_code: str = "", org_code: str = "") -> CheckUp:
    """Items that are published or drafted; of each the version that counts now, else the draft."""
    done = CheckUp()
    names: Counter[str] = Counter()
    levels: dict[str, list[Item]] = defaultdict(list)
    for item, content in _contents(region_code, org_code):
        done.items += 1
        if item.base_code:
            levels[item.base_code].append(item)
        for rule, finding in _found(content):
            done.noted.append(_noted(item, rule, finding))
        if not isinstance(content, BadInput):
            names.update(material.name.zh for material in content.materials)
    done.noted += list(_across_levels(levels))
    done.materials = one_paper(names)
    done.noted.sort(key=lambda one: (one.finding.severity, one.org_code, one.code))
    return done


def _contents(region_code: str, org_code: str) -> Iterator[tuple[Item, AnyGuide | BadInput]]:
    items = Item.objects.select_related("current").order_by("code")
    if region_code:
        low, high = subtree_range(region_code)
        items = items.filter(region_code__gte=low, region_code__lt=high)
    if org_code:
        items = items.filter(org_code=org_code)
    after = ""
    while rows := list(items.filter(code__gt=after)[:CHUNK]):
        after = rows[-1].code
        drafts = ItemVersion.objects.filter(item__in=[row for row in rows if row.current is None], state__in=OPEN)
        drafted = {version.item_id: version for version in drafts}
        for row in rows:
            version = row.current or drafted.get(row.pk)
            if version is not None:
                yield row, _guide(version)


def _guide(version: ItemVersion) -> AnyGuide | BadInput:
    try:
        return version.guide
    except BadInput as error:
        return error


def _found(content: AnyGuide | BadInput) -> Iterator[tuple[str, Finding]]:
    if isinstance(content, BadInput):
        for path, sentences in content.errors.items():
            yield "not_a_guide", Finding("error", path, sentences[0], _("a guide that can be read"), str(content.cure))
        return
    for name, rule in RULES.items():
        yield from ((name, finding) for finding in rule(content))
    if isinstance(content, Guide):
        yield from (("before_publication", finding) for finding in check(content, catch_all=()))


def _across_levels(levels: dict[str, list[Item]]) -> Iterator[Noted]:
    """Items of one basic code must agree in what the basic list fixes; most of them are taken to be right."""
    for base_code, items in levels.items():
        for name in MUST_AGREE:
            counts = Counter(getattr(item, name) for item in items)
            [(usual, most)] = counts.most_common(1)
            if len(counts) == 1 or most <= len(items) / 2:
                continue
            for item in items:
                if getattr(item, name) != usual:
                    yield _noted(item, "differs_across_levels", _differs(item, name, usual, base_code))


def _differs(item: Item, name: str, usual: str, base_code: str) -> Finding:
    return Finding(
        "warning",
        name,
        str(getattr(item, name)),
        _("“%(usual)s”, as other levels have it under %(base)s") % {"usual": usual, "base": base_code},
        _("Take it over from the basic list, or have the basic list corrected."),
    )


def _noted(item: Item, rule: str, finding: Finding) -> Noted:
    return Noted(item.code, item.name, item.region_code, item.org_code, item.org_name, rule, finding)
