"""The door of `halls`."""

from tongban.halls.actions import book, call_off, call_off_later, cancel, change, come, keep_hall, miss, remind
from tongban.halls.models import Booking, Hall
from tongban.halls.queries import bookable_days, free_slots, halls_for, mine
from tongban.halls.states import TABLE, State

__all__ = [
    "TABLE",
    "Booking",
    "Hall",
    "State",
    "book",
    "bookable_days",
    "call_off",
    "call_off_later",
    "cancel",
    "change",
    "come",
    "free_slots",
    "halls_for",
    "keep_hall",
    "mine",
    "miss",
    "remind",
]
