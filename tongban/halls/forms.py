"""A place as it is typed: at the desk, and in the columns of a table; both are read by one form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tongban.halls.kinds import Kind
from tongban.halls.models import Hall
from tongban.halls.opening import WEEK, in_words, read_spans
from tongban.kit.errors import BadInput, Refused
from tongban.kit.typed import DayField
from tongban.regions.api import Division, normalise

DAYS = tuple(f"day{number}" for number in WEEK)
YES, NO = ("是", "yes", "1", "true", "有"), ("否", "no", "0", "false", "无")


class Spans(forms.CharField):
    """Hours of a day, as in `read_spans`."""

    def clean(self, value: Any) -> Any:
        try:
            return read_spans(super().clean(value) or "")
        except BadInput as error:
            raise forms.ValidationError(
                _("%(found)s: write it as 9:00–12:00 13:00–17:00, or nothing for a closed day.")
                % {"found": error.found}
            ) from error


class Lines(forms.CharField):
    """One a line; tables use signs between."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), required=False, **options)

    def clean(self, value: Any) -> Any:
        lines = re.split(r"[\n;；^]", super().clean(value) or "")
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


class Windows(Lines):
    """“Window 1: licences” becomes a name and what it serves."""

    def clean(self, value: Any) -> Any:
        pairs = (re.split(r"\s*[:：]\s*", line, maxsplit=1) for line in super().clean(value))
        return [{"name": pair[0][:60], "serves": (pair[1] if len(pair) > 1 else "")[:200]} for pair in pairs]


class YesNo(forms.CharField):
    """Yes, no, or nobody told."""

    def clean(self, value: Any) -> Any:
        text = (super().clean(value) or "").strip().lower()
        if text not in (*YES, *NO, ""):
            raise forms.ValidationError(_("Write yes or no, or nothing if it is not known."))
        return None if not text else text in YES


def _text(label: Any, most: int, *, required: bool = False, **options: Any) -> forms.CharField:
    words = {
        "max_length": gettext_lazy("This is too long; shorten it."),
        "required": gettext_lazy("Please fill this in."),
    }
    return forms.CharField(label=label, max_length=most, required=required, error_messages=words, **options)


def _degrees(label: Any) -> forms.DecimalField:
    words = gettext_lazy("Write degrees with a decimal point, such as 103.506120.")
    return forms.DecimalField(
        label=label, required=False, max_digits=12, error_messages={"invalid": words, "max_digits": words}
    )


class Choice(forms.CharField):
    """A kind, by its value or by its name in any language of the table."""

    def clean(self, value: Any) -> Any:
        text = (super().clean(value) or "").strip()
        found = next((kind for kind in Kind if text in (kind.value, str(kind.label), CHINESE[kind])), None)
        if found is None:
            raise forms.ValidationError(
                _("%(found)s is no kind of place. Write one of: %(kinds)s.")
                % {"found": text or _("Nothing"), "kinds": ", ".join(str(kind.label) for kind in Kind)}
            )
        return found.value


CHINESE = {
    Kind.HALL: "政务服务中心",
    Kind.SPECIAL: "专业分厅",
    Kind.CENTRE: "便民服务中心",
    Kind.STATION: "便民服务站",
    Kind.AGENT: "代办点",
    Kind.TERMINAL: "自助终端",
}
"""As tables of any office name them, whatever the language of the page."""


