from __future__ import annotations

from typing import Any

from django.db import models

from tongban.kit import clock, ids
from tongban.kit.fields import PersonalBytesField, PersonalClass


class ProcessVersion(models.Model):
    """A drawing, frozen. A new drawing of the same process is the next version; running cases keep theirs (W1)."""

    digest = models.CharField(primary_key=True, max_length=64)
    code = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    xml = models.TextField()
    made_at = models.DateTimeField(default=clock.now)

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
