"""The door of `cases`."""

from tongban.cases.actions import (
    accept,
    add_correction_file,
    add_deferred_file,
    ask_correction,
    ask_extension,
    comment,
    decline_extension,
    deem_accepted,
    extend,
    lapse,
    not_required,
    open_case,
    refuse_acceptance,
    resume,
    still_missing,
    supply,
    suspend,
    take_due_date,
    tick,
    transfer,
    withdraw,
)
from tongban.cases.bundles.going_on import look, withdraw_all
from tongban.cases.bundles.moving import look_soon
from tongban.cases.bundles.standing import Line, lines
from tongban.cases.deciding import (
    check,
    deem_renewed,
    deliver,
    grant,
    grant_at_once,
    inspect,
    name_inspectors,
    receive_online,
    refuse,
    review,
)
from tongban.cases.face import face
from tongban.cases.facts import retold
from tongban.cases.files import opens, opens_paper
from tongban.cases.giving_back import give_back_all
from tongban.cases.holders import tell_of_holder
from tongban.cases.looking import explained, open_points
from tongban.cases.models import NEVER, Case, Comment, MaterialCheck, Step
from tongban.cases.offers import Offer, offers
from tongban.cases.proving import attached, file_name, proof
from tongban.cases.queries import (
    bundle_by_number_and_code,
    by_number_and_code,
    mine,
    open_cases,
    person_of_number,
    reach_of,
    record_of,
    times_asked,
    underway,
    with_everything,
)
from tongban.cases.receiving import Receiver
from tongban.cases.rules import check_can, check_can_see, may_open, steps_named, unreceived
from tongban.cases.standing import Due, due_of, rows
from tongban.cases.states import TABLE, State
from tongban.cases.steps import ORDER as STEP_ORDER
from tongban.cases.steps import check_step, do_step, follow, names_of_steps, open_steps
from tongban.cases.steps import holds as holds_step
from tongban.cases.timeline import Event, timeline

__all__ = [
    "NEVER",
    "TABLE",
    "Case",
    "Comment",
    "Due",
    "Event",
    "Line",
    "MaterialCheck",
    "Offer",
    "Receiver",
    "State",
    "accept",
    "add_correction_file",
    "add_deferred_file",
    "ask_correction",
    "ask_extension",
    "attached",
    "retold",
    "bundle_by_number_and_code",
    "by_number_and_code",
    "check",
    "check_can",
    "check_can_see",
    "comment",
    "decline_extension",
    "deem_accepted",
    "deem_renewed",
    "deliver",
    "due_of",
    "explained",
    "extend",
    "face",
    "file_name",
    "give_back_all",
    "grant",
    "grant_at_once",
    "inspect",
    "lapse",
    "lines",
    "look",
    "look_soon",
    "may_open",
    "mine",
    "name_inspectors",
    "not_required",
    "offers",
    "open_case",
    "open_cases",
    "opens",
    "opens_paper",
    "open_points",
    "proof",
    "person_of_number",
    "reach_of",
    "receive_online",
    "record_of",
    "refuse",
    "refuse_acceptance",
    "resume",
    "rows",
    "review",
    "Step",
    "STEP_ORDER",
    "check_step",
    "do_step",
    "follow",
    "holds_step",
    "open_steps",
    "names_of_steps",
    "steps_named",
    "still_missing",
    "supply",
    "suspend",
    "take_due_date",
    "tell_of_holder",
    "tick",
    "timeline",
    "times_asked",
    "transfer",
    "with_everything",
    "withdraw",
    "withdraw_all",
    "underway",
    "unreceived",
]
