from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from tongban.kit import clock, ids
from tongban.kit.fields import PersonalClass, PersonalField
from tongban.kit.subjects import Subject


class Delay(Subject):
    """A lawful inspection: what officials of an organ open of one person for it is shown to that person afterwards.

    One person asks for it, another approves it; then it holds until its last day, or until somebody ends it.
    """

    subject_type = "look_delay"

    class State(models.TextChoices):
        ASKED = "asked"
        HOLDS = "holds"
        DECLINED = "declined"
        ENDED = "ended"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    org_code = models.CharField(max_length=18)
    region_code = models.CharField(max_length=12)
    law = models.CharField(max_length=120)
    article = models.CharField(max_length=60)
    file_number = models.CharField(max_length=80)  # of the inspection's own file
    until = models.DateField()  # the last day on which nothing is shown
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "org_code"], name="look_delay_holds", condition=models.Q(state="holds")),
            models.Index(fields=["region_code", "-id"], name="look_delay_region"),
        ]


class Package(Subject):
    """Everything we hold about somebody, made by the worker, fetched once, then gone (PIPL Article 45)."""

    subject_type = "data_package"

    class State(models.TextChoices):
        ASKED = "asked"
        READY = "ready"
        FETCHED = "fetched"
        GONE = "gone"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    made_at = models.DateTimeField(default=clock.now)
    ready_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state__in=["asked", "ready"]), name="data_package_one_at_a_time"
            )
        ]


class Change(Subject):
    """A new telephone or e-mail address, until the code sent there comes back. The one before it is told of what is
    done with the account for some days more."""

    subject_type = "contact_change"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8)  # phone, email
    address = PersonalField("address", PersonalClass.GENERAL, purpose="the telephone or address that is to be theirs")
    former = PersonalField(
        "address", PersonalClass.GENERAL, purpose="to warn its holder of a change that is not theirs"
    )
    digest = models.CharField(max_length=128)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Closing(models.Model):
    """What went when an account was closed, and what stayed, counted after it was done. Names nobody."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    gone: Any = models.JSONField(default=dict)  # holding → rows that are no more
    kept: Any = models.JSONField(default=list)  # [{"holding", "rows", "until"}]
    at = models.DateTimeField(default=clock.now)


class Forgetting(models.Model):
    """One run of the retention job: rule → how many rows went."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=clock.now)
    counts: Any = models.JSONField(default=dict)
