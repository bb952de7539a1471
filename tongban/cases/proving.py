"""What a receipt proves later (S12): the record of its application and of the case that it became.

Shown are the steps that the applicant is told (`timeline.TOLD`) and everything about the draft. What officials do among
themselves, and what they think before they decide, stands as a digest alone.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.audit import api as audit
from tongban.cases.models import Case
from tongban.cases.timeline import TOLD
from tongban.documents.api import Attachment, Paper, papers_of
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.kit.errors import Refused
from tongban.outbox.api import NotYet
from tongban.regions.api import organisation

HANDED_IN = ("intake.submit", "intake.split", "intake.go_on")
NOT_BEFORE_THE_DECISION = {"cases.review", "cases.inspect"}
OPENED = frozenset(TOLD) - NOT_BEFORE_THE_DECISION
NAME, MEDIA_TYPE = "tongban-proof.json", "application/json"


def proof(application: intake.Application, *, at_once: bool = False, paper: Paper | None = None) -> bytes:
    """The bundle of now, as a file. `paper`: the receipt, whose whole content comes along; for its owner alone."""
    record = audit.record_of(_chains(application), at_once=at_once)
    return _bundle(application, record, paper)


def _chains(application: intake.Application) -> list[audit.Chain]:
    chains = [audit.Chain("application", str(application.pk))]
    case = Case.objects.filter(application=application).values_list("pk", flat=True).first()
    return chains + ([audit.Chain("case", str(case), OPENED)] if case else [])


def _handed_in(record: audit.Record) -> audit.Entry:
    """The entry with which it was received: the last of its kind, for what was handed back is handed in again."""
    for entry in reversed(record.entries[record.chains[0]]):
        if entry.act in HANDED_IN and not entry.notes.get("waits"):
            return entry
    raise Refused(_("This application has not been handed in."))


def _bundle(application: intake.Application, record: audit.Record, paper: Paper | None) -> bytes:
    content: dict[str, Any] | None = paper.content if paper else None
    receipt = paper or papers_of(application).filter(kind="receipt").first()
    says = {
        "site": settings.SITE_URL,
        "number": application.receipt_no,
        "received_at": _instant(application.submitted_at),
        "item": application.item_name,
        "item_code": application.guide.code,
        "organ": organisation(application.org_code).name,
        "organ_code": application.org_code,
        "paper": receipt.digest if receipt else "",
    }
    return audit.bundle(record, receipt=says, begins=_handed_in(record), paper=content)


def _instant(moment: dt.datetime | None) -> str:
    assert moment is not None
    return moment.astimezone(clock.UTC).isoformat(timespec="microseconds")


def attached(paper: Paper) -> Attachment | None:
    """A receipt carries its proof inside the PDF. Raises NotYet until a head covers its entry: seconds, as a rule."""
    if paper.kind != "receipt" or paper.subject_type != intake.Application.subject_type:
        return None
    application = intake.Application.objects.select_related("version").get(pk=paper.subject_key)
    record = audit.record_of(_chains(application), at_once=True)
    entry = _handed_in(record)
    if not record.covers(entry):
        raise NotYet(_next_try(record))
    return Attachment(NAME, MEDIA_TYPE, _bundle(application, record, paper), _lines(record, entry))


def _next_try(record: audit.Record) -> dt.datetime:
    soon = clock.now() + dt.timedelta(seconds=1)
    return max(soon, audit.next_head_at(record.head)) if record.head else soon


def _lines(record: audit.Record, entry: audit.Entry) -> tuple[str, ...]:
    assert record.head is not None
    return (
        f"存证：本次提交是账本第{entry.number}条，摘要 {audit.in_fours(entry.digest)}，已列入下列账本指纹。",
        f"账本指纹：{audit.in_words(record.head)}",
        f"本文件内附 {NAME}，凭它可随时核对本件有没有被改动、移走：{settings.SITE_URL}/check/receipt/",
    )


def file_name(application: intake.Application) -> str:
    return f"{application.receipt_no}-proof.json"


__all__ = ["HANDED_IN", "OPENED", "attached", "file_name", "proof"]
