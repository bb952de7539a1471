"""A file on its way: uploaded, checked without writing anything, taken over in the worker."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.catalogue.exchange.books import kind_of
from tongban.catalogue.exchange.fields import specs
from tongban.catalogue.exchange.heads import IGNORED
from tongban.catalogue.exchange.models import ImportFault, ImportRun, ImportSource, ListKind
from tongban.catalogue.exchange.peeking import peek
from tongban.catalogue.exchange.rules import check_can_work, home_of
from tongban.catalogue.exchange.states import TABLE
from tongban.documents.api import File, forget, path_of, take_list
from tongban.kit.act import SYSTEM, Actor, This, act
from tongban.kit.errors import BadInput, Refused
from tongban.kit.prepared import insert
from tongban.people.api import User

MOST_BYTES = 200 * 2**20
TAKEN = ("xlsx", "csv", "jsonl", "json", "zip")


def source_of(*, name: str, org_code: str, region_code: str, by: Actor) -> ImportSource:
    """The source of that name of an organ, made if nobody had it yet."""
    found = ImportSource.objects.filter(org_code=org_code, name=name[:100]).first()
    if found is not None:
        return found
    made = ImportSource(name=name[:100], org_code=org_code, region_code=region_code)
    try:
        with act(made, "catalogue.keep_source", by=by):
            pass
    except IntegrityError:  # somebody named it at the same moment
        return ImportSource.objects.get(org_code=org_code, name=name[:100])
    return made


def remember(
    *,
    source: ImportSource,
    mapping: Mapping[str, str],
    editions: Mapping[str, str],
    given: Mapping[str, str],
    by: Actor,
) -> ImportSource:
    """What its columns mean from now on. Columns that are not named keep their meaning."""
    with act(source, "catalogue.keep_source", by=by, rule=_may_work) as this:
        before = (this.subject.mapping, this.subject.editions, this.subject.given)
        _remember(this.subject, mapping, editions, given)
        if before == (this.subject.mapping, this.subject.editions, this.subject.given):
            this.nothing_happened()
        this.subject.changed_at = this.at
    return this.subject


def _remember(
    source: ImportSource, mapping: Mapping[str, str], editions: Mapping[str, str], given: Mapping[str, str]
) -> None:
    known = {*(field for kind in ListKind for field in specs(kind.part)), IGNORED, ""}
    if wrong := {head: field for head, field in mapping.items() if field not in known}:
        head, field = next(iter(wrong.items()))
        raise BadInput(
            _("No field is called so."),
            found=f"{head} → {field}",
            wanted=", ".join(specs("item")),
            cure=_("Correct what the column means."),
        )
    whole = {**source.mapping, **mapping}
    source.mapping = {head: field for head, field in whole.items() if field}
    source.editions = {**source.editions, **editions}
    source.given = {key: value for key, value in {**source.given, **given}.items() if value}


def begin(*, upload: UploadedFile, source_name: str, kind: str = ListKind.ITEMS, by: User) -> ImportRun:
    """Raises BadInput for a file that is no list, in the words of its own name."""
    org_code, region_code = home_of(by, kind)
    name = " ".join(source_name.split()) or Path(upload.name or "").stem or _("Lists of other systems")
    run = ImportRun(
        kind=kind, org_code=org_code, region_code=region_code, language=get_language() or "zh-hans", made_by=by
    )
    file = take_list(upload=upload, subject=run, owner=by, most=MOST_BYTES)
    try:
        file.kind = _kind(file)
        source = source_of(name=name, org_code=org_code, region_code=region_code, by=by)
        run.source, run.file = source, file
        run.columns = _peeked(file, source, run.part)
        with act(run, "catalogue.begin_import", by=by, rule=_may_import) as this:
            insert(file)
            this.note(source=str(source.pk), digest=file.sha256, bytes=file.size)
    except BaseException:
        forget(file)
        raise
    return run


def _kind(file: File) -> str:
    kind = str(_named(file, lambda: kind_of(path_of(file.pk), file.name)))
    if kind not in TAKEN:
        raise BadInput(
            _("%(file)s cannot be read.") % {"file": file.name},
            found=f".{kind}",
            wanted=".xlsx, .csv, .jsonl, .zip",
            cure=_("Open it in an office program and save it as xlsx."),
        )
    return kind


def _peeked(file: File, source: ImportSource, part: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _named(file, lambda: peek(path_of(file.pk), source.mapping, part))
    return found


def _named(file: File, work: Any) -> Any:
    """A refusal names the file as its owner does."""
    try:
        return work()
    except Refused as refusal:
        raise BadInput(
            str(refusal.message).replace(str(file.pk), file.name),
            found=refusal.found,
            wanted=refusal.wanted,
            cure=refusal.cure,
        ) from refusal


def check(
    *, run: ImportRun, mapping: Mapping[str, str], editions: Mapping[str, str], given: Mapping[str, str], by: User
) -> ImportRun:
    """Keeps what the columns mean, and has the file gone through without writing anything."""
    remember(source=run.source, mapping=mapping, editions=editions, given=given, by=by)
    with act(run, "catalogue.check_import", by=by, rule=_may_work) as this:
        _set_out(this, "check_import")
        this.subject.language = get_language() or this.subject.language
        this.effect("catalogue.check_import", run=str(run.pk))
    return this.subject


def take(*, run: ImportRun, by: User) -> ImportRun:
    """Drafts in the name of whoever presses the button; each item is asked for again whether they may."""
    with act(run, "catalogue.take_import", by=by, rule=_may_work) as this:
        total = this.subject.position
        _set_out(this, "take_import")
        this.subject.total, this.subject.taken_by = total, by
        this.effect("catalogue.take_import", run=str(run.pk))
    return this.subject


def _set_out(this: This[ImportRun], move: str) -> None:
    run = this.subject
    run.state, run.changed_at = TABLE.target(move, run.state), this.at
    run.read = run.created = run.updated = run.unchanged = run.warnings = run.errors = 0
    run.cancellations = run.left_out = run.position = run.ahead = run.total = 0
    run.told = ""
    ImportFault.objects.filter(run=run).delete()


def discard(*, run: ImportRun, by: User) -> ImportRun:
    with act(run, "catalogue.discard_import", by=by, rule=_may_work) as this:
        this.subject.state = TABLE.target("discard_import", this.subject.state)
        this.subject.changed_at = this.at
        ImportFault.objects.filter(run=run).delete()
    return this.subject


def finish(*, run: ImportRun, move: str, told: str = "", by: Actor = SYSTEM) -> None:
    """The worker came to the end of the file, or found that it cannot be read."""
    with act(run, f"catalogue.{move}", by=by) as this:
        if not TABLE.allows(move, this.subject.state):
            this.nothing_happened()
            return
        this.subject.state = TABLE.target(move, this.subject.state)
        this.subject.told, this.subject.changed_at = told[:600], this.at
        this.subject.total = this.subject.position
        this.note(
            read=this.subject.read,
            created=this.subject.created,
            updated=this.subject.updated,
            unchanged=this.subject.unchanged,
            errors=this.subject.errors,
        )


def _may_work(thing: Any, user: Any) -> None:
    if user is not SYSTEM:
        check_can_work(thing, user)


def _may_import(run: ImportRun, user: Any) -> None:
    check_can_work(run, user)
