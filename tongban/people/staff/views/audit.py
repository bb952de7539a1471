"""The audit administrator's page: acts, keys and times; no name, no number of a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.audit.api import Entry
from tongban.kit import subjects
from tongban.kit.errors import BadInput, Refused
from tongban.kit.paging import page
from tongban.people.access import AuthenticatedRequest, official
from tongban.people.models import User
from tongban.people.staff import acts, auditing, noted
from tongban.people.staff.auditing import READS, Wish
from tongban.people.staff.models import AuditExport

SIZE = 50
ASKED = ("who", "kind", "key", "act", "since", "until")


@official(READS)
@require_safe
def record(request: AuthenticatedRequest) -> HttpResponse:
    return _shown(request, request.GET)


def _shown(request: AuthenticatedRequest, asked: Any, status: int = 200, **more: Any) -> HttpResponse:
    typed = {name: asked.get(name, "") for name in ASKED}
    context: dict[str, Any] = {
        "typed": typed,
        "kinds": sorted(
            ((kind, noted.KINDS.get(kind, kind)) for kind in subjects.types()), key=lambda one: str(one[1])
        ),
        "acts": acts.choices(typed["act"]),
        "unknown_act": typed["act"] and typed["act"] not in acts.ACTS.keys() | acts.ROOMS.keys(),
        "errors": {},
        "rows": [],
        "since": "",
        **more,
    }
    try:
        wish = Wish.read(typed)
    except BadInput as error:
        context["errors"] |= {name: said[0] for name, said in error.errors.items()}
        return render(request, "people/staff/audit.html", context, status=422)
    auditing.looked_for(wish, by=request.user)
    found = page(wish.rows(), auditing.ORDER, request.GET.get("page", ""), SIZE)
    again = {name: value for name, value in typed.items() if value}
    context |= {
        "rows": _with_actors(found.rows),
        "since": wish.since,
        "next_url": f"?{urlencode(again | {'page': found.next})}" if found.next else "",
        "previous_url": f"?{urlencode(again | {'page': found.previous})}" if found.previous else "",
        "exports": AuditExport.objects.select_related("by").order_by("-id")[:10],
    }
    return render(request, "people/staff/audit.html", context, status=status)


def _with_actors(rows: Iterable[Entry]) -> list[tuple[Entry, str, Any, Any, list[tuple[Any, Any]]]]:
    """With words. Officials by their staff number; everybody else stays a key."""
    found = list(rows)
    keys = {row.by_key.removeprefix("user:") for row in found if row.by_key.startswith("user:")}
    logins = dict(User.objects.filter(pk__in=keys, kind="official").values_list("pk", "login"))
    known = {f"user:{pk}": login for pk, login in logins.items()}
    return [
        (
            row,
            known.get(row.by_key, ""),
            acts.word(row.act),
            noted.KINDS.get(row.subject_type, row.subject_type),
            acts.facts(row),
        )
        for row in found
    ]


@official(READS)
@require_POST
def check(request: AuthenticatedRequest) -> HttpResponse:
    try:
        verdict = auditing.check_record(by=User.objects.get(pk=request.user.pk))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk_staff:record")
    if verdict.holds:
        messages.success(
            request, _("%(n)d entries were read from the beginning; the record holds.") % {"n": verdict.entries}
        )
    for fault in verdict.breaks:
        messages.error(
            request,
            _("The record is broken at %(where)s: found %(found)s, wanted %(wanted)s.")
            % {"where": fault.where, "found": fault.found, "wanted": fault.wanted},
        )
    return redirect("desk_staff:record")


@official(READS)
@require_POST
def export(request: AuthenticatedRequest) -> HttpResponse:
    try:
        row = auditing.export_record(
            wish=Wish.read(request.POST), reason=request.POST.get("reason", ""), by=request.user
        )
    except BadInput as error:
        found = {name: said[0] for name, said in error.errors.items()}
        return _shown(request, request.POST, 422, errors=found, reason=request.POST.get("reason", ""))
    return redirect("desk_staff:exported", row.pk)


@official(READS)
@require_safe
def exported(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    row = AuditExport.objects.filter(pk=key).first()
    if row is None:
        raise Http404
    answer = JsonResponse(auditing.file_of(row), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="audit-{row.pk}.json"'
    return answer
