"""Processes at the desk: the library, an organ's own, the page where one draws, the try-out, the second person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.kit.errors import BadInput, Refused
from tongban.kit.paging import page
from tongban.people.api import ROLES, AuthenticatedRequest, may, official, refusal_of
from tongban.regions.api import Organisation
from tongban.workflow import designing, engine, library, moving, queries, trying
from tongban.workflow.acts import AGREE, DO, DONE, known, posts, unfit
from tongban.workflow.bpmn import check, understand
from tongban.workflow.drawing_xml import MAX_BYTES
from tongban.workflow.faults import BadDrawing, Fault, ProcessFault
from tongban.workflow.forms import Begin, SendBack
from tongban.workflow.models import Process
from tongban.workflow.rules import DRAW, PUBLISH, check_can_draw, check_can_move, check_can_publish, check_can_see
from tongban.workflow.svg import picture
from tongban.workflow.told import rows_of

BOTH = ["GET", "HEAD", "POST"]
SIZE = 30


@official(DRAW, PUBLISH)
@require_safe
def processes(request: AuthenticatedRequest) -> HttpResponse:
    found = page(queries.processes_of(request.user), ["code"], request.GET.get("page", ""), SIZE)
    organs = Organisation.objects.in_bulk({row.org_code for row in found.rows})
    context = {
        "rows": [(row, organs.get(row.org_code)) for row in found.rows],
        "shipped": queries.shipped(),
        "may_draw": may(request.user, DRAW),
        "next_url": f"?page={found.next}" if found.next else "",
        "previous_url": f"?page={found.previous}" if found.previous else "",
    }
    return render(request, "workflow/official/list.html", context)


@official(DRAW, PUBLISH)
@require_safe
def shipped(request: AuthenticatedRequest, name: str) -> HttpResponse:
    """A process of the library as it ships: its picture, its tasks in words."""
    if name not in library.codes():
        raise Http404
    xml = library.read(name)
    context = {"code": name, "name": understand(xml).name, "picture": picture(xml), "tasks": rows_of(understand(xml))}
    return render(request, "workflow/official/shipped.html", context)


@official(DRAW)
@require_http_methods(BOTH)
def begin(request: AuthenticatedRequest) -> HttpResponse:
    if request.method != "POST":
        like = request.GET.get("like", "")
        initial = {"like": like} if like in library.codes() else {}
        return _begun(request, Begin(user=request.user, initial=initial))
    form = Begin(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _begun(request, form, status=422)
    given = form.cleaned_data
    warned: list[Fault] = []
    try:
        if given["file"]:
            xml, warned = designing.imported(given["file"].read(MAX_BYTES + 1))
        else:
            xml = library.read(given["like"] or "ordinary")
        organ = given["organ"]
        process = designing.begin_process(
            code=given["code"],
            name=given["name"],
            org_code=organ.pk,
            region_code=organ.region_id,
            xml=xml,
            by=request.user,
        )
    except BadDrawing as refused:
        return _begun(request, form, faults=refused.faults, status=422)
    except BadInput as error:
        for name, said in error.errors.items():
            form.add_error(name, said)
        return _begun(request, form, status=422)
    for fault in warned:
        messages.warning(request, str(fault))
    return redirect("desk_processes:draw", process.pk)


def _begun(
    request: AuthenticatedRequest, form: Begin, *, faults: list[Fault] | None = None, status: int = 200
) -> HttpResponse:
    return render(request, "workflow/official/new.html", {"form": form, "faults": faults or []}, status=status)


def _seen(request: AuthenticatedRequest, key: UUID) -> Process:
    row = Process.objects.select_related("drawn_by").filter(pk=key).first()
    if row is None:
        raise Http404
    check_can_see(row, request.user)
    return row


def _drawing(row: Process) -> bytes:
    """The draft, or what is in use."""
    return (row.drawing or designing.drawing_in_use(row)).encode()


@official(DRAW, PUBLISH)
@require_safe
def process(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return _shown(request, _seen(request, key), SendBack())


def _shown(
    request: AuthenticatedRequest,
    row: Process,
    form: SendBack,
    *,
    why: str = "",
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HttpResponse:
    xml = _drawing(row)
    drawing = understand(xml) if xml else None
    versions, running = list(queries.versions_of(row.code)), queries.running(row.code)
    why_not = refusal_of(lambda: check_can_publish(row, request.user)) if row.proposed else ""
    context = {
        "process": row,
        "organ": Organisation.objects.filter(pk=row.org_code).first(),
        "picture": picture(xml),
        "tasks": rows_of(drawing) if drawing else [],
        "faults": faults or [*check(xml), *unfit(drawing)] if drawing and row.drawing else [],
        "versions": [(version, running.get(version.digest, 0)) for version in versions],
        "mark": designing.mark_of(row),
        "may_draw": not refusal_of(lambda: check_can_draw(row, request.user)),
        "publishes": may(request.user, PUBLISH, org_code=row.org_code, region_code=row.region_code),
        "why_not": why_not,
        "form": form,
        "why": why,
    }
    return render(request, "workflow/official/process.html", context, status=status)


@official(DRAW)
@require_http_methods(BOTH)
def draw(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    row = _seen(request, key)
    check_can_draw(row, request.user)
    if request.method != "POST":
        return _drawn(request, row, _drawing(row).decode(), row.name, designing.mark_of(row))
    posted, mark, name = request.POST.get("xml", ""), request.POST.get("mark", ""), request.POST.get("name", "")
    warned: list[Fault] = []
    try:
        xml = posted.encode()
        if isinstance(given := request.FILES.get("file"), UploadedFile):
            xml, warned = designing.imported(given.read(MAX_BYTES + 1))
        saved = designing.keep_drawing(process=row, name=name, xml=xml, mark=mark, by=request.user)
    except BadDrawing as refused:
        return _drawn(request, row, posted, name, mark, faults=refused.faults, status=422)
    except Refused as refused:
        why = " ".join(str(part) for part in (refused.message, *_said(refused), refused.cure) if part)
        return _drawn(request, row, posted, name, mark, why=why, status=refused.status)
    for fault in warned:
        messages.warning(request, str(fault))
    messages.success(request, _("Saved. Nobody follows it yet: try it out, then propose it."))
    if "try" in request.POST:
        return redirect("desk_processes:try", saved.pk)
    return redirect("desk_processes:draw", saved.pk)


def _said(refused: Refused) -> list[str]:
    return [said for sentences in getattr(refused, "errors", {}).values() for said in sentences]


def _drawn(
    request: AuthenticatedRequest, row: Process, xml: str, name: str, mark: str, *, faults: list[Fault] | None = None,
    why: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    try:
        drawing = understand(xml.encode())
        tasks, hints = rows_of(drawing), unfit(drawing)
    except BadDrawing:
        tasks, hints = [], []
    context = {
        "process": row,
        "xml": xml,
        "name": name,
        "mark": mark,
        "faults": faults or [],
        "hints": [] if faults else hints,
        "why": why,
        "tasks": tasks,
        "acts": [(DO, _("another step: done, or agreed to")), *((one.name, one.title) for one in known().values())],
        "answers": [(DONE, _("that it is done")), (AGREE, _("whether they agree"))],
        "posts": [(code, ROLES[code].name) for code in posts()],
        "organs": Organisation.objects.filter(region__code__startswith=row.region_code[:4]).order_by("code")[:300],
    }
    answer = render(request, "workflow/official/draw.html", context, status=status)
    answer.styles_inline = True  # type: ignore[attr-defined] # the drawing board writes styles into its elements
    return answer


@official(DRAW, PUBLISH)
@require_safe
def try_out(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """`way`: the answers chosen so far, one after another."""
    row = _seen(request, key)
    xml = _drawing(row)
    if not xml:
        raise Http404
    moves = request.GET.getlist("way")[: trying.MOST_MOVES]
    tried = trying.walk(engine.prepare(xml), moves)
    context = {
        "process": row,
        "tried": tried,
        "moves": moves,
        "back": moves[:-1],
        "picture": picture(xml, tried.current),
    }
    return render(request, "workflow/official/try.html", context)


@official(DRAW, PUBLISH)
@require_safe
def file(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """The drawing as a BPMN file for any editor; `version`: one that was published."""
    row = _seen(request, key)
    number = request.GET.get("version", "")
    if number:
        found = queries.versions_of(row.code).defer(None).filter(number=int(number) if number.isdigit() else 0).first()
        xml = found.xml.encode() if found else b""
    else:
        xml = _drawing(row)
    if not xml:
        raise Http404
    name = f"{row.code}-{number}.bpmn" if number else f"{row.code}.bpmn"
    answer = HttpResponse(xml, content_type="application/xml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@official(DRAW)
@require_POST
def propose(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    row = _seen(request, key)
    try:
        designing.propose_process(process=row, by=request.user)
    except BadDrawing as refused:
        return _shown(request, row, SendBack(), why=_("It cannot be proposed yet."), faults=refused.faults, status=422)
    messages.success(request, _("Proposed. A second person looks at it and publishes it."))
    return redirect("desk_processes:process", row.pk)


@official(DRAW)
@require_POST
def drop(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    row = _seen(request, key)
    designing.drop_drawing(process=row, by=request.user)
    messages.success(request, _("The draft is gone; what is in use stays."))
    return redirect("desk_processes:process", row.pk)


@official(PUBLISH)
@require_POST
def send_back(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    row, form = _seen(request, key), SendBack(request.POST)
    if not form.is_valid():
        return _shown(request, row, form, status=422)
    designing.send_back_process(process=row, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("Sent back with your words."))
    return redirect("desk_processes:process", row.pk)


@official(PUBLISH)
@require_POST
def publish(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    row = _seen(request, key)
    try:
        made = designing.publish_drawn(process=row, seen=request.POST.get("seen", ""), by=request.user)
    except BadDrawing as refused:
        return _shown(request, row, SendBack(), why=_("It cannot be published."), faults=refused.faults, status=422)
    messages.success(
        request,
        _("Published as version %(number)d. New cases follow it; those that run keep theirs.")
        % {"number": made.number},
    )
    return redirect("desk_processes:process", row.pk)


@official(PUBLISH)
@require_http_methods(BOTH)
def move(request: AuthenticatedRequest, key: UUID, version: int) -> HttpResponse:
    """Where the running cases of an earlier version would land in the one in use; then they are carried over."""
    row = _seen(request, key)
    check_can_move(row, request.user)
    old, new = moving.versions(row, version)
    chosen = {name.removeprefix("to."): str(to) for name, to in request.POST.items() if name.startswith("to.")}
    context = {"process": row, "old": old, "new": new, "rows": moving.preview(old, new), "chosen": chosen}
    if request.method != "POST":
        return render(request, "workflow/official/move.html", context)
    try:
        count = moving.order_move(process=row, number=version, landing=chosen, by=request.user)
    except (BadInput, ProcessFault) as refused:
        errors = [
            {"target": f"to-{name}", "text": said}
            for name, all_ in getattr(refused, "errors", {}).items()
            for said in all_
        ]
        context |= {"why": str(refused.message), "errors": errors}
        return render(request, "workflow/official/move.html", context, status=422)
    said = ngettext("%(n)d case is carried over.", "%(n)d cases are carried over.", count) % {"n": count}
    messages.success(request, said)
    return redirect("desk_processes:process", row.pk)
