"""From what was typed to values, or to sentences that say what to mend. Nothing typed is ever lost.

Names on the page: `area`, and `children-0-name` for the first item of the group `children`.
Answers of a whole application are one flat dict, field key -> value, a group being a list of dicts; money
is fen, a date ISO text, a division its 12-digit code.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as by_default
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.forms import conditions
from tongban.forms.asked import scope_of
from tongban.forms.kinds import KINDS, Wrong
from tongban.forms.schema import Form, FormField, Page
from tongban.forms.shapes import DivisionChoices, Errors, TypedFields, Values
from tongban.forms.typed import collect, from_values, is_empty, json_faults
from tongban.kit.errors import BadInput
from tongban.workflow.api import owned

BUTTONS = ("add", "remove", "refresh", "open")


@dataclass(frozen=True)
class PageAnswers:
    """`values` has each key of the page, None if empty, not asked or wrong: `answers.update(page.values)`.

    `typed` is what the page shows again. `stay`: a button that only changes the page was pressed (add,
    remove, a new choice); show the page again, without errors, with the cursor at `focus`.
    """

    values: dict[str, Any] = by_default(default_factory=dict)
    typed: TypedFields = by_default(default_factory=dict)
    errors: Errors = by_default(default_factory=dict)
    stay: bool = False
    focus: str = ""

    def draft(self) -> dict[str, Any]:
        """For JSON; `PageAnswers(**draft)` gives it back."""
        return {"values": self.values, "typed": self.typed}


def read(
    form: Form,
    page_key: str,
    data: Any,
    situation: Values,
    files: Any = None,
    *,
    answers: Values | None = None,
    division_choices: DivisionChoices | None = None,
    day: dt.date | None = None,
) -> PageAnswers:
    """`data` is a QueryDict, or JSON of values; `answers` those of earlier pages, which conditions may name.

    `day`: what `today()` is in a condition or a check; None is the day it is.

    In JSON a text is read as if typed ("1,234.50" yuan), an int of money is fen.
    """
    if files:
        raise BadInput(_("A form page takes no files."), found=list(files), cure=_("Send them with the materials."))
    page = form.page(page_key)
    posted = hasattr(data, "getlist")
    typed = collect(page.fields, data) if posted else from_values(page.fields, data)
    stay, focus = _press(page, data, typed) if posted else (False, "")
    scope = scope_of(form, answers or {}, situation, day)
    values, errors = _page(page, typed, scope, division_choices)
    errors |= {} if posted else json_faults(page.fields, data)
    return PageAnswers(values, typed, {} if stay else errors, stay, focus)


def validate_all(
    form: Form,
    answers: Values,
    situation: Values,
    *,
    division_choices: DivisionChoices | None = None,
    day: dt.date | None = None,
) -> dict[str, Errors]:
    """Page key -> errors, of the pages that have any: ask before submission, then store `kept`."""
    found: dict[str, Errors] = {}
    scope = scope_of(form, {}, situation, day)
    for page in form.pages:
        if conditions.applies(page.when, scope):
            mine = {field.key: answers.get(field.key) for field in page.fields}
            values, errors = _page(page, from_values(page.fields, mine), scope, division_choices)
            scope |= values
            errors |= json_faults(page.fields, mine)
            found |= {page.key: errors} if errors else {}
    return found


def prefilled(form: Form, facts: Values, situation: Values | None = None) -> dict[str, Any]:
    """Answers from what is known: `facts` maps `person.name` and its like (`prefill`) to values."""
    return {key: value for key, value, holds in _known(form, facts, situation or {}) if holds}


def refilled(form: Form, answers: Values, facts: Values, situation: Values) -> dict[str, Any]:
    """The answers once the situation is known: what it makes wrong goes where nobody typed over it, what it makes
    right comes where nothing stands. Whoever applies for a parent is not the parent."""
    kept = dict(answers)
    for key, value, holds in _known(form, facts, situation):
        if holds and kept.get(key) in (None, ""):
            kept[key] = value
        elif not holds and kept.get(key) == value:
            del kept[key]
    return kept


def is_own(form: Form, field: FormField, situation: Values) -> bool:
    """Whether what is known of the applicant belongs in this field."""
    scope = owned({"situation": dict(situation)}, form.code)
    return bool(field.prefill) and conditions.applies(field.prefill_when, scope, otherwise=False)


def _known(form: Form, facts: Values, situation: Values) -> Iterator[tuple[str, Any, bool]]:
    """(key, what is known, whether it belongs there) of each field with `prefill`."""
    scope = owned({"situation": dict(situation)}, form.code)
    for field in (field for page in form.pages for field in page.fields if field.prefill):
        if (value := facts.get(field.prefill or "")) not in (None, ""):
            yield field.key, value, conditions.applies(field.prefill_when, scope, otherwise=False)


def _page(
    page: Page, typed: TypedFields, scope: Values, divisions: DivisionChoices | None
) -> tuple[dict[str, Any], Errors]:
    if not conditions.applies(page.when, scope):
        return {field.key: None for field in page.fields}, {}
    return _fields(page.fields, typed, "", scope, divisions)


def _fields(
    fields: Sequence[FormField],
    typed: TypedFields,
    prefix: str,
    scope: Values,
    divisions: DivisionChoices | None,
) -> tuple[dict[str, Any], Errors]:
    """A condition sees what stands above it, as `schema` has made sure; a check sees the whole page."""
    values: dict[str, Any] = {}
    errors: Errors = {}
    here = {key: value for key, value in scope.items() if key not in {field.key for field in fields}}
    for field in fields:
        values[field.key] = None
        if conditions.applies(field.when, here | values):
            values[field.key] = _one(field, typed[field.key], prefix, here | values, divisions, errors)
    for field in fields:
        if values[field.key] is not None and not _has_errors(errors, prefix + field.key):
            _check(field, prefix + field.key, here | values, errors)
    return values, errors


def values_of(
    fields: Sequence[FormField], typed: TypedFields, scope: Values, divisions: DivisionChoices | None
) -> dict[str, Any]:
    """What can be read of what was typed so far; faults are left to `read`."""
    return _fields(fields, typed, "", scope, divisions)[0]


def _one(
    field: FormField,
    typed: Any,
    prefix: str,
    scope: Values,
    divisions: DivisionChoices | None,
    errors: Errors,
) -> Any:
    name = prefix + field.key
    if field.type == "group":
        return _items(field, typed, name, scope, divisions, errors)
    if is_empty(typed):
        if field.required:
            errors[name] = [_empty(field)]
        return None
    try:
        return KINDS[field.type].read(field, typed, divisions)
    except Wrong as wrong:
        errors[name] = [str(wrong)]
        return None


def _items(
    field: FormField,
    typed: list[TypedFields],
    name: str,
    scope: Values,
    divisions: DivisionChoices | None,
    errors: Errors,
) -> list[dict[str, Any]] | None:
    """Items beyond the least number that are wholly empty are no answer and no fault."""
    items = []
    for index, item in enumerate(typed):
        if index >= field.least_items and is_empty(item):
            continue
        values, faults = _fields(field.fields or [], item, f"{name}-{index}-", scope, divisions)
        items.append({key: value for key, value in values.items() if value is not None})
        errors.update(faults)
    if not field.least_items <= len(items) <= field.most_items:
        errors[name] = [_count_sentence(field, len(items))]
    return items or None


def _count_sentence(field: FormField, found: int) -> str:
    few = found < field.least_items
    sentence = (
        ngettext(
            "“%(label)s”: found %(found)d, at least %(wanted)d is wanted. Please add what is missing.",
            "“%(label)s”: found %(found)d, at least %(wanted)d are wanted. Please add what is missing.",
            field.least_items,
        )
        if few
        else _("“%(label)s”: found %(found)d, at most %(wanted)d are allowed. Please remove some.")
    )
    wanted = field.least_items if few else field.most_items
    return sentence % {"label": field.label, "found": found, "wanted": wanted}


def _check(field: FormField, name: str, scope: Values, errors: Errors) -> None:
    """Not asked while something it compares with is itself missing or wrong: that has its own sentence."""
    for check in field.checks:
        complete = all(scope.get(other) is not None for other in conditions.roots(check.expr))
        if complete and not conditions.applies(check.expr, scope):
            errors.setdefault(name, []).append(check.message.said())


def _has_errors(errors: Errors, name: str) -> bool:
    return any(key == name or key.startswith(f"{name}-") for key in errors)


def _empty(field: FormField) -> str:
    sentence = {
        "choice": _("Nothing is chosen for “%(label)s”. Please choose one."),
        "choices": _("Nothing is chosen for “%(label)s”. Please choose at least one."),
        "yesno": _("“%(label)s” has no answer. Please choose Yes or No."),
        "division": _("Nothing is chosen for “%(label)s”. Please choose the place."),
        "address": _("Nothing is chosen for “%(label)s”. Please choose the place."),
        "signature": _("“%(label)s” is empty. Please sign, or type your name."),
        "upload": _("No file is here for “%(label)s”. Please choose one and go on."),
        "date": _("“%(label)s” is empty. Please give a date, for example 2026-03-03."),
    }.get(field.type, _("“%(label)s” is empty. Please fill it in."))
    return sentence % {"label": field.label}


def _press(page: Page, data: Any, typed: TypedFields) -> tuple[bool, str]:
    """Adds or removes an item as the button said. True: a button that keeps the person on this page."""
    groups = {field.key: field for field in page.fields if field.type == "group"}
    if (key := data.get("add", "")) in groups:
        return True, _add(groups[key], typed)
    match = re.fullmatch(r"(\w+)-([0-9]{1,3})", data.get("remove", ""))
    if match and match[1] in groups:
        _remove(groups[match[1]], typed[match[1]], int(match[2]))
        return True, match[1]
    return any(button in data for button in BUTTONS), data.get("open", "")


def _add(group: FormField, typed: TypedFields) -> str:
    """The html name where the cursor goes: the first field of the new item, or the group if it is full."""
    items = typed[group.key]
    if len(items) >= group.most_items or not group.fields:
        return group.key
    items.append(from_values(group.fields, {}))
    return f"{group.key}-{len(items) - 1}-{group.fields[0].key}"


def _remove(group: FormField, items: list[TypedFields], index: int) -> None:
    """The last items that must be there are emptied rather than removed."""
    del items[index : index + 1]
    items += [from_values(group.fields or [], {}) for _missing in range(group.least_items - len(items))]
