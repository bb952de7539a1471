"""Fills any form of a guide with invented, valid answers, so that the demo and the tests walk the real way."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

from stdnum import luhn
from stdnum.cn import uscc

from tongban.catalogue.api import Guide
from tongban.forms import api as forms
from tongban.kit import clock
from tongban.kit.checkdigits import id_check

# Fields with a pattern of their own, by key.
OWN: dict[str, str] = {
    "elder_name": "演示·高寿翁",
    "licence_number": "JY25101310000001",
    "file_number": "510131000001",
    "account_number": "510131000000001",
    "certificate_number": "51013119900115001111",
}


def situation_for(guide: Guide, **wanted: Any) -> dict[str, Any]:
    """The first set of answers that asks for something and is not refused; `wanted` by key of the question."""
    questions = guide.situation.questions
    choices: list[list[Any]] = [
        [wanted[q.key]] if q.key in wanted else [o.value for o in q.options] or [True, False] for q in questions
    ]
    for values in itertools.product(*choices):
        typed = dict(zip((q.key for q in questions), values, strict=True))
        asked = {q.key for q, _answer in guide.asked(typed)}
        kept, errors = guide.read_situation({k: v for k, v in typed.items() if k in asked})
        if not errors and guide.outcome({"situation": kept}).refuse is None:
            return kept
    raise ValueError(f"{guide.name.zh} refuses everybody")


def answers_for(guide: Guide, situation: dict[str, Any], known: dict[str, Any] | None = None) -> dict[str, Any]:
    """Valid answers to every page; `known` (prefilled) stays unless a check of the form refuses it."""
    assert guide.form is not None
    form = forms.load(guide.form)
    answers = {f.key: value for f, value in _guesses(form)} | (known or {})
    return forms.kept(form, _mended(form, answers, situation), situation)


def _mended(form: forms.Form, answers: dict[str, Any], situation: dict[str, Any]) -> dict[str, Any]:
    """Another day, birthday or tick where a check does not fit: of other ages, in a month, in a year."""
    for page in form.pages:
        for field in page.fields:
            others = iter(_others(field))
            while field.key in forms.validate_all(form, answers, situation).get(page.key, {}):
                other = next(others, None)
                if other is None:
                    break
                answers = {**answers, field.key: other}
    return answers


def _others(field: forms.FormField) -> list[Any]:
    today = clock.today()
    if field.type == "id_number":
        return [invented_id(today.year - years) for years in (36, 87, 97, 103, 12)]
    if field.type == "date":
        return [(today + dt.timedelta(days)).isoformat() for days in (0, 30, 200, -30)]
    if field.type == "choices":
        return [[option.value] for option in field.options or []]
    return []


def invented_id(year: int, index: int = 1) -> str:
    first17 = f"510131{year}0{index}15001"[:17]
    return first17 + id_check(first17)


def invented_card(last: int) -> str:
    first = f"62000000000000{last:04d}"
    return first + str(luhn.calc_check_digit(first))


def _guesses(form: forms.Form) -> Iterator[tuple[forms.FormField, Any]]:
    for page in form.pages:
        for field in page.fields:
            yield field, value_for(field)


def value_for(field: forms.FormField, index: int = 1) -> Any:
    if field.key in OWN and field.type != "bank_card":
        return OWN[field.key]
    match field.type:
        case "group":
            count = max(field.least_items, 1)
            return [{f.key: value_for(f, i) for f in field.fields or []} for i in range(1, count + 1)]
        case "choice":
            return field.options[0].value if field.options else None
        case "choices":
            return [field.options[0].value] if field.options else []
        case "yesno":
            return True
        case "number" | "money":
            low = field.min if isinstance(field.min, (int, float)) else 1
            return max(int(low), 1) * (100 if field.type == "money" else 1)
        case "date":
            given = field.min or field.max or "today"
            return clock.today().isoformat() if given == "today" else str(given)
        case "id_number":
            return invented_id(1990, index)
        case "uscc":
            first17 = f"92510131DEMA0000{index}"
            return first17 + uscc.calc_check_digit(first17)
        case "phone":
            return f"1390000010{index}"
        case "bank_card":
            return invented_card(index)
        case "division":
            return "510131001001"
        case "address":
            return {"division": "510131001001", "line": f"演示路{index}号"}
        case "email":
            return f"demo{index}@example.cn"
        case "point":
            return "30.196667,103.506389"
        case "signature":
            return "演示·签名人"
        case "upload":
            return 0
    text = "演示填写内容"
    return (text * 40)[: field.max_length or 30][: max(field.min_length or 0, 12)]
