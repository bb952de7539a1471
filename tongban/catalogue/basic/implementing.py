"""An organ begins a guide of its own from the basic list (C1): what is the same everywhere stands there, all else is a hole."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tongban.catalogue.actions import draft
from tongban.catalogue.basic.inheriting import inherited, kept_above
from tongban.catalogue.basic.models import BasicItem
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.reading_checks import level_of
from tongban.catalogue.states import Standing
from tongban.kit.errors import Refused
from tongban.people.api import User, posts_with


def organs(user: User, basic: BasicItem) -> dict[str, str]:
    """Code → region of the organs for which this person may begin one: of the places below the list, at a level that
    exercises it, and not there already.
    """
    if basic.current is None or basic.standing != Standing.IN_USE:
        return {}
    posts = [post for post in posts_with(user, "catalogue.edit") if post.org_code]
    found = {post.org_code: post.region_code for post in posts if _reaches(basic, post.region_code)}
    there = Item.objects.filter(code__in=[code_of(basic, *one) for one in found.items()])
    taken = set(there.values_list("org_code", flat=True))
    return {org: region for org, region in found.items() if org not in taken}


def _reaches(basic: BasicItem, region_code: str) -> bool:
    levels = {str(level_of(region_code)), "7"}  # 7: every level
    return bool(levels & set(basic.levels)) and kept_above(basic.code, region_code).filter(pk=basic.pk).exists()


def code_of(basic: BasicItem, org_code: str, region_code: str) -> str:
    """GB/T 39554.1: organ 18, level 1, basic code 12."""
    return f"{org_code}{level_of(region_code)}{basic.code}"


def implement(*, basic: BasicItem, org_code: str, by: User) -> ItemVersion:
    """The first draft. Raises Refused where this organ cannot begin one, or has one already."""
    region_code = organs(by, basic).get(org_code)
    if region_code is None or basic.current is None:
        raise Refused(
            _("No guide can begin here for this organ."),
            found=org_code,
            wanted=_("an organ for which you edit guides, at a level that exercises the item, without a guide yet"),
            cure=_("Change the guide that there is, or ask the keepers of the basic list about its levels."),
        )
    begun = {
        "partial": True,
        "code": code_of(basic, org_code, region_code),
        "base_code": basic.code,
        "region_code": region_code,
        "org_code": org_code,
    }
    return draft(
        item=None,
        content=inherited(begun, basic.current.basic),
        note=_("Begun from the basic list"),
        by=by,
        incomplete=True,
    )
