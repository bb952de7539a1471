"""What each room holds about a person: why, by which law, for how long, where it is shown, and what of it can go.

    hold(Holding("halls.booking", Booking, of=…, says={"code": _("Code")}, keep="ended_1y", …))

A room says it in its `holdings.py`, loaded in `AppConfig.ready`. The register of processing, the export, the page about
closing an account and the retention job read nothing else (PIPL Articles 17, 19, 45, 47; Q2, A7).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

Rows = Callable[[Any], "QuerySet[Any]"]


@dataclass(frozen=True)
class Holding:
    """`of(user)`: the rows about somebody. `says`: path of a value → its label; what is not there is not exported.

    `keep`: a retention class of `people.privacy.retention`, or what answers it for a row; `since`: the day from which
    it counts, None while it still runs. `running(user)`: rows for which an account cannot be closed yet.
    `forget(user)`: takes away what goes with an account, and answers how much; `goes(user)`: just these rows, where some
    of the others stay. `reads`: a row in words, where its values
    alone say little (a code, keys of the form); `all_read`: the same of all rows at once, where names must be looked up. `files`: names and stored files (`documents.File`) of what was handed in or written. `left_out`: personal field → why.
    """

    name: str
    model: type[Model]
    title: Any
    why: Any
    basis: str
    keep: str | Callable[[Any], str]
    shown: str
    of: Rows
    says: dict[str, Any]
    since: Callable[[Any], dt.date | None] = lambda row: None
    running: Rows | None = None
    forget: Callable[[Any], int] | None = None
    goes: Rows | None = None
    reads: Callable[[Any], Iterable[tuple[Any, Any]]] | None = None
    all_read: Callable[[list[Any]], Iterable[Iterable[tuple[Any, Any]]]] | None = None
    files: Callable[[Any], Iterable[tuple[str, Any]]] | None = None
    left_out: dict[str, str] = field(default_factory=dict)

    def class_of(self, row: Any) -> str:
        return self.keep if isinstance(self.keep, str) else self.keep(row)

    def values(self, row: Any) -> dict[str, Any]:
        return {path: value_at(row, path) for path in self.says}


def value_at(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = getattr(row, name, None)
    return row() if callable(row) else row


_all: dict[str, Holding] = {}
_nobodys: dict[str, str] = {}


def hold(holding: Holding) -> Holding:
    _all[holding.name] = holding
    return holding


def hold_of_nobody(model: type[Model], why: str) -> None:
    """A model whose personal fields are in no export: `why`, in a sentence."""
    _nobodys[model._meta.label] = why


def holdings() -> list[Holding]:
    return list(_all.values())


def of_nobody() -> dict[str, str]:
    return dict(_nobodys)


@dataclass(frozen=True)
class Outdated:
    """What is kept for so many days and then goes: `setting` names the days, `rows(before)` what is older.
    `forget(before)` where more than the rows has to go, or less.
    """

    name: str
    setting: str
    rows: Callable[[dt.datetime], QuerySet[Any]]
    says: str
    forget: Callable[[dt.datetime], int] | None = None

    def gone(self, before: dt.datetime) -> int:
        """Lets go, and says of how many."""
        return self.forget(before) if self.forget else self.rows(before).delete()[0]


_outdated: dict[str, Outdated] = {}


def outdates(rule: Outdated) -> Outdated:
    _outdated[rule.name] = rule
    return rule


def outdated() -> list[Outdated]:
    return list(_outdated.values())
