"""Who holds what nobody may hold together: asked before the program starts (`tongban check-config`)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError
from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.kit import clock
from tongban.kit.errors import Refused
from tongban.people.models import Post
from tongban.people.staff import guards


def holding_faults() -> Iterator[Refused]:
    """Nothing where the tables are not there yet: a new installation has no posts."""
    try:
        torn, guarded = _on_two_sides(), guards.stands()
    except DatabaseError:
        return
    if torn:
        yield Refused(
            _("Some people hold posts that exclude each other."),
            found=", ".join(torn),
            wanted=_("the three administrators as three people, who serve no public"),
            cure=_("End one of the two posts: the security administrator does it at the desk."),
        )
    if not guarded:
        yield Refused(
            _("The database does not keep the three administrators apart."),
            found=_("no trigger %s") % guards.NAME,
            wanted=_("the trigger that the migrations set"),
            cure=_("Set it again with the statements of tongban/people/staff/guards.py, or restore from a backup."),
        )


def _on_two_sides() -> list[str]:
    """Keys of accounts, with the roles."""
    held: dict[str, set[tuple[str, str]]] = {}
    living = Post.objects.filter(Q(until=None) | Q(until__gte=clock.today()), ended_at=None)
    administrators = living.exclude(side="").values("user")
    for post in living.filter(user__in=administrators):
        held.setdefault(str(post.user_id), set()).add((post.side, post.role))
    return [
        f"{key}: {' + '.join(sorted(role for _side, role in roles))}"
        for key, roles in sorted(held.items())
        if len({side for side, _role in roles}) > 1
    ]
