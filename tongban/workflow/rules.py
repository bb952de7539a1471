from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.kit.errors import NotAllowed, Refused
from tongban.people.api import check_may, may
from tongban.workflow.models import Process

DRAW, PUBLISH = "workflow.draw", "workflow.publish"


def check_can_draw(process: Process, user: Any) -> None:
    check_may(user, DRAW, org_code=process.org_code, region_code=process.region_code)


def check_can_publish(process: Process, user: Any) -> None:
    """A second person: never whoever drew it last (W1, C6)."""
    check_may(user, PUBLISH, org_code=process.org_code, region_code=process.region_code)
    if not process.drawing or not process.proposed:
        raise Refused(
            _("Nothing of this process waits to be published."),
            cure=_("Whoever draws it proposes it when it is finished."),
        )
    if process.drawn_by_id == getattr(user, "pk", None):
        raise NotAllowed(
            _("You drew this; a second person has to publish it."),
            found=_("the same person"),
            cure=_("Ask a colleague who publishes for this region."),
        )


def check_can_move(process: Process, user: Any) -> None:
    """Whoever publishes for the organ; the drawing was looked at by two already."""
    check_may(user, PUBLISH, org_code=process.org_code, region_code=process.region_code)


def check_can_see(process: Process, user: Any) -> None:
    """Whoever draws or publishes for the organ."""
    where = {"org_code": process.org_code, "region_code": process.region_code}
    if not may(user, DRAW, **where):
        check_may(user, PUBLISH, **where)
