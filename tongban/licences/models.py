from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from tongban.kit import clock
from tongban.kit.fields import PersonalClass, PersonalField, PersonalJSONField
from tongban.kit.subjects import Subject
from tongban.licences.states import State


class LicenceType(models.Model):
    """A kind of licence: who defined it, and what its face shows, in order (C3, L1)."""

    code = models.CharField(primary_key=True, max_length=21)  # USCC of the definer (18) + sequence (3)
    slug = models.SlugField(max_length=60, unique=True)  # as guides name it: food_operation_licence
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=160, blank=True)
    face: Any = models.JSONField(default=list)  # [{"key", "label": {zh,en}, "from": expression over the grant}]
    validity_years = models.PositiveSmallIntegerField(null=True, blank=True)


class Licence(Subject):
    """One licence, one version. A change issues the next version; the earlier one stays as it was."""

    subject_type = "licence"

    identifier = models.CharField(max_length=128, unique=True)  # GB/T 36904: 1.2.156.3005.2.T.A.S.V.C
    number = models.CharField(max_length=80, unique=True)
    type = models.ForeignKey(LicenceType, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State.choices, default=State.VALID)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    holder_name = PersonalField("name", PersonalClass.GENERAL, purpose="who holds the licence")
    holder_code = PersonalField("id_number", PersonalClass.SENSITIVE, purpose="who holds the licence", indexed=True)
    enterprise_key = models.CharField(max_length=40, blank=True)
    org_code = models.CharField(max_length=18)
    region_code = models.CharField(max_length=12)
    face: Any = PersonalJSONField("licence_face", PersonalClass.SENSITIVE, purpose="what the licence shows")
    origin_type = models.CharField(max_length=40)
    origin_key = models.CharField(max_length=64)
    issued_on = models.DateField(default=clock.today)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)
    paper = models.ForeignKey("documents.Paper", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin_type", "origin_key"], name="licence_once_per_origin")]
        indexes = [models.Index(fields=["holder", "-id"], name="licence_holder")]

    @property
    def has_expired(self) -> bool:
        return self.valid_until is not None and self.valid_until < clock.today()
