"""Takes a basic list or a list of shared materials over, row by row: each whole or not at all, and twice is once.

What people wrote is theirs. A dry run does the same and takes it back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.codes import code_set
from tongban.catalogue.exchange.plain.kinds import DELETED, IN_USE, PASSING, Content, Kind
from tongban.catalogue.exchange.plain.rows import Row, rows_of
from tongban.catalogue.importing import Report
from tongban.catalogue.reading_fields import Fault, Given
from tongban.catalogue.states import OPEN, State
from tongban.kit.act import SYSTEM, Actor
from tongban.kit.errors import BadInput, NotAllowed, Refused
from tongban.kit.writing import writing
from tongban.people.api import User

BATCH = 50
Say = Callable[[Report], None]


def import_list(
    kind: Kind,
    path: Path,
    *,
    publish: bool = False,
    given: Given | None = None,
    by: Actor = SYSTEM,
    say: Say = lambda report: None,
    dry: bool = False,
    report: Report | None = None,
    trusted: bool = True,
) -> Report:
    """As `importing.import_items`, of another kind of list: raises Refused only for a file that cannot be read.

    `publish`: without the reviews, as an import of items does; the record says so.
    """
    run = _Run(kind, given or Given(), by, publish, dry, report or Report())
    run.latest = _latest(kind, path, run.given, trusted)
    found = rows_of(path, kind.part, run.given, trusted=trusted)
    for _passed in islice(found, run.report.position):
        pass
    while some := list(islice(found, BATCH)):
        for entry in some:
            run.take(entry)
        run.report.position += len(some)
        say(run.report)
    return run.report


def _latest(kind: Kind, path: Path, given: Given, trusted: bool) -> dict[str, tuple[str, int]]:
    """Which row counts where several tell of one entry: that of the latest version, else the first."""
    found: dict[str, tuple[int, tuple[str, int]]] = {}
    for row in rows_of(path, kind.part, given, trusted=trusted):
        if isinstance(row, Fault):
            continue
        content = kind.content(row.number, row.cells, given.editions, [])
        key, version = kind.key(content), content.get("source_version") or 0
        if key not in found or version > found[key][0]:
            found[key] = (version, (row.sheet, row.number))
    return {key: place for key, (_version, place) in found.items()}


class _TakenBack(Exception):
    """The end of a dry run of one row."""


class _Run:
    latest: dict[str, tuple[str, int]]

    def __init__(self, kind: Kind, given: Given, by: Actor, publish: bool, dry: bool, report: Report) -> None:
        self.kind, self.given, self.by, self.publish, self.dry = kind, given, by, publish, dry
        self.report = report

    def take(self, entry: Row | Fault) -> None:
        if isinstance(entry, Fault):
            self.report.add(entry)
            return
        self.report.read += 1
        faults: list[Fault] = []
        content = self.kind.content(entry.number, entry.cells, self.given.editions, faults)
        code = self.kind.key(content)[:64]
        for fault in faults:
            self.report.add(_placed(fault, entry, code))
        if passed := self.passed_over(entry, content):
            self.report.add(_placed(passed, entry, code))
            return
        try:
            self.write(entry, content, code)
        except Refused as refusal:
            for fault in _told(refusal, entry.number):
                self.report.add(_placed(fault, entry, code))

    def passed_over(self, row: Row, content: Content) -> Fault | None:
        """A row that another one of the file replaces, or one that asks for something only a person decides."""
        key = self.kind.key(content)
        if self.latest.get(key) != (row.sheet, row.number):
            column = "code" if self.kind.part == "basic" else "name"
            cure = _("The latest version counts; this row is passed over.")
            return Fault(row.number, column, "warning", key, _("each entry once"), cure)
        state = content.get("item_state", IN_USE)
        if content.get("operation") == DELETED or state != IN_USE:
            found = DELETED if content.get("operation") == DELETED else code_set("item_state").name(state)
            cure = _("Nothing was deleted: cancel the item at the desk if its organ agrees.")
            return Fault(row.number, "item_state", "cancel", found, _("a person who decides it"), cure)
        return None

    def write(self, row: Row, content: Content, code: str) -> None:
        """Nobody else writes in between, and a refusal leaves nothing behind."""
        day = content.get("effective_on")
        content = {name: value for name, value in content.items() if name not in PASSING}
        done = ""
        with suppress(_TakenBack), writing():
            done = self.written(row, content, dt.date.fromisoformat(day) if day else None, code)
            if self.dry:
                raise _TakenBack
        if done:
            setattr(self.report, done, getattr(self.report, done) + 1)

    def written(self, row: Row, content: Content, day: dt.date | None, code: str) -> str:
        """Which count of the report it adds to."""
        known = self.kind.known(content)
        begun = known.versions.filter(state__in=OPEN).first() if known else None
        newest = begun or (known.current if known else None)
        if known is not None and newest is not None:
            content = _merged(newest.content, content)
            same = self.kind.digest(content) == self.kind.digest(newest.content)
            if same and not (self.publish and begun):
                return "unchanged"
            if begun and self.is_by_people(begun):
                self.warn(row, code, str(newest), _("an entry that nobody works on"))
                return "unchanged"
        made = self.kind.draft(known, content, self.kind.region(content, self.by), self.by)
        if self.publish:
            self.kind.publish(made, day)
        return "updated" if known else "created"

    def is_by_people(self, version: Any) -> bool:
        """Its draft is read by reviewers, or somebody else than who brings the list wrote at it."""
        own = {str(self.by.pk)} if isinstance(self.by, User) else set()
        return version.state != State.DRAFT or bool(set(version.writers) - own)

    def warn(self, row: Row, code: str, found: str, wanted: str) -> None:
        cure = _("It stays as people wrote it; compare the two at the desk.")
        self.report.add(Fault(row.number, "code", "warning", code or found, wanted, cure, sheet=row.sheet, code=code))


def _merged(old: Content, new: Content) -> Content:
    """What the list leaves open stays; an English name stays with the Chinese one it belongs to."""
    made = {**old, **new}
    for name in ("name", "sample_note", "accept_standard", "powers"):
        mine, theirs = old.get(name), new.get(name)
        if isinstance(mine, dict) and isinstance(theirs, dict) and mine.get("zh") == theirs.get("zh"):
            made[name] = {**mine, **theirs}
    if "bases" in new:  # whose words a list does not bring
        known = {(one["law"], one["article"]): one for one in old.get("bases") or ()}
        made["bases"] = [known.get((one["law"], one["article"]), one) for one in new["bases"]]
    return made


def _placed(fault: Fault, row: Row, code: str) -> Fault:
    field = fault.column.partition(".")[0].partition("[")[0]
    return Fault(
        fault.row, fault.column, fault.severity, fault.found, fault.wanted, fault.cure,
        sheet=row.sheet, heading=row.heads.get(field, ""), code=code,
    )  # fmt: skip


def _told(refusal: Refused, number: int) -> Iterator[Fault]:
    """Every fault by its place; else the sentence of the refusal."""
    cure = str(refusal.cure) or _("The row is passed over.")
    if isinstance(refusal, BadInput) and refusal.errors:
        for path, said in list(refusal.errors.items())[:20]:
            yield Fault(
                number, path, "error", "", " ".join(map(str, said)), _("The row is passed over; correct the cell.")
            )
        return
    found = refusal.message if isinstance(refusal, NotAllowed) else refusal.found or refusal.message
    yield Fault(number, "", "error", str(found), str(refusal.wanted or refusal.message), cure)
