from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.kit.errors import NotAllowed
from tongban.people.api import check_may, may, posts_with
from tongban.regions.api import subtree_range


def check_can_import_at(org_code: str, region_code: str, user: Any) -> None:
    """Editors for their organ, publishers for their region and everything inside it."""
    if not may(user, "catalogue.publish", org_code=org_code, region_code=region_code):
        check_may(user, "catalogue.edit", org_code=org_code, region_code=region_code)


def check_can_work(thing: Any, user: Any) -> None:
    """A source or a run belongs to the organ whose official began it."""
    check_can_import_at(thing.org_code, thing.region_code, user)


def home_of(user: Any) -> tuple[str, str]:
    """Organ and region in whose name somebody imports: of the post that reaches furthest."""
    posts = [*posts_with(user, "catalogue.publish"), *posts_with(user, "catalogue.edit")]
    if not posts:
        raise NotAllowed(_("You may not import here."), cure=_("Ask your system administrator if your duties changed."))
    return posts[0].org_code, posts[0].region_code


def may_import(user: Any) -> bool:
    return bool(posts_with(user, "catalogue.publish") or posts_with(user, "catalogue.edit"))


def within_reach(user: Any) -> Q:
    """Sources and runs that somebody may see."""
    condition = Q(pk__in=[])
    for post in [*posts_with(user, "catalogue.edit"), *posts_with(user, "catalogue.publish")]:
        if post.described.subtree:
            low, high = subtree_range(post.region_code)
            condition |= Q(region_code__gte=low, region_code__lt=high)
        else:
            condition |= Q(org_code=post.org_code)
    return condition
