"""What follows a person from one account to another. Each room names its own rows, when it is ready.

    follows(Case, "user", _("Cases"))
    follows(Booking, "user", _("Appointments"), once=("item_code",), among=Q(state="booked"))
    follows(Licence, "holder", _("Licences"), weighs=Q())

`label`: what is counted on the page that merges. `once`: fields of which one person has each value once, among the rows that `among` keeps; a row whose like the kept
account has already stays where it is. `weighs`: an account that has such rows goes by the word of two officials. The records of what was done (audit, looks) name whoever did it then, and stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

SLICE = 500


@dataclass(frozen=True)
class Following:
    model: type[Model]
    field: str
    label: Any
    once: tuple[str, ...] = ()
    among: Q | None = None
    weighs: Q | None = None

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    def move(self, old: Any, kept: Any) -> tuple[list[str], int]:
        """Keys of the rows that went from one account to the other, and how many stayed."""
        moving, staying = self.parted(old, kept)
        self._point(moving, old, kept)
        return [str(key) for key in moving], staying

    def parted(self, old: Any, kept: Any) -> tuple[list[Any], int]:
        """Keys of the rows that would go, and how many would stay."""
        rows = self.model._default_manager.filter(**{self.field: old})
        keys = list(rows.values_list("pk", flat=True))
        staying = set(rows.filter(pk__in=self._twins(rows, kept)).values_list("pk", flat=True)) if self.once else set()
        return [key for key in keys if key not in staying], len(staying)

    def weighs_for(self, old: Any) -> bool:
        rows = self.model._default_manager.filter(**{self.field: old})
        return self.weighs is not None and rows.filter(self.weighs).exists()

    def go_back(self, keys: Iterable[str], old: Any, kept: Any) -> None:
        """Only those that are still where they went."""
        self._point(list(keys), kept, old)

    def _point(self, keys: list[Any], source: Any, target: Any) -> None:
        for begin in range(0, len(keys), SLICE):
            rows = self.model._default_manager.filter(**{self.field: source, "pk__in": keys[begin : begin + SLICE]})
            rows.update(**{self.field: target})

    def _twins(self, rows: Any, kept: Any) -> list[Any]:
        here = rows.filter(self.among) if self.among else rows
        there = self.model._default_manager.filter(**{self.field: kept})
        there = there.filter(self.among) if self.among else there
        taken = set(there.values_list(*self.once))
        return [key for key, *values in here.values_list("pk", *self.once) if tuple(values) in taken]


_all: dict[str, Following] = {}


def follows(
    model: type[Model],
    field: str,
    label: Any,
    *,
    once: tuple[str, ...] = (),
    among: Q | None = None,
    weighs: Q | None = None,
) -> None:
    one = Following(model, field, label, once, among, weighs)
    _all[one.name] = one


def everything() -> dict[str, Following]:
    return dict(_all)
