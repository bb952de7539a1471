"""The tabs of the desk: what a person's posts open, and nothing else. A context processor; costs nothing elsewhere."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from tongban.people.api import User, may


@dataclass(frozen=True)
class Tab:
    """`url` is a folder of the official tree; every page beneath it belongs to the tab."""

    name: Any
    url: str
    icon: str
    permissions: tuple[str, ...]  # none: whoever has a post
    has_lamps: bool = False


TABS = (
    Tab(_("Cases"), "/desk/", "inbox", ("cases.see",), has_lamps=True),
    Tab(
        _("Steps asked of us"),
        "/desk/steps/",
        "list-check",
        ("cases.review", "cases.inspect", "cases.decide", "cases.approve_extension"),
    ),
    Tab(_("Window"), "/desk/window/", "user-check", ("cases.receive",)),
    Tab(_("My villagers' matters"), "/desk/villagers/", "heart-handshake", ("mandates.assist",)),
    Tab(_("Mandates"), "/desk/mandates/", "signature", ("people.verify",)),
    Tab(_("Objections to mandates"), "/desk/mandates/objections/", "hand-stop", ("mandates.oversee",)),
    Tab(_("Hand out"), "/desk/cases/handouts/", "certificate", ("cases.deliver",)),
    Tab(_("Bookings"), "/desk/bookings/", "calendar-due", ("halls.receive",)),
    Tab(
        _("Catalogue"),
        "/desk/catalogue/",
        "book",
        (
            "catalogue.edit",
            "catalogue.publish",
            "catalogue.keep_basic",
            "catalogue.review_establishment",
            "catalogue.review_legal",
        ),
    ),
    Tab(_("Statutes"), "/desk/statutes/", "gavel", ("catalogue.edit", "catalogue.publish")),
    Tab(_("Processes"), "/desk/processes/", "route", ("workflow.draw", "workflow.publish")),
    Tab(_("Supervision"), "/desk/supervision/", "chart-bar", ("supervision.see",), has_lamps=True),
    Tab(_("Reported mistakes"), "/desk/mistakes/", "message", ("portal.mistakes",)),
    Tab(_("Looks shown later"), "/desk/looks/", "eye-off", ("people.delay_looks", "people.approve_delay")),
    Tab(_("Sites"), "/desk/sites/", "world", ("sites.keep",)),
    Tab(_("Dead letters"), "/desk/outbox/", "refresh", ("outbox.replay",)),
    Tab(_("Halls and stations"), "/desk/halls/places/", "building", ("halls.manage",)),
    Tab(_("Hours of bookings"), "/desk/halls/", "calendar-due", ("halls.manage",)),
    Tab(_("Connected systems"), "/desk/systems/", "link", ("people.register_system", "people.release_system")),
    Tab(_("Working days"), "/desk/calendar/", "calendar", ("promises.calendar",)),
    Tab(_("Let in again"), "/desk/accounts/", "key", ("people.verify", "people.let_in")),
    Tab(_("Staff and posts"), "/desk/staff/", "users", ("people.staff",)),
    Tab(_("The record"), "/desk/audit/", "shield-check", ("audit.read",)),
    Tab(
        _("Reviews of access"),
        "/desk/access-reviews/",
        "list-check",
        ("people.review_access", "people.staff", "audit.read"),
    ),
    Tab(_("My posts"), "/desk/my-posts/", "id", ()),
    Tab(_("Connections"), "/desk/connections/", "external-link", ("outbox.replay",)),
)


def tabs_of(user: Any) -> list[Tab]:
    if not isinstance(user, User) or not user.is_official:
        return []
    return [tab for tab in TABS if _opens(tab, user)]


def _opens(tab: Tab, user: User) -> bool:
    if not tab.permissions:
        return bool(user.current_posts)
    return any(may(user, permission) for permission in tab.permissions)


def tabs(request: HttpRequest) -> dict[str, Any]:
    """`nav_items` for the left of every page of the desk; worked out only where it is shown."""
    return {"nav_items": SimpleLazyObject(lambda: _drawn(request))}


def _drawn(request: HttpRequest) -> list[dict[str, Any]]:
    found = tabs_of(getattr(request, "user", None))
    inside = [tab.url for tab in found if request.path.startswith(tab.url)]
    current = max(inside, key=len, default="")
    return [asdict(tab) | {"current": tab.url == current} for tab in found]
