"""Takes statutes over: one file, one edition, one act. Again it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from django.db import IntegrityError

from tongban.kit.act import SYSTEM, Actor, This, act
from tongban.statutes import announcements
from tongban.statutes.kinds import State
from tongban.statutes.models import Article, Edition, Name, Statute
from tongban.statutes.reading import Fault, RawEdition, files_of, read_file

Done = Literal["created", "updated", "unchanged"]


@dataclass
class Report:
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    articles: int = 0
    faults: list[Fault] = field(default_factory=list)

    def count(self, severity: str) -> int:
        return sum(fault.severity == severity for fault in self.faults)

    def plain(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in ("read", "created", "updated", "unchanged", "articles")}
        told = {"warnings": self.count("warning"), "errors": self.count("error")}
        return own | told | {"faults": [asdict(fault) for fault in self.faults]}


def import_statutes(path: Path, *, by: Actor = SYSTEM, say: Callable[[Report], None] = lambda report: None) -> Report:
    """Raises Refused where nothing is to be read; everything else stands in the report."""
    report = Report()
    for file in files_of(path):
        edition, faults = read_file(file)
        report.read += 1
        report.faults += faults
        if edition is not None:
            report.articles += len(edition.articles)
            done = take_over(edition=edition, by=by)
            setattr(report, done, getattr(report, done) + 1)
        say(report)
    return report


def take_over(*, edition: RawEdition, by: Actor) -> Done:
    """A new statute, a new edition of a known one, or another text of a known edition."""
    statute = Statute.objects.filter(title=edition.title).first()
    if statute is not None and _is_known(statute, edition):
        return "unchanged"
    try:
        return _take_over(statute or Statute(title=edition.title, name=edition.name), edition, by)
    except IntegrityError:
        if statute is not None:
            raise
    return take_over(edition=edition, by=by)  # somebody took the same statute over meanwhile


def _is_known(statute: Statute, edition: RawEdition) -> bool:
    return statute.editions.filter(adopted=edition.adopted, digest=edition.digest).exists()


def _take_over(statute: Statute, edition: RawEdition, by: Actor) -> Done:
    with act(statute, "statutes.import", by=by) as this:
        if this.subject._state.adding:
            this.write()
        if _is_known(this.subject, edition):  # somebody took it over between the reading and the lock
            this.nothing_happened()
            return "unchanged"
        row, is_new = _written(this, edition)
        _put_in_order(this.subject)
        this.note(edition=row.adopted.isoformat(), articles=len(edition.articles), digest=row.digest)
        this.announce(announcements.changed, statute=this.subject)
    return "created" if is_new else "updated"


def _written(this: This[Statute], raw: RawEdition) -> tuple[Edition, bool]:
    statute = this.subject
    newest = statute.editions.order_by("-adopted").first()
    if newest is None or raw.adopted >= newest.adopted:
        statute.name = raw.name
        statute.kind, statute.issuer = raw.kind or statute.kind, raw.issuer or statute.issuer
        statute.number = raw.number or statute.number
    Name.objects.get_or_create(plain=statute.title, defaults={"statute": statute})
    row = statute.editions.filter(adopted=raw.adopted).first()
    is_new, row = row is None, row or Edition(statute=statute, adopted=raw.adopted)
    row.effective, row.history, row.source, row.digest = raw.effective, raw.history, raw.file, raw.digest
    row.save()
    row.articles.all().delete()
    Article.objects.bulk_create(
        [
            Article(
                edition=row,
                number=one.number,
                suffix=one.suffix,
                chapter=one.chapter,
                paragraphs=one.paragraphs,
                text=one.text,
            )
            for one in raw.articles
        ],
        batch_size=500,
    )
    return row, is_new


def _put_in_order(statute: Statute) -> None:
    """Each edition is followed by the next one; the last is in force, unless the statute was repealed."""
    following: Edition | None = None
    for row in statute.editions.order_by("-adopted"):
        last = State.REPEALED if statute.repealed_on else State.IN_FORCE
        state = State.REVISED if following else last
        if (row.state, row.superseded_by_id) != (state, following.pk if following else None):
            row.state, row.superseded_by = state, following
            row.save(update_fields=["state", "superseded_by"])
        following = row
