from __future__ import annotations

from typing import Any

from django.db import models

from tongban.kit import clock, ids
from tongban.kit.fields import PersonalClass, PersonalJSONField
from tongban.kit.subjects import Subject
from tongban.promises.states import State


class CalendarDay(models.Model):
    """A day that differs from Monday–Friday, or is named. Data: the State Council publishes each year."""

    date = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
    name_en = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=120, blank=True)
    shifted = models.BooleanField(default=False)  # 调休


class CalendarEdition(Subject):
    """Which years are published, and when the calendar last changed; one row per loading, by whom in the record."""

    subject_type = "calendar"

    number = models.PositiveIntegerField(unique=True)
    years: Any = models.JSONField(default=list)
    loaded_at = models.DateTimeField(default=clock.now)
    source = models.CharField(max_length=120)


class Promise(models.Model):
    """Something owed to somebody by a day. `spec` and `events` are the truth; the dates are computed from them.

    Everything happens inside the act on its subject, under the subject's lock.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    subject_type = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=64)
    kind = models.CharField(max_length=70)  # acceptance, decision, inspectors, delivery, answer…
    regime = models.CharField(max_length=20)
    region_code = models.CharField(max_length=12)
    org_code = models.CharField(max_length=18)
    label = models.CharField(max_length=200)
    spec: Any = models.JSONField()
    events: Any = PersonalJSONField(
        "events", PersonalClass.GENERAL, purpose="why a clock was paused or extended", default=list
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    made_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField(null=True)
    yellow_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    silence_answered = models.BooleanField(default=False)  # what the law makes of silence has been drawn

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_key", "kind"],
                condition=models.Q(state__in=("running", "paused")),
                name="promise_one_open_of_a_kind",
            )
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_key"], name="promise_subject"),
            models.Index(fields=["state", "due_on", "id"], name="promise_due"),
            models.Index(fields=["region_code", "due_on", "id"], name="promise_region"),
            models.Index(
                fields=["id"],
                name="promise_silence",
                condition=models.Q(silence_answered=False, state__in=("running", "broken")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_type} {self.subject_key}: {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in (State.RUNNING, State.PAUSED)

    def lamp(self) -> str:
        """green, yellow, red (overdue or broken), paused, none."""
        if self.state == State.PAUSED:
            return "paused"
        if self.state == State.BROKEN:
            return "red"
        if self.state != State.RUNNING or self.due_on is None:
            return "none"
        today = clock.today()
        if today > self.due_on:
            return "red"
        return "yellow" if self.yellow_on and today >= self.yellow_on else "green"
