"""Keyset paging: the n-th page costs what the first costs, and no page counts its rows."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from tongban.kit.errors import BadInput

M = TypeVar("M", bound=Model)


@dataclass
class Page(Generic[M]):
    rows: list[M]
    next: str
    previous: str


def _seal(values: list[Any], *, backwards: bool) -> str:
    plain = json.dumps([backwards, *[str(v) if v is not None else None for v in values]])
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _open(cursor: str) -> tuple[bool, list[Any]]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        backwards, *values = json.loads(base64.urlsafe_b64decode(padded))
        if not all(isinstance(value, str) and "\0" not in value for value in values):
            raise ValueError("a mark holds texts")
        "".join(values).encode()  # half a surrogate pair is a ValueError here, not later in the database
        return bool(backwards), values
    except (ValueError, TypeError, RecursionError) as error:
        raise BadInput(
            "This page mark is not one of ours.", found=cursor[:40], cure="Begin at the first page."
        ) from error


def _beyond(columns: list[str], values: list[Any], backwards: bool) -> Q:
    """Rows after (or before) the mark; the columns are all ascending, or "-" descending."""
    condition = Q()
    for position, column in enumerate(columns):
        descending = column.startswith("-") != backwards
        same = {columns[i].lstrip("-"): values[i] for i in range(position)}
        beyond = {f"{column.lstrip('-')}__{'lt' if descending else 'gt'}": values[position]}
        condition |= Q(**same) & Q(**beyond)
    return condition


def page(rows: QuerySet[M], order: list[str], cursor: str = "", size: int = 20) -> Page[M]:
    """`order` must end in a unique column and hold no column that may be null."""
    backwards, values = _open(cursor) if cursor else (False, [])
    if cursor and len(values) != len(order):
        raise BadInput(_("This page mark belongs to another list."), cure=_("Begin at the first page."))
    turned = [c[1:] if c.startswith("-") else f"-{c}" for c in order] if backwards else order
    try:
        wanted = rows.filter(_beyond(order, values, backwards)) if cursor else rows
        found = list(wanted.order_by(*turned)[: size + 1])
    except (ValueError, ValidationError, OverflowError, DataError) as error:  # a mark of another kind of list
        if not cursor:
            raise
        raise BadInput(_("This page mark belongs to another list."), cure=_("Begin at the first page.")) from error
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()

    def mark(row: M, back: bool) -> str:
        return _seal([getattr(row, c.lstrip("-")) for c in order], backwards=back)

    has_next = bool(found) and (more or backwards)
    has_previous = bool(found) and (more if backwards else bool(cursor))
    return Page(found, mark(found[-1], False) if has_next else "", mark(found[0], True) if has_previous else "")
