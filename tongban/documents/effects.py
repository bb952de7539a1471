"""Prints and signs the papers that acts fixed. Outside every lock; the row in the table is the last step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.audit.api import Entry
from tongban.documents import rescanning, sweeping
from tongban.documents.actions import framed, keep
from tongban.documents.models import File, Paper
from tongban.documents.providers import seal_provider
from tongban.documents.questions import attached, retold
from tongban.documents.signing import Organ
from tongban.documents.stamps.stamping import keep_or_ask
from tongban.documents.typesetting import render
from tongban.kit import clock, crypto, stamps
from tongban.kit.errors import BadInput
from tongban.kit.records import canonical
from tongban.outbox.api import effect, periodic
from tongban.regions.api import organisation


@effect("documents.print", lane="papers")
def print_paper(payload: dict[str, Any], token: str) -> Callable[[], None] | None:
    """A paper printed already is left alone, so a worker killed half-way leaves at most an unnamed file, which is swept."""
    paper = Paper.objects.get(pk=payload["paper"])
    if paper.is_printed:
        return None
    check_stands_in_the_record(paper)
    pdf = printed(paper)
    file = keep(content=pdf, name=f"{paper.number}.pdf", kind="pdf", mime="application/pdf", subject=paper)
    inside = stamp_inside(pdf) if stamps.wanted() else None
    covered = signed_digest(pdf)
    return lambda: _keep(paper, file, inside, covered)


class NotOfTheRecord(ValueError):
    """A row that no act wrote, or whose content is another than the act's: no seal goes under it."""


def check_stands_in_the_record(paper: Paper) -> None:
    """An entry of its own subject and moment names number and digest, the content is of that digest, our record key
    signed both, and nothing in it is otherwise than what it belongs to.

    Raises NotOfTheRecord; the letter dies, and whoever runs the servers sees it.
    """
    named = {"number": paper.number, "digest": paper.digest}
    entries = Entry.objects.filter(subject_type=paper.subject_type, subject_key=paper.subject_key, at=paper.made_at)
    told = [(act, one) for act, notes in entries.values_list("act", "notes") for one in notes.get("papers", ())]
    by = [act for act, one in told if named.items() <= one.items()]
    is_named = any(may_write(act, paper.kind) for act in by)
    is_whole = crypto.digest(canonical(paper.content)) == paper.digest
    if not (
        is_named and is_whole and crypto.record_is_signed(f"{paper.number}|{paper.digest}".encode(), paper.signature)
    ):
        raise NotOfTheRecord(f"paper {paper.pk} ({paper.kind}) is not what an act wrote; nothing is sealed")
    about = retold(paper=paper)
    if about is None:
        raise NotOfTheRecord(
            f"paper {paper.pk} ({paper.kind}) belongs to nothing that it could be about; nothing is sealed"
        )
    if other := _otherwise(paper, about):
        raise NotOfTheRecord(
            f"paper {paper.pk} ({paper.kind}) says otherwise than what it belongs to: {', '.join(other)}; nothing is sealed"
        )


def _otherwise(paper: Paper, told: dict[str, Any]) -> list[str]:
    frame: dict[str, Any] = {"number": paper.number, "code": paper.check_code, "at": paper.made_at}
    try:
        whole = framed(paper.kind, told, organ=organisation(paper.org_code), **frame)
    except BadInput as error:
        return sorted(error.errors)
    return sorted(name for name in whole.keys() | paper.content.keys() if whole.get(name) != paper.content.get(name))


# What citizens' acts write; a paper of another kind is named by an act that is none of theirs.
BY_CITIZENS = {
    "receipt": ("intake.",),
    "acceptance": ("cases.", "intake."),
    "withdrawal": ("cases.withdraw", "cases.lapse"),
    "delivery": ("cases.deliver",),
}
NOT_OF_OFFICIALS = ("people.", "intake.", "halls.", "messages.", "ratings.", "portal.", "cases.withdraw", "cases.supply",
                    "cases.add_", "cases.deliver")  # fmt: skip


def may_write(act: str, kind: str) -> bool:
    """Whoever took over the process on the internet writes acts of citizens into the record, and no decision by one."""
    if kind in BY_CITIZENS:
        return act.startswith(BY_CITIZENS[kind])
    return not act.startswith(NOT_OF_OFFICIALS)


def stamp_inside(pdf: bytes) -> stamps.Stamp | None:
    from tongban.documents import pades  # 30 MB that a process needs only once it signs

    return pades.stamp_in(pdf)


def signed_digest(pdf: bytes) -> str:
    from tongban.documents import pades  # 30 MB that a process needs only once it signs

    return pades.signed_digest(pdf)


def printed(paper: Paper) -> bytes:
    """The signed PDF of a paper. A receipt or a decision is signed by its organ; nothing is sent unsigned."""
    organ = organisation(paper.org_code)
    pdf = render(paper.kind, paper.content, attachment=attached(paper=paper))
    return seal_provider().sign_pdf(pdf, Organ(organ.code, organ.name), reason=paper.number)


def _keep(paper: Paper, file: File, stamp: stamps.Stamp | None, covered: str) -> None:
    file.save(force_insert=True)
    Paper.objects.filter(pk=paper.pk, file=None).update(file=file, signed_digest=covered)
    keep_or_ask(file, stamp)


@periodic("documents.scan", every_seconds=60)
def scan_what_waits() -> int:
    return rescanning.scan_waiting()


EVERY = 300  # seconds: all 256 folders have their turn within 22 hours


@periodic("documents.sweep", every_seconds=EVERY)
def sweep_a_folder() -> int:
    """One folder a turn, so that other periodic work does not wait."""
    turn = int(clock.now().timestamp()) // EVERY
    # The one before as well: a worker that comes a little later each time passes over a turn now and then.
    return sweeping.sweep([sweeping.FOLDERS[one % len(sweeping.FOLDERS)] for one in (turn - 1, turn)])
