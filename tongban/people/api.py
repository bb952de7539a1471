"""The door of `people`."""

from tongban.people.access import AuthenticatedRequest, anybody, citizen, official
from tongban.people.actions import act_for, enterprise_of, hire, register, verify_at_window
from tongban.people.counter import is_called, person_at_counter
from tongban.people.factors.entering import enter
from tongban.people.factors.fresh import check_fresh, fresh
from tongban.people.factors.strength import strength
from tongban.people.models import Agency, Enterprise, Kind, Post, User
from tongban.people.privacy.correcting import correct_identity
from tongban.people.privacy.looks import met, note_look
from tongban.people.privacy.openings import is_open, opened_by, refusal_of
from tongban.people.privacy.openings import part as opening_part
from tongban.people.privacy.questions import person_of_number
from tongban.people.privacy.reasons import reasons as look_reasons
from tongban.people.privacy.retention import classes as retention_classes
from tongban.people.privacy.retention import name_of_regime as retention_name
from tongban.people.privacy.retention import of_regime as retention_of
from tongban.people.queries import agents_of, enterprises_of, names_of, organs_of, represents, staff_of
from tongban.people.roles import ROLES, Role
from tongban.people.rules import check_may, may, posts_with, reaches
from tongban.people.signin import TooMany, count_try
from tongban.people.staff import announcements as staff_announcements
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
    "check_fresh",
    "citizen",
    "correct_identity",
    "count_try",
    "enter",
    "enterprise_of",
    "enterprises_of",
    "fresh",
    "hire",
    "is_called",
    "is_open",
    "look_reasons",
    "may",
    "met",
    "names_of",
    "note_look",
    "official",
    "opened_by",
    "opening_part",
    "organs_of",
    "person_at_counter",
    "person_of_number",
    "posts_with",
    "reaches",
    "refusal_of",
    "register",
    "represents",
    "retention_classes",
    "retention_name",
    "retention_of",
    "staff_of",
    "strength",
    "verify_at_window",
]
