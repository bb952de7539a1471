from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from tongban.kit import clock
from tongban.kit.fields import PersonalClass, PersonalField
from tongban.kit.languages import as_read
from tongban.kit.subjects import Subject


class Invitation(Subject):
    """One service occurrence may be rated once (一次一评). Until then it is unrated, and counts as unrated.

    `grade`: 5 very satisfied … 1 very dissatisfied (the direction of 好差评, standards §12).
    """

    subject_type = "rating"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    origin_type = models.CharField(max_length=40)
    origin_key = models.CharField(max_length=64)
    occasion = models.CharField(max_length=20)  # apply, accept, finish: the service number within the origin
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=400, blank=True)
    region_code = models.CharField(max_length=12)
    org_code = models.CharField(max_length=18)
    invited_at = models.DateTimeField(default=clock.now)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    options: Any = models.JSONField(default=list)
    words = PersonalField("text", PersonalClass.GENERAL, purpose="what the rater says")
    channel = models.CharField(max_length=10, default="pc")
    rated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin_type", "origin_key", "occasion"], name="rating_once"),
            models.CheckConstraint(
                condition=models.Q(grade__isnull=True, rated_at__isnull=True)
                | models.Q(grade__range=(1, 5), rated_at__isnull=False),
                name="rating_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="rating_mine"),
            models.Index(fields=["region_code", "-id"], name="rating_region"),
        ]

    @property
    def shown_title(self) -> str:
        return as_read(self.title, self.title_en)

    @property
    def is_bad(self) -> bool:
        return self.grade is not None and self.grade <= 2
