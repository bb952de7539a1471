"""What whoever grants writes into the register, as the guide wants it: the number that a child is given, for example.

It stands on the decision and on the licence, and later items of a bundle take it over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tongban.cases.models import Case
from tongban.kit import clock
from tongban.kit.act import This
from tongban.kit.ages import is_possible
from tongban.kit.checkdigits import id_birthday, id_ok
from tongban.kit.errors import BadInput
from tongban.kit.typed import half_width

MOST = 100  # characters


def _is_a_number(text: str) -> bool:
    born = id_birthday(text) if id_ok(text) else None
    return born is not None and is_possible(born, clock.today())


def check_entries(case: Case, given: Mapping[str, str]) -> dict[str, str]:
    """As they are kept. Raises BadInput beside each that is missing or cannot be."""
    written, errors = {}, {}
    for entry in case.guide.result.entries:
        text = half_width(given.get(entry.key, "")).strip()[:MOST]
        if not text:
            empty = _("“%(entry)s” is missing. It stands on the decision.") % {"entry": entry.label.said()}
            errors[entry.key] = [empty]
        elif entry.type == "id_number" and not _is_a_number(text.upper()):
            errors[entry.key] = [_("This is no ID number: 18 characters, a real date and the right last one.")]
        else:
            written[entry.key] = text.upper() if entry.type == "id_number" else text
    if errors:
        raise BadInput(_("The decision is not complete yet."), errors=errors)
    return written


def enter(this: This[Case], written: Mapping[str, str]) -> None:
    if written:
        this.subject.findings = {**this.subject.findings, "entries": dict(written)}


def entered(case: Case) -> list[dict[str, Any]]:
    """Rows of the decision and of the licence, in Chinese."""
    written = case.findings.get("entries", {})
    rows = [(entry.label.zh, written.get(entry.key)) for entry in case.guide.result.entries]
    return [{"label": label, "value": value} for label, value in rows if value]
