"""The door of `people`."""

from tongban.people.access import AuthenticatedRequest, anybody, citizen, official
from tongban.people.actions import act_for, enterprise_of, hire, register
from tongban.people.announcements import frozen, thawed
from tongban.people.assurance import id_types
from tongban.people.assurance.enterprises import compare_enterprise
from tongban.people.assurance.following import follows
from tongban.people.assurance.freezing import freeze, thaw
from tongban.people.assurance.levels import Level
from tongban.people.assurance.merging import merge, twins_of, unmerge
from tongban.people.assurance.models import Freeze, Merge, Verification, Way
from tongban.people.assurance.names import is_called
from tongban.people.assurance.questions import (
    Told,
    Window,
    body_on_register,
    compares,
    person_on_register,
    windows,
)
from tongban.people.assurance.rules import TooLow, check_level, highest, raised_by
from tongban.people.assurance.shown import SAID, record_of, ways_up
from tongban.people.assurance.verifying import compare, verify_at_window, was_met, withdraw
from tongban.people.counter import holder_of_number, person_at_counter
from tongban.people.models import Agency, Enterprise, Kind, Post, User
from tongban.people.queries import agents_of, enterprises_of, names_of, organs_of, represents, staff_of
from tongban.people.roles import ROLES, Role
from tongban.people.rules import check_may, may, posts_with, reaches
from tongban.people.signin import TooMany, count_try
from tongban.people.views.visitor import address_of

__all__ = [
    "Agency",
    "AuthenticatedRequest",
    "Enterprise",
    "Freeze",
    "Kind",
    "Level",
    "Merge",
    "Post",
    "ROLES",
    "Role",
    "SAID",
    "Told",
    "TooLow",
    "TooMany",
    "User",
    "Verification",
    "Window",
    "act_for",
    "address_of",
    "agents_of",
    "anybody",
    "body_on_register",
    "check_level",
    "check_may",
    "citizen",
    "compare",
    "compare_enterprise",
    "compares",
    "count_try",
    "enterprise_of",
    "enterprises_of",
    "follows",
    "freeze",
    "frozen",
    "highest",
    "hire",
    "holder_of_number",
    "id_types",
    "is_called",
    "may",
    "merge",
    "names_of",
    "official",
    "organs_of",
    "person_at_counter",
    "person_on_register",
    "posts_with",
    "raised_by",
    "reaches",
    "record_of",
    "register",
    "represents",
    "staff_of",
    "thaw",
    "thawed",
    "twins_of",
    "unmerge",
    "verify_at_window",
    "was_met",
    "Way",
    "ways_up",
    "windows",
    "withdraw",
]
