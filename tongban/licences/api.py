"""The door of `licences`."""

from tongban.licences.actions import end, issue
from tongban.licences.announcements import ended, issued
from tongban.licences.identifiers import identifier, is_identifier
from tongban.licences.models import Licence, LicenceType
from tongban.licences.queries import by_key, licence_by, mine, of, valid_of, valid_of_type
from tongban.licences.questions import unreceived
from tongban.licences.states import TABLE, State

__all__ = [
    "TABLE",
    "Licence",
    "LicenceType",
    "State",
    "by_key",
    "end",
    "ended",
    "identifier",
    "is_identifier",
    "issue",
    "issued",
    "licence_by",
    "mine",
    "of",
    "unreceived",
    "valid_of",
    "valid_of_type",
]
