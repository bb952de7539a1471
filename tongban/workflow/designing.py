"""A department draws its own process: begun from one of the library or a file, kept as a draft, proposed, published by a
second person. Versions are never changed; running cases keep theirs (W1)."""

from __future__ import annotations

import hashlib
import re

from django.db import IntegrityError
from django.utils.translation import gettext as _
from lxml import etree

from tongban.kit.act import act
from tongban.kit.errors import BadInput, Refused
from tongban.kit.languages import moment_in_words
from tongban.people.api import User
from tongban.workflow.actions import publish_process
from tongban.workflow.acts import unfit
from tongban.workflow.bpmn import as_manual_tasks, as_utf8, check, understand, without_declarations
from tongban.workflow.drawing_xml import parse
from tongban.workflow.faults import BadDrawing, Fault
from tongban.workflow.layout import laid_out
from tongban.workflow.models import Process, ProcessVersion
from tongban.workflow.naming import named, numbered
from tongban.workflow.rules import check_can_draw, check_can_publish

_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_CODE = 40


class ChangedMeanwhile(Refused):
    """Somebody saved the drawing, or published it, since the page was opened."""


def mark_of(process: Process) -> str:
    """Of what stood on the page: the drawing that a save replaces."""
    return hashlib.sha256(f"{process.number} {process.drawing}".encode()).hexdigest()[:16]


def begin_process(*, code: str, name: str, org_code: str, region_code: str, xml: bytes, by: User) -> Process:
    """A process of an organ, drawn like `xml`: one of the library, or a file of another tool. Raises BadInput by field,
    BadDrawing."""
    code, name = code.strip(), name.strip()
    errors: dict[str, list[str]] = {}
    if not _CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        errors["code"] = [_("Small letters, digits and single _ between them, a letter first; at most 40.")]
    elif Process.objects.filter(code=code).exists() or ProcessVersion.objects.filter(code=code).exists():
        errors["code"] = [_("Another process has this code already.")]
    if not name or len(name) > 120:
        errors["name"] = [_("A name of up to 120 characters.")]
    if errors:
        raise BadInput(_("The process cannot be begun like this."), errors=errors)
    drawing = usable(xml, code, name)
    process = Process(code=code, name=name, org_code=org_code, region_code=region_code)
    try:
        with act(process, "workflow.begin_process", by=by, rule=check_can_draw) as this:
            process.drawing, process.drawn_by, process.drawn_at = drawing, by, this.at
            this.write()
            this.note(code=code)
    except IntegrityError:
        taken = [_("Another process has this code already.")]
        raise BadInput(_("The process cannot be begun like this."), errors={"code": taken}) from None
    return process


def usable(xml: bytes, code: str, name: str) -> str:
    """The drawing under its name, without an element that is not run. Raises BadDrawing naming each."""
    drawing = with_coordinates(named(xml, code, name))
    faults = check(drawing)
    if any(fault.severity == "error" for fault in faults):
        raise BadDrawing(faults)
    return drawing.decode()


def imported(xml: bytes) -> tuple[bytes, list[Fault]]:
    """A file of another tool: what only that tool runs becomes a task by hand, with a warning. Raises BadDrawing."""
    made, left_out = without_declarations(as_utf8(xml))
    made, warned = as_manual_tasks(made)
    return with_coordinates(made), [*warned, *left_out]


def with_coordinates(xml: bytes) -> bytes:
    """As it is, or drawn from left to right where the file has none and can be run."""
    try:
        drawing = understand(xml)
    except BadDrawing:
        return xml
    root = parse(xml)
    laid_out(root, drawing)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def keep_drawing(*, process: Process, name: str, xml: bytes, mark: str, by: User) -> Process:
    """Refused with each fault by its element; nothing of it is kept then, and the page still shows it. `mark`: `mark_of`
    what stood there when the page was opened. Raises BadDrawing, BadInput, ChangedMeanwhile."""
    name = name.strip()
    if not name or len(name) > 120:
        wanted = [_("A name of up to 120 characters.")]
        raise BadInput(_("The process cannot be saved like this."), errors={"name": wanted})
    drawing = usable(xml, process.code, name)
    with act(process, "workflow.keep_drawing", by=by, rule=check_can_draw) as this:
        row = this.subject
        _check_is(row, mark)
        if (row.drawing, row.name) == (drawing, name):
            this.nothing_happened()
            return row
        row.drawing, row.name, row.drawn_by, row.drawn_at = drawing, name, by, this.at
        row.proposed, row.sent_back = False, ""
        this.note(digest=hashlib.sha256(drawing.encode()).hexdigest())
    return this.subject


def _check_is(row: Process, mark: str) -> None:
    if mark == mark_of(row):
        return
    assert row.drawn_by is not None and row.drawn_at is not None
    words = {"who": row.drawn_by.name, "at": moment_in_words(row.drawn_at)}
    raise ChangedMeanwhile(
        _("The process changed since you opened this page; %(who)s saved it last, at %(at)s.") % words,
        cure=_("Take your drawing along as a file, load the page again, and compare."),
    )


def propose_process(*, process: Process, by: User) -> Process:
    """It is finished: a second person looks at it. Raises BadDrawing when no application could be handled by it."""
    with act(process, "workflow.propose_process", by=by, rule=check_can_draw) as this:
        row = this.subject
        if not row.drawing or row.proposed:
            raise Refused(
                _("There is no draft of this process that could be proposed."), cure=_("Load the page again.")
            )
        if found := unfit(understand(row.drawing.encode())):
            raise BadDrawing(found)
        row.proposed, row.sent_back = True, ""
        if row.number and row.drawing == drawing_in_use(row):
            raise Refused(_("Nothing differs from the version in use."), cure=_("Change the drawing, or let it go."))
        row.proposed, row.sent_back = True, ""
        this.note(code=row.code)
    return this.subject


def drawing_in_use(process: Process) -> str:
    """As a draft of the version that new cases follow; empty before the first."""
    found = ProcessVersion.objects.filter(code=process.code, number=process.number).first()
    return named(found.xml.encode(), process.code, found.name).decode() if found else ""


def send_back_process(*, process: Process, reason: str, by: User) -> Process:
    if not reason.strip():
        raise BadInput(_("Say why."), errors={"reason": [_("Whoever drew it has to know what to change.")]})
    with act(process, "workflow.send_back_process", by=by, rule=check_can_publish) as this:
        this.subject.proposed, this.subject.sent_back = False, reason.strip()[:500]
        this.note(reason=reason.strip()[:300])
    return this.subject


def publish_drawn(*, process: Process, seen: str, by: User) -> ProcessVersion:
    """The next version, which new cases follow from now on. `seen`: `mark_of` what the second person looked at."""
    with act(process, "workflow.publish_drawn", by=by, rule=check_can_publish) as this:
        row = this.subject
        _check_is(row, seen)
        if found := unfit(understand(row.drawing.encode())):
            raise BadDrawing(found)
        xml = numbered(row.drawing.encode(), row.number + 1)
        made = publish_process(code=row.code, xml=xml, drawn_by=row.drawn_by, published_by=by)
        row.number, row.drawing, row.proposed = made.number, "", False
        this.note(code=row.code, version=made.number, digest=made.digest)
    return made


def drop_drawing(*, process: Process, by: User) -> Process:
    """The draft is let go; the version in use stays. A process without one stays in the list, empty."""
    with act(process, "workflow.drop_drawing", by=by, rule=check_can_draw) as this:
        if not this.subject.drawing:
            this.nothing_happened()
        this.subject.drawing, this.subject.proposed, this.subject.sent_back = "", False, ""
    return this.subject
