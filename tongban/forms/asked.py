"""What this person is asked, by the conditions alone; nothing is validated again here.

A date that had to lie ahead at submission lies behind now, and a division may have been abolished since:
the official still sees what was answered. Values must be such as `read` gave.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from tongban.forms.conditions import applies
from tongban.forms.schema import Form, FormField, Page
from tongban.forms.shapes import Values
from tongban.kit import clock
from tongban.workflow.api import on_day, owned


def scope_of(form: Form, answers: Values, situation: Values, day: dt.date | None) -> dict[str, Any]:
    """The names an expression of the form may use: field keys, `situation.<question>`, and the day that `today()` is.

    `day`: the day on which the answers were submitted, so that they mean the same for ever; None is today, for
    answers that are still being given.
    """
    return owned(on_day({**answers, "situation": dict(situation)}, day or clock.today()), form.code)


def asked(
    form: Form, answers: Values, situation: Values, day: dt.date | None = None
) -> Iterator[tuple[Page, dict[str, Any]]]:
    """Pages in order, each with the values of its fields that are asked (None if empty). `day` as in `scope_of`."""
    scope = scope_of(form, {}, situation, day)
    for page in form.pages:
        if applies(page.when, scope):
            values = asked_fields(page.fields, answers, scope)
            scope |= values
            if values:
                yield page, values


def asked_fields(fields: Sequence[FormField], answers: Values, scope: Values) -> dict[str, Any]:
    values: dict[str, Any] = {}
    here = {key: value for key, value in scope.items() if key not in {field.key for field in fields}}
    for field in fields:
        if applies(field.when, here | values):
            value = answers.get(field.key)
            values[field.key] = _items(field, value, here | values) if field.type == "group" else value
    return values


def _items(group: FormField, items: Any, scope: Values) -> list[dict[str, Any]] | None:
    kept = [_without_empty(asked_fields(group.fields or [], item, scope)) for item in items or []]
    return kept or None


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def kept(form: Form, answers: Values, situation: Values, *, day: dt.date | None = None) -> dict[str, Any]:
    """The answers to store at submission; empty ones and those of what is not asked are left out."""
    values = (values for _page, values in asked(form, answers, situation, day))
    return {key: value for mine in values for key, value in mine.items() if value is not None}


def pages(form: Form, answers: Values, situation: Values, *, day: dt.date | None = None) -> list[Page]:
    """Those that this person is asked, in order; a page whose questions are all ruled out is none."""
    return [page for page, _values in asked(form, answers, situation, day)]
