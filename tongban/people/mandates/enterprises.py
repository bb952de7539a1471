"""Who acts for an enterprise: its legal representative by the register, and whom that one names."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.kit import checkdigits
from tongban.kit.act import Actor, act, in_turn
from tongban.kit.errors import BadInput, NotAllowed
from tongban.kit.typed import half_width
from tongban.people.mandates import rules
from tongban.people.mandates.models import ALL_DEEDS, Mandate
from tongban.people.mandates.standing import live
from tongban.people.mandates.states import Capacity, Consent, Kind, Scope, State
from tongban.people.models import Enterprise, User


def act_for(*, user: User, uscc: str, name: str, capacity: str, address: str = "", by: Actor) -> Mandate:
    """Records that a person acts for an enterprise, as the register says; forms are prefilled with the name of its
    legal representative. Raises BadInput on a wrong credit code. Once.
    """
    uscc = half_width(uscc).upper()
    if not checkdigits.uscc_ok(uscc):
        raise BadInput(
            _("The credit code can't be right."), errors={"uscc": [_("Compare it with the business licence.")]}
        )
    with in_turn(user):
        known = {"name": name, "address": address}
        enterprise, _made = Enterprise.objects.get_or_create(uscc=uscc, defaults=known)
        held = Mandate.objects.filter(agent=user, enterprise=enterprise, state=State.ACTIVE).first()
        if held is not None:
            return held
        return _recorded(user, enterprise, capacity, by)


def _recorded(user: User, enterprise: Enterprise, capacity: str, by: Actor) -> Mandate:
    if capacity == Capacity.REPRESENTATIVE and not enterprise.legal_representative:
        enterprise.legal_representative = user.name
        enterprise.save(update_fields=["legal_representative"])
    mandate = Mandate(
        kind=Kind.ENTERPRISE,
        capacity=capacity,
        agent=user,
        enterprise=enterprise,
        deeds=ALL_DEEDS,
        sees_earlier=True,
        may_name_others=capacity == Capacity.REPRESENTATIVE,
        state=State.ACTIVE,
        consent=Consent.REGISTER,
    )
    with act(mandate, "people.act_for", by=by) as this:
        mandate.consented_at = this.at
        this.note(enterprise=str(enterprise.pk), capacity=capacity)
    return mandate


def mandates_for(user: User) -> list[Mandate]:
    """Under which they act for enterprises today."""
    rows = live().filter(agent_id=user.pk, enterprise__isnull=False).select_related("enterprise")
    return list(rows.order_by("enterprise__name"))


def enterprises_of(user: User) -> list[Enterprise]:
    return [mandate.enterprise for mandate in mandates_for(user) if mandate.enterprise is not None]


def enterprise_of(user: User, enterprise_id: Any) -> Enterprise | None:
    """The enterprise a person may act for, or NotAllowed."""
    if not enterprise_id:
        return None
    return mandate_for(user, enterprise_id).enterprise


def mandate_for(user: User, enterprise_id: Any) -> Mandate:
    """Under which a person may act for the enterprise, or NotAllowed."""
    found = live().filter(agent_id=user.pk, enterprise_id=enterprise_id).select_related("enterprise").first()
    if found is None:
        raise NotAllowed(_("You may not act for this enterprise."), cure=_("Ask its legal representative to name you."))
    return found


def represents(user: User, enterprise: Enterprise) -> bool:
    """Whether the person is its legal representative, and not only somebody it sent."""
    return rules.represents(user, enterprise.pk)


def agents_of(enterprise_id: Any) -> list[User]:
    rows = live().filter(enterprise_id=enterprise_id).select_related("agent")
    return [mandate.agent for mandate in rows if mandate.agent is not None]


def check_names_agents(enterprise: Enterprise, user: User) -> Mandate:
    own = rules.names_agents(user, enterprise.pk)
    if own is None:
        raise NotAllowed(
            _("You may not name agents of this enterprise."),
            wanted=_("its legal representative, or an agent who may name others"),
            cure=_("Ask its legal representative."),
        )
    return own


def check_can_name(enterprise: Enterprise, terms: Any, may_name_others: bool, user: User) -> Mandate:
    """The mandate by which somebody names agents: nobody passes on more than they have."""
    own = check_names_agents(enterprise, user)
    if own.represents:
        return own
    wider = own.scope != Scope.ALL and (terms.scope != own.scope or not set(terms.items) <= set(own.items))
    if (
        wider
        or not set(terms.deeds) <= set(own.deeds)
        or may_name_others
        or (terms.sees_earlier and not own.sees_earlier)
    ):
        raise NotAllowed(
            _("You can't pass on more than you may do yourself."),
            found=_("a wider scope or more acts than in mandate %(number)s") % {"number": own.number},
            cure=_("Choose less, or ask the legal representative."),
        )
    return own
