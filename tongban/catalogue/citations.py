"""What a guide rests on, with the articles as the library of statutes has them (C8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.guide import Basis, Guide
from tongban.catalogue.partial import PartialGuide
from tongban.statutes.api import Looked, Verdict, look_up


@dataclass(frozen=True)
class CitedBasis:
    basis: Basis
    looked: Looked

    @property
    def holds(self) -> bool:
        return self.looked.verdict == Verdict.HOLDS

    @property
    def is_known(self) -> bool:
        return self.looked.verdict != Verdict.UNKNOWN

    @property
    def articles(self) -> list[tuple[str, str]]:
        """(第三十一条, its text), for what counts today."""
        return [(str(one.place), one.text) for one in self.looked.articles] if self.holds else []


def cited(bases: Iterable[Basis]) -> list[CitedBasis]:
    """At most three queries, none where nothing is cited."""
    rows = list(bases)
    looked = look_up((basis.law, basis.article) for basis in rows)
    return [CitedBasis(basis, one) for basis, one in zip(rows, looked, strict=True)]


def all_bases(guide: Guide | PartialGuide) -> Iterator[tuple[str, Basis]]:
    """Every citation of a guide with its path."""
    yield from ((f"bases[{number}]", basis) for number, basis in enumerate(guide.bases))
    if isinstance(guide, PartialGuide):
        return
    if guide.limit_basis is not None:
        yield "limit_basis", guide.limit_basis
    lists: dict[str, list[Any]] = {
        "materials": list(guide.materials),
        "fees": list(guide.fees),
        "review_points": list(guide.review_points),
        "situation.outcomes": list(guide.situation.outcomes),
    }
    for name, rows in lists.items():
        yield from ((f"{name}[{number}].basis", row.basis) for number, row in enumerate(rows) if row.basis)
