"""Who may give a mandate, answer one, end one and look at one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.kit.errors import NotAllowed
from tongban.people.assurance.names import is_called
from tongban.people.mandates.ages import is_child, under_age
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.standing import live
from tongban.people.mandates.states import TABLE, Capacity, Kind, State
from tongban.people.models import User
from tongban.people.rules import check_may, may, posts_with
from tongban.regions.api import in_subtree


def is_asked(mandate: Mandate, user: Any) -> bool:
    """Whose telephone or ID number was typed, with their name; a number that another account said first finds nobody."""
    if mandate.state != State.ASKED or not isinstance(user, User):
        return False
    by_phone = bool(user.proved_phone) and mandate.asked_phone_index == user.phone_index
    has_number = bool(user.id_number_index) and not user.number_held_elsewhere
    by_number = has_number and mandate.asked_number_index == user.id_number_index
    return (by_phone or by_number) and is_called(user, mandate.asked_name)


def asked_of(user: User) -> Q:
    """Rows that may be requests to this person; `is_asked` compares the name."""
    found = Q(pk__in=[])
    if user.proved_phone:
        found |= Q(asked_phone_index=user.phone_index)
    if user.id_number_index and not user.number_held_elsewhere:
        found |= Q(asked_number_index=user.id_number_index)
    return found & Q(state=State.ASKED)


def represents(user: Any, enterprise_key: Any) -> bool:
    rows = live().filter(agent_id=getattr(user, "pk", None), enterprise_id=enterprise_key)
    return rows.filter(capacity=Capacity.REPRESENTATIVE).exists()


def names_agents(user: Any, enterprise_key: Any) -> Mandate | None:
    """The mandate by which somebody names agents of an enterprise: its representative's, or one that allows it."""
    rows = live().filter(agent_id=getattr(user, "pk", None), enterprise_id=enterprise_key)
    return rows.filter(Q(capacity=Capacity.REPRESENTATIVE) | Q(may_name_others=True)).first()


def check_can_see(mandate: Mandate, user: Any) -> None:
    """Both sides, whoever is asked, whoever represents the enterprise or named the agent, and the officials of the
    place where it was attested."""
    key = getattr(user, "pk", None)
    if key is not None and (key in (mandate.principal_id, mandate.agent_id) or is_asked(mandate, user)):
        return
    if mandate.enterprise_id and names_agents(user, mandate.enterprise_id) is not None:
        return
    if mandate.region_code and may(
        user, "mandates.oversee", org_code=mandate.org_code, region_code=mandate.region_code
    ):
        return
    if mandate.waits_for_second and is_seconded_by(mandate, user):
        return
    raise NotAllowed(_("Only the two sides of a mandate see it."))


def check_is_asked(act: str) -> Any:
    def rule(mandate: Mandate, user: Any) -> None:
        TABLE.target(act, mandate.state)
        if not is_asked(mandate, user):
            raise NotAllowed(_("Somebody else is asked here."))
        if act == "agree" and mandate.agent_id is None and (said := under_age(user)):
            raise NotAllowed(said)
        if act == "agree" and mandate.agent_id is not None and is_child(user):
            raise NotAllowed(
                _("A child gives no mandate."), cure=_("The guardian comes to a window, with the proof; they act then.")
            )

    return rule


def is_principal(mandate: Mandate, user: Any) -> bool:
    """The person; of an enterprise whoever represents it, and whoever named this agent."""
    key = getattr(user, "pk", None)
    if mandate.enterprise_id is None:
        return key is not None and key == mandate.principal_id
    if mandate.represents:
        return False  # that ends with the register of enterprises
    named = mandate.named_by_id is not None and live().filter(pk=mandate.named_by_id, agent_id=key).exists()
    return named or represents(user, mandate.enterprise_id)


def check_can_take_back(mandate: Mandate, user: Any) -> None:
    """Whoever asked, as long as nobody answered."""
    TABLE.target("take_back", mandate.state)
    asked_it = user.pk == mandate.agent_id if mandate.agent_id else is_principal(mandate, user)
    if not asked_it:
        raise NotAllowed(_("Only whoever asked can take it back."))


