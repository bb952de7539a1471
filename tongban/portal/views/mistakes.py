"""网站找错: anybody tells us what is wrong with a page; officials with the right read it and see to it."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue.api import places
from tongban.kit.errors import Refused
from tongban.kit.paging import page
from tongban.people.api import AuthenticatedRequest, TooMany, address_of, anybody, count_try, official
from tongban.portal import actions
from tongban.portal.models import Mistake

REPORTS_PER_ADDRESS = 5  # in a quarter of an hour
SIZE = 20


class Report(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        help_text=gettext_lazy("In a few words. Please write nothing personal."),
        max_length=actions.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Say in a few words what is wrong.")},
    )
    page = forms.CharField(
        label=gettext_lazy("On which page?"),
        help_text=gettext_lazy("Its address, or its name."),
        max_length=actions.LONGEST_LINE,
        required=False,
    )
    contact = forms.CharField(
        label=gettext_lazy("Where can we answer you?"),
        help_text=gettext_lazy("A telephone number or an e-mail address, only if you want an answer."),
        max_length=actions.LONGEST_LINE,
        required=False,
    )


@anybody
@never_cache
@sensitive_post_parameters("text", "contact")
@require_http_methods(["GET", "HEAD", "POST"])
def mistake(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _asked(request, Report(initial={"page": came_from(request)}))
    form = Report(request.POST)
    if not form.is_valid():
        return _asked(request, form, status=422)
    try:
        _count(request)
    except TooMany as refusal:
        return _asked(request, form, refusal, refusal.status)
    actions.report(**form.cleaned_data)
    return redirect("portal:mistake_thanks")


def _count(request: HttpRequest) -> None:
    try:
        count_try("mistake", address_of(request), REPORTS_PER_ADDRESS)
    except TooMany as refusal:
        raise TooMany(
            _("A good deal has been reported from here within a quarter of an hour."),
            found=refusal.found,
            wanted=refusal.wanted,
            cure=_("What you typed still stands below: send it in a quarter of an hour, or call 12345."),
        ) from refusal


def came_from(request: HttpRequest) -> str:
    """The page of ours from which the footer led here."""
    last = urlsplit(request.headers.get("Referer", ""))
    ours = last.netloc == request.get_host() and last.path != request.path
    return last.path[: actions.LONGEST_LINE] if ours else ""


def _asked(request: HttpRequest, form: Report, refusal: Refused | None = None, status: int = 200) -> HttpResponse:
    context = places.place_context(settings.HOME_REGION) | {"form": form, "refusal": refusal}
    return render(request, "portal/mistake.html", context, status=status)


@anybody
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/mistake_thanks.html", places.place_context(settings.HOME_REGION))


# At the desk


@official("portal.mistakes")
@require_safe
def mistakes(request: AuthenticatedRequest) -> HttpResponse:
    settled = request.GET.get("show") == "settled"
    rows = Mistake.objects.filter(settled_at__isnull=not settled).select_related("settled_by")
    found = page(rows, ["-id"], request.GET.get("page", ""), SIZE)
    mark = "?show=settled&page=" if settled else "?page="
    context = {
        "rows": found.rows,
        "settled": settled,
        "next_url": f"{mark}{found.next}" if found.next else "",
        "previous_url": f"{mark}{found.previous}" if found.previous else "",
    }
    return render(request, "portal/mistakes.html", context)


@official("portal.mistakes")
@require_POST
def settle(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    found = Mistake.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    actions.settle(mistake=found, by=request.user)
    messages.success(request, _("Marked as seen to."))
    return redirect("desk_mistakes:list")
