from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from tongban.kit import clock
from tongban.people.models import Post, User
from tongban.people.roles import ROLES


def staff_of(org_code: str, permission: str) -> QuerySet[User, User]:
    """Officials whose current post in the organ holds the permission."""
    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    today = clock.today()
    current = Q(posts__ended_at=None, posts__since__lte=today) & (Q(posts__until=None) | Q(posts__until__gte=today))
    found: QuerySet[User, User] = User.objects.filter(
        current, posts__org_code=org_code, posts__role__in=roles, is_active=True
    ).distinct()
    return found


def staff_in(region_code: str, permission: str) -> QuerySet[User, User]:
    """Officials whose current post reaches the region with the permission, wherever their organ is."""
    roles = [role.code for role in ROLES.values() if permission in role.permissions and role.subtree]
    today = clock.today()
    current = Q(posts__since__lte=today) & (Q(posts__until=None) | Q(posts__until__gte=today))
    above = {region_code, *(region_code[:cut].ljust(12, "0") for cut in (2, 4, 6, 9))}
    found: QuerySet[User, User] = User.objects.filter(
        current, posts__region_code__in=above, posts__role__in=roles, is_active=True
    ).distinct()
    return found


def names_of(actor_keys: Iterable[str]) -> dict[str, str]:
    """Actor key → name, in one query; `system` has none."""
    keys = {key.removeprefix("user:") for key in actor_keys if key.startswith("user:")}
    return {f"user:{user.pk}": user.name for user in User.objects.filter(pk__in=keys).only("pk", "name")}


def organs_of(user: User) -> set[str]:
    return {post.org_code for post in user.current_posts}


def posts_of(org_code: str) -> QuerySet[Post]:
    return Post.objects.filter(org_code=org_code).select_related("user")
