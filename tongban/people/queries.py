from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from tongban.kit import clock
from tongban.people.models import User
from tongban.people.roles import ROLES


def lasting(post: str = "") -> Q:
    """Posts that are not over; of a deputy, nor the one they stand in for. `post`: the way to it, as `posts__`."""
    found = _not_over(post)
    return found & (Q(**{f"{post}for_post": None}) | _not_over(f"{post}for_post__"))


def held_now(post: str = "") -> Q:
    return lasting(post) & Q(**{f"{post}since__lte": clock.today()})


def _not_over(post: str) -> Q:
    until = Q(**{f"{post}until": None}) | Q(**{f"{post}until__gte": clock.today()})
    return Q(**{f"{post}ended_at": None}) & until


def staff_of(org_code: str, permission: str) -> QuerySet[User, User]:
    """Officials whose current post in the organ holds the permission."""
    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    found: QuerySet[User, User] = User.objects.filter(
        held_now("posts__"), posts__org_code=org_code, posts__role__in=roles, is_active=True
    ).distinct()
    return found


def staff_in(region_code: str, permission: str) -> QuerySet[User, User]:
    """Officials whose current post reaches the region with the permission, wherever their organ is."""
    roles = [role.code for role in ROLES.values() if permission in role.permissions and role.subtree]
    above = {region_code, *(region_code[:cut].ljust(12, "0") for cut in (2, 4, 6, 9))}
    found: QuerySet[User, User] = User.objects.filter(
        held_now("posts__"), posts__region_code__in=above, posts__role__in=roles, is_active=True
    ).distinct()
    return found


def names_of(actor_keys: Iterable[str]) -> dict[str, str]:
    """Actor key → name, in one query; `system` has none."""
    keys = {key.removeprefix("user:") for key in actor_keys if key.startswith("user:")}
    return {f"user:{user.pk}": user.name for user in User.objects.filter(pk__in=keys).only("pk", "name")}


def organs_of(user: User) -> set[str]:
    return {post.org_code for post in user.current_posts}
