"""A person's data is opened in a case: for a reason of the list, recorded with the post of whoever looks, for a time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.audit import api as audit
from tongban.kit import clock
from tongban.kit.errors import BadInput, NotAllowed
from tongban.kit.subjects import Subject
from tongban.people.models import Post, User
from tongban.people.privacy.models import Delay
from tongban.people.privacy.reasons import Reason, offered, reasons
from tongban.people.rules import post_for, reaches

LEAST, MOST = 2, 200  # characters of what is said beside a reason


def open_data(*, subject: Subject, person: User, what: str, reason: str, words: str, works: bool, by: User) -> Any:
    """Opens what the page of the subject masks, for `settings.OPENED_MINUTES`. `works`: whether `by` works on it.

    Raises NotAllowed where the reason is not for this person, BadInput where its words are missing.
    """
    chosen = check_reason(reason, words, works=works)
    until = clock.now() + dt.timedelta(minutes=settings.OPENED_MINUTES)
    more = {"code": chosen.code, "reason": words.strip()} | _post(by, subject) | _later(chosen, person, by, subject)
    return audit.opened(subject=subject, person_key=person.actor_key, what=what, until=until, by=by, **more)


def note_look(*, subject: Subject, person_key: str, what: str, by: User, within: Subject | None = None) -> None:
    """Something was opened by itself (a file, a paper): one look a day, under the reason for which the subject, or the
    case it belongs to, is open."""
    asked = (one for one in (subject, within) if one is not None)
    standing = next((look for one in asked if (look := audit.opening(one, by.actor_key))), None)
    code, reason = (standing.code, standing.reason) if standing else ("examining", "")
    later = {"later": standing.later} if standing and standing.later else {}
    more = {"code": code} | _post(by, subject) | later
    audit.looked_today(subject=subject, person_key=person_key, what=what, reason=reason, by=by, **more)


def met(*, person: User, by: User, what: str = "account", right: str = "cases.receive") -> None:
    """Somebody stands at the counter, and their account is looked at, or the record of their identity."""
    more = {"code": "counter"} | _as(post_for(by, right))
    audit.looked(subject=person, person_key=person.actor_key, what=what, reason="", by=by, **more)


def audited(*, person_key: str, what: str, by: User) -> None:
    """The record of acts was searched; once a day for each search."""
    more = {"code": "audit"} | _as(post_for(by, "audit.read"))
    audit.looked_today(subject=by, person_key=person_key, what=f"audit:{what}"[:80], reason="", by=by, **more)


def check_reason(code: str, words: str, *, works: bool) -> Reason:
    chosen = reasons().get(code)
    if chosen is None or not (allowed := offered(works=works)):
        raise BadInput(_("No reason is chosen."), errors={"reason": [_("Choose why you need the personal data.")]})
    if chosen not in allowed:
        raise NotAllowed(
            _("For this reason only whoever works on it opens personal data."),
            found=chosen.name,
            wanted=" / ".join(reason.name for reason in allowed),
        )
    length = len(words.strip())
    if (chosen.words or length) and not LEAST <= length <= MOST:
        said = _("Write in one sentence why; %(least)d to %(most)d characters.") % {"least": LEAST, "most": MOST}
        raise BadInput(_("The reason needs words."), errors={"words": [said]})
    return chosen


def _post(by: User, subject: Subject) -> dict[str, str]:
    """The post in which somebody looks: the one that reaches the subject, else their first."""
    where = {"org_code": getattr(subject, "org_code", ""), "region_code": getattr(subject, "region_code", "")}
    posts: list[Post] = by.current_posts
    found = next((post for post in posts if any(where.values()) and reaches(post, **where)), None)
    found = found or next(iter(posts), None)
    return _as(found)


def _as(post: Post | None) -> dict[str, str]:
    return {"org_code": post.org_code, "role": post.role} if post else {}


def _later(chosen: Reason, person: User, by: User, subject: Subject) -> dict[str, Any]:
    if not chosen.later:
        return {}
    organs = {post.org_code for post in by.current_posts}
    holding = Delay.objects.filter(person=person, org_code__in=organs, state=Delay.State.HOLDS)
    rule = holding.filter(until__gte=clock.today()).order_by("id").first()
    return {"later": rule.pk} if rule else {}
