"""An enterprise's own record, compared with the register of legal persons. Who acts for it is another matter."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from tongban.kit import clock
from tongban.kit.act import act
from tongban.kit.errors import AlreadyDone, BadInput, NotAllowed
from tongban.people.assurance import questions as q
from tongban.people.mandates.enterprises import represents
from tongban.people.models import Enterprise, Standing, User
from tongban.people.rules import may
from tongban.people.signin import count_try, forgive

DAY = dt.timedelta(days=1)
COMPARISONS = 5  # in a quarter of an hour
STANDINGS = {q.AGREES: Standing.AGREES, q.DIFFERS: Standing.DIFFERS, q.CANCELLED: Standing.CANCELLED}


def check_can_compare_enterprise(enterprise: Enterprise, user: User) -> None:
    """Its legal representative, or an official at a window."""
    if not (represents(user, enterprise) or may(user, "people.verify")):
        raise NotAllowed(
            _("You may not have this enterprise compared."),
            wanted=_("its legal representative, or an official at a window"),
            cure=_("Ask its legal representative."),
        )


def compare_enterprise(*, enterprise: Enterprise, by: User) -> q.Told:
    """Code, name and legal representative against the register. A silent register changes nothing."""
    check_can_compare_enterprise(enterprise, by)
    if not enterprise.legal_representative:
        raise BadInput(_("The legal representative of this enterprise is not known yet."))
    if enterprise.is_verified and enterprise.compared_at and enterprise.compared_at >= clock.now() - DAY:
        raise AlreadyDone(_("This enterprise was compared today already, and agrees with the register."))
    count_try("compare_enterprise", str(enterprise.pk), COMPARISONS)
    told = q.body_on_register(enterprise=enterprise)
    if told.outcome in STANDINGS:
        with act(enterprise, "people.compare_enterprise", by=by) as this:
            row = this.subject
            row.standing, row.differs = STANDINGS[told.outcome], list(told.differs)
            row.compared_at, row.compared_by, row.reference = clock.now(), told.register, told.reference
            this.note(outcome=told.outcome, register=told.register, reference=told.reference)
    if told.outcome == q.AGREES:
        forgive("compare_enterprise", str(enterprise.pk))
    return told
