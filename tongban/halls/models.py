from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models

from tongban.halls.states import State
from tongban.kit import clock
from tongban.kit.fields import PersonalClass, PersonalField
from tongban.kit.languages import as_read
from tongban.kit.subjects import Subject


class Hall(Subject):
    """A service hall where one can come by appointment. Without sessions nobody can book there (H1)."""

    subject_type = "hall"

    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=160, blank=True)
    region_code = models.CharField(max_length=12)
    address = models.CharField(max_length=200, blank=True)
    address_en = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    # [["09:00", "12:00"], …] on working days, and on Saturdays that are none
    sessions: Any = models.JSONField(default=list)
    saturday_sessions: Any = models.JSONField(default=list)
    slot_minutes = models.PositiveSmallIntegerField(default=30)
    capacity = models.PositiveSmallIntegerField(default=4)  # people at the same time
    days_ahead = models.PositiveSmallIntegerField(default=14)  # calendar days

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region_code", "name"], name="hall_once")]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return as_read(self.name, self.name_en)

    @property
    def shown_address(self) -> str:
        return as_read(self.address, self.address_en)


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
