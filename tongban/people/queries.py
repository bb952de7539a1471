from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from tongban.kit import clock
from tongban.people.models import Agency, Enterprise, Post, User
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


def enterprises_of(user: User) -> list[Enterprise]:
    agencies = Agency.objects.filter(user=user).select_related("enterprise")
    return [agency.enterprise for agency in agencies if agency.is_current]


def represents(user: User, enterprise: Enterprise) -> bool:
    """Whether the person is its legal representative, and not only somebody it sent."""
    found = Agency.objects.filter(user=user, enterprise=enterprise, capacity="legal_representative")
    return any(agency.is_current for agency in found)


def agents_of(enterprise_id: Any) -> list[User]:
    agencies = Agency.objects.filter(enterprise_id=enterprise_id).select_related("user")
    return [agency.user for agency in agencies if agency.is_current]


def names_of(actor_keys: Iterable[str]) -> dict[str, str]:
    """Actor key → name, in one query; `system` has none."""
    keys = {key.removeprefix("user:") for key in actor_keys if key.startswith("user:")}
    return {f"user:{user.pk}": user.name for user in User.objects.filter(pk__in=keys).only("pk", "name")}


def organs_of(user: User) -> set[str]:
    return {post.org_code for post in user.current_posts}


def posts_of(org_code: str) -> QuerySet[Post]:
    return Post.objects.filter(org_code=org_code).select_related("user")
