"""Takes a list of another system over: read, adapted, written item by item in slices, never half.

Each item is one act with one audit entry. A slice is one transaction of about 150 ms, so that nobody waits long
for the writer; whatever ends the run between two slices, the next run goes on where it stopped.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue import announcements, bounds
from tongban.catalogue.adapting import content_of
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.partial import PartialGuide, load_partial
from tongban.catalogue.reading import Fault, Given, RawItem, read_items
from tongban.catalogue.states import FIXED, OPEN, TABLE, State
from tongban.catalogue.versions import next_number
from tongban.kit.act import SYSTEM, Actor, Effect, This, act
from tongban.kit.errors import Refused
from tongban.kit.writing import writing
from tongban.outbox.api import post
from tongban.regions.api import adopt_division, adopt_organisation, placeholder_code

SLICE = 0.15  # seconds of one transaction; the design allows 0.2
BATCH = 200  # rows read and compared at once


@dataclass
class Report:
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    def count(self, severity: str) -> int:
        return sum(fault.severity == severity for fault in self.faults)

    def plain(self) -> dict[str, Any]:
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "warnings": self.count("warning"),
            "errors": self.count("error"),
            "faults": [asdict(fault) for fault in self.faults],
        }


Say = Callable[[Report], None]


@dataclass(frozen=True)
class Row:
    """One row, ready to be written. `made`: organs and places that came into being for it."""

    raw: RawItem
    content: dict[str, Any]
    org_name: str

    @cached_property
    def guide(self) -> PartialGuide:
        bounds.check(self.content)
        return load_partial(self.content)

    @cached_property
    def digest(self) -> str:
        return self.guide.digest()


def import_items(
    path: Path, *, publish: bool = False, given: Given | None = None, by: Actor = SYSTEM, say: Say = lambda report: None
) -> Report:
    """Raises Refused for a file that cannot be read at all; everything else stands in the report."""
    run = _Run(publish, by)
    for batch in _batches(read_items(path, given), run):
        run.take(batch)
        say(run.report)
    return run.report


def _batches(found: Iterator[tuple[int, RawItem | Fault]], run: _Run) -> Iterator[list[RawItem]]:
    rows: set[int] = set()
    while some := list(islice(found, BATCH)):
        rows.update(row for row, _one in some)
        run.report.read = len(rows)
        run.report.faults += [one for _row, one in some if isinstance(one, Fault)]
        yield [one for _row, one in some if isinstance(one, RawItem)]


class _Run:
    def __init__(self, publish: bool, by: Actor) -> None:
        self.publish, self.by, self.report = publish, by, Report()
        self.organs: dict[tuple[str, str, str], str] = {}
        self.places: set[str] = set()

    def take(self, batch: list[RawItem]) -> None:
        items = Item.objects.filter(code__in=[raw.code for raw in batch]).select_related("current")
        known = {item.code: item for item in items.defer("current__content")}
        rows = deque(row for raw in batch if (row := self.row(raw)) is not None)
        while rows:
            self.write_slice(rows, known)

    def row(self, raw: RawItem) -> Row | None:
        try:
            self.adopt_place(raw)
            org_code = self.adopt_organ(raw)
            row = Row(raw, content_of(raw, org_code=org_code), raw.dept or org_code)
            _ = row.digest
        except Refused as refusal:
            found, wanted = str(refusal.found or refusal.message), str(refusal.wanted)
            self.report.faults.append(Fault(raw.row, "", "error", found, wanted, str(refusal.cure)))
            return None
        return row

    def adopt_place(self, raw: RawItem) -> None:
        if raw.region_code in self.places:
            return
        place, is_named = adopt_division(raw.region_code)
        self.places.add(raw.region_code)
        if not is_named:
            cure = _("It was taken over with its code as its name; load the divisions with `tongban load-regions`.")
            wanted = _("a division that is on the list")
            self.report.faults.append(Fault(raw.row, "region_code", "warning", place.code, wanted, cure))

    def adopt_organ(self, raw: RawItem) -> str:
        """18 characters: the code given, or one of ours for an organ that came without a usable one."""
        key = (raw.region_code, raw.org_code, raw.dept)
        if key not in self.organs:
            code = raw.org_code if len(raw.org_code) == 18 else placeholder_code(raw.region_code, raw.dept)
            organ, made = adopt_organisation(code=code, name=raw.dept, region_code=raw.region_code)
            self.organs[key] = organ.code
            if made:
                cure = _("It was taken over as %(code)s; complete what its papers and remedies need.") % {"code": code}
                wanted = _("an organ that we know")
                self.report.faults.append(Fault(raw.row, "dept", "warning", raw.dept or code, wanted, cure))
        return self.organs[key]

    def write_slice(self, rows: deque[Row], known: dict[str, Item]) -> None:
        """Rows that change nothing cost no transaction."""
        while rows and self.is_unchanged(known.get(rows[0].raw.code), rows[0]):
            rows.popleft()
            self.report.unchanged += 1
        if not rows:
            return
        with writing():
            started, written = time.monotonic(), []
            while rows and time.monotonic() - started < SLICE:
                row = rows.popleft()
                if item := self.write(row, known.get(row.raw.code)):
                    written.append(str(item.pk))
            post(self.effects(written))

    def effects(self, written: list[str]) -> list[Effect]:
        if not written:
            return []
        found = [Effect("catalogue.index", {"items": written}, "catalogue.index", None)]
        pages = Effect("catalogue.print_pages", {"items": written}, f"catalogue.print_pages:{written[0]}", None)
        lists = Effect("catalogue.lists", {"items": written}, "catalogue.lists", None)
        return [*found, lists, pages] if self.publish else found

    def is_unchanged(self, item: Item | None, row: Row) -> bool:
        if item is None or item.source_digest != row.digest:
            return False
        return not self.publish or (item.current is not None and item.current.digest == row.digest)

    def write(self, row: Row, item: Item | None) -> Item | None:
        if item is None:
            self.write_new(row)
            self.report.created += 1
            return self.last
        if self.is_unchanged(item, row):
            self.report.unchanged += 1
            return None
        if fault := _kept_by_people(item, row):
            self.report.faults.append(fault)
            self.report.unchanged += 1
            return None
        self.write_known(row, item)
        self.report.updated += 1
        return self.last

    def write_new(self, row: Row) -> None:
        item = Item(code=row.raw.code, source="import")
        _copy(item, row)
        with act(item, "catalogue.import", by=self.by) as this:
            this.write()
            self.keep_version(this, row, ItemVersion(item=this.subject, number=1))

    def write_known(self, row: Row, item: Item) -> None:
        with act(item, "catalogue.import", by=self.by) as this:
            fresh = this.subject
            version = fresh.versions.filter(state__in=OPEN).first()
            if self.publish or not fresh.is_published:  # lists show what is published
                _copy(fresh, row)
            self.keep_version(this, row, version or ItemVersion(item=fresh, number=next_number(fresh.versions)))

    def keep_version(self, this: This[Item], row: Row, version: ItemVersion) -> None:
        item = this.subject
        version.content, version.made_at, version.change_note = row.content, this.at, _("Imported")
        if self.publish:
            self.publish_version(this, row, version)
        version.save()
        item.source_digest, item.changed_at = row.digest, this.at
        this.note(version=version.number, digest=row.digest, published=self.publish)
        self.last = item

    def publish_version(self, this: This[Item], row: Row, version: ItemVersion) -> None:
        """The command line is the second person: it says `--publish`, and the record says so."""
        item = this.subject
        version.state = TABLE.target("publish", TABLE.target("submit_for_review", State.DRAFT))
        version.digest, version.published_at = row.digest, this.at
        if item.current_id and item.current_id != version.pk:
            ItemVersion.objects.filter(pk=item.current_id).update(state=TABLE.target("supersede", State.PUBLISHED))
        item.current = version
        this.announce(announcements.published, item=item, version=version)


def _kept_by_people(item: Item, row: Row) -> Fault | None:
    """A guide that people wrote or completed is theirs; a list never writes over it."""
    current = list(item.versions.filter(state__in=(*OPEN, State.PUBLISHED)))
    if all(version.is_partial and version.state not in FIXED and not version.made_by_id for version in current):
        return None
    wanted = _("an item that only lists wrote so far")
    cure = _("It stays as people wrote it; compare the two at the desk.")
    return Fault(row.raw.row, "code", "warning", item.code, wanted, cure)


def _copy(item: Item, row: Row) -> None:
    guide = row.guide
    item.name, item.name_en = guide.name.zh, guide.name.en or ""
    item.base_code, item.region_code, item.org_code = guide.base_code, guide.region_code, guide.org_code
    item.type_code, item.audience, item.topics = guide.type_code[:4], list(guide.audience), list(guide.topics)
    item.aliases, item.org_name = list(guide.aliases), row.org_name[:120]
