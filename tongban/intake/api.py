"""The door of `intake`."""

from tongban.intake.actions import (
    add_file,
    check_total,
    discard,
    faults,
    forgotten_if_refused,
    of_receipt,
    remove_file,
    save_page,
    save_situation,
    start,
    submit,
    take_in,
)
from tongban.intake.announcements import dropped, submitted
from tongban.intake.beneficiary import Beneficiary, beneficiary
from tongban.intake.closed_files import tell_owner as tell_of_closed_file
from tongban.intake.counter import EVIDENCE
from tongban.intake.handing_over import hand_over_all
from tongban.intake.models import Application, MaterialFile
from tongban.intake.needs import Need, day_of, facts, following, limit_of, needs, situated, told_notes
from tongban.intake.numbers import as_printed, day_and_serial, is_receipt_number
from tongban.intake.queries import bundle_by_number, bundles_of, draft_of_item, drafts_of, parts_of
from tongban.intake.questions import Underway, underway
from tongban.intake.states import TABLE, Channel, State
from tongban.intake.waiting import check_can_take_back, go_on, hand_back, take_back
from tongban.intake.whose import check_agent_may, matter, service

__all__ = [
    "hand_over_all",
    "EVIDENCE",
    "TABLE",
    "Application",
    "Beneficiary",
    "Channel",
    "MaterialFile",
    "Need",
    "State",
    "Underway",
    "add_file",
    "as_printed",
    "beneficiary",
    "bundle_by_number",
    "bundles_of",
    "check_agent_may",
    "check_can_take_back",
    "check_total",
    "day_of",
    "day_and_serial",
    "discard",
    "draft_of_item",
    "drafts_of",
    "dropped",
    "facts",
    "faults",
    "following",
    "forgotten_if_refused",
    "go_on",
    "hand_back",
    "is_receipt_number",
    "limit_of",
    "matter",
    "needs",
    "parts_of",
    "service",
    "remove_file",
    "save_page",
    "save_situation",
    "situated",
    "told_notes",
    "start",
    "of_receipt",
    "submit",
    "submitted",
    "take_back",
    "tell_of_closed_file",
    "take_in",
    "underway",
]
