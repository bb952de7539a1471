"""A check-up that is kept: findings that stay the same from run to run, figures, a trend.

Written in slices of one transaction each, so that nobody waits long for the writer; begun again after a crash, it ends
in the same rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import blake2b
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import translation

from tongban.catalogue.checks import Finding
from tongban.catalogue.checkup.changes import licence_slugs, proposed
from tongban.catalogue.checkup.models import CheckFinding, CheckRun, FindingState, GroupState, NameGroup, RunState
from tongban.catalogue.checkup.names import OnePaper, plain
from tongban.catalogue.checkup.running import ACROSS, Checked, Figures, Noted, Pass, found_in
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.states import State
from tongban.kit import clock
from tongban.kit.errors import BadInput
from tongban.kit.writing import writing
from tongban.regions.api import subtree_range

CHINESE, ENGLISH = "zh-hans", "en"
WRITTEN = 400  # findings of one transaction
MOST_GROUPS = 2000
MOST_LAWS = 50


def carry_out(run: CheckRun, beat: Callable[[], None] = lambda: None) -> None:
    """`beat` is called between two slices: the heartbeat of the worker."""
    with translation.override(CHINESE):
        _Storing(run, beat).all()


class _Storing:
    def __init__(self, run: CheckRun, beat: Callable[[], None]) -> None:
        self.run, self.beat = run, beat
        self.round = Pass("" if run.org_code else run.region_code, run.org_code)
        self.figures, self.slugs = Figures(), licence_slugs()

    def all(self) -> None:
        self.say(state=RunState.RUNNING, of=self.round.scope().count())
        for some in self.round.slices():
            self.keep(some)
            self.say(items=self.round.items)
        for noted in self.round.across():
            for rows in _portions(noted, WRITTEN):
                self.keep_across(rows)
        self.put_away()
        self.finish()

    def say(self, **facts: Any) -> None:
        with writing():
            CheckRun.objects.filter(pk=self.run.pk).update(**facts)
            self.beat()

    def keep(self, some: list[Checked]) -> None:
        fresh = [row for checked in some for row in self.rows_of(checked)]
        known = _known([checked.item for checked in some], ~Q(rule=ACROSS))
        for rows in _portions(fresh, WRITTEN):
            self.write(rows, known)

    def rows_of(self, checked: Checked) -> list[CheckFinding]:
        noted = checked.noted
        if not noted:
            return []
        with translation.override(ENGLISH):
            english = [finding for _rule, finding in found_in(checked.content, self.round.book)]
        seen: Counter[str] = Counter()
        rows = []
        for one, other in zip(noted, english, strict=True):
            self.figures.add(one)
            content = None if isinstance(checked.content, BadInput) else checked.content
            change = proposed(one.rule, content, one.finding, self.slugs) if content else []
            rows.append(self.row(one, other, change, seen))
        return rows

    def keep_across(self, noted: list[Noted]) -> None:
        rows = []
        for one in noted:
            self.figures.add(one)
            with translation.override(ENGLISH):
                other = self.round.differs(one.item, one.finding.path, one.finding.found, one.usual).finding
            rows.append(self.row(one, other, _as_usual(one), Counter()))
        self.write(rows, _known([one.item for one in noted], Q(rule=ACROSS)))

    def row(self, one: Noted, other: Finding, change: list[Any], seen: Counter[str]) -> CheckFinding:
        item, finding = one.item, one.finding
        mark = mark_of(one, seen)
        return CheckFinding(
            mark=mark, item=item, code=item.code, item_name=item.name, region_code=item.region_code,
            org_code=item.org_code, org_name=item.org_name, rule=one.rule, severity=finding.severity,
            path=finding.path[:200], found=finding.found[:2000], wanted=finding.wanted[:2000],
            wanted_en=other.wanted[:2000], cure=finding.cure, cure_en=other.cure, change=change,
            first_run=self.run, last_run=self.run,
        )  # fmt: skip

    def write(self, rows: list[CheckFinding], known: dict[str, CheckFinding]) -> None:
        new = [row for row in rows if row.mark not in known]
        old = [_taken_over(known[row.mark], row, self.run) for row in rows if row.mark in known]
        with writing():
            CheckFinding.objects.bulk_create(new, batch_size=100, ignore_conflicts=True)
            CheckFinding.objects.filter(pk__in=[row.pk for row, changed in old if not changed]).update(
                last_run=self.run
            )
            CheckFinding.objects.bulk_update([row for row, changed in old if changed], TAKEN_OVER, batch_size=100)

    def put_away(self) -> None:
        """What was not found again is mended; what was mended in a draft that nobody published is open again."""
        scope = in_scope(self.run)
        unpublished = ItemVersion.objects.filter(state__in=(State.DRAFT, State.REVIEW)).values("item")
        with writing():
            scope.exclude(last_run=self.run).exclude(state=FindingState.GONE).update(state=FindingState.GONE)
            scope.filter(state=FindingState.DRAFTED).exclude(item__in=unpublished).update(state=FindingState.OPEN)

    def finish(self) -> None:
        groups = self.round.papers()[:MOST_GROUPS]
        book = self.round.book
        told = self.figures.plain()
        told["laws"] = {
            "library": bool(book.library),
            "cited": book.cited,
            "unknown": book.unknown.total(),
            "names": book.unknown.most_common(MOST_LAWS),
        }
        with writing():
            if not self.run.org_code:
                _keep_groups(self.run, groups)
            figures = {name: told[name] for name in ("rules", "departments", "laws")}
            CheckRun.objects.filter(pk=self.run.pk).update(
                state=RunState.DONE, done_at=clock.now(), items=self.round.items, figures=figures,
                errors=told["errors"], warnings=told["warnings"],
            )  # fmt: skip


TAKEN_OVER = ("severity", "path", "wanted", "wanted_en", "cure", "cure_en", "change", "state", "last_run", "item_name")
TEXTS = ("severity", "path", "wanted", "wanted_en", "cure", "cure_en", "change", "item_name")


def _taken_over(known: CheckFinding, row: CheckFinding, run: CheckRun) -> tuple[CheckFinding, bool]:
    """The row as it is known, and whether more than its last run changes."""
    changed = known.state == FindingState.GONE
    if changed:
        known.state = FindingState.OPEN
    for name in TEXTS:
        if getattr(known, name) != getattr(row, name):
            setattr(known, name, getattr(row, name))
            changed = True
    known.last_run = run
    return known, changed


def mark_of(one: Noted, seen: Counter[str]) -> str:
    """The same as long as rule, place and what was found are the same; a row that moves in its list is the same."""
    place = one.finding.path.partition("[")[0]
    whole = "\0".join([str(one.item.pk), one.rule, place, one.finding.found])
    seen[whole] += 1
    return blake2b(f"{whole}\0{seen[whole]}".encode(), digest_size=16).hexdigest()


def _as_usual(one: Noted) -> list[dict[str, Any]]:
    if one.finding.path != "name":
        return []
    return [{"do": "set", "path": "name.zh", "was": one.finding.found, "to": one.usual}]


def _known(items: Iterable[Item], rules: Q) -> dict[str, CheckFinding]:
    return {row.mark: row for row in CheckFinding.objects.filter(rules, item__in=list(items))}


def _portions(rows: list[Any], size: int) -> Iterable[list[Any]]:
    waiting = iter(rows)
    while some := list(islice(waiting, size)):
        yield some


def in_scope(run: CheckRun) -> QuerySet[CheckFinding]:
    if run.org_code:
        return CheckFinding.objects.filter(org_code=run.org_code)
    low, high = subtree_range(run.region_code)
    return CheckFinding.objects.filter(region_code__gte=low, region_code__lt=high)


def _keep_groups(run: CheckRun, groups: list[OnePaper]) -> None:
    """Groups that nobody decided about are offered as they are now; a refused one stays refused until a name joins."""
    known = {row.paper: row for row in NameGroup.objects.filter(region_code=run.region_code)}
    fresh, changed = [], []
    for group in groups:
        names = [[group.name, group.count - sum(n for _name, n in group.others)], *map(list, group.others)]
        paper = (group.paper or plain(group.name))[:300]
        row = known.get(paper)
        if row is None:
            fresh.append(
                NameGroup(region_code=run.region_code, paper=paper, count=group.count, names=names, last_run=run)
            )
            continue
        joined = {name for name, _n in names} - {name for name, _n in row.names}
        if row.state != GroupState.OFFERED and joined:
            row.state = GroupState.OFFERED
        row.names, row.count, row.last_run = names, group.count, run
        changed.append(row)
    NameGroup.objects.bulk_create(fresh, batch_size=100)
    NameGroup.objects.bulk_update(changed, ["names", "count", "state", "last_run"], batch_size=100)
    offered = NameGroup.objects.filter(region_code=run.region_code, state=GroupState.OFFERED)
    offered.exclude(last_run=run).delete()
