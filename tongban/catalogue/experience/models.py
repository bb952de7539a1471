from __future__ import annotations

from typing import Any

from django.db import models


class Experience(models.Model):
    """What a year of decided cases says of an item: so many, how long half and nine in ten of them took, and what
    applicants were sent back for. Working days from receiving to deciding, corrections and stopped clocks included.
    """

    item = models.OneToOneField("catalogue.Item", models.CASCADE, related_name="experience")
    decided = models.PositiveIntegerField()
    half = models.PositiveIntegerField()
    nine_in_ten = models.PositiveIntegerField()
    received = models.PositiveIntegerField()  # the share of those sent back is of these
    sent_back = models.PositiveIntegerField()
    why: Any = models.JSONField(default=list)  # [[key of a material or "form", cases], …], the most frequent first

    def __str__(self) -> str:
        return f"{self.item_id}: {self.half}/{self.nine_in_ten} of {self.decided}"
