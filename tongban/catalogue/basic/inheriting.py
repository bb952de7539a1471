"""What an implementation list takes over from the basic list, and what of it differs (C1; 四级四同)."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongban.catalogue.basic.content import BasicContent
from tongban.catalogue.basic.models import BasicItem
from tongban.catalogue.element_names import path_in_words
from tongban.catalogue.guide import Guide
from tongban.catalogue.partial import PartialGuide
from tongban.catalogue.states import Standing
from tongban.kit.errors import BadInput
from tongban.regions.api import ancestors_of

Content = dict[str, Any]
INHERITED = ("name", "type_code", "bases")
"""Read-only where the item is on the basic list; `bases` may go on with the place's own."""


def basic_of(code: str, region_code: str) -> BasicContent | None:
    """What the list above this place says of a code now, the highest one first; None where none holds it."""
    rows = kept_above(code, region_code).filter(current__isnull=False).exclude(standing=Standing.CANCELLED)
    found = rows.select_related("current").first()
    return found.current.basic if found and found.current else None


def kept_above(code: str, region_code: str) -> QuerySet[BasicItem]:
    """The entries for a place, the highest first: codes of divisions sort so."""
    where = [*ancestors_of(region_code), region_code]
    return BasicItem.objects.filter(code=code, region_code__in=where).order_by("region_code")


@dataclass(frozen=True)
class Deviation:
    """`element` of an implementing guide that is not what the basic list says."""

    element: str
    found: str
    wanted: str

    @property
    def words(self) -> str:
        return path_in_words(self.element)


def deviations(guide: Guide | PartialGuide, basic: BasicContent) -> list[Deviation]:
    found = []
    if guide.name.zh != basic.name.zh:
        found.append(Deviation("name", guide.name.zh, basic.name.zh))
    elif basic.name.en and guide.name.en and guide.name.en != basic.name.en:
        found.append(Deviation("name.en", guide.name.en, basic.name.en))
    if guide.type_code and guide.type_code != basic.type_code:
        found.append(Deviation("type_code", guide.type_code, basic.type_code))
    level = guide.code[18] if len(guide.code) == 31 else ""
    if level and level not in basic.levels and "7" not in basic.levels:
        found.append(Deviation("level", level, ", ".join(basic.levels)))
    if basic.bases and not is_unknown(guide):
        own, wanted = [(one.law, one.article) for one in guide.bases], [(one.law, one.article) for one in basic.bases]
        if own[: len(wanted)] != wanted:
            found.append(Deviation("bases", _cited(guide.bases), _cited(basic.bases)))
    return found


def is_unknown(guide: Guide | PartialGuide) -> bool:
    """Lists of other systems rarely say the bases apart; what they do not say does not differ."""
    return isinstance(guide, PartialGuide) and not guide.bases


def _cited(bases: Iterable[Any]) -> str:
    return "\n".join(basis.zh for basis in bases)


def check_inherits(guide: Guide) -> None:
    """Raises BadInput where a guide changes what it may only take over."""
    basic = basic_of(guide.base_code, guide.region_code)
    if basic is None:
        return
    errors = {
        one.element: [
            _("Found %(found)s; the basic list says %(wanted)s, and every level takes that over.")
            % {"found": one.found, "wanted": one.wanted}
        ]
        for one in deviations(guide, basic)
    }
    if errors:
        raise BadInput(
            _("This differs from the basic list in what must be the same at every level."),
            errors=errors,
            cure=_("Leave these elements as the basic list has them, or have the list changed by those who keep it."),
        )


def inherited(content: Content, basic: BasicContent, before: Iterable[BasicContent] = ()) -> Content:
    """The content with what the basic list says now. `before`: what it ever said, so that the place's own bases, which
    follow the inherited ones, are told apart and stay.
    """
    made, said = copy.deepcopy(content), basic.model_dump(mode="json", exclude_none=True)
    kept = {"en": content["name"]["en"]} if content.get("name", {}).get("en") else {}
    made["name"], made["type_code"] = kept | said["name"], said["type_code"]
    if content.get("bases") or not content.get("partial"):
        known = {(one.law, one.article) for list_of in (basic, *before) for one in list_of.bases}
        own = [one for one in content.get("bases") or () if (one.get("law"), one.get("article")) not in known]
        made["bases"] = [*said["bases"], *own]
    return made
