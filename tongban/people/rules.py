"""Who may: a permission is held through a post, in the post's organ or its region's subtree."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.kit.errors import NotAllowed
from tongban.people.models import Post, User
from tongban.people.roles import ROLES
from tongban.regions.api import in_subtree, subtree_range


def posts_with(user: Any, permission: str) -> list[Post]:
    if not isinstance(user, User):
        return []
    return [post for post in user.current_posts if permission in post.described.permissions]


def reaches(post: Post, *, org_code: str, region_code: str) -> bool:
    if post.described.subtree:
        return in_subtree(region_code, post.region_code)
    return post.org_code == org_code


def reach(user: Any, permission: str, *, org: str = "org_code", region: str = "region_code") -> Q:
    """Rows whose organ or division the posts of this person reach, as a condition on the row's own columns. An empty
    `org`: what belongs to no organ is reached by its division."""
    found = Q(pk__in=[])
    for post in posts_with(user, permission):
        if post.described.subtree or not org:
            low, high = subtree_range(post.region_code)
            found |= Q(**{f"{region}__gte": low, f"{region}__lt": high})
        else:
            found |= Q(**{org: post.org_code})
    return found


def may(user: Any, permission: str, *, org_code: str = "", region_code: str = "") -> bool:
    return post_for(user, permission, org_code=org_code, region_code=region_code) is not None


def post_for(user: Any, permission: str, *, org_code: str = "", region_code: str = "") -> Post | None:
    """By which post somebody may; an own one before one as a deputy."""
    found = sorted(posts_with(user, permission), key=lambda post: post.for_post_id is not None)
    if not org_code and not region_code:
        return next(iter(found), None)
    return next((post for post in found if reaches(post, org_code=org_code, region_code=region_code)), None)


def check_may(user: Any, permission: str, *, org_code: str = "", region_code: str = "") -> None:
    """Raises NotAllowed naming the roles that hold the permission."""
    if post := post_for(user, permission, org_code=org_code, region_code=region_code):
        user.used_post = post
        return
    holders = [str(role.name) for role in ROLES.values() if permission in role.permissions]
    elsewhere = bool(posts_with(user, permission))
    found = _("your posts are in another organ or region") if elsewhere else _("none of your posts allows it")
    raise NotAllowed(
        _("You may not do this here."),
        found=found,
        wanted=_("a post as %(roles)s in charge of it") % {"roles": " / ".join(holders)},
        cure=_("Ask your security administrator if your duties changed."),
    )
