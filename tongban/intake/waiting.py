"""An item of a bundle that waits for an earlier one (C5): it is handed on once, handed back, or taken back.

As long as it waits no organ has received it, and no clock of it runs (行政许可法 §42 counts from acceptance, §32 from
receipt). Handed back it is a draft again, with everything typed, and is handed in by itself with what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.catalogue.api import frozen_guide
from tongban.forms import api as forms
from tongban.intake import announcements
from tongban.intake.models import Application
from tongban.intake.needs import day_of
from tongban.intake.rules import check_at_hand
from tongban.intake.states import TABLE, State
from tongban.kit.act import SYSTEM, Actor, Under, act
from tongban.messages import api as messages
from tongban.people.api import Deed

messages.register(
    "intake.handed_back",
    _("“%(item)s” can't go on by itself"),
    _(
        "“%(item)s” waited for “%(earlier)s”, which was not granted. Nothing you typed is lost: it is among your drafts. "
        "If you have the missing paper, hand it in there; otherwise discard it."
    ),
)


def go_on(*, application: Application, carried: Sequence[Mapping[str, Any]], by: Actor = SYSTEM) -> Application:
    """What it waited for is granted: from now on it is submitted, and its organ has received it. Once.

    `carried`: `{"source", "item", "number", "on", "organ", "paper", "material" | "field", "value"}` of each thing that
    an earlier item gives it.
    """
    with act(application, "intake.go_on", by=by) as this:
        row = this.subject
        if row.state != State.WAITING:
            this.nothing_happened()
            return row
        row.state, row.submitted_at = TABLE.target("go_on", row.state), this.at
        row.carried = [dict(one) for one in carried]
        _fill_in(row)
        this.note(receipt=row.receipt_no, carried=[one["number"] for one in carried])
        this.announce(announcements.submitted, application=row)
    return this.subject


def _fill_in(row: Application) -> None:
    given = {one["field"]: one["value"] for one in row.carried if one.get("field")}
    form = frozen_guide(row.version_id).form
    if given and form:
        row.answers = forms.kept(forms.load(form), {**row.answers, **given}, row.situation, day=day_of(row))


def hand_back(*, application: Application, earlier: Mapping[str, str], by: Actor = SYSTEM) -> Application:
    """What it waited for will not be granted: the applicant has it back as a draft, and is told. Once.

    `earlier`: the name of that item in Chinese and English.
    """
    with act(application, "intake.hand_back", by=by) as this:
        row = this.subject
        if row.state != State.WAITING:
            this.nothing_happened()
            return row
        row.state, row.saved_at = TABLE.target("hand_back", row.state), this.at
        this.note(receipt=row.receipt_no)
        item = {"zh": row.item_name, "en": row.item_name_en or row.item_name}
        url = f"/my/applications/{row.pk}/"
        messages.tell(this, to=row.user, template="intake.handed_back", url=url, item=item, earlier=dict(earlier))
    return this.subject


def check_can_take_back(application: Application, user: Any) -> Under | None:
    under = check_at_hand(application, user, Deed.SIGN)
    TABLE.target("take_back", application.state)
    return under


def take_back(*, application: Application, by: Actor) -> Application:
    """The applicant does not want it any more, before any organ has received it."""
    with act(application, "intake.take_back", by=by, rule=check_can_take_back) as this:
        row = this.subject
        row.state = TABLE.target("take_back", row.state)
        this.note(receipt=row.receipt_no)
        this.announce(announcements.dropped, application=row)
    return this.subject
