"""The operations that a service task may name. A room registers its own; a drawing can call nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongban.kit.errors import Refused

# Called with the data of the process and the properties of the drawn task; what it returns is put into the data.
Function = Callable[[Mapping[str, Any], Mapping[str, str]], Mapping[str, Any] | None]

_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_known: dict[str, Operation] = {}


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    function: Function
    title: Any


def register(name: str, function: Function, title: Any) -> None:
    """`name` is room.verb ("cases.notify"); `title` is what the designer shows. The same again changes nothing."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"Unexpected operation name {name!r}: write room.verb in small letters.")
    if name in _known and _known[name].function is not function:
        raise ValueError(f"The operation {name!r} is registered twice: choose another name.")
    _known[name] = Operation(name, function, title)


def known() -> dict[str, Operation]:
    return dict(_known)


def call(name: str, data: Mapping[str, Any], properties: Mapping[str, str]) -> Mapping[str, Any] | None:
    if name not in _known:
        raise Refused(
            _("The process names an operation that does not exist."),
            found=name,
            wanted=", ".join(sorted(_known)),
            cure=_("Publish the process again with a known operation."),
        )
    return _known[name].function(data, properties)
