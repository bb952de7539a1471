"""Who gives and takes posts, and what nobody may hold together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.kit import clock
from tongban.kit.errors import AlreadyDone, BadInput, NotAllowed, Refused
from tongban.people.models import Post, User
from tongban.people.roles import ROLES, SIDES
from tongban.people.rules import check_may, may
from tongban.people.staff.models import Appointment
from tongban.regions.api import Organisation, in_subtree

GIVES = "people.staff"


def check_gives(user: Any, *, org_code: str, region_code: str) -> None:
    check_may(user, GIVES, org_code=org_code, region_code=region_code)


def check_takes(user: Any, post: Post) -> None:
    """A post is ended where its organ lies, even when it reaches further up: whoever leaves is cut off at once."""
    organ = Organisation.objects.filter(code=post.org_code).first()
    if organ is not None and may(user, GIVES, org_code=organ.code, region_code=organ.region_id):
        check_gives(user, org_code=organ.code, region_code=organ.region_id)
    else:
        check_gives(user, org_code=post.org_code, region_code=post.region_code)


def check_not_oneself(person: User, user: Any) -> None:
    if getattr(user, "pk", None) == person.pk:
        raise NotAllowed(
            _("Nobody gives posts to themselves, or takes them."), cure=_("Ask another security administrator.")
        )


def check_can_appoint(row: Appointment, user: Any) -> None:
    check_gives(user, org_code=row.org_code, region_code=row.region_code)
    check_not_oneself(row.user, user)


def check_can_decide(row: Appointment, user: Any) -> None:
    """A second security administrator: not who proposed it, not who shall have it."""
    check_can_appoint(row, user)
    if row.state != Appointment.State.PROPOSED:
        raise AlreadyDone(
            _("This proposal was decided already."), found=row.get_state_display(), cure=_("Load the page again.")
        )
    if row.proposed_by_id == getattr(user, "pk", None):
        raise NotAllowed(
            _("You proposed this; a second person has to approve it."),
            found=_("the same person"),
            wanted=_("another security administrator"),
        )


def check_can_end(post: Post, user: Any) -> None:
    """The security administrator; in the review of access the head; for a deputy also whose deputy it is."""
    if post.is_over:
        raise AlreadyDone(_("This post has ended already."), cure=_("Load the page again."))
    if not post.side and post.user_id != getattr(user, "pk", None):
        if may(user, "people.review_access", org_code=post.org_code, region_code=post.region_code):
            return
    if post.for_post is not None and may_name_deputy(post.for_post, user):
        return
    check_takes(user, post)
    check_not_oneself(post.user, user)


def may_name_deputy(post: Post, user: Any) -> bool:
    heads = may(user, "people.deputise", org_code=post.org_code, region_code=post.region_code)
    return getattr(user, "pk", None) == post.user_id or (heads and not post.side)


def check_can_name_deputy(post: Post, user: Any) -> None:
    if post.for_post_id is not None:
        raise Refused(
            _("A deputy names no deputy."), cure=_("Whoever holds the post itself, or the head, names another one.")
        )
    if not post.is_current:
        raise Refused(_("This post is not held now."))
    if not may_name_deputy(post, user):
        raise NotAllowed(
            _("You may not name a deputy for this post."),
            wanted=_("whoever holds the post, or the head of the organ"),
        )


def check_days_of_deputy(post: Post, since: dt.date, until: dt.date) -> None:
    """No deputy outlasts the post or a leave; for longer, or in a powerful post, an appointment is what it takes."""
    latest = clock.today() + dt.timedelta(days=settings.DEPUTY_DAYS)
    said = ""
    if post.until is not None and until > post.until:
        said = _("The post itself ends on %(day)s. Choose that day, or an earlier one.") % {"day": post.until}
    elif until > latest:
        said = _("Choose a day until %(day)s. For longer, a security administrator gives the post.") % {"day": latest}
    elif post.described.is_powerful and (until - since).days >= settings.DEPUTY_POWERFUL_DAYS:
        said = _(
            "For this post a deputy has at most %(days)d days. For longer, two security administrators give it."
        ) % {"days": settings.DEPUTY_POWERFUL_DAYS}
    if said:
        raise BadInput(_("The days do not fit."), errors={"until": [said]})


def check_fits_as_deputy(post: Post, deputy: User) -> None:
    """Somebody in the same organ, who has no post of another side."""
    if deputy.pk == post.user_id:
        raise BadInput(_("Nobody is their own deputy."), errors={"deputy": [_("Choose a colleague.")]})
    if not deputy.is_active or not any(row.org_code == post.org_code for row in deputy.current_posts):
        raise BadInput(
            _("This person can't be the deputy."), errors={"deputy": [_("Choose a colleague who works in this organ.")]}
        )
    if any(row.role == post.role and row.org_code == post.org_code for row in deputy.current_posts):
        raise BadInput(
            _("This person can't be the deputy."), errors={"deputy": [_("They hold the same post already.")]}
        )


def check_one_side(person: User, role: str, since: dt.date, until: dt.date | None) -> None:
    """Nobody holds two of the three administrators, nor one of them and a post that serves the public (三员分立)."""
    side = SIDES.get(role, "")
    together = Q(ended_at=None) & (Q(until=None) | Q(until__gte=since))
    if until is not None:
        together &= Q(since__lte=until)
    other = Post.objects.filter(together, user=person).exclude(side=side).first()
    if other is not None:
        raise Refused(
            _("These two posts exclude each other: the three administrators are three people, and serve no public."),
            found=str(other.described.name),
            wanted=str(ROLES[role].name),
            cure=_("End the other post first, or give this one to somebody else."),
        )


# A supervisor "changes no case": these permissions do.
ON_CASES = frozenset(
    permission
    for role in ROLES.values()
    for permission in role.permissions
    if permission.startswith("cases.") and permission not in ("cases.see", "cases.comment")
)
WATCHES = "supervision.see"


def check_watches_no_own_work(
    person: User, role: str, org_code: str, region_code: str, since: dt.date, until: dt.date | None
) -> None:
    """Nobody supervises, in the same days, the region where they themselves act on cases."""
    together = Q(ended_at=None) & (Q(until=None) | Q(until__gte=since))
    if until is not None:
        together &= Q(since__lte=until)
    new = Post(role=role, org_code=org_code, region_code=region_code)
    for held in Post.objects.filter(together, user=person):
        if _watches_over(held, new) or _watches_over(new, held):
            raise Refused(
                _("A supervisor changes no case: nobody watches over work that they do themselves."),
                found=str(held.described.name),
                wanted=str(ROLES[role].name),
                cure=_("End the other post first, or give this one to somebody else."),
            )


def _watches_over(watch: Post, work: Post) -> bool:
    if WATCHES not in watch.described.permissions or not work.described.permissions & ON_CASES:
        return False
    if in_subtree(work.region_code, watch.region_code):
        return True
    return work.described.subtree and in_subtree(watch.region_code, work.region_code)


def check_not_held(person: User, wanted: Any) -> None:
    """`wanted`: an appointment. The same role in the same organ, in days that overlap."""
    held = Post.objects.filter(
        Q(until=None) | Q(until__gte=wanted.since), user=person, role=wanted.role, org_code=wanted.org_code,
        region_code=wanted.region_code, ended_at=None, for_post=None,
    )  # fmt: skip
    if (held.filter(since__lte=wanted.until) if wanted.until else held).exists():
        raise AlreadyDone(_("This person has this post already."), cure=_("Change the post that is there."))


def check_sides_of(roles: Iterable[str]) -> None:
    """For an account that begins with several posts."""
    sides = {SIDES.get(role, "") for role in roles}
    if len(sides) > 1:
        raise BadInput(
            _("These two posts exclude each other: the three administrators are three people, and serve no public."),
            errors={"posts": [_("Give the posts of one side only.")]},
        )


def check_period(since: dt.date, until: dt.date | None) -> None:
    errors = {}
    if until is not None and until < since:
        errors["until"] = [_("The last day lies before the first one.")]
    elif until is not None and until < clock.today():
        errors["until"] = [_("The last day is over already.")]
    if errors:
        raise BadInput(_("The days do not fit."), errors=errors)
