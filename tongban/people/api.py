"""The door of `people`."""

from tongban.people.access import AuthenticatedRequest, anybody, citizen, official
from tongban.people.actions import hire, register, verify_at_window
from tongban.people.counter import is_called, person_at_counter
from tongban.people.mandates.choosing import check_for_whom, chosen
from tongban.people.mandates.enterprises import act_for, agents_of, enterprise_of, enterprises_of, represents
from tongban.people.mandates.models import Mandate, number_of
from tongban.people.mandates.questions import (
    Begun,
    drafts_begun,
    fields_of_services,
    matters_under,
    names_of_services,
    services_found,
    services_in,
)
from tongban.people.mandates.standing import Matter, check_stands_in, covers, held_by, is_own, stands_in, theirs, whom
from tongban.people.mandates.states import Deed
from tongban.people.models import Enterprise, Kind, Post, User
from tongban.people.queries import names_of, organs_of, staff_of
from tongban.people.roles import ROLES, Role
from tongban.people.rules import check_may, may, posts_with, reaches
from tongban.people.signin import TooMany, count_try
from tongban.people.views.visitor import address_of

__all__ = [
    "ROLES",
    "AuthenticatedRequest",
    "Deed",
    "Begun",
    "Enterprise",
    "Kind",
    "Mandate",
    "Matter",
    "Post",
    "Role",
    "TooMany",
    "User",
    "act_for",
    "address_of",
    "agents_of",
    "anybody",
    "check_for_whom",
    "check_may",
    "check_stands_in",
    "chosen",
    "citizen",
    "count_try",
    "covers",
    "enterprise_of",
    "enterprises_of",
    "held_by",
    "hire",
    "is_called",
    "is_own",
    "may",
    "drafts_begun",
    "fields_of_services",
    "matters_under",
    "names_of_services",
    "services_found",
    "services_in",
    "names_of",
    "number_of",
    "official",
    "organs_of",
    "person_at_counter",
    "posts_with",
    "reaches",
    "register",
    "represents",
    "staff_of",
    "stands_in",
    "theirs",
    "verify_at_window",
    "whom",
]
