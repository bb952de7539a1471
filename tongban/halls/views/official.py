"""Who is expected today, and the hours of the halls."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.halls import actions, keeping
from tongban.halls.kinds import LARGE
from tongban.halls.models import Booking, Hall
from tongban.halls.queries import halls_of
from tongban.halls.rules import check_can_manage, check_can_see
from tongban.kit import clock
from tongban.kit.errors import BadInput
from tongban.people.api import AuthenticatedRequest, official


@official("halls.receive")
@require_safe
def bookings(request: AuthenticatedRequest) -> HttpResponse:
    """One day in the halls that the person's posts reach, by time."""
    day = _day(request.GET.get("day", ""))
    rows = Booking.objects.filter(hall__in=halls_of(request.user, "halls.receive"), day=day)
    context = {
        "day": day,
        "today": clock.today(),
        "before": day - dt.timedelta(days=1),
        "after": day + dt.timedelta(days=1),
        "rows": rows.select_related("hall", "user").order_by("start", "id")[:1000],
    }
    return render(request, "halls/official/bookings.html", context)


def _day(typed: str) -> dt.date:
    try:
        found = dt.date.fromisoformat(typed)
    except ValueError:
        return clock.today()
    return found if 2000 < found.year < 2200 else clock.today()


@official("halls.receive")
@require_POST
def come(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    booking = Booking.objects.select_related("hall").filter(pk=key).first()
    if booking is None:
        raise Http404
    check_can_see(booking, request.user)
    actions.come(booking=booking, by=request.user)
    messages.success(request, _("Marked as come."))
    return redirect(f"/desk/bookings/?day={booking.day.isoformat()}")


# the halls


class Sessions(forms.CharField):
    """One session a line: 9:00–12:00."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join("–".join(pair) for pair in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]
        pairs = [line.replace("-", "–").replace("—", "–").replace("～", "–").split("–") for line in lines]
        if any(len(pair) != 2 for pair in pairs):
            raise forms.ValidationError(_("Write each session on a line of its own, as 9:00–12:00."))
        return [[part.strip() for part in pair] for pair in pairs]


def _number(label: Any, low: int, high: int, asked: Any) -> forms.IntegerField:
    words = {"required": asked, "min_value": asked, "max_value": asked, "invalid": asked}
    return forms.IntegerField(label=label, min_value=low, max_value=high, error_messages=words)


class HallForm(forms.Form):
    sessions = Sessions(
        label=gettext_lazy("On working days"),
        help_text=gettext_lazy("One session a line, as 9:00–12:00. Nothing: nobody can book."),
    )
    saturday_sessions = Sessions(label=gettext_lazy("On Saturdays"))
    slot_minutes = _number(
        gettext_lazy("Minutes for each visit"), 5, 240, gettext_lazy("Write a number of minutes from 5 to 240.")
    )
    capacity = _number(
        gettext_lazy("People at the same time"), 1, 200, gettext_lazy("Write a number of people from 1 to 200.")
    )
    days_ahead = _number(gettext_lazy("Days ahead"), 1, 90, gettext_lazy("Write a number of days from 1 to 90."))
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)


@official("halls.manage")
@require_safe
def halls(request: AuthenticatedRequest) -> HttpResponse:
    """Those that take bookings, and the halls that might."""
    rows = halls_of(request.user, "halls.manage").filter(Q(kind__in=LARGE) | ~Q(sessions=[]))
    return render(request, "halls/official/halls.html", {"halls": rows[:500]})


@official("halls.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def hall(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    found = Hall.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    check_can_manage(found, request.user)
    shown = {name: getattr(found, name) for name in HallForm.base_fields}
    form = HallForm(request.POST) if request.method == "POST" else HallForm(initial=shown)
    if request.method == "POST" and form.is_valid() and _kept(found, form, request):
        messages.success(request, _("The hours are kept. Bookings that stand keep their time."))
        return redirect("desk_halls:halls")
    status = 422 if request.method == "POST" else 200
    return render(request, "halls/official/hall.html", {"hall": found, "form": form}, status=status)


def _kept(found: Hall, form: HallForm, request: AuthenticatedRequest) -> bool:
    try:
        keeping.keep_hall(hall=found, values=form.cleaned_data, by=request.user)
    except BadInput as error:
        for name, sentences in error.errors.items():
            form.add_error(name, sentences)
        return False
    return True
