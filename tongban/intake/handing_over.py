"""What a clerk typed at a window and did not submit goes on in a colleague's hands."""

from __future__ import annotations

from tongban.intake.models import Application
from tongban.intake.states import State
from tongban.kit.act import Actor, act
from tongban.people.api import User, may


def hand_over_all(*, of: User, to: User, by: Actor) -> int:
    """Drafts of places in which the colleague receives applications; the others stay with their applicants."""
    receives = User.objects.prefetch_related("posts").get(pk=to.pk)
    rows = Application.objects.filter(entered_by=of, state=State.DRAFT)
    fit = [row for row in rows if may(receives, "cases.receive", org_code=row.org_code, region_code=row.region_code)]
    for row in fit:
        hand_over(application=row, to=to, by=by)
    return len(fit)


def hand_over(*, application: Application, to: User, by: Actor) -> None:
    with act(application, "intake.hand_over", by=by) as this:
        if this.subject.entered_by_id == to.pk or this.subject.state != State.DRAFT:
            this.nothing_happened()
            return
        this.subject.entered_by = to
        this.note(to=to.actor_key)
