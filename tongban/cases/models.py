from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models

from tongban.cases.states import State
from tongban.catalogue.api import frozen_guide
from tongban.kit import clock, ids
from tongban.kit.fields import PersonalClass, PersonalField, PersonalJSONField
from tongban.kit.languages import as_read
from tongban.kit.subjects import Subject
from tongban.regions.api import organisation

NEVER = dt.date(9999, 12, 31)  # sorts behind every real date; keyset lists bear no null


class Case(Subject):
    """One application before one organ. Lists read this row alone: what they need stands in its columns."""

    subject_type = "case"

    number = models.CharField(max_length=24, unique=True)  # 统一收件码, the receipt number
    project_no = models.CharField(max_length=50, unique=True)  # 办件编号
    application = models.OneToOneField("intake.Application", models.PROTECT, related_name="+")
    version = models.ForeignKey("catalogue.ItemVersion", models.PROTECT, related_name="+")
    item_code = models.CharField(max_length=64)
    item_name = models.CharField(max_length=300)
    item_name_en = models.CharField(max_length=400, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("people.Enterprise", models.PROTECT, null=True, related_name="+")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )  # who acts for them
    applicant_name = PersonalField("name", PersonalClass.GENERAL, purpose="who applies")
    beneficiary_name = PersonalField("name", PersonalClass.GENERAL, purpose="whom it is for, if somebody else applied")
    beneficiary_id = PersonalField("id_number", PersonalClass.SENSITIVE, purpose="whom it is for", indexed=True)
    beneficiary_id_index: str
    region_code = models.CharField(max_length=12)
    org_code = models.CharField(max_length=18)
    channel = models.CharField(max_length=10)
    regime = models.CharField(max_length=20)
    immediate = models.BooleanField()  # 即办件
    state = models.CharField(max_length=14, choices=State.choices, default=State.SUBMITTED)
    is_open = models.BooleanField(default=True)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    deemed = models.BooleanField(default=False)
    correction: Any = PersonalJSONField("correction", PersonalClass.GENERAL, purpose="what has to be corrected")
    correction_due = models.DateField(null=True)
    tolerated: Any = models.JSONField(default=list)  # material keys that may follow (容缺)
    extension: Any = PersonalJSONField(
        "extension", PersonalClass.GENERAL, purpose="why the limit is not enough"
    )  # asked: {"days", "reason", "by"}; then {"granted": …}
    suspended_for = models.CharField(max_length=30, blank=True)
    examiner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    inspectors: Any = models.JSONField(default=list)  # user ids, two or more
    findings: Any = PersonalJSONField("findings", PersonalClass.GENERAL, purpose="what inspection and review found")
    ready: Any = models.JSONField(default=list)  # acts for which the process waits; "do:<task>" for a step of its own
    asked: Any = models.JSONField(
        default=list
    )  # open steps, and other organs' done ones: {"key", "post", "org", "region", "open"}
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    refused = models.BooleanField(default=False)  # stays so when it is delivered
    ended_at = models.DateTimeField(null=True)
    due_on = models.DateField(default=NEVER)  # of the clock that runs now; NEVER when none does
    yellow_on = models.DateField(default=NEVER)
    paused = models.BooleanField(default=False)
    protects = models.CharField(max_length=60, blank=True, default="")  # groups of `protection`, a space between

    class Meta:
        indexes = [
            models.Index(fields=["org_code", "due_on", "id"], name="case_desk", condition=models.Q(is_open=True)),
            models.Index(fields=["region_code", "due_on", "id"], name="case_region", condition=models.Q(is_open=True)),
            models.Index(fields=["user", "-id"], name="case_mine"),
            models.Index(fields=["region_code", "-id"], name="case_deemed", condition=models.Q(deemed=True)),
            models.Index(fields=["correction_due"], name="case_correction", condition=models.Q(state="correction")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"

    @property
    def shown_item(self) -> str:
        return as_read(self.item_name, self.item_name_en)

    @property
    def state_name(self) -> str:
        """What was refused is refused, also when its decision was received."""
        if self.refused and self.state == State.DELIVERED:
            return f"{State.REFUSED.label} · {State.DELIVERED.label}"
        return str(self.get_state_display())

    @property
    def guide(self) -> Any:
        return frozen_guide(self.version_id)

    @property
    def has_due(self) -> bool:
        return self.due_on != NEVER

    @property
    def days_left(self) -> int:
        """Calendar days, for a glance; the clock's own reading counts working days."""
        return (self.due_on - clock.today()).days

    def lamp(self) -> str:
        """green, yellow, red, paused, none; as the promise behind it."""
        if self.paused:
            return "paused"
        if not self.is_open or not self.has_due:
            return "none"
        today = clock.today()
        if today > self.due_on:
            return "red"
        return "yellow" if today >= self.yellow_on else "green"


class Comment(models.Model):
    """A word between officials on a case; never shown to the applicant."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = PersonalField("text", PersonalClass.GENERAL, purpose="internal remark on a case")
    at = models.DateTimeField(default=clock.now)


class MaterialCheck(models.Model):
    """An examiner ticked a material against its standard, or said what is wrong with it."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="checks")
    key = models.CharField(max_length=60)  # a material's key, or "point:<key>" of a review point
    passed = models.BooleanField()
    remark = PersonalField("text", PersonalClass.GENERAL, purpose="what is wrong with a material")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="check_once")]


class Step(models.Model):
    """A task of the process that is no act of the law: legal examination, collective discussion, the opinion of another
    organ. It has its own post, organ and days, all under the one limit of the case (W1, W2)."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    occurrence = models.CharField(max_length=110)  # of the task in the run, which may come round again, and its key
    key = models.CharField(max_length=60)  # the task as it is drawn
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)  # what the drawing says to whoever does it
    post = models.CharField(max_length=40)
    not_same_as = models.CharField(max_length=60, blank=True)
    asks_whether = models.BooleanField(default=False)  # whether they agree, not only that it is done
    asks = models.CharField(max_length=200, blank=True)  # or yes or no to a question of its own
    org_code = models.CharField(max_length=18)
    region_code = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    due_on = models.DateField(default=NEVER)
    is_open = models.BooleanField(default=True)
    agreed = models.BooleanField(null=True)
    words = PersonalField("text", PersonalClass.GENERAL, purpose="what an official says to a step of the process")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "occurrence"], name="step_once")]
        indexes = [
            models.Index(fields=["org_code", "due_on", "id"], name="step_desk", condition=models.Q(is_open=True)),
            models.Index(fields=["region_code", "due_on", "id"], name="step_region", condition=models.Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.org_code}"

    @property
    def shown_name(self) -> str:
        return as_read(self.name, self.name_en)

    @property
    def organ_name(self) -> str:
        return organisation(self.org_code).shown_name

    @property
    def case_organ(self) -> str:
        return organisation(self.case.org_code).shown_name

    @property
    def act(self) -> str:
        return f"do:{self.key}"

    @property
    def has_due(self) -> bool:
        return self.due_on != NEVER

    def lamp(self) -> str:
        """green, yellow on its last day, red, none."""
        if not self.is_open or not self.has_due:
            return "none"
        today = clock.today()
        return "red" if today > self.due_on else "yellow" if today == self.due_on else "green"
