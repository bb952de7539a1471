from __future__ import annotations

from django.conf import settings
from django.db import models

from tongban.kit import clock
from tongban.kit.fields import PersonalClass, PersonalField
from tongban.kit.subjects import Subject


class Mistake(Subject):
    """What somebody told us is wrong with the site (网站找错). Nobody has to say who they are."""

    subject_type = "mistake"

    text = PersonalField("text", PersonalClass.GENERAL, purpose="what is wrong with a page")
    page = PersonalField(
        "page", PersonalClass.GENERAL, purpose="which page is wrong: an address may hold what was typed"
    )
    contact = PersonalField("contact", PersonalClass.GENERAL, purpose="where somebody wants the answer")
    made_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["-id"], name="mistake_open", condition=models.Q(settled_at__isnull=True))]
