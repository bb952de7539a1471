"""A lawful inspection is shown to the person afterwards: asked for by one, approved by another, both in the record
(PIPL Article 18: what law keeps confidential, or whose notice would hinder the duty)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.kit import clock
from tongban.kit.act import SYSTEM, Actor, act
from tongban.kit.errors import BadInput, NotAllowed, Refused
from tongban.kit.subjects import SubjectType
from tongban.messages.api import register as wording
from tongban.messages.api import tell
from tongban.people.models import User
from tongban.people.privacy.models import Delay
from tongban.people.rules import check_may, post_for, reach

ASK, APPROVE = "people.delay_looks", "people.approve_delay"

wording(
    "people.delay_ended",
    gettext_lazy("Looks at your data that a lawful inspection held back are shown now"),
    gettext_lazy(
        "An organ looked at your data for a lawful inspection under %(law)s. That is over; who looked, when and at "
        "what stands now under “Who looked at your data”."
    ),
)


def ask_delay(
    *, person: User, law: str, article: str, file_number: str, until: dt.date, org_code: str = "", region_code: str = "",
    by: User,
) -> Delay:  # fmt: skip
    """Of one's own organ; nothing is held back before another person approved. Raises BadInput beside what is wrong."""
    check_may(by, ASK, org_code=org_code, region_code=region_code)
    post = post_for(by, ASK, org_code=org_code, region_code=region_code)
    assert post is not None
    typed = {"law": law.strip(), "article": article.strip(), "file_number": file_number.strip()}
    errors = {name: [_("This is missing; the record needs it.")] for name, text in typed.items() if not text}
    last = clock.today() + dt.timedelta(days=settings.DELAY_DAYS)
    if not clock.today() < until <= last:
        said = _("Choose a day from tomorrow to %(last)s; ask again if the inspection goes on.") % {"last": last}
        errors["until"] = [said]
    if errors:
        raise BadInput(_("The rule is not complete yet."), errors=errors)
    rule = Delay(
        person=person, org_code=post.org_code, region_code=post.region_code, until=until, asked_by=by, **typed
    )  # fmt: skip
    with act(rule, "people.ask_delay", by=by) as this:
        this.note(law=rule.law, article=rule.article, until=until.isoformat())
    return rule


def check_can_answer(rule: Delay, user: Any) -> None:
    check_may(user, APPROVE, org_code=rule.org_code, region_code=rule.region_code)
    if user.pk == rule.asked_by_id:
        raise NotAllowed(_("Whoever asked for it cannot approve it."))
    if rule.state != Delay.State.ASKED:
        raise Refused(_("This was answered already."), found=rule.get_state_display())


def answer_delay(*, rule: Delay, agreed: bool, by: User) -> Delay:
    with act(rule, "people.answer_delay", by=by, rule=check_can_answer) as this:
        this.subject.state = Delay.State.HOLDS if agreed else Delay.State.DECLINED
        this.subject.approved_by = by
        this.note(agreed=agreed)
    return this.subject


def check_can_end(rule: Delay, user: Any) -> None:
    if user is not SYSTEM:
        check_may(user, APPROVE, org_code=rule.org_code, region_code=rule.region_code)
    if rule.state != Delay.State.HOLDS:
        raise Refused(_("This rule does not hold."), found=rule.get_state_display())


def end_delay(*, rule: Delay, by: Actor) -> Delay:
    """On its day, or before: the person is told, and sees what was held back."""
    with act(rule, "people.end_delay", by=by, rule=check_can_end) as this:
        this.subject.state, this.subject.ended_at = Delay.State.ENDED, this.at
        law = f"{rule.law} {rule.article}"
        tell(this, to=this.subject.person, template="people.delay_ended", url="/account/looks/", law=law)
    return this.subject


def end_what_is_over() -> int:
    over = list(Delay.objects.filter(state=Delay.State.HOLDS, until__lt=clock.today())[:200])
    for rule in over:
        end_delay(rule=rule, by=SYSTEM)
    return len(over)


def in_reach(user: User) -> QuerySet[Delay]:
    return Delay.objects.filter(reach(user, ASK) | reach(user, APPROVE))


def check_can_see(rule: Delay, user: Any) -> None:
    try:
        check_may(user, ASK, org_code=rule.org_code, region_code=rule.region_code)
    except NotAllowed:
        check_may(user, APPROVE, org_code=rule.org_code, region_code=rule.region_code)


SUBJECT = SubjectType(
    model=Delay,
    label=lambda rule: rule.file_number,
    url=lambda rule: "/account/looks/",
    check_can_see=check_can_see,
    official_url=lambda rule: "/desk/looks/",
)
