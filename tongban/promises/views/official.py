"""The calendar of working days: which years are published, and the upload of a year's notice."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import astuple
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tongban.kit import clock
from tongban.kit.errors import BadInput
from tongban.people.api import AuthenticatedRequest, official
from tongban.promises.calendar_files import guarded, read_calendar_file
from tongban.promises.calendar_loading import load_calendar
from tongban.promises.days import Day, Row, fixed_days, missing_festivals
from tongban.promises.models import CalendarDay, CalendarEdition

SALT = "promises.calendar"
REGULATION = "全国年节及纪念日放假办法"


class Upload(forms.Form):
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        min_value=2000,
        max_value=2100,
        error_messages={
            "required": gettext_lazy("The year is missing. Write which year the calendar is for."),
            "invalid": gettext_lazy("Write the year in four digits, for example 2026."),
            "min_value": gettext_lazy("Write a year from 2000 to 2100."),
            "max_value": gettext_lazy("Write a year from 2000 to 2100."),
        },
    )
    source = forms.CharField(
        label=gettext_lazy("The notice"),
        max_length=100,
        help_text=gettext_lazy("For example 国办发明电〔2026〕7号: every due date that it moves names it."),
        error_messages={
            "required": gettext_lazy("The notice is missing. Write the number of the State Council's notice.")
        },
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or .xlsx, as in the template."),
        error_messages={
            "required": gettext_lazy("No file is chosen. Choose the CSV or .xlsx file of the calendar."),
            "empty": gettext_lazy("The file is empty. Choose the CSV or .xlsx file of the calendar."),
        },
    )


@official("promises.calendar")
@require_safe
def calendar(request: AuthenticatedRequest) -> HttpResponse:
    return _page(request, Upload(initial={"year": clock.today().year + 1}))


def _page(request: AuthenticatedRequest, form: Upload, status: int = 200, **more: Any) -> HttpResponse:
    latest = CalendarEdition.objects.order_by("-number").first()
    years = sorted(latest.years if latest else [], reverse=True)
    asked = _asked_year(request, years)
    context = {
        "form": form,
        "years": years,
        "editions": CalendarEdition.objects.order_by("-number")[:10],
        "year": asked,
        "days": CalendarDay.objects.filter(date__year=asked).order_by("date") if asked else [],
        "next_year": clock.today().year + 1,
        "lacking": lacking_years(),
    }
    return render(request, "promises/calendar.html", context | more, status=status)


def _asked_year(request: AuthenticatedRequest, years: list[int]) -> int | None:
    typed = request.GET.get("year", "")
    if typed in map(str, years):
        return int(typed)
    return next((year for year in years if year <= clock.today().year), None)


@official("promises.calendar")
@require_safe
def template(request: AuthenticatedRequest) -> HttpResponse:
    """The sheet of a year to fill in: the days in force, or those that the law fixes for a year not loaded yet."""
    typed = request.GET.get("year", "")
    latest = CalendarDay.objects.order_by("-date").first()
    year = next((one for one in lacking_years() if str(one) == typed), latest.date.year if latest else None)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["日期", "是否工作日", "名称", "来源"])
    writer.writerows(_sheet_of(year) if year else [])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="working-days-{year or "empty"}.csv"'
    return answer


def lacking_years() -> list[int]:
    """This year and the next, as far as the calendar in force has not got them."""
    latest = CalendarEdition.objects.order_by("-number").first()
    here = clock.today().year
    return [year for year in (here, here + 1) if latest is None or year not in latest.years]


def _sheet_of(year: int) -> list[list[str]]:
    rows = CalendarDay.objects.filter(date__year=year).order_by("date")
    known = [
        [row.date.isoformat(), "是" if row.is_workday else "否", guarded(row.name), guarded(row.source)] for row in rows
    ]
    return known or [[day.isoformat(), "否", name, REGULATION] for day, name in fixed_days(year)]


@official("promises.calendar")
@require_POST
def upload(request: AuthenticatedRequest) -> HttpResponse:
    """Reads the file and shows what would change; nothing is in force yet."""
    form = Upload(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 422)
    year, source = form.cleaned_data["year"], form.cleaned_data["source"]
    rows, faults = read_calendar_file(form.cleaned_data["file"].read())
    if faults:
        return _page(request, form, 422, faults=faults[:200])
    if not any(day.year == year for day, _entry in rows):
        form.add_error("file", _("The file has no row of %(year)d.") % {"year": year})
        return _page(request, form, 422)
    changed = changes(rows, year)
    if past := past_days(changed):
        form.add_error("file", _past_stays(past))
        return _page(request, form, 422)
    context = {
        "year": year,
        "source": source,
        "changes": changed,
        "count": len(rows),
        "missing": missing_festivals(rows, year),
        "sealed": signing.dumps(_plain(rows, year, source), salt=SALT, compress=True),
    }
    return render(request, "promises/calendar_preview.html", context)


def _past_stays(days: list[dt.date]) -> str:
    """Deadlines that ran out by the calendar of their day stay run out, whoever keeps the calendar."""
    said = _(
        "%(n)d days that are past would become other days (%(first)s to %(last)s). What is past stays as it was; leave these "
        "rows as they are in the template. A wrong day of the past is corrected at the machine, with “tongban load-calendar”."
    )
    return said % {"n": len(days), "first": days[0].isoformat(), "last": days[-1].isoformat()}


def _plain(rows: list[Row], year: int, source: str) -> dict[str, Any]:
    return {"year": year, "source": source, "rows": [[day.isoformat(), *astuple(entry)] for day, entry in rows]}


@official("promises.calendar")
@require_POST
def put_in_force(request: AuthenticatedRequest) -> HttpResponse:
    """What the preview showed, and nothing else: it comes back under our own signature."""
    try:
        plain = signing.loads(request.POST.get("sealed", ""), salt=SALT, max_age=3600)
    except signing.BadSignature as error:
        raise BadInput(
            _("The preview is older than an hour or was changed."), cure=_("Upload the file again.")
        ) from error
    rows = [(dt.date.fromisoformat(day), Day(*entry)) for day, *entry in plain["rows"]]
    if past := past_days(changes(rows, plain["year"])):
        raise BadInput(_past_stays(past), cure=_("Upload the file again."))
    load_calendar(rows, source=plain["source"], years={plain["year"]}, by=request.user)
    messages.success(
        request, _("%(year)d is in force. Every open clock is being computed again.") % {"year": plain["year"]}
    )
    return redirect("promises:calendar")


def changes(rows: list[Row], year: int) -> list[dict[str, Any]]:
    """Day by day what differs from the calendar in force: new, gone, or the other way round."""
    new = dict(rows)
    others = [day for day in new if day.year != year]
    found = CalendarDay.objects.filter(date__year=year) | CalendarDay.objects.filter(date__in=others)
    old = {row.date: row for row in found}
    return [
        {"date": day, "old": old.get(day), "new": new.get(day)}
        for day in sorted({*new, *old})
        if _differs(old.get(day), new.get(day))
    ]


def past_days(changed: list[dict[str, Any]]) -> list[dt.date]:
    """Of years that are in force, whichever year is typed: days before today that would be worked on or not, otherwise
    than they were."""
    latest = CalendarEdition.objects.order_by("-number").first()
    years, today = latest.years if latest else (), clock.today()
    past = (one for one in changed if one["date"] < today and one["date"].year in years)
    return [one["date"] for one in past if _works(one, "old") != _works(one, "new")]


def _works(one: dict[str, Any], side: str) -> bool:
    """A day that no calendar names is worked on from Monday to Friday."""
    return bool(one[side].is_workday) if one[side] else one["date"].weekday() < 5


def _differs(old: CalendarDay | None, new: Day | None) -> bool:
    if old is None or new is None:
        return True
    return (old.is_workday, old.name) != (new.is_workday, new.name_zh)
