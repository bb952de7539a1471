from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from tongban.catalogue.api import frozen_guide
from tongban.intake.states import Channel, State
from tongban.kit import clock, ids
from tongban.kit.fields import PersonalClass, PersonalField, PersonalJSONField
from tongban.kit.languages import as_read
from tongban.kit.subjects import Subject


class Application(Subject):
    """What somebody asks for, under one version of a guide, from the first click to the submission."""

    subject_type = "application"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("people.Enterprise", models.PROTECT, null=True, related_name="+")
    version = models.ForeignKey("catalogue.ItemVersion", models.PROTECT, related_name="+")
    bundle: Any = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")  # 一件事 it is part of
    item_name = models.CharField(max_length=300)
    item_name_en = models.CharField(max_length=400, blank=True)
    region_code = models.CharField(max_length=12)
    org_code = models.CharField(max_length=18)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PC)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )  # who acts for them
    mandate = models.ForeignKey(
        "people.Mandate", models.PROTECT, null=True, related_name="+"
    )  # under which it was begun
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    situation: Any = PersonalJSONField("situation", PersonalClass.GENERAL, purpose="which materials and fields apply")
    answers: Any = PersonalJSONField("answers", PersonalClass.SENSITIVE, purpose="the application form")
    reached = models.PositiveSmallIntegerField(default=0)  # how many steps of the form were completed
    made_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True)
    receipt_no = models.CharField(max_length=24, unique=True, null=True)
    query_code = PersonalField("query_code", PersonalClass.GENERAL, purpose="progress without an account")
    carried: Any = PersonalJSONField("carried", PersonalClass.GENERAL, purpose="what earlier items of a bundle gave it")

    class Meta:
        indexes = [models.Index(fields=["user", "state", "-id"], name="application_mine")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="submitted") | models.Q(receipt_no__isnull=False, submitted_at__isnull=False),
                name="application_submitted_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_name} {self.state}"

    @property
    def shown_item(self) -> str:
        return as_read(self.item_name, self.item_name_en)

    @property
    def guide(self) -> Any:
        return frozen_guide(self.version_id)


class MaterialFile(models.Model):
    """A file handed in for one material of the guide, in the order it was handed in."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="material_files")
    material_key = models.CharField(max_length=60)
    file = models.ForeignKey("documents.File", models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=0)  # 0 with the application, 1 with the correction
    note = PersonalField("text", PersonalClass.GENERAL, purpose="what its owner says about a file")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["material_key", "id"]
        indexes = [models.Index(fields=["application", "material_key"], name="material_of_application")]
