"""Who looked at one's data, as the person reads it: organ and post, never a name; when, what, why, for which case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from tongban.audit.api import Look, looks_at
from tongban.kit import clock, subjects
from tongban.people.models import Post, User
from tongban.people.privacy.models import Delay
from tongban.people.privacy.reasons import said
from tongban.people.roles import ROLES
from tongban.regions.api import Organisation

TOGETHER = dt.timedelta(minutes=15)
# What was opened, as the rooms that open it name it.
WHAT = {
    "application": pgettext_lazy("opened data", "Your application"),
    "account": pgettext_lazy("opened data", "Your account"),
    "identity": pgettext_lazy("opened data", "The record of your identity"),
    "licence": pgettext_lazy("opened data", "Your licence"),
    "audit": pgettext_lazy("opened data", "The record of acts"),
    "file": pgettext_lazy("opened data", "A file you handed in"),
    "paper": pgettext_lazy("opened data", "A document written to you"),
}


@dataclass(frozen=True)
class ShownLook:
    """A look without the official's name: the organ answers for its people. `delayed`: by which law it is shown late.
    `by`: tells apart who looked, and is on no page. `times` looks that were alike, the first of them at `began`."""

    at: Any
    organ: str
    post: str
    about: str
    url: str
    what: str
    why: str
    words: str
    delayed: str = ""
    by: str = ""
    times: int = 1
    began: Any = None


def looks_of(user: User) -> QuerySet[Look]:
    """Without those that a lawful inspection still holds back."""
    held = Delay.objects.filter(person=user, state=Delay.State.HOLDS, until__gte=clock.today())
    return looks_at(user.actor_key).exclude(later__in=held.values("pk"))


def shown(looks: Iterable[Look]) -> list[ShownLook]:
    """One query for each type of subject, one each for posts, organs and delays, however many looks there are."""
    rows = list(looks)
    subject_of, posts, rules = _subjects_of(rows), _posts_of(rows), _rules_of(rows)
    organs = Organisation.objects.in_bulk({_organ_code(look, subject_of, posts) for look in rows})
    return [_shown(look, subject_of, posts, organs, rules) for look in rows]


def joined(looks: Iterable[ShownLook]) -> list[ShownLook]:
    """What one official opened again and again for one reason within a quarter of an hour is one line. Newest first, as
    they come; the record keeps each."""
    lines: list[ShownLook] = []
    latest: dict[ShownLook, int] = {}
    for look in looks:
        alike = replace(look, at=None)
        place = latest.get(alike)
        if place is not None and lines[place].at - look.at < TOGETHER:
            lines[place] = replace(lines[place], times=lines[place].times + 1, began=look.at)
        else:
            latest[alike] = len(lines)
            lines.append(look)
    return lines


def _subjects_of(looks: list[Look]) -> dict[tuple[str, str], Any]:
    keys: dict[str, set[str]] = {}
    for look in looks:
        keys.setdefault(look.subject_type, set()).add(look.subject_key)
    known = subjects.types()
    return {
        (name, subject.subject_key): subject
        for name, wanted in keys.items()
        if name in known
        for subject in known[name].model._default_manager.filter(pk__in=wanted)
    }


def _posts_of(looks: list[Look]) -> dict[str, Post]:
    """Of looks that name no post of their own: the official's latest."""
    keys = {look.by_key.removeprefix("user:") for look in looks if not look.org_code and look.by_key[:5] == "user:"}
    posts = Post.objects.filter(user_id__in=keys).order_by("since", "id")
    return {f"user:{post.user_id}": post for post in posts}


def _rules_of(looks: list[Look]) -> dict[UUID, Delay]:
    return {rule.pk: rule for rule in Delay.objects.filter(pk__in={look.later for look in looks if look.later})}


def _organ_code(look: Look, subject_of: dict[tuple[str, str], Any], posts: dict[str, Post]) -> str:
    if look.org_code:
        return look.org_code
    kind, subject = subjects.types().get(look.subject_type), subject_of.get((look.subject_type, look.subject_key))
    code = kind.organisation(subject) if kind and subject else ""
    return code or (posts[look.by_key].org_code if look.by_key in posts else "")


def _shown(
    look: Look,
    subject_of: dict[tuple[str, str], Any],
    posts: dict[str, Post],
    organs: dict[str, Any],
    rules: dict[UUID, Delay],
) -> ShownLook:
    kind, subject = subjects.types().get(look.subject_type), subject_of.get((look.subject_type, look.subject_key))
    organ = organs.get(_organ_code(look, subject_of, posts))
    role = ROLES.get(look.role or (posts[look.by_key].role if look.by_key in posts else ""))
    is_account = look.subject_type == "account"
    rule = rules.get(look.later) if look.later else None
    return ShownLook(
        at=look.at,
        organ=organ.shown_name if organ else _("an organ that is no longer on our list"),
        post=str(role.name) if role else "",
        about=kind.label(subject) if kind and subject and not is_account else "",
        url=kind.url(subject) if kind and subject and not is_account else "",
        what=str(WHAT.get(look.what.partition(":")[0], look.what)),
        why=said(look.code),
        words=look.reason,
        delayed=f"{rule.law} {rule.article}" if rule else "",
        by=look.by_key,
    )
