from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from tongban.kit import clock
from tongban.kit.subjects import Subject


class OtherWord(Subject):
    """A word that people say, and the words of the catalogue that it stands for, from one place on downwards.

    No words: somebody looked at it, and it leads nowhere. `org_code`: the organ that keeps it, empty for the place.
    """

    subject_type = "other_word"

    word = models.CharField(max_length=64)  # as `search.normal.plain` writes it
    leads: Any = models.JSONField(default=list)
    region_code = models.CharField(max_length=12)
    org_code = models.CharField(max_length=18, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["word", "region_code", "org_code"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="other_word_once",
            )
        ]

    def __str__(self) -> str:
        return self.word


class Unanswered(models.Model):
    """How often a question found nothing on a day, asked from a place. Nobody's name, no address, no time of day."""

    day = models.DateField()
    region_code = models.CharField(max_length=12, blank=True)
    text = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "region_code", "text"], name="unanswered_once")]
        indexes = [models.Index(fields=["region_code", "day"], name="unanswered_place")]

    def __str__(self) -> str:
        return self.text


class AlsoNeeded(models.Model):
    """Who needed `item` also needed `other`: so many different applicants, never fewer than the setting wants."""

    item = models.ForeignKey("catalogue.Item", models.CASCADE, related_name="also_needed")
    other = models.ForeignKey("catalogue.Item", models.CASCADE, related_name="+")
    applicants = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "other"], name="also_needed_once")]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.other_id}"
