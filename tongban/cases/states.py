"""The states of a case and every way between them (standards §3.4), drawn into docs/states/cases.md."""

from __future__ import annotations

from enum import nonmember

from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit.states import Move, StateTable


class State(models.TextChoices):
    SUBMITTED = "submitted", _p("case state", "Received, not yet accepted")
    CORRECTION = "correction", _p("case state", "Waiting for your correction")
    NOT_REQUIRED = "not_required", _p("case state", "No application needed")
    NOT_ACCEPTED = "not_accepted", _p("case state", "Not accepted")
    IN_REVIEW = "in_review", _p("case state", "Accepted, being examined")
    SUSPENDED = "suspended", _p("case state", "Special procedure, clock stopped")
    GRANTED = "granted", _p("case state", "Granted")
    REFUSED = "refused", _p("case state", "Refused")
    DELIVERED = "delivered", _p("case state", "Delivered")
    WITHDRAWN = "withdrawn", _p("case state", "Withdrawn")
    TERMINATED = "terminated", _p("case state", "Ended without a decision")

    waiting = nonmember(("submitted", "correction"))
    being_decided = nonmember(("in_review", "suspended"))
    decided = nonmember(("granted", "refused"))
    open = nonmember(("submitted", "correction", "in_review", "suspended", "granted", "refused"))
    without_result = nonmember(("not_required", "not_accepted", "refused", "withdrawn", "terminated"))
    ended = nonmember(("not_required", "not_accepted", "delivered", "withdrawn", "terminated"))


LAW = "行政许可法"
REVIEW = (State.IN_REVIEW,)
TABLE = StateTable(
    "cases",
    [
        Move("accept", (State.SUBMITTED,), State.IN_REVIEW, f"{LAW} §32(5)"),
        Move("deem_accepted", (State.SUBMITTED,), State.IN_REVIEW, f"{LAW} §32(4)"),
        Move("ask_correction", (State.SUBMITTED,), State.CORRECTION, f"{LAW} §32(4)"),
        Move("supply", (State.CORRECTION,), State.IN_REVIEW, f"{LAW} §32(5)"),
        Move("lapse", (State.CORRECTION,), State.TERMINATED),
        Move("refuse_acceptance", (State.SUBMITTED,), State.NOT_ACCEPTED, f"{LAW} §32(2)"),
        Move("not_required", (State.SUBMITTED,), State.NOT_REQUIRED, f"{LAW} §32(1)"),
        Move("withdraw", (State.SUBMITTED, State.CORRECTION, State.IN_REVIEW, State.SUSPENDED), State.WITHDRAWN),
        Move("suspend", REVIEW, State.SUSPENDED, f"{LAW} §45"),
        Move("resume", (State.SUSPENDED,), State.IN_REVIEW, f"{LAW} §45"),
        Move("ask_extension", REVIEW, State.IN_REVIEW, f"{LAW} §42"),
        Move("extend", REVIEW, State.IN_REVIEW, f"{LAW} §42"),
        Move("decline_extension", REVIEW, State.IN_REVIEW, f"{LAW} §42"),
        Move("name_inspectors", REVIEW, State.IN_REVIEW, f"{LAW} §34(3)"),
        Move("inspect", REVIEW, State.IN_REVIEW, f"{LAW} §34(3)"),
        Move("review", REVIEW, State.IN_REVIEW, f"{LAW} §34"),
        Move("check", REVIEW, State.IN_REVIEW),
        Move("deem_renewed", (State.IN_REVIEW, State.SUSPENDED), State.GRANTED, f"{LAW} §50(2)"),
        Move("decide", REVIEW, State.GRANTED, f"{LAW} §38(1)"),
        Move("refuse", REVIEW, State.REFUSED, f"{LAW} §38(2)"),
        Move("decide_at_once", (State.SUBMITTED,), State.GRANTED, f"{LAW} §34(2)"),
        Move("deliver", (State.GRANTED, State.REFUSED), State.DELIVERED, f"{LAW} §44"),
    ],
    first=State.SUBMITTED,
    words=dict(State.choices),
)
