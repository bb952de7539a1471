"""Takes a list of another system over: read, adapted, written item by item in slices, never half.

Each item is one act with one audit entry. A slice is one transaction of about 150 ms, so that nobody waits long
for the writer; whatever ends the run between two slices, the next run goes on where it stopped. A dry run does all
but write.
"""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from django.db import IntegrityError
from django.utils.translation import gettext as _

from tongban.catalogue import announcements, bounds
from tongban.catalogue.adapting import content_of, merged
from tongban.catalogue.basic.inheriting import check_inherits
from tongban.catalogue.exchange.again import our_blanks, says_the_same, taken_over
from tongban.catalogue.exchange.fields import column_in_words
from tongban.catalogue.guide import Guide
from tongban.catalogue.kept_back import Reason, reasons
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.partial import PartialGuide, load_any
from tongban.catalogue.reading import Fault, Given, RawItem, read_items
from tongban.catalogue.reading_fields import Blank
from tongban.catalogue.rules import check_can_import
from tongban.catalogue.states import FIXED, OPEN, TABLE, State
from tongban.catalogue.versions import next_number
from tongban.kit.act import SYSTEM, Actor, Effect, This, act
from tongban.kit.checkdigits import uscc_ok
from tongban.kit.errors import BadInput, NotAllowed, Refused
from tongban.kit.prepared import insert
from tongban.kit.writing import writing
from tongban.outbox.api import post
from tongban.people.api import User
from tongban.regions.api import (
    adopt_division,
    adopt_organisation,
    foreseen_division,
    known_organisations,
    name_like,
    organs_by_name,
    placeholder_code,
)

SLICE = 0.15  # seconds of one transaction; the design allows 0.2
BATCH = 200  # rows read and compared at once
MOST_FAULTS = 100_000  # kept word for word; more are only counted


