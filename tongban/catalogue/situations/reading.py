"""The table in words, for whoever reviews a draft: for whom each row is, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.catalogue.guide import Guide
from tongban.catalogue.situations.clauses import ALWAYS, Clause, Columns, clauses_of
from tongban.catalogue.situations.soundness import clause_said
from tongban.forms.api import Text


@dataclass(frozen=True)
class Line:
    """`whom` in words; `what` that follows, each with its kind and what is said."""

    whom: str
    what: list[tuple[str, str]]


def in_words(guide: Guide) -> list[Line]:
    """Everybody's line is left out: it is the guide itself."""
    columns = Columns(guide.situation.questions)
    found: dict[Clause, list[tuple[str, str]]] = {}
    for kind, when, said in _rows(guide):
        for clause in clauses_of(when, columns):
            if clause != ALWAYS:
                found.setdefault(clause, []).append((kind, said))
    return [Line(clause_said(clause, columns), what) for clause, what in found.items()]


def _rows(guide: Guide) -> Iterator[tuple[str, str | None, str]]:
    for outcome in guide.situation.outcomes:
        kind = _("Refused") if outcome.refuse else _("What is said")
        yield kind, outcome.when, _said(outcome.refuse or outcome.note)
    for limit in guide.limits:
        figures = ((_("by law"), limit.legal_days), (_("promised"), limit.promise_days))
        days = pgettext("list", ", ").join(f"{name} {number}" for name, number in figures if number is not None)
        yield pgettext("limit", "Working days"), limit.when, days
    parts: tuple[tuple[str, list[Any]], ...] = (
        (_("Materials"), list(guide.materials)),
        (_("Fees"), list(guide.fees)),
        (_("Steps"), list(guide.steps)),
    )
    for kind, rows in parts:
        yield from ((kind, row.when, row.name.said()) for row in rows)


def _said(text: Text | None) -> str:
    return text.said() if text else ""
