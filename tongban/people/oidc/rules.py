"""Who may register a system, who may release it, whose connection it is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.kit.errors import AlreadyDone, NotAllowed, Refused
from tongban.people.oidc.models import Connection, System, SystemState
from tongban.people.rules import check_may

REGISTER = "people.register_system"
RELEASE = "people.release_system"


def check_can_register(system: System, user: Any) -> None:
    check_may(user, REGISTER)


def check_can_release(system: System, user: Any) -> None:
    """A second person reads what the first one wrote."""
    check_may(user, RELEASE)
    if system.state != SystemState.PROPOSED:
        raise AlreadyDone(_("This was decided already."), found=system.get_state_display())
    if system.proposed_by_id == getattr(user, "pk", None):
        raise NotAllowed(
            _("Whoever registers a system does not release it."), cure=_("Ask another administrator to read it.")
        )


def check_can_stop(system: System, user: Any) -> None:
    if not system.is_live:
        raise Refused(_("This system is not connected."), found=system.get_state_display())
    check_may(user, REGISTER)


def check_can_see(system: System, user: Any) -> None:
    check_may(user, REGISTER)


def check_is_ones_own(connection: Connection, user: Any) -> None:
    if connection.user_id != getattr(user, "pk", None):
        raise NotAllowed(_("This is another person's account."))


def check_can_connect(connection: Connection, user: Any) -> None:
    check_is_ones_own(connection, user)
    if not connection.system.is_live:
        raise Refused(_("This system is not connected."), found=connection.system.get_state_display())
