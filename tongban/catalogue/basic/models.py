from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import get_language

from tongban.catalogue.basic.content import BasicContent, load_basic
from tongban.catalogue.states import OPEN, Standing
from tongban.catalogue.versions import Version
from tongban.kit import clock
from tongban.kit.subjects import Subject

OPEN_STATES = tuple(sorted(map(str, OPEN)))


class BasicItem(Subject):
    """One entry of the basic list. `region_code`: the division whose keepers look after this copy of the list."""

    subject_type = "basic_item"

    code = models.CharField(max_length=64)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=400, blank=True)
    type_code = models.CharField(max_length=4)
    region_code = models.CharField(max_length=12)
    levels: Any = models.JSONField(default=list)
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.IN_USE)
    current = models.ForeignKey("catalogue.BasicVersion", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "region_code"], name="basic_once")]
        indexes = [models.Index(fields=["region_code", "code"], name="basic_region")]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name

    @property
    def is_published(self) -> bool:
        return self.current_id is not None


class BasicVersion(Version):
    item = models.ForeignKey(BasicItem, models.PROTECT, related_name="versions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="basic_version_number"),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(state__in=OPEN_STATES), name="basic_version_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"

    @cached_property
    def basic(self) -> BasicContent:
        return load_basic(self.content)
