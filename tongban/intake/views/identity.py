"""Who applies has to stand high enough: the ways up, on the page itself, and back to it."""

from __future__ import annotations

from typing import Any

from tongban.people.api import AuthenticatedRequest, Level, raised_by, ways_up


def way_up(request: AuthenticatedRequest, needed: int) -> dict[str, Any]:
    """For `intake/fragments/identity.html`; nothing where the level is reached."""
    if request.user.assurance >= needed:
        return {}
    here = request.get_full_path()
    return {
        "needed": Level(needed),
        "level": request.user.level,
        "next": here,
        "identity_url": raised_by(needed=needed, way_on=here),
        **ways_up(request.user),
    }
