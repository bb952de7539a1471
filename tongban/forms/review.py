"""All answers in words, in the order of the form: the review page, the official's view, the paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.forms.asked import asked, asked_fields, scope_of
from tongban.forms.kinds import KINDS
from tongban.forms.kinds.signature import drawing
from tongban.forms.personal import masked, personal_class
from tongban.forms.schema import Form, FormField, Page
from tongban.forms.shapes import DivisionChoices, Values


class Row(NamedTuple):
    """`key` is the html name (`children-0-name`), at `#f-` + key on its page. `personal`: see personal.py. `is_given`:
    there is an answer.
    """

    label: str
    shown: str
    key: str
    personal: str
    is_given: bool = True
    drawing: str = ""  # of a signature: SVG that may stand on a page as it is


def summary(
    form: Form,
    answers: Values,
    situation: Values,
    language: str,
    *,
    mask: bool = False,
    division_choices: DivisionChoices | None = None,
    day: dt.date | None = None,
) -> list[tuple[Page, list[Row]]]:
    """Only pages and fields that are asked of this person. An empty answer is shown as "Not given".

    `day`: of what was submitted, the day of its submission: a page that hung on an age then is shown for ever.
    """
    with translation.override(language):
        scope = scope_of(form, answers, situation, day)
        return [
            (page, list(_rows(page, values, scope, mask, division_choices)))
            for page, values in asked(form, answers, situation, day)
        ]


def _rows(page: Page, values: Values, scope: Values, mask: bool, divisions: DivisionChoices | None) -> Iterator[Row]:
    for field in page.fields:
        if field.key not in values:
            continue
        if field.type == "group":
            yield from _items(field, values[field.key] or [], scope, mask, divisions)
        else:
            kind = personal_class(field)
            shown = _shown(field, values[field.key], mask and bool(kind), divisions)
            given = not _is_empty(values[field.key])
            yield Row(field.label.said(), shown, field.key, kind, given, _drawn(field, values[field.key], mask))


def _items(
    group: FormField,
    items: list[dict[str, Any]],
    scope: Values,
    mask: bool,
    divisions: DivisionChoices | None,
) -> Iterator[Row]:
    if not items:
        yield Row(group.label.said(), pgettext("no items in a group", "None"), group.key, group.personal or "")
    name = (group.item_label or group.label).said()
    for index, item in enumerate(items):
        values = asked_fields(group.fields or [], item, scope)
        for field in [field for field in group.fields or [] if field.key in values]:
            kind = personal_class(field, group)
            shown = _shown(field, values[field.key], mask and bool(kind), divisions)
            title, key = f"{name} {index + 1} · {field.label.said()}", f"{group.key}-{index}-{field.key}"
            yield Row(title, shown, key, kind, True, _drawn(field, values[field.key], mask))


def _drawn(field: FormField, value: Any, mask: bool) -> str:
    return drawing(value) if field.type == "signature" and not mask else ""


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == []


def _shown(field: FormField, value: Any, mask: bool, divisions: DivisionChoices | None) -> str:
    if _is_empty(value):
        return _("Not given")
    shown = KINDS[field.type].show(field, value, divisions)
    return masked(field, value, shown, divisions) if mask else shown
