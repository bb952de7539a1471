"""The door of `promises`."""

from tongban.promises import announcements
from tongban.promises.actions import draw_overdue, drop, extend, keep, make, needed, open_of, pause, resume
from tongban.promises.calendar import Calendar
from tongban.promises.calendar_loading import load_calendar
from tongban.promises.clocks import ClockReading, ClockSpec, compute, renewal
from tongban.promises.explain import explain
from tongban.promises.holding import calendar_in_force, forget_calendar, reading_of
from tongban.promises.models import Promise
from tongban.promises.queries import each_open_of, of, open_in, open_of_all
from tongban.promises.regimes import PAUSE_KINDS, REGIMES, clock_spec, regime
from tongban.promises.states import TABLE, State
from tongban.promises.statutes import Basis, as_noted, cite, numeral

__all__ = [
    "PAUSE_KINDS",
    "REGIMES",
    "TABLE",
    "Basis",
    "Calendar",
    "ClockReading",
    "ClockSpec",
    "Promise",
    "State",
    "announcements",
    "as_noted",
    "calendar_in_force",
    "cite",
    "clock_spec",
    "compute",
    "draw_overdue",
    "drop",
    "each_open_of",
    "explain",
    "extend",
    "forget_calendar",
    "keep",
    "load_calendar",
    "make",
    "needed",
    "numeral",
    "of",
    "open_in",
    "open_of",
    "open_of_all",
    "pause",
    "reading_of",
    "regime",
    "renewal",
    "resume",
]
