from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from tongban.kit import clock, ids
from tongban.kit.fields import PersonalBytesField, PersonalClass
from tongban.kit.subjects import Subject


class Process(Subject):
    """A process that an organ draws itself (W1). What is drawn waits here until a second person publishes it."""

    subject_type = "process"

    code = models.CharField(max_length=60, unique=True)  # by which guides name it
    name = models.CharField(max_length=120)
    org_code = models.CharField(max_length=18)
    region_code = models.CharField(max_length=12)
    drawing = models.TextField(blank=True)  # BPMN; empty once it is published
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField(null=True)
    proposed = models.BooleanField(default=False)  # waits for the second person
    sent_back = models.CharField(max_length=500, blank=True)  # why it did not pass
    number = models.PositiveIntegerField(default=0)  # of the version that new cases follow; 0: none yet

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["org_code", "code"], name="process_of_organ")]

    def __str__(self) -> str:
        return self.code


class ProcessVersion(models.Model):
    """A drawing, frozen. A new drawing of the same process is the next version; running cases keep theirs (W1)."""

    digest = models.CharField(primary_key=True, max_length=64)
    code = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    xml = models.TextField()
    acts: Any = models.JSONField(default=list)  # of its tasks
    made_at = models.DateTimeField(default=clock.now)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="process_version_number")]


class Run(models.Model):
    """A process under way for a subject. The state does not hold the drawing; it is dropped when the run ends."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    subject_type = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=64)
    process = models.ForeignKey(ProcessVersion, models.PROTECT, related_name="+")
    state = PersonalBytesField(
        "process", PersonalClass.GENERAL, purpose="where the process stands, and what it was told"
    )
    ready: Any = models.JSONField(default=list)  # [{"key", "act", "post", "name", "name_en", "shown", "shown_en"}]
    finished = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_type", "subject_key"], name="run_once")]