@dataclass
class Report:
    """`position`: how much of the file is dealt with; `ahead`: items of the batch behind it that are written and
    counted already; `kept` and `left_out`: faults that were kept word for word, and only counted.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    position: int = 0
    left_out: int = 0
    kept: int = 0
    ahead: int = 0
    faults: list[Fault] = field(default_factory=list)
    held: int = 0  # taken over, and not published although it was to be
    counts: dict[str, int] = field(default_factory=lambda: {"warning": 0, "error": 0, "cancel": 0})

    def add(self, fault: Fault) -> None:
        self.counts[fault.severity] += 1
        if self.kept < MOST_FAULTS:
            self.faults.append(fault)
            self.kept += 1
        else:
            self.left_out += 1

    def count(self, severity: str) -> int:
        return self.counts[severity]

    @property
    def written(self) -> tuple[int, int, int]:
        return self.created, self.updated, self.ahead

    @written.setter
    def written(self, counts: tuple[int, int, int]) -> None:
        self.created, self.updated, self.ahead = counts

    def plain(self) -> dict[str, Any]:
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "warnings": self.count("warning"),
            "errors": self.count("error"),
            "cancellations": self.count("cancel"),
            "kept_back": self.held,
            "faults": [asdict(fault) for fault in self.faults],
        }


Say = Callable[[Report], None]
Whole = Guide | PartialGuide


@dataclass(frozen=True)
class Row:
    """One row, ready to be written. `source`: the digest of what the file says, told apart from what it leaves open."""

    raw: RawItem
    content: dict[str, Any]
    org_name: str
    source: str

    @cached_property
    def guide(self) -> Whole:
        bounds.check(self.content)
        return load_any(self.content)

    @cached_property
    def digest(self) -> str:
        return self.guide.digest()

    @cached_property
    def kept_back(self) -> Reason | None:
        """Why it is not published as it is; only of what comes with holes, all else never is by a list."""
        return next(reasons(self.raw, self.guide), None) if isinstance(self.guide, PartialGuide) else None


@dataclass(frozen=True)
class Here:
    """What is here of an item: its newest open version and the published one."""

    open: ItemVersion | None = None
    current: ItemVersion | None = None

    @property
    def all(self) -> list[ItemVersion]:
        return [one for one in (self.open, self.current) if one is not None]

    @property
    def newest(self) -> ItemVersion | None:
        return self.open or self.current

    def is_by_people(self) -> bool:
        """A guide that people wrote or completed is theirs; a list never writes over it."""
        return any(not one.is_partial or one.state in FIXED or one.writers for one in self.all)

    def is_in_work(self) -> bool:
        """Somebody writes at it or reviews it now; what a list alone drafted may be drafted anew."""
        return self.open is not None and (self.open.state != State.DRAFT or bool(self.open.writers))


def import_items(
    path: Path,
    *,
    publish: bool = False,
    given: Given | None = None,
    by: Actor = SYSTEM,
    say: Say = lambda report: None,
    note: Say = lambda report: None,
    dry: bool = False,
    report: Report | None = None,
    trusted: bool = True,
) -> Report:
    """Raises Refused for a file that cannot be read at all; everything else stands in the report.

    `say`: after each batch. `note`: in the transaction of each slice. `dry`: nothing is written. `report`: of a run that was broken off; it goes on behind its position.
    """
    run = _Run(publish, by, dry, report or Report(), note)
    found = read_items(path, given, trusted=trusted)
    for batch in _batches(found, run.report):
        run.take(batch)
        say(run.report)
    return run.report


def _batches(found: Iterator[tuple[int, RawItem | Fault]], report: Report) -> Iterator[list[RawItem]]:
    passed = last = None
    for passed in islice(found, report.position):
        last = _place(passed)
    while some := list(islice(found, BATCH)):
        ours = our_blanks([one for _row, one in some if isinstance(one, Blank)])
        for entry in some:
            report.read += _place(entry) not in (None, last)
            last = _place(entry) or last
            if isinstance(entry[1], Fault) and entry[1] not in ours:
                report.add(entry[1])
        report.position += len(some)
        yield [one for _row, one in some if isinstance(one, RawItem)]


def _place(entry: tuple[int, RawItem | Fault]) -> tuple[str, int] | None:
    """The sheet and row of an entry; None for what belongs to the file or to a heading."""
    row, one = entry
    is_heading = isinstance(one, Fault) and row and one.column == one.found and one.severity == "warning"
    return (one.sheet, row) if row and not is_heading else None


class _Run:
    def __init__(self, publish: bool, by: Actor, dry: bool, report: Report, note: Say) -> None:
        self.publish, self.by, self.dry, self.report, self.note = publish, by, dry, report, note
        self.organs: dict[tuple[str, str, str], str] = {}
        self.names: dict[str, dict[str, str]] = {}
        self.registered: dict[str, bool] = {}
        self.places: set[str] = set()
        self.coming: dict[str, tuple[RawItem, Fault]] = {}  # organs of rows that nobody registered, by code

    def take(self, batch: list[RawItem]) -> None:
        codes = [raw.code for raw in batch]
        items = Item.objects.filter(code__in=codes).select_related("current").defer("current__content")
        known = {item.code: item for item in items}
        regions = known_organisations({raw.org_code for raw in batch if raw.is_place_guessed})
        found = [row for raw in batch if (row := self.row(raw, known.get(raw.code), regions)) is not None]
        drafted = self.drafted(list(known.values())) if self.publish else set()
        changed = [row for row in found if not self.is_known(known.get(row.raw.code), row, drafted)]
        known_already = len(found) - len(changed)
        self.report.unchanged += known_already - min(self.report.ahead, known_already)
        here = self.here([item for row in changed if (item := known.get(row.raw.code))])
        rows = deque(
            one for row in changed if (one := self.weighed(row, known.get(row.raw.code), here.get(row.raw.code)))
        )
        self.receive(rows)
        if self.dry:
            self.foresee(rows, known)
        while rows:
            self.write_slice(rows, known)
        self.report.ahead = 0

    # What a row is

    def row(self, raw: RawItem, item: Item | None, regions: dict[str, str]) -> Row | None:
        try:
            if raw.is_place_guessed:
                raw = replace(raw, region_code=item.region_code if item else regions.get(raw.org_code, raw.region_code))
            raw = self.with_organ(raw, item)
            self.check_rights(raw, item)
            if not self.adopts_place(raw):
                return None
            org_code = self.adopt_organ(raw, item)
            content = raw.content or content_of(raw, org_code=org_code)
        except Refused as refusal:
            self.refuse(raw, refusal)
            return None
        told = sorted(raw.told) if raw.content is None else []
        source = hashlib.sha256(orjson.dumps([content, told], option=orjson.OPT_SORT_KEYS)).hexdigest()
        return Row(raw, content, raw.dept or (item.org_name if item else "") or org_code, source)

    def with_organ(self, raw: RawItem, item: Item | None) -> RawItem:
        """An organ that the file names as it is registered needs no code; an item that is here keeps the organ it has."""
        if not raw.dept or (raw.org_code and (uscc_ok(raw.org_code) or self.has(raw.org_code))):
            return raw
        stays = item is not None and item.org_name == raw.dept
        code = item.org_code if item and stays else self.names_in(raw.region_code).get(raw.dept, "")
        if not code:
            return raw
        if raw.org_code:
            cure = _("%(code)s is taken, the code under which “%(name)s” is registered here; correct the list.")
            wanted = _("a unified social credit code whose check digit is right")
            self.warn(raw, "org_code", raw.org_code, wanted, cure % {"code": code, "name": raw.dept})
        return replace(raw, org_code=code)

    def has(self, code: str) -> bool:
        """An organ that is registered under this code, however the code came about."""
        if code not in self.registered:
            self.registered[code] = bool(known_organisations({code}))
        return self.registered[code]

    def names_in(self, region_code: str) -> dict[str, str]:
        if region_code not in self.names:
            self.names[region_code] = organs_by_name(region_code)
        return self.names[region_code]

    def meant(self, raw: RawItem) -> str:
        """A question where the organ named is registered nowhere here, and one of a similar name is."""
        names = self.names_in(raw.region_code)
        if not raw.dept or raw.dept in names or (raw.org_code and known_organisations({raw.org_code})):
            return ""
        like = name_like(raw.dept, names)
        said = _("No organ is registered as “%(name)s”; is “%(like)s” meant?")
        return said % {"name": raw.dept, "like": like} if like else ""

    def check_rights(self, raw: RawItem, item: Item | None) -> None:
        """Whoever imports at the desk does so within their own reach, also over an item that is here already."""
        if self.by is SYSTEM:
            return
        check_can_import(Item(code=raw.code, org_code=raw.org_code, region_code=raw.region_code), self.by)
        if item is not None:
            check_can_import(item, self.by)

    def refuse(self, raw: RawItem, refusal: Refused, column: str = "") -> None:
        """Every fault of a content that cannot be kept, by its path; else the sentence of the refusal."""
        place = {"sheet": raw.sheet, "code": raw.code[:64]}
        cure = str(refusal.cure) or _("The row is passed over.")
        if isinstance(refusal, BadInput) and refusal.errors:
            for path, said in list(refusal.errors.items())[:20]:
                wanted, cure = " ".join(said), _("The row is passed over; correct the cell.")
                self.report.add(Fault(raw.row, path, "error", raw.code, wanted, cure, **place))
            return
        found, wanted = str(refusal.found or refusal.message), str(refusal.wanted)
        if isinstance(refusal, NotAllowed):
            column, found = "org_code", f"{raw.dept or raw.org_code} {raw.region_code}".strip()
            meant = self.meant(raw)
            wanted = _("an organ that we know") if meant else wanted
            cure = meant or _(
                "Have an editor of that organ import it; the whole file may be imported by whoever runs the server."
            )
        self.report.add(Fault(raw.row, column, "error", found, wanted, cure, **place))

    def warn(self, raw: RawItem, column: str, found: str, wanted: str, cure: str) -> None:
        self.report.add(self.warning(raw, column, found, wanted, cure))

    def warning(self, raw: RawItem, column: str, found: str, wanted: str, cure: str) -> Fault:
        return Fault(raw.row, column, "warning", found, wanted, cure, sheet=raw.sheet, code=raw.code[:64])

    def adopts_place(self, raw: RawItem) -> bool:
        if raw.region_code in self.places:
            return True
        try:
            code, is_named = foreseen_division(raw.region_code) if self.dry else _adopted(raw.region_code)
        except Refused as refusal:
            self.refuse(raw, refusal, "region_code")
            return False
        self.places.add(raw.region_code)
        if not is_named:
            cure = _("It was taken over with its code as its name; load the divisions with `tongban load-regions`.")
            self.warn(raw, "region_code", code, _("a division that is on the list"), cure)
        return True

    def adopt_organ(self, raw: RawItem, item: Item | None) -> str:
        """18 characters: the code given, or one of ours for an organ that came without a usable one."""
        if not raw.org_code and not raw.dept and item is not None:
            return item.org_code
        key = (raw.region_code, raw.org_code, raw.dept)
        if key not in self.organs:
            code = raw.org_code if len(raw.org_code) == 18 else placeholder_code(raw.region_code, raw.dept)
            is_here = code in self.coming or bool(known_organisations({code}))
            self.organs[key], self.registered[code] = code, True
            if not is_here:
                self.coming[code] = raw, self.news_of(raw, code)
        return self.organs[key]

    def receive(self, rows: Iterable[Row]) -> None:
        """The organs of rows that are written; an unchanged item brings none."""
        for row in rows:
            raw, fault = self.coming.pop(row.content["org_code"], (None, None))
            if raw is None or fault is None:
                continue
            self.report.add(fault)
            if not self.dry:
                adopt_organisation(code=row.content["org_code"], name=raw.dept, region_code=raw.region_code)

    def news_of(self, raw: RawItem, code: str) -> Fault:
        """An organ that nobody registered; the more so where another of its name is here."""
        names = self.names_in(raw.region_code)
        meant = "" if uscc_ok(raw.org_code) else self.meant(raw)  # a code that is right means nobody else
        cure = _("It was taken over as %(code)s; complete what its papers and remedies need.") % {"code": code}
        if (other := names.setdefault(raw.dept, code)) not in ("", code):
            wanted = _("%(code)s, under which “%(name)s” is registered here") % {"code": other, "name": raw.dept}
            cure = _(
                "It was taken over as another organ of that name; if it is the same, correct the code in the list."
            )
            return self.warning(raw, "org_code", raw.org_code or code, wanted, cure)
        found = raw.dept or raw.org_code or code
        return self.warning(raw, "dept", found, _("an organ that we know"), " ".join(filter(None, (meant, cure))))

    # What it changes

    def drafted(self, items: list[Item]) -> set[Any]:
        rows = ItemVersion.objects.filter(item__in=items, state__in=OPEN)
        return set(rows.values_list("item_id", flat=True))

    def is_known(self, item: Item | None, row: Row, drafted: set[Any]) -> bool:
        """This very row was taken over before, and nothing of it waits to be published."""
        if item is None or item.source_digest != row.source:
            return False
        return not self.publish or (item.current is not None and item.pk not in drafted)

    def here(self, items: list[Item]) -> dict[str, Here]:
        found: dict[str, Here] = {}
        codes = {item.pk: item.code for item in items}
        rows = ItemVersion.objects.filter(item__in=items, state__in=(*OPEN, State.PUBLISHED)).order_by("number")
        for version in rows:
            code = codes[version.item_id]
            side = "current" if version.state == State.PUBLISHED else "open"
            found[code] = replace(found.get(code, Here()), **{side: version})
        return found

    def weighed(self, row: Row, item: Item | None, here: Here | None) -> Row | None:
        """The row with what the file leaves open; None for what changes nothing or may not."""
        kept_back = self.is_kept_back(row)
        if item is not None and here is not None and here.newest is not None:
            if self.says_nothing_new(row, item, here, kept_back=kept_back):
                self.report.unchanged += 1
                return None
            if older := _older(row, here.newest.content):
                self.warn(row.raw, "source_version", *older)
                self.report.unchanged += 1
                return None
            if here.is_by_people():
                beside = self.beside_people(row, item, here, here.newest.content)
                if beside is None:
                    return None
                row = beside
            elif row.raw.content is None:
                row = replace(row, content=merged(here.newest.content, row.content, row.raw))
        try:
            if isinstance(row.guide, Guide):
                check_inherits(row.guide)
            _whole = row.digest
        except Refused as refusal:
            self.refuse(row.raw, refusal)
            return None
        return row

    def beside_people(self, row: Row, item: Item, here: Here, content: dict[str, Any]) -> Row | None:
        """What differs becomes a draft where nobody works; told column by column."""
        whole, taken, left = taken_over(row.raw, row.content, content, item.org_name)
        said = self.why_it_stays(here)
        if not said and not taken:
            said = _("The guide says it in another shape; change it at the desk.")
        wanted, stays = _("a guide that only lists wrote so far"), bool(said)
        if not stays:
            said = _("What differs is a draft now; what is published stays until somebody has read it and sent it on.")
            if left:
                names = _(", ").join(column_in_words(key) for key in left)
                said += " " + _("Not taken over, change it at the desk: %(columns)s") % {"columns": names}
        columns = _(", ").join(column_in_words(key) for key in (*taken, *left))
        self.warn(row.raw, "", _("%(item)s: %(columns)s") % {"item": item.name, "columns": columns}, wanted, said)
        self.report.unchanged += stays
        return None if stays else replace(row, content=whole)

    def why_it_stays(self, here: Here) -> str:
        """Of what people wrote: published at once it never is, and nobody's work is written over."""
        if self.publish:
            return _("It stays as people wrote it. Imported without --publish, what differs becomes a draft.")
        if here.is_in_work():
            return _("It stays as people wrote it: somebody works on it now. Import it again when that is done.")
        return ""

    def is_kept_back(self, row: Row) -> bool:
        """Told each time, also when nothing is new."""
        try:
            reason = row.kept_back
        except Refused:
            return False
        if reason is None or not self.publish:
            return False
        self.report.held += 1
        cure = _("It is taken over as a draft and not published; correct it in the list or at the desk.")
        self.warn(row.raw, reason.column, reason.found, reason.wanted, cure)
        return True

    def says_nothing_new(self, row: Row, item: Item, here: Here, *, kept_back: bool) -> bool:
        goes_out = self.publish and not here.is_by_people() and not kept_back
        looked_at = [here.current] if goes_out else here.all
        return any(
            one is not None and says_the_same(row.raw, row.content, one.content, item.org_name) for one in looked_at
        )

    def foresee(self, rows: deque[Row], known: dict[str, Item]) -> None:
        for row in rows:
            if row.raw.code in known:
                self.report.updated += 1
            else:
                self.report.created += 1
        rows.clear()

    # Writing

    def write_slice(self, rows: deque[Row], known: dict[str, Item]) -> None:
        """What fails in company is tried again alone, so that no item loses its place through another."""
        before, taken = self.report.written, list[Row]()
        try:
            with writing():
                started, written = time.monotonic(), list[str]()
                while rows and (not taken or time.monotonic() - started < SLICE):
                    taken.append(rows.popleft())
                    written += self.write(taken[-1], known.get(taken[-1].raw.code))
                post(self.effects(written))
                self.note(self.report)
        except (Refused, IntegrityError):
            self.report.written = before
            for row in taken:
                self.write_alone(row)

    def write_alone(self, row: Row) -> None:
        before = self.report.written
        item = Item.objects.filter(code=row.raw.code).select_related("current").first()
        try:
            with writing():
                post(self.effects(self.write(row, item)))
                self.note(self.report)
        except (Refused, IntegrityError) as wrong:
            self.report.written = before
            self.refuse(
                row.raw, wrong if isinstance(wrong, Refused) else Refused(_("Somebody wrote this item just now."))
            )

    def effects(self, written: list[str]) -> list[Effect]:
        if not written:
            return []
        found = [Effect("catalogue.index", {"items": written}, "catalogue.index", None)]
        pages = Effect("catalogue.print_pages", {"items": written}, f"catalogue.print_pages:{written[0]}", None)
        lists = Effect("catalogue.lists", {"items": written}, "catalogue.lists", None)
        return [*found, lists, pages] if self.publish else found

    def write(self, row: Row, item: Item | None) -> list[str]:
        """The key of what was written."""
        self.report.ahead += 1
        if item is None:
            self.report.created += 1
            return [self.write_new(row)]
        self.report.updated += 1
        return [self.write_known(row, item)]

    def write_new(self, row: Row) -> str:
        item = Item(code=row.raw.code, source="import")
        _copy(item, row)
        with act(item, "catalogue.import", by=self.by, rule=self.rule) as this:
            this.write()
            self.keep_version(this, row, ItemVersion(item=this.subject, number=1))
        return str(item.pk)

    def write_known(self, row: Row, item: Item) -> str:
        with act(item, "catalogue.import", by=self.by, rule=self.rule) as this:
            fresh = this.subject
            version = fresh.versions.filter(state__in=OPEN).first()
            if version is not None:
                TABLE.target("edit", version.state)
            if (self.publish and not row.kept_back) or not fresh.is_published:  # lists show what is published
                _copy(fresh, row)
            self.keep_version(this, row, version or ItemVersion(item=fresh, number=next_number(fresh.versions)))
        return str(item.pk)

    def rule(self, item: Item, user: Any) -> None:
        if user is not SYSTEM:
            check_can_import(item, user)

    def keep_version(self, this: This[Item], row: Row, version: ItemVersion) -> None:
        item = this.subject
        version.content, version.made_at, version.change_note = row.content, this.at, _("Imported")
        version.made_by = self.by if isinstance(self.by, User) else None  # and no writer: the list wrote it
        if version.made_by is not None and str(version.made_by.pk) not in version.importers:
            version.importers = [*version.importers, str(version.made_by.pk)]
        published = self.publish and isinstance(row.guide, PartialGuide) and row.kept_back is None
        if published:
            self.publish_version(this, row, version)
        if version._state.adding:
            insert(version)
        else:
            version.save()
        item.source_digest, item.changed_at = row.source, this.at
        this.note(version=version.number, digest=row.digest, published=published)

    def publish_version(self, this: This[Item], row: Row, version: ItemVersion) -> None:
        """The command line is the second person: it says `--publish`, and the record says so."""
        item = this.subject
        version.state = TABLE.target("publish", TABLE.target("submit_for_review", State.DRAFT))
        version.digest, version.published_at = row.digest, this.at
        if item.current_id and item.current_id != version.pk:
            ItemVersion.objects.filter(pk=item.current_id).update(state=TABLE.target("supersede", State.PUBLISHED))
        item.current = version
        this.announce(announcements.published, item=item, version=version)


def _older(row: Row, content: dict[str, Any]) -> tuple[str, str, str] | None:
    """Found, wanted and cure for a version that comes after a later one was taken over."""
    mine, theirs = content.get("source_version"), row.content.get("source_version")
    if mine is None or theirs is None or theirs >= mine:
        return None
    wanted = _("version %(number)d or a later one, as it is here") % {"number": mine}
    return str(theirs), wanted, _("The latest version counts; this row is passed over.")


def _adopted(code: str) -> tuple[str, bool]:
    place, is_named = adopt_division(code)
    return place.code, is_named


def _copy(item: Item, row: Row) -> None:
    guide = row.guide
    item.name, item.name_en = guide.name.zh, guide.name.en or ""
    item.base_code, item.region_code, item.org_code = guide.base_code, guide.region_code, guide.org_code
    item.type_code, item.audience, item.topics = guide.type_code[:4], list(guide.audience), list(guide.topics)
    item.aliases, item.org_name = list(guide.aliases), row.org_name[:120]
