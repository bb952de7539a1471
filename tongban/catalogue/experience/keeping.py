"""How long it really took, and why people were sent back (S13, C13): kept per item, shown on the guide and the case.

Nothing is foretold from few cases: the page says how many there were, and that they are too few.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.catalogue.experience.models import Experience
from tongban.kit.act import Effect
from tongban.kit.writing import writing
from tongban.outbox.api import post

SHOWN = 5
SLICE = 200


@dataclass(frozen=True)
class Found:
    """Of one item; `why`: ((key, cases), …)."""

    decided: int
    half: int
    nine_in_ten: int
    received: int
    sent_back: int
    why: tuple[tuple[str, int], ...] = ()

    @property
    def enough(self) -> bool:
        return self.decided >= settings.EXPERIENCE_LEAST


def keep(found: Mapping[str, Found]) -> list[str]:
    """Replaces what is kept; keys of the items whose page says something else now. Their pages are printed anew."""
    with writing():
        before = {str(row.item_id): _as_found(row) for row in Experience.objects.all()}
        changed = sorted(key for key in before.keys() | found.keys() if before.get(key) != found.get(key))
        Experience.objects.filter(item_id__in=changed).delete()
        Experience.objects.bulk_create(
            Experience(item_id=key, **asdict(found[key]) | {"why": [list(one) for one in found[key].why]})
            for key in changed
            if key in found
        )
        told = [key for key in changed if _is_told(before.get(key)) or _is_told(found.get(key))]
        slices = [told[at : at + SLICE] for at in range(0, len(told), SLICE)]
        post([Effect("catalogue.print_pages", {"items": some}, "catalogue.experience", None) for some in slices])
    return told


def _as_found(row: Experience) -> Found:
    why = tuple((key, many) for key, many in row.why)
    return Found(row.decided, row.half, row.nine_in_ten, row.received, row.sent_back, why)


def _is_told(one: Found | None) -> bool:
    return one is not None and one.enough


@dataclass(frozen=True)
class Told:
    """As the pages say it; `reasons`: what of the guide, and of how many applications."""

    time: str
    basis: str
    back: str = ""
    reasons: tuple[tuple[str, str], ...] = ()


def told(guide: Any, *, few: bool = False, **item: Any) -> Told | None:
    """Of one item, with the names that its `guide` has; None where nothing is known. One query.

    `item`: `item=` its key, or `item__versions=` that of a version. `few`: say how many cases there were even if they
    are too few to foretell anything.
    """
    row = Experience.objects.filter(**item).first()
    if row is None:
        return None
    found = _as_found(row)
    if not found.enough:
        return Told(_("Too few to say how long it takes."), _counted(found)) if few else None
    return Told(_time(found), _counted(found), *_back(found, guide))


def _time(found: Found) -> str:
    if found.nine_in_ten == 0:
        return _("Nine in ten are decided on the same day.")
    half = _days(found.half)
    if found.half == found.nine_in_ten:
        return _("Nine in ten are decided within %(days)s.") % {"days": half}
    return _("Half are decided within %(half)s, nine in ten within %(most)s.") % {
        "half": half,
        "most": _days(found.nine_in_ten),
    }


def _days(number: int) -> str:
    if number == 0:
        return _("the same day")
    return ngettext("%(n)d working day", "%(n)d working days", number) % {"n": number}


def _counted(found: Found) -> str:
    return ngettext(
        "%(n)d case decided in the last twelve months, from receiving to deciding, corrections included.",
        "%(n)d cases decided in the last twelve months, from receiving to deciding, corrections included.",
        found.decided,
    ) % {"n": found.decided}


def _back(found: Found, guide: Any) -> tuple[str, tuple[tuple[str, str], ...]]:
    names = {material.key: material.name.said() for material in guide.materials} | {"form": _("The application form")}
    reasons = tuple(
        (names[key], _share(many, found.received))
        for key, many in found.why[:SHOWN]
        if key in names and many >= settings.EXPERIENCE_LEAST_REASON
    )
    if not reasons:
        return "", ()
    return _("%(share)s of the applications were sent back once for correction.") % {
        "share": _share(found.sent_back, found.received)
    }, reasons


def _share(many: int, whole: int) -> str:
    return f"{round(100 * many / whole) or 1}%"
