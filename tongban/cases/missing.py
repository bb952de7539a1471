"""Words for what is missing in a form of the desk: each field says its own, never that some field is required."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


def missing(sentence: Any, **more: Any) -> dict[str, Any]:
    """For `error_messages` of a field; `more` are the other faults of its kind by Django's names."""
    return {"required": sentence, **more}


def missing_days(sentence: Any) -> dict[str, Any]:
    """Of a number of working days; the bounds are said with the bound itself."""
    return missing(
        sentence,
        invalid=_("Type the number of working days in digits, for example 5."),
        min_value=_("At least %(limit_value)s working day is wanted."),
        max_value=_("At most %(limit_value)s working days can be given here."),
    )
