"""A refusal on the command line: one sentence each for what was found, what was wanted, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from tongban.kit.errors import Refused


def sentence(error: Refused) -> str:
    parts = [str(error.message)]
    parts += [_("Found: %(found)s.") % {"found": error.found}] if error.found else []
    parts += [_("Wanted: %(wanted)s.") % {"wanted": error.wanted}] if error.wanted else []
    parts += [str(error.cure)] if error.cure else []
    return " ".join(parts)


@contextmanager
def refusals_are_errors() -> Iterator[None]:
    try:
        yield
    except Refused as error:
        raise CommandError(sentence(error)) from error
