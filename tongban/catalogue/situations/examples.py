"""Examples kept with a guide: answers and what must follow from them, tried against every later change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.catalogue.guide import Example, Expected, Guide
from tongban.kit import clock
from tongban.workflow.api import on_day


@dataclass(frozen=True)
class Run:
    """`faults`: what differs from what was expected, in sentences; none, and the example is green."""

    example: Example
    faults: list[str]

    @property
    def holds(self) -> bool:
        return not self.faults


def result_of(guide: Guide, answers: Mapping[str, Any], day: dt.date | None = None) -> Expected:
    """What follows now; of somebody who is refused nothing else. `day`: what `today()` is, today unless told."""
    found = guide.following(on_day({"situation": dict(answers)}, day or clock.today()))
    questions = [question.key for question, _answer in guide.asked(answers)]
    if found.outcome.refuse is not None:
        return Expected(questions=questions, refused=True)
    return Expected(
        questions=questions,
        materials=[material.key for material in found.materials],
        fees=[fee.name.zh for fee in found.fees],
        steps=[step.name.zh for step in found.steps],
        legal_days=found.limit.legal_days,
        promise_days=found.limit.promise_days,
    )


def run(guide: Guide, example: Example) -> Run:
    _kept, errors = guide.read_situation(example.answers)
    if errors:
        keys = pgettext("list", ", ").join(errors)
        return Run(example, [_("The questions changed: “%(keys)s” is not answered any more.") % {"keys": keys}])
    return Run(example, list(_differences(example.expect, result_of(guide, example.answers))))


def runs(guide: Guide) -> list[Run]:
    return [run(guide, example) for example in guide.situation.examples]


def _differences(expected: Expected, found: Expected) -> Iterator[str]:
    names = {
        "questions": _("Questions"),
        "refused": _("Refused"),
        "materials": _("Materials"),
        "fees": _("Fees"),
        "steps": _("Steps"),
        "legal_days": _("Working days by law"),
        "promise_days": _("Working days promised"),
    }
    for name, title in names.items():
        wanted, got = getattr(expected, name), getattr(found, name)
        if wanted != got:
            words = {"title": title, "found": _said(got), "wanted": _said(wanted)}
            yield _("%(title)s: found %(found)s, wanted %(wanted)s.") % words


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value is None or value == []:
        return pgettext("found in a guide", "nothing")
    return pgettext("list", ", ").join(value) if isinstance(value, list) else str(value)
