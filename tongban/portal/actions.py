from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.kit.act import Machine, act
from tongban.kit.errors import BadInput
from tongban.people.api import User
from tongban.portal.models import Mistake
from tongban.portal.subject import check_can_see

VISITOR = Machine("visitor", "visitor")  # also for whoever is signed in: nobody has to say who they are
LONGEST_TEXT, LONGEST_LINE = 2000, 300


def report(*, text: str, page: str = "", contact: str = "") -> Mistake:
    """Anybody tells us what is wrong with the site. The door counts the tries."""
    if not text.strip():
        raise BadInput(_("Say what is wrong."), errors={"text": [_("Say in a few words what is wrong.")]})
    mistake = Mistake(
        text=text.strip()[:LONGEST_TEXT], page=page.strip()[:LONGEST_LINE], contact=contact.strip()[:LONGEST_LINE]
    )
    with act(mistake, "portal.report", by=VISITOR) as this:
        this.note(with_contact=bool(mistake.contact))
    return mistake


def settle(*, mistake: Mistake, by: User) -> Mistake:
    """Seen to, or found to be none. Once."""

    def rule(row: Mistake, user: Any) -> None:
        check_can_see(row, user)

    with act(mistake, "portal.settle", by=by, rule=rule) as this:
        if this.subject.settled_at is not None:
            this.nothing_happened()
            return this.subject
        this.subject.settled_at, this.subject.settled_by = this.at, by
    return this.subject
