"""Processes that many items share, as drawings. An item names one by its code; an installation may draw its own.

What a process reads from its data: `review.opinion` ("grant" or "refuse") and `check.agreed` (true or false).
`expert_review` goes on at the message "cases.resumed".
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _

from tongban.kit.errors import Refused


@cache
def codes() -> tuple[str, ...]:
    """expert_review, hearing, immediate, inspection, joint_opinions, legal_review, ordinary, two_person_review."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".bpmn") for name in names if name.endswith(".bpmn")))


def read(code: str) -> bytes:
    """The drawing as it is stored. Raises Refused for an unknown code."""
    if code not in codes():
        raise Refused(
            _("There is no such process in the library."),
            found=code,
            wanted=", ".join(codes()),
            cure=_("Choose one of the library, or draw the process."),
        )
    return (files(__name__) / f"{code}.bpmn").read_bytes()
