"""What a list says that cannot be right: the item is taken over, and `--publish` leaves it a draft until somebody has
put it right. Holes alone keep nothing back; the page says what is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.lasting import longer
from tongban.catalogue.presenting import span
from tongban.catalogue.reading_checks import is_placeholder
from tongban.catalogue.reading_fields import RawItem
from tongban.kit.checkdigits import uscc_ok


@dataclass(frozen=True)
class Reason:
    column: str
    found: str
    wanted: str


def reasons(raw: RawItem, guide: Any) -> Iterator[Reason]:
    """The first says enough; `guide`: of a list, with its holes."""
    yield from _limits(guide)
    yield from _organ(raw)
    for name in ("legal_days", "promise_days", "visits"):
        if name in raw.unread:
            yield Reason(name, raw.unread[name], _("a number that can be read"))


def of_guide(guide: Any) -> list[Reason]:
    """What keeps a guide with holes from its readers, whoever hands it on."""
    return list(_limits(guide))


def _organ(raw: RawItem) -> Iterator[Reason]:
    """Neither that of the item's own code nor one whose check digit is right."""
    given, own = raw.org_code, raw.code[: len(raw.org_code)]
    if raw.code_kind == "standard" and given and given != own and not (is_placeholder(given) or uscc_ok(given)):
        yield Reason(
            "org_code", given, _("the organisation that the item's code begins with, %(code)s") % {"code": own}
        )


def _limits(guide: Any) -> Iterator[Reason]:
    legal, promise = guide.legal_days, guide.promise_days
    if promise is None:
        return
    said = span(promise, guide.promise_unit)
    if legal and longer(promise, guide.promise_unit, legal, guide.legal_unit):
        at_most = _("at most %(days)s, the limit by law") % {"days": span(legal, guide.legal_unit)}
        yield Reason("promise_days", said, at_most)
    if guide.kind == "immediate" and longer(promise, guide.promise_unit, 1, "workday"):
        yield Reason("promise_days", said, _("0, because the item is done on the spot (即办件)"))
