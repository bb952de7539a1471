from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit import clock, ids
from tongban.kit.fields import PersonalClass, PersonalField
from tongban.kit.subjects import Subject
from tongban.people.roles import ROLES, Role


class Appointment(Subject):
    """A post that is to be given: proposed by one security administrator, and where it is powerful approved by another."""

    subject_type = "appointment"

    class State(models.TextChoices):
        PROPOSED = "proposed", _p("appointment", "waits for a second person")
        GIVEN = "given", _p("appointment", "given")
        DECLINED = "declined", _p("appointment", "declined")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=40)
    org_code = models.CharField(max_length=18)
    region_code = models.CharField(max_length=12)
    since = models.DateField()
    until = models.DateField(null=True)
    reason = PersonalField("text", PersonalClass.GENERAL, purpose="why a post is given or taken")
    instead_of: Any = models.ForeignKey("people.Post", models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "region_code"], name="appointment_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(proposed_by=models.F("user")) & ~models.Q(decided_by=models.F("user")),
                name="appointment_not_by_oneself",
            )
        ]

    @property
    def described(self) -> Role:
        return ROLES[self.role]


class Reason(models.Model):
    """Why somebody's posts changed. The record holds the key of it, and no name."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey("people.Post", models.SET_NULL, null=True, related_name="+")
    act = models.CharField(max_length=40)
    reason = PersonalField("text", PersonalClass.GENERAL, purpose="why a post is given or taken")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="staff_reason_of")]


class AccessReview(Subject):
    """Who holds what in one organ, looked through once a quarter by its head."""

    subject_type = "access_review"

    org_code = models.CharField(max_length=18)
    region_code = models.CharField(max_length=12)
    quarter = models.CharField(max_length=6)  # 2026Q4
    due_on = models.DateField()
    made_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True)
    open_lines = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org_code", "quarter"], name="access_review_once")]
        indexes = [models.Index(fields=["due_on", "open_lines"], name="access_review_due")]

    @property
    def is_overdue(self) -> bool:
        return bool(self.open_lines) and self.due_on < clock.today()


class ReviewLine(models.Model):
    """One post of the organ, as the review found it."""

    class Answer(models.TextChoices):
        KEPT = "kept", _p("access review", "goes on")
        ENDED = "ended", _p("access review", "ended")

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    review = models.ForeignKey(AccessReview, models.CASCADE, related_name="lines")
    post = models.ForeignKey("people.Post", models.CASCADE, related_name="+")
    used_on = models.DateField(null=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "post"], name="review_line_once")]


class AuditExport(Subject):
    """A part of the record that was handed on: for what, how much of it, under which signature."""

    subject_type = "audit_export"

    wish: Any = models.JSONField(default=dict)  # what was searched for: acts, keys, days
    reason = PersonalField("text", PersonalClass.GENERAL, purpose="why the record was handed on")
    entries = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
