from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.catalogue.exchange.models import ImportSource, ListKind
from tongban.kit.errors import NotAllowed
from tongban.people.api import check_may, may, posts_with
from tongban.regions.api import subtree_range

KEEPING = "catalogue.keep_basic"


def check_can_import_at(org_code: str, region_code: str, user: Any) -> None:
    """Editors for their organ, publishers for their region and everything inside it."""
    if not may(user, "catalogue.publish", org_code=org_code, region_code=region_code):
        check_may(user, "catalogue.edit", org_code=org_code, region_code=region_code)


def check_can_work(thing: Any, user: Any) -> None:
    """A source or a run belongs to the organ whose official began it; a list that only keepers change, to them."""
    if getattr(thing, "kind", ListKind.ITEMS) != ListKind.ITEMS:
        check_may(user, KEEPING, region_code=thing.region_code)
    elif isinstance(thing, ImportSource) and may(user, KEEPING, region_code=thing.region_code):
        return
    else:
        check_can_import_at(thing.org_code, thing.region_code, user)


def kinds_of(user: Any) -> list[ListKind]:
    """What somebody may bring: items whoever works on guides, the other lists their keepers."""
    works = any(posts_with(user, one) for one in ("catalogue.publish", "catalogue.edit"))
    keeps = bool(posts_with(user, KEEPING))
    return [kind for kind in ListKind if (works if kind == ListKind.ITEMS else keeps)]


def home_of(user: Any, kind: str = ListKind.ITEMS) -> tuple[str, str]:
    """Organ and region in whose name somebody imports: of the post that reaches furthest."""
    permissions = ("catalogue.publish", "catalogue.edit") if kind == ListKind.ITEMS else (KEEPING,)
    posts = [post for permission in permissions for post in posts_with(user, permission)]
    if not posts:
        raise NotAllowed(
            _("You may not import here."), cure=_("Ask your security administrator if your duties changed.")
        )
    return posts[0].org_code, posts[0].region_code


def within_reach(user: Any, *, runs: bool = False) -> Q:
    """Sources and runs that somebody may see."""
    condition = Q(pk__in=[])
    for post in posts_with(user, KEEPING):
        low, high = subtree_range(post.region_code)
        kept = Q(region_code__gte=low, region_code__lt=high)
        condition |= kept & ~Q(kind=ListKind.ITEMS) if runs else kept
    for post in [*posts_with(user, "catalogue.edit"), *posts_with(user, "catalogue.publish")]:
        if post.described.subtree:
            low, high = subtree_range(post.region_code)
            condition |= Q(region_code__gte=low, region_code__lt=high) & (Q(kind=ListKind.ITEMS) if runs else Q())
        else:
            condition |= Q(org_code=post.org_code) & (Q(kind=ListKind.ITEMS) if runs else Q())
    return condition