def check_can_revoke(mandate: Mandate, user: Any) -> None:
    """A guardian is dismissed by a court or the committee: a supervisor of the place writes that down."""
    TABLE.target("revoke", mandate.state)
    if mandate.kind == Kind.GUARDIAN:
        if may(user, "mandates.oversee", org_code=mandate.org_code, region_code=mandate.region_code):
            return
        raise NotAllowed(
            _("A guardian is not dismissed by whom they care for."),
            cure=_("A court or the residents' committee decides that (民法典 §36); come to a window with its paper."),
        )
    if not is_principal(mandate, user):
        raise NotAllowed(_("Only whoever gave the mandate can revoke it."))


def check_can_leave(mandate: Mandate, user: Any) -> None:
    TABLE.target("leave", mandate.state)
    if getattr(user, "pk", None) != mandate.agent_id:
        raise NotAllowed(_("Only the agent can give it up."))
    if mandate.represents:
        raise NotAllowed(
            _("A legal representative stays one until the register of enterprises says otherwise."),
            cure=_("Have the change entered in the register first."),
        )


def check_can_object(mandate: Mandate, user: Any) -> None:
    """The villager, to what an officer wrote down; whoever is said to be in care, unless it is a child."""
    if mandate.attested_by_id is None or getattr(user, "pk", None) != mandate.principal_id:
        raise NotAllowed(_("Only the person for whom an official wrote it down can object."))
    if mandate.kind == Kind.GUARDIAN and is_child(user):
        raise NotAllowed(
            _("A child does not dismiss its guardian."),
            cure=_("Whoever knows that something is wrong tells a window, or 12345."),
        )
    TABLE.target(how_to_object(mandate), mandate.state)


def how_to_object(mandate: Mandate) -> str:
    """What an officer wrote down ends. A guardianship rests until it was looked into; one that waits comes to nothing."""
    if mandate.state == State.ASKED:
        return "refuse"
    return "question" if mandate.kind == Kind.GUARDIAN else "object"


def is_seconded_by(mandate: Mandate, user: Any) -> bool:
    """Officials at windows of the same organ, or of a place that contains it: a township office may have one clerk."""
    return any(
        post.org_code == mandate.org_code or in_subtree(mandate.region_code, post.region_code)
        for post in posts_with(user, "people.verify")
    )


def _check_reaches(mandate: Mandate, user: Any) -> None:
    check_may(user, "people.verify")
    if not is_seconded_by(mandate, user):
        raise NotAllowed(_("This belongs to another place."), cure=_("An official of that place sees to it."))


def check_can_second(mandate: Mandate, user: Any) -> None:
    """Not by whoever wrote it down, nor by one of the two."""
    _check_reaches(mandate, user)
    if mandate.attested_by_id is None:
        raise NotAllowed(_("Nobody at a window wrote this down."))
    if user.pk in (mandate.attested_by_id, mandate.agent_id, mandate.principal_id):
        raise NotAllowed(
            _("A second official agrees to it."),
            found=_("whoever entered it, or one of the two"),
            cure=_("Ask a colleague at a window to look at the proof."),
        )
    TABLE.target("second", mandate.state)


def check_can_refuse(mandate: Mandate, user: Any) -> None:
    _check_reaches(mandate, user)
    if mandate.attested_by_id is None:
        raise NotAllowed(_("Nobody at a window wrote this down."))
    TABLE.target("refuse", mandate.state)


def check_can_dismiss(mandate: Mandate, user: Any) -> None:
    """Officials at the windows of the place, with the paper; not by one of the two."""
    _check_reaches(mandate, user)
    if user.pk in (mandate.agent_id, mandate.principal_id):
        raise NotAllowed(_("Nobody settles their own identity."), cure=_("Ask a colleague."))
    TABLE.target("revoke", mandate.state)


def check_can_settle(mandate: Mandate, user: Any) -> None:
    check_may(user, "mandates.oversee", org_code=mandate.org_code, region_code=mandate.region_code)
    if user.pk == mandate.agent_id:
        raise NotAllowed(_("Nobody looks into an objection to themselves."))
    if mandate.objected_at is None or mandate.settled_at is not None:
        raise NotAllowed(_("There is no open objection to this mandate."))
