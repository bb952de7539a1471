"""Every condition of a guide, worked out on sample answers of the declared kinds: nothing answered, each option, and
figures, days and texts as people give them. What fails here would fail at the counter.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.guide import Guide
from tongban.forms.api import Form, FormField
from tongban.kit import checkdigits, clock
from tongban.workflow.api import ExpressionFault, compile_expression, on_day

MOST_WAYS = 64  # for one condition
MOST_TRIED = 3_000  # for one guide; whatever is left then is tried with no answer and with one of each kind
MOST_LETTERS = 4_000
_TEXT = "甲"
_PLACE = "510100000000"
_STEM = "00000019500101000"  # of an ID number of nowhere

Samples = Mapping[str, list[Any]]


@dataclass(frozen=True)
class _Tried:
    """`whole`: worked out only when everything that it names is answered, as a check is."""

    path: str
    when: str
    fields: Mapping[str, FormField]
    whole: bool = False
    has_day: bool = True


def faults_of_conditions(guide: Guide, form: Form | None) -> Iterator[tuple[str, str, ExpressionFault]]:
    """(place, condition, what it says) of each condition that fails for some answers."""
    asked = _of_questions(guide)
    left = MOST_TRIED
    for one in itertools.chain(_of_guide(guide), _of_form(form)):
        expression = compile_expression(one.when)
        ways = list(_ways(expression.names(), asked, one, MOST_WAYS if left > 0 else 2))
        left -= len(ways)
        for way in ways:
            try:
                expression.evaluate(on_day(way, clock.today()) if one.has_day else way)
            except ExpressionFault as fault:
                yield one.path, one.when, fault
                break


def _of_guide(guide: Guide) -> Iterator[_Tried]:
    parts: dict[str, list[Any]] = {
        "situation.questions": guide.situation.questions,
        "situation.outcomes": guide.situation.outcomes,
        **{name: getattr(guide, name) for name in ("materials", "fees", "steps", "limits", "members")},
        "result.gives": guide.result.gives,
    }
    for name, rows in parts.items():
        for number, row in enumerate(rows):
            if row.when:
                yield _Tried(f"{name}[{number}].when", row.when, {})


def _of_form(form: Form | None) -> Iterator[_Tried]:
    pages = form.pages if form else []
    known = {field.key: field for page in pages for field in page.fields}
    for place, page in enumerate(pages):
        if page.when:
            yield _Tried(f"form.pages[{place}].when", page.when, known)
        for number, field in enumerate(page.fields):
            yield from _of_field(f"form.pages[{place}].fields[{number}]", field, known)


def _of_field(path: str, field: FormField, known: Mapping[str, FormField]) -> Iterator[_Tried]:
    if field.when:
        yield _Tried(f"{path}.when", field.when, known)
    if field.prefill_when:
        yield _Tried(f"{path}.prefill_when", field.prefill_when, {}, has_day=False)
    for number, check in enumerate(field.checks):
        yield _Tried(f"{path}.checks[{number}].expr", check.expr, known, whole=True)
    inside = {**known, **{inner.key: inner for inner in field.fields or []}}
    for number, inner in enumerate(field.fields or []):
        yield from _of_field(f"{path}.fields[{number}]", inner, inside)


def _ways(names: set[str], asked: Samples, one: _Tried, most: int) -> Iterator[dict[str, Any]]:
    """Nothing answered first, then one answer of each, then all of them, as far as the bound goes: each answer of each
    question beside the first of the others comes before the rest.
    """
    samples = _samples_of(names, asked, one)
    none: dict[str, Any] = dict.fromkeys(samples)
    first = {name: values[0] for name, values in samples.items()}
    each = ({**rest, name: value} for name, values in samples.items() for value in values for rest in (first, none))
    every = (dict(zip(samples, values, strict=True)) for values in itertools.product(*samples.values()))
    ways = itertools.chain((none, first), each, every)
    complete = (way for way in ways if not one.whole or None not in way.values())
    return (_scope(way) for way in itertools.islice(complete, most))


def _samples_of(names: set[str], asked: Samples, one: _Tried) -> dict[str, list[Any]]:
    found = {}
    for name in sorted(names):
        root = name.split(".")[0]
        if root == "situation":
            found[name] = asked.get(name.partition(".")[2], [None])
        else:
            found[root] = _of_kind(one.fields[root]) if root in one.fields else [None]
    return found


def _scope(way: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in way.items() if value is not None}
    answers = {name.partition(".")[2]: value for name, value in given.items() if name.startswith("situation.")}
    return {name: value for name, value in given.items() if "." not in name} | {"situation": answers}


def _of_questions(guide: Guide) -> Samples:
    return {
        one.key: [option.value for option in one.options] if one.type == "choice" else [True, False]
        for one in guide.situation.questions
    }


def _of_kind(field: FormField) -> list[Any]:
    """Answers as they are kept."""
    options = [option.value for option in field.options or []]
    match field.type:
        case "choice":
            return options
        case "choices":
            return [[one] for one in options] + [options]
        case "yesno":
            return [True, False]
        case "number":
            return [_figure(field.min, 1), _figure(field.max, 1_000_000), 0.5]
        case "money":
            return [_figure(field.min, 0), _figure(field.max, 1_000_000_00)]
        case "upload":
            return [1]
        case "date":
            return [clock.today().isoformat(), "2000-02-29"]
        case "id_number":
            return [_STEM + checkdigits.id_check(_STEM)]
        case "division":
            return [_PLACE]
        case "address":
            return [{"division": _PLACE, "line": _TEXT}]
        case "group":
            return _groups(field)
        case "text" | "longtext":
            return [_TEXT, _TEXT * min(field.max_length or MOST_LETTERS, MOST_LETTERS)]
    return [_TEXT]


def _figure(bound: Any, usual: int) -> Any:
    return usual if bound is None else bound


def _groups(group: FormField) -> list[Any]:
    """One item filled in, one with nothing but what must be there, and as many as there may be."""
    whole = {field.key: _of_kind(field)[0] for field in group.fields or []}
    least = {field.key: whole[field.key] for field in group.fields or [] if field.required and not field.when}
    return [[whole], [least], [whole] * group.most_items]
