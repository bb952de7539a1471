"""The door of `cases`."""

from tongban.cases.actions import (
    accept,
    add_correction_file,
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
from tongban.cases.deciding import (
    check,
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
from tongban.cases.models import NEVER, Case, Comment, MaterialCheck
from tongban.cases.offers import Offer, offers
from tongban.cases.queries import by_number_and_code, mine, open_cases, reach_of, record_of, with_everything
from tongban.cases.rules import check_can, check_can_see, steps_named
from tongban.cases.states import TABLE, State

__all__ = [name for name in dir() if not name.startswith("_")]
