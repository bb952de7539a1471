"""Shapes that several files of this room share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

# (parent code or "") -> [(12-digit code, name)]; no children means the last level.
DivisionChoices = Callable[[str], Sequence[tuple[str, str]]]
# What one field was given on the page: a line of text, several values, or the items of a group.
Typed = str | list[str] | list["TypedFields"]
TypedFields = dict[str, Any]
# The html name of a field (`children-0-name`) -> sentences.
Errors = dict[str, list[str]]
Values = Mapping[str, Any]
