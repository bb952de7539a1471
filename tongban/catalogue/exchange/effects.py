"""What the worker does with a file: the check and the taking over, both in batches that are kept as they are done."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from tongban.catalogue.exchange.actions import finish
from tongban.catalogue.exchange.models import ImportFault, ImportRun
from tongban.catalogue.exchange.plain.kinds import KINDS
from tongban.catalogue.exchange.plain.taking import import_list
from tongban.catalogue.exchange.states import State
from tongban.catalogue.importing import Report, import_items
from tongban.catalogue.reading import Given
from tongban.documents.api import path_of
from tongban.kit.act import Actor
from tongban.kit.errors import Refused
from tongban.kit.writing import writing
from tongban.outbox.api import Row, effect, is_last_try, keep_lease

LANE = "imports"
log = logging.getLogger("tongban.catalogue")


class Stopped(Exception):
    """Somebody discarded the run meanwhile."""


@effect("catalogue.check_import", lane=LANE)
def check_import(payload: dict[str, Any], token: str) -> None:
    """Begins anew when it was broken off: nothing was written."""
    run = _run(payload)
    if run.state == State.CHECKING:
        ImportFault.objects.filter(run=run).delete()
        _go_through(run, token, Report(), by=run.made_by, dry=True, end="import_checked")


@effect("catalogue.take_import", lane=LANE)
def take_import(payload: dict[str, Any], token: str) -> None:
    """Goes on behind the last batch that was kept when it was broken off."""
    run = _run(payload)
    if run.state == State.TAKING and run.taken_by is not None:
        _go_through(run, token, _report_of(run), by=run.taken_by, dry=False, end="import_taken")


def _run(payload: dict[str, Any]) -> ImportRun:
    return ImportRun.objects.select_related("source", "file", "made_by", "taken_by").get(pk=payload["run"])


def _go_through(run: ImportRun, token: str, report: Report, *, by: Actor, dry: bool, end: str) -> None:
    lease = Row.objects.filter(token=token).first()

    def say(done: Report) -> None:
        _keep(run, done)
        if lease is not None:
            keep_lease(lease)

    with translation.override(run.language):
        try:
            path = path_of(run.file_id)
            into = (
                partial(import_list, KINDS[run.kind])
                if run.kind in KINDS
                else partial(import_items, note=partial(_note, run))
            )
            into(path, given=given_of(run), by=by, say=say, dry=dry, report=report, trusted=False)
        except Refused as refusal:
            told = " ".join(str(part) for part in (refusal.message, refusal.found, refusal.cure) if part)
            finish(run=run, move="import_broken", told=told.replace(str(run.file_id), run.file.name))
            return
        except Stopped:
            return
        except Exception as wrong:
            if lease is None or not is_last_try(lease):
                raise
            log.exception("import given up", extra={"fields": {"run": str(run.pk)}})
            finish(run=run, move="import_broken", told=_given_up(report, wrong))
            return
        _keep(run, report)
        finish(run=run, move=end)


def _given_up(report: Report, wrong: Exception) -> str:
    words = {"position": report.position, "fault": type(wrong).__name__}
    said = _("Something in this file could not be worked with: %(fault)s, behind entry %(position)d.") % words
    return " ".join((said, _("What was taken over before stays. Tell whoever runs the server, or leave the rows out.")))


def given_of(run: ImportRun) -> Given:
    source = run.source
    return Given(**source.given, mapping=source.mapping, editions=source.editions)


def _report_of(run: ImportRun) -> Report:
    counts = {"warning": run.warnings, "error": run.errors, "cancel": run.cancellations}
    kept = ImportFault.objects.filter(run=run).count()
    return Report(
        run.read,
        run.created,
        run.updated,
        run.unchanged,
        run.position,
        run.left_out,
        kept=kept,
        ahead=run.ahead,
        counts=counts,
    )


def _note(run: ImportRun, report: Report) -> None:
    """What a slice wrote, in its own transaction: counted once, whenever the run is killed."""
    here = ImportRun.objects.filter(pk=run.pk, state=run.state)
    if not here.update(created=report.created, updated=report.updated, ahead=report.ahead):
        raise Stopped


def _keep(run: ImportRun, report: Report) -> None:
    """Position, counts and faults of a batch in one transaction, so that a run that is killed loses none of them."""
    first = report.kept - len(report.faults)
    with writing():
        ImportFault.objects.bulk_create(
            [
                ImportFault(
                    run=run,
                    number=number,
                    severity=one.severity,
                    sheet=_shown(one.sheet, 100),
                    row=one.row,
                    column=_shown(one.column, 100),
                    heading=_shown(one.heading, 100),
                    code=_shown(one.code, 64),
                    found=_shown(one.found, 200),
                    wanted=_shown(one.wanted, 600),
                    cure=_shown(one.cure, 300),
                )
                for number, one in enumerate(report.faults, first + 1)
            ]
        )
        kept = ImportRun.objects.filter(pk=run.pk, state=run.state).update(
            read=report.read,
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
            warnings=report.count("warning"),
            errors=report.count("error"),
            cancellations=report.count("cancel"),
            left_out=report.left_out,
            position=report.position,
            ahead=report.ahead,
        )
    report.faults.clear()
    if not kept:
        raise Stopped


def _shown(text: str, longest: int) -> str:
    plain = text.replace("\x00", "")
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
