"""The door of `people`."""

from tongban.people.access import AuthenticatedRequest, anybody, citizen, official
from tongban.people.actions import hire, register
from tongban.people.announcements import frozen, left, post_ended, thawed
from tongban.people.assurance import id_types
from tongban.people.assurance.asked import ask_to_merge, check_can_confirm, confirm_merge, drop_merge
from tongban.people.assurance.asked import waiting as merging_waits
from tongban.people.assurance.consequences import of_merging
from tongban.people.assurance.enterprises import compare_enterprise
from tongban.people.assurance.following import follows
from tongban.people.assurance.freezing import causes_of_officials, freeze, thaw
from tongban.people.assurance.levels import Level
from tongban.people.assurance.merging import bear_one_document, merge, twins_of, unmerge, why_two
from tongban.people.assurance.models import Freeze, Merge, MergeAsked, Verification, Way
from tongban.people.assurance.names import is_called
from tongban.people.assurance.questions import (
    Told,
    Window,
    body_on_register,
    compares,
    person_on_register,
    windows,
)
from tongban.people.assurance.rules import (
    TooLow,
    check_level,
    check_level_of_agent,
    check_level_of_principal,
    highest,
    raised_by,
)
from tongban.people.assurance.shown import SAID, record_of, ways_up
from tongban.people.assurance.verifying import compare, verify_at_window, was_met, withdraw
from tongban.people.counter import holder_of_number, person_at_counter
from tongban.people.factors.entering import enter
from tongban.people.factors.fresh import SECRETS, check_fresh, fresh, strongly
from tongban.people.factors.fresh import keep as keep_typed
from tongban.people.factors.fresh import kept_of as kept_typed
from tongban.people.factors.strength import strength
from tongban.people.mandates.choosing import check_for_whom, chosen
from tongban.people.mandates.enterprises import act_for, agents_of, enterprise_of, enterprises_of, represents
from tongban.people.mandates.models import Mandate, number_of
from tongban.people.mandates.questions import (
    Begun,
    drafts_begun,
    matters_under,
    names_of_services,
    services_found,
    services_in,
    topics_of_services,
)
from tongban.people.mandates.standing import (
    Matter,
    Over,
    check_is_not_over,
    check_stands_in,
    covers,
    held_by,
    is_own,
    may_stand_in,
    stands_in,
    theirs,
    whom,
)
from tongban.people.mandates.states import Deed
from tongban.people.models import Enterprise, Kind, Post, User
from tongban.people.phones import check_can_prove_phone, prove_phone, send_phone_code, waiting_code
from tongban.people.privacy.correcting import correct_identity
from tongban.people.privacy.looks import met, note_look
from tongban.people.privacy.openings import is_open, opened_by, refusal_of
from tongban.people.privacy.openings import part as opening_part
from tongban.people.privacy.questions import person_of_number
from tongban.people.privacy.reasons import reasons as look_reasons
from tongban.people.privacy.retention import classes as retention_classes
from tongban.people.privacy.retention import name_of_regime as retention_name
from tongban.people.privacy.retention import of_regime as retention_of
from tongban.people.queries import names_of, organs_of, staff_of
from tongban.people.roles import ROLES, Role
from tongban.people.rules import check_may, may, posts_with, reach, reaches
from tongban.people.signin import TooMany, count_try
from tongban.people.staff.actions import appoint, decide_appointment, end_post, let_go, name_deputy, take_back, take_on
from tongban.people.staff.holding import holding_faults
from tongban.people.views.visitor import address_of

__all__ = [
    "ROLES",
    "AuthenticatedRequest",
    "Deed",
    "Begun",
    "Enterprise",
    "Freeze",
    "Kind",
    "Level",
    "Merge",
    "MergeAsked",
    "ask_to_merge",
    "bear_one_document",
    "check_can_confirm",
    "confirm_merge",
    "drop_merge",
    "merging_waits",
    "why_two",
    "Mandate",
    "Matter",
    "Post",
    "Role",
    "SAID",
    "SECRETS",
    "Told",
    "TooLow",
    "TooMany",
    "User",
    "Verification",
    "Window",
    "act_for",
    "appoint",
    "decide_appointment",
    "end_post",
    "holding_faults",
    "let_go",
    "name_deputy",
    "left",
    "post_ended",
    "take_back",
    "take_on",
    "address_of",
    "agents_of",
    "anybody",
    "body_on_register",
    "causes_of_officials",
    "check_level",
    "check_level_of_agent",
    "check_level_of_principal",
    "check_may",
    "check_fresh",
    "check_for_whom",
    "Over",
    "check_is_not_over",
    "check_stands_in",
    "chosen",
    "citizen",
    "correct_identity",
    "compare",
    "compare_enterprise",
    "compares",
    "count_try",
    "enter",
    "enterprise_of",
    "enterprises_of",
    "fresh",
    "keep_typed",
    "kept_typed",
    "strongly",
    "follows",
    "freeze",
    "frozen",
    "highest",
    "covers",
    "held_by",
    "hire",
    "holder_of_number",
    "id_types",
    "is_called",
    "is_open",
    "look_reasons",
    "may",
    "met",
    "merge",
    "names_of",
    "note_look",
    "is_own",
    "may_stand_in",
    "drafts_begun",
    "topics_of_services",
    "matters_under",
    "names_of_services",
    "services_found",
    "services_in",
    "number_of",
    "of_merging",
    "official",
    "opened_by",
    "opening_part",
    "organs_of",
    "check_can_prove_phone",
    "person_at_counter",
    "prove_phone",
    "send_phone_code",
    "waiting_code",
    "person_of_number",
    "person_on_register",
    "posts_with",
    "reach",
    "raised_by",
    "reaches",
    "refusal_of",
    "record_of",
    "register",
    "represents",
    "retention_classes",
    "retention_name",
    "retention_of",
    "staff_of",
    "strength",
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
    "stands_in",
    "theirs",
    "whom",
]
