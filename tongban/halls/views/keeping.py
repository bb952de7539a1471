"""Halls, centres, stations, agents and terminals at the desk: kept one by one, or as a table."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.halls import keeping, tables
from tongban.halls.forms import CloseForm, DayForm, PlaceForm, RegionForm, Regions, UploadForm, as_typed
from tongban.halls.kinds import Kind
from tongban.halls.models import Hall
from tongban.halls.near import stood
from tongban.halls.opening import coming_exceptions, in_words
from tongban.halls.queries import divisions_of, halls_of
from tongban.halls.rules import check_can_manage
from tongban.halls.telling import day_in_words
from tongban.kit import clock
from tongban.kit.errors import BadInput, Refused
from tongban.kit.paging import page
from tongban.people.api import AuthenticatedRequest, official
from tongban.regions.api import Division, division

BOTH = ["GET", "HEAD", "POST"]
SIZE = 50
LARGEST = 5 * 2**20
SALT = "halls.table"


@official("halls.manage")
@require_safe
def places(request: AuthenticatedRequest) -> HttpResponse:
    kind, words = request.GET.get("kind", ""), request.GET.get("words", "").strip()[:60]
    rows = halls_of(request.user, "halls.manage")
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(name__icontains=words)
    found = page(rows, ["region_code", "name"], request.GET.get("page", ""), SIZE)
    names = {
        one.pk: one.shown_name for one in Division.objects.filter(pk__in={hall.region_code for hall in found.rows})
    }
    asked = {"kind": kind, "words": words}
    context = {
        "rows": [(near, names.get(near.hall.region_code, near.hall.region_code)) for near in stood(found.rows)],
        "kinds": Kind.choices,
        "today": clock.today(),
        **asked,
        "next_url": _link(asked, found.next),
        "previous_url": _link(asked, found.previous),
    }
    return render(request, "halls/official/places.html", context)


def _link(asked: dict[str, str], mark: str) -> str:
    return f"?{urlencode({name: value for name, value in (asked | {'page': mark}).items() if value})}" if mark else ""


@official("halls.manage")
@require_http_methods(BOTH)
def new(request: AuthenticatedRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    region, form = RegionForm(given), PlaceForm(given)
    if given is not None:
        both = [region.is_valid(), form.is_valid()]
        if all(both) and (hall := _made(region, form, request)):
            messages.success(request, _("The place is kept. It stands on the public pages now."))
            return redirect("desk_halls:place", key=hall.pk)
    context = {"region": region, "form": form, "errors": _errors(region, form)}
    return render(request, "halls/official/place_new.html", context, status=422 if given is not None else 200)


def _made(region: RegionForm, form: PlaceForm, request: AuthenticatedRequest) -> Hall | None:
    text = region.cleaned_data["region"]
    try:
        code = Regions([text], divisions_of(request.user)).found(text).pk
    except BadInput as error:
        region.add_error("region", str(error.message))
        return None
    return _kept(Hall(region_code=code), form, request)


def _kept(hall: Hall, form: PlaceForm, request: AuthenticatedRequest) -> Hall | None:
    try:
        return keeping.keep_hall(hall=hall, values=form.values(), by=request.user, seen=request.POST.get("seen", ""))
    except BadInput as error:
        for name, sentences in error.errors.items():
            form.add_error(name if name in form.fields else None, sentences)
        return None


def _errors(*forms: Any) -> list[dict[str, str]]:
    """For the summary above: every fault, with the field it leads to."""
    return [
        {"target": form[name].auto_id if name in form.fields else "main", "text": str(text)}
        for form in forms
        for name, texts in form.errors.items()
        for text in texts
    ]


def _found(key: UUID, request: AuthenticatedRequest) -> Hall:
    found = Hall.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    check_can_manage(found, request.user)
    return found


@official("halls.manage")
@require_http_methods(BOTH)
def place(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    found = _found(key, request)
    if request.method != "POST":
        return _page(request, found, form=PlaceForm(initial=as_typed(found)))
    form = PlaceForm(request.POST)
    if form.is_valid() and _kept(found, form, request):
        messages.success(request, _("The place is kept. It stands on the public pages now."))
        return redirect("desk_halls:place", key=key)
    return _page(request, found, form=form)


def _page(
    request: AuthenticatedRequest,
    hall: Hall,
    *,
    form: PlaceForm | None = None,
    day: DayForm | None = None,
    closing: CloseForm | None = None,
) -> HttpResponse:
    faults = _errors(*[one for one in (form, day, closing) if one is not None and one.is_bound])
    context = {
        "hall": hall,
        "where": division(hall.region_code).shown_name,
        "near": stood([hall])[0],
        "form": form or PlaceForm(initial=as_typed(hall)),
        "day": day or DayForm(),
        "closing": closing or CloseForm(),
        "seen": request.POST.get("seen") or keeping.seen_of(hall),
        "errors": faults,
        "exceptions": [
            (one, day_in_words(one.day), in_words(one.spans)) for one in coming_exceptions(hall, clock.today())
        ],
    }
    return render(request, "halls/official/place.html", context, status=422 if faults else 200)


@official("halls.manage")
@require_POST
def day(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """One day that differs; `lift` takes it back."""
    found, form = _found(key, request), DayForm(request.POST)
    if not form.is_valid():
        return _page(request, found, day=form)
    given = form.cleaned_data
    spans = None if "lift" in request.POST else given["spans"]
    try:
        keeping.set_day(hall=found, day=given["day"], spans=spans, reason=given["reason"], by=request.user)
    except BadInput as error:
        for name, sentences in error.errors.items():
            form.add_error(name, sentences)
        return _page(request, found, day=form)
    messages.success(request, _("The day is kept. Whoever booked for a time that is closed now is told."))
    return redirect("desk_halls:place", key=key)


@official("halls.manage")
@require_POST
def close(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """From a day on; `lift` takes it back."""
    found = _found(key, request)
    if "lift" in request.POST:
        keeping.close(hall=found, on=None, by=request.user)
        messages.success(request, _("The place stays open."))
        return redirect("desk_halls:place", key=key)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            given = form.cleaned_data
            keeping.close(hall=found, on=given["on"], reason=given["why"], by=request.user)
        except BadInput as error:
            form.add_error("why", error.errors.get("reason", [str(error)]))
        else:
            messages.success(request, _("The end is kept. Whoever booked for later is told."))
            return redirect("desk_halls:place", key=key)
    return _page(request, found, closing=form)


# As a table


@official("halls.manage")
@require_safe
def export(request: AuthenticatedRequest) -> HttpResponse:
    rows = halls_of(request.user, "halls.manage")
    kind = request.GET.get("kind", "")
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    file = tables.table_of(rows.iterator(500))
    return FileResponse(file, as_attachment=True, filename=f"{_('halls and stations')}.xlsx")  # type: ignore[return-value]


@official("halls.manage")
@require_http_methods(BOTH)
def table(request: AuthenticatedRequest) -> HttpResponse:
    """Checked first, without writing; taken over exactly as it was checked."""
    if request.method != "POST":
        return render(request, "halls/official/table.html", {"form": UploadForm()})
    if sealed := request.POST.get("checked"):
        return _take_over(request, sealed)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "halls/official/table.html", {"form": form}, status=422)
    try:
        read = tables.read_table(_content(form.cleaned_data["file"]), divisions_of(request.user))
    except Refused as error:
        form.add_error("file", " ".join(filter(None, (str(error.message), str(error.wanted), str(error.cure)))))
        return render(request, "halls/official/table.html", {"form": form}, status=422)
    rows = [(line.row, line.typed) for line in read.lines if line.is_new or line.changes]
    checked = "" if read.faults or not rows else signing.dumps(rows, salt=SALT, compress=True)
    return render(request, "halls/official/table.html", {"form": UploadForm(), "read": read, "checked": checked})


def _content(file: UploadedFile) -> bytes:
    if (file.size or 0) > LARGEST:
        raise BadInput(_("This file is too large."), wanted=_("at most %(size)d MB") % {"size": LARGEST // 2**20})
    content: bytes = file.read()
    return content


def _take_over(request: AuthenticatedRequest, sealed: str) -> HttpResponse:
    """What was checked an hour ago is compared with what is there now."""
    try:
        rows = signing.loads(sealed, salt=SALT, max_age=3600)
    except signing.BadSignature as error:
        raise Refused(_("This check is too old."), cure=_("Upload the table again.")) from error
    read = tables.checked([(number, typed) for number, typed in rows], divisions_of(request.user))
    if read.faults:
        return render(request, "halls/official/table.html", {"form": UploadForm(), "read": read}, status=422)
    done = tables.take_over(read.lines, by=request.user)
    messages.success(request, _("%(n)d places were taken over.") % {"n": done})
    return redirect("desk_halls:places")
