from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tongban.people.models import Kind, Post, User
from tongban.people.queries import held_now, lasting
from tongban.people.rules import posts_with, reach
from tongban.people.staff.models import AccessReview, Appointment
from tongban.regions.api import Organisation

MOST, SHOWN = 5000, 200  # officials whose names are compared, and found by it


def in_reach(user: Any) -> Q:
    """Posts that a security administrator sees and ends: also of an organ here whose post reaches further up."""
    return reach(user, "people.staff") | Q(org_code__in=organs(user, "people.staff").order_by().values("code"))


def staff(user: Any, *, org_code: str = "", words: str = "") -> QuerySet[User]:
    """Officials with a post in reach, and those who have none; each with the posts that are in reach."""
    mine = Post.objects.filter(in_reach(user))
    theirs = mine.filter(org_code=org_code) if org_code else mine
    with_one = Exists(theirs.filter(lasting(), user=OuterRef("pk")))
    with_none = ~Exists(Post.objects.filter(lasting(), user=OuterRef("pk")))
    rows = User.objects.filter(with_one if org_code else with_one | with_none, kind=Kind.OFFICIAL)
    if words:
        rows = rows.filter(Q(login__startswith=words) | Q(pk__in=_called(rows, words)))
    shown = mine.filter(lasting()).select_related("for_post__user").order_by("org_code", "role")
    found: QuerySet[User] = rows.prefetch_related(Prefetch("posts", shown, to_attr="shown_posts"))
    return found


def _called(rows: QuerySet[User], words: str) -> list[Any]:
    """Whose name has these characters. Names lie sealed: of those in reach they are opened and compared, `MOST` at most."""
    if words.isascii():
        return []
    return [key for key, name in rows.values_list("pk", "name")[:MOST] if words in name][:SHOWN]


def may_manage(person: User, user: Any) -> bool:
    return person.kind == Kind.OFFICIAL and staff(user).filter(pk=person.pk).exists()


def waiting(user: Any) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(reach(user, "people.staff"), state=Appointment.State.PROPOSED)
    return rows.select_related("user", "proposed_by")


def organs(user: Any, permission: str) -> QuerySet[Organisation]:
    return Organisation.objects.filter(reach(user, permission, org="code", region="region_id")).order_by(
        "region_id", "code"
    )


def colleagues(org_code: str, *, but: Any = None) -> QuerySet[User]:
    held = Post.objects.filter(held_now(), user=OuterRef("pk"), org_code=org_code)
    found: QuerySet[User] = User.objects.filter(Exists(held), is_active=True).exclude(pk=but).order_by("login")
    return found


def posts_to_deputise(user: User) -> QuerySet[Post]:
    """Own posts, and those of the organs that this person heads; not those that a deputy has."""
    heads = [post.org_code for post in posts_with(user, "people.deputise")]
    rows = Post.objects.filter(Q(user=user) | Q(org_code__in=heads, side=""), lasting(), for_post=None)
    deputies = Post.objects.filter(lasting()).select_related("user")
    return (
        rows.select_related("user")
        .prefetch_related(Prefetch("deputies", deputies, to_attr="shown_deputies"))
        .order_by("org_code", "role", "id")
    )


def reviews(user: Any) -> QuerySet[AccessReview]:
    """For heads those of their organs, for security and audit administrators those of their region."""
    seen = reach(user, "people.review_access") | reach(user, "people.staff") | reach(user, "audit.read")
    return AccessReview.objects.filter(seen)