class PlaceForm(forms.Form):
    kind = Choice(
        label=gettext_lazy("Kind"),
        widget=forms.Select(choices=Kind.choices),
        error_messages={"required": gettext_lazy("Please fill this in.")},
    )
    name = _text(gettext_lazy("Name"), 100, required=True)
    name_en = _text(gettext_lazy("Name in English"), 160)
    address = _text(gettext_lazy("Address"), 200)
    address_en = _text(gettext_lazy("Address in English"), 300)
    phone = _text(gettext_lazy("Telephone"), 40)
    contact = _text(
        gettext_lazy("Whom to ask for"),
        60,
        help_text=gettext_lazy("A post or a name, as the place itself publishes it."),
    )
    wheelchair = YesNo(
        label=gettext_lazy("Without steps for a wheelchair"),
        required=False,
        widget=forms.Select(
            choices=(
                ("", gettext_lazy("not known")),
                ("yes", pgettext_lazy("wheelchair", "yes")),
                ("no", pgettext_lazy("wheelchair", "no")),
            )
        ),
    )
    longitude = _degrees(gettext_lazy("Longitude (CGCS2000)"))
    latitude = _degrees(gettext_lazy("Latitude (CGCS2000)"))
    day1, day2, day3, day4, day5, day6, day7 = (Spans(label=WEEKDAYS[n], required=False) for n in range(7))
    day1.help_text = gettext_lazy("As 9:00–12:00 13:00–17:00; “24小时” for day and night; nothing for a closed day.")
    open_on_holidays = YesNo(
        label=gettext_lazy("Open on public holidays too"),
        required=False,
        widget=forms.Select(
            choices=(("no", pgettext_lazy("wheelchair", "no")), ("yes", pgettext_lazy("wheelchair", "yes")))
        ),
    )
    windows = Windows(
        label=gettext_lazy("Windows"), help_text=gettext_lazy("One a line: Window 1: food and other licences")
    )
    serves_items = Lines(
        label=gettext_lazy("Services done there"), help_text=gettext_lazy("The code of a service, one a line.")
    )
    serves_organs = Lines(
        label=gettext_lazy("Departments that sit there with all their services"),
        help_text=gettext_lazy("The unified social credit code, one a line."),
    )
    reason = _text(gettext_lazy("Why it stands apart (specialised hall)"), 300)
    approval = _text(gettext_lazy("Approved by (specialised hall)"), 200)
    review_on = DayField(
        label=gettext_lazy("Looked at again on (specialised hall)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Write the day as 2027-06-30.")},
    )

    def values(self, only: Iterable[str] | None = None) -> dict[str, Any]:
        """For `keep_hall`; of a table only the columns it has."""
        given = set(self.cleaned_data if only is None else only)
        found = {name: value for name, value in self.cleaned_data.items() if name in given and name not in DAYS}
        if given & set(DAYS):
            found["weekly"] = {day: self.cleaned_data[f"day{day}"] for day in WEEK if self.cleaned_data[f"day{day}"]}
        if "open_on_holidays" in found:
            found["open_on_holidays"] = bool(found["open_on_holidays"])
        return found


def as_typed(hall: Hall, separator: str = "\n") -> dict[str, str]:
    """What the fields of the form hold for a place that is there."""
    plain = {name: getattr(hall, name) for name in PlaceForm.base_fields if name not in DAYS}
    return {name: _said(name, value, separator) for name, value in plain.items()} | {
        f"day{day}": in_words(hall.weekly.get(day, [])) for day in WEEK
    }


def _said(name: str, value: Any, separator: str) -> str:
    if name == "windows":
        return separator.join(f"{one['name']}：{one['serves']}" if one["serves"] else one["name"] for one in value)
    if isinstance(value, list):
        return separator.join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


class RegionForm(forms.Form):
    region = forms.CharField(
        label=gettext_lazy("Division"),
        max_length=60,
        help_text=gettext_lazy("Its name, or its code, such as 510131001."),
        error_messages={"required": gettext_lazy("Please fill this in.")},
    )


class Regions:
    """Divisions by what people type: a code, or a name within reach. Two queries for any number of rows."""

    def __init__(self, typed: Iterable[str], reach: Any) -> None:
        texts = {text.strip() for text in typed}
        codes = {code for text in texts if (code := _code(text))}
        rows = Division.objects.filter(reach, valid_to=None)
        self.by_code = {one.pk: one for one in rows.filter(pk__in=codes)}
        self.by_name: dict[str, list[Division]] = {}
        for one in rows.filter(name__in=texts - codes):
            self.by_name.setdefault(one.name, []).append(one)

    def found(self, text: str) -> Division:
        """Raises BadInput for what is none, is beyond reach, or could be several."""
        text = text.strip()
        code = _code(text)
        if code in self.by_code:
            return self.by_code[code]
        named = self.by_name.get(text, [])
        if len(named) == 1:
            return named[0]
        if named:
            words = _("Several divisions are called so; write the code: %(codes)s.")
            raise BadInput(words % {"codes": ", ".join(one.pk for one in named[:5])}, found=text)
        raise BadInput(_("No division that you keep places of is called so, or has this code."), found=text)


def _code(text: str) -> str:
    try:
        return normalise(text)
    except Refused:
        return ""


def sentences(form: forms.Form) -> Mapping[str, list[str]]:
    return {name: [str(one) for one in texts] for name, texts in form.errors.items()}


class DayForm(forms.Form):
    day = DayField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid": gettext_lazy("Write the day as 2027-06-30."),
        },
    )
    spans = Spans(
        label=gettext_lazy("Open on this day"),
        required=False,
        help_text=gettext_lazy("As 9:00–12:00 13:00–17:00. Nothing: closed that day."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("People read it on the page."),
    )


class CloseForm(forms.Form):
    on = DayField(
        label=gettext_lazy("The first day without it"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid": gettext_lazy("Write the day as 2027-06-30."),
        },
    )
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("People read it on the page."),
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("An xlsx table with the headings of the export; at most 5 MB."),
        error_messages={
            "required": gettext_lazy("Choose the file."),
            "empty": gettext_lazy("The file is empty. Choose the file again."),
        },
    )
