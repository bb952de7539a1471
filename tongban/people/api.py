"""The door of `people`."""

from tongban.people import announcements as staff_announcements
from tongban.people.access import AuthenticatedRequest, anybody, citizen, official
from tongban.people.actions import act_for, enterprise_of, hire, register, verify_at_window
from tongban.people.counter import is_called, person_at_counter
from tongban.people.models import Agency, Enterprise, Kind, Post, User
from tongban.people.queries import agents_of, enterprises_of, names_of, organs_of, represents, staff_of
from tongban.people.roles import ROLES, Role
from tongban.people.rules import check_may, may, posts_with, reaches
from tongban.people.signin import TooMany, count_try
from tongban.people.staff.actions import appoint, decide_appointment, end_post, let_go, name_deputy, take_back, take_on
from tongban.people.staff.holding import holding_faults
from tongban.people.views.visitor import address_of

__all__ = [
    "ROLES",
    "Agency",
    "AuthenticatedRequest",
    "Enterprise",
    "Kind",
    "Post",
    "Role",
    "TooMany",
    "User",
    "act_for",
    "appoint",
    "decide_appointment",
    "end_post",
    "holding_faults",
    "let_go",
    "name_deputy",
    "staff_announcements",
    "take_back",
    "take_on",
    "address_of",
    "agents_of",
    "anybody",
    "check_may",
    "citizen",
    "count_try",
    "enterprise_of",
    "enterprises_of",
    "hire",
    "is_called",
    "may",
    "names_of",
    "official",
    "organs_of",
    "person_at_counter",
    "posts_with",
    "reaches",
    "register",
    "represents",
    "staff_of",
    "verify_at_window",
]
