"""The door of `halls`."""

from tongban.halls.actions import book, call_off, call_off_closed, call_off_later, cancel, change, come, miss, remind
from tongban.halls.from_guides import ToldPlace, told_by
from tongban.halls.keeping import close, keep_hall, set_day
from tongban.halls.kinds import LARGE, NEAR, Kind
from tongban.halls.models import Booking, Hall
from tongban.halls.naming import pages_of
from tongban.halls.near import Near, near, stood
from tongban.halls.queries import bookable_days, free_slots, halls_for, mine
from tongban.halls.states import TABLE, State

__all__ = [
    "LARGE",
    "NEAR",
    "TABLE",
    "Booking",
    "Hall",
    "Kind",
    "Near",
    "State",
    "ToldPlace",
    "book",
    "bookable_days",
    "call_off",
    "call_off_closed",
    "call_off_later",
    "cancel",
    "change",
    "close",
    "come",
    "free_slots",
    "halls_for",
    "keep_hall",
    "mine",
    "miss",
    "near",
    "pages_of",
    "remind",
    "set_day",
    "stood",
    "told_by",
]
