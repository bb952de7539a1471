from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models

from tongban.halls.kinds import Kind
from tongban.halls.states import State
from tongban.kit import clock
from tongban.kit.fields import PersonalClass, PersonalField
from tongban.kit.languages import as_read
from tongban.kit.subjects import Subject


class Hall(Subject):
    """A place where one is served: a hall, a centre in a town, a station in a village, an agent, a terminal (R3).

    Without sessions nobody can book there (H1).
    """

    subject_type = "hall"

    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.HALL)
    region_code = models.CharField(max_length=12)
    address = models.CharField(max_length=200, blank=True)
    address_en = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    contact = models.CharField(max_length=60, blank=True)  # whom to ask for, as the place itself publishes it
    wheelchair = models.BooleanField(null=True)  # None: nobody told
    # CGCS2000, degrees
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    # {"1": [["09:00", "12:00"], …], …}, Monday is 1; a day that is missing is closed, an empty dict: nobody told
    weekly: Any = models.JSONField(default=dict)
    open_on_holidays = models.BooleanField(default=False)
    # {"2026-12-01": {"spans": [["09:00", "12:00"]], "reason": "…"}}; no spans: closed that day
    exceptions: Any = models.JSONField(default=dict)
    windows: Any = models.JSONField(default=list)  # [{"name": "…", "serves": "…"}]
    serves_organs: Any = models.JSONField(default=list)  # credit codes: whatever they offer
    serves_items: Any = models.JSONField(default=list)  # codes of single services
    # 专业分厅: why it stands apart, who approved it, when it is looked at again
    reason = models.CharField(max_length=300, blank=True)
    approval = models.CharField(max_length=200, blank=True)
    review_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)  # the first day without it
    closed_reason = models.CharField(max_length=200, blank=True)
    # [["09:00", "12:00"], …] on working days, and on Saturdays that are none
    sessions: Any = models.JSONField(default=list)
    saturday_sessions: Any = models.JSONField(default=list)
    slot_minutes = models.PositiveSmallIntegerField(default=30)
    capacity = models.PositiveSmallIntegerField(default=4)  # people at the same time
    days_ahead = models.PositiveSmallIntegerField(default=14)  # calendar days

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region_code", "name"], name="hall_once")]
        indexes = [models.Index(fields=["kind", "region_code", "name"], name="hall_kind")]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return as_read(self.name, self.name_en)

    @property
    def shown_address(self) -> str:
        return as_read(self.address, self.address_en)

    @property
    def takes_bookings(self) -> bool:
        return bool(self.sessions or self.saturday_sessions)

    @property
    def has_position(self) -> bool:
        return self.longitude is not None and self.latitude is not None

    def is_closed_on(self, day: dt.date) -> bool:
        return self.closed_on is not None and day >= self.closed_on


class Booking(Subject):
    """Somebody comes for a service at a time. No clock of ours runs: it is a place in the hall, not an application."""

    subject_type = "booking"

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="bookings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    item_code = models.CharField(max_length=64)
    item_name = models.CharField(max_length=300)
    item_name_en = models.CharField(max_length=400, blank=True)
    region_code = models.CharField(max_length=12)
    day = models.DateField()
    start = models.TimeField()
    code = PersonalField("booking_code", PersonalClass.GENERAL, purpose="shown at the hall instead of a name")
    state = models.CharField(max_length=12, choices=State.choices, default=State.BOOKED)
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "item_code"], condition=models.Q(state="booked"), name="booking_one_for_an_item"
            ),
        ]
        indexes = [
            models.Index(fields=["hall", "day", "start"], name="booking_day"),
            models.Index(fields=["user", "-id"], name="booking_mine"),
            models.Index(fields=["day"], name="booking_open", condition=models.Q(state="booked")),
        ]

    @property
    def shown_item(self) -> str:
        return as_read(self.item_name, self.item_name_en)

    @property
    def begins(self) -> dt.datetime:
        return dt.datetime.combine(self.day, self.start, tzinfo=clock.ZONE)

    @property
    def is_open(self) -> bool:
        return self.state == State.BOOKED
