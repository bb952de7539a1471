from __future__ import annotations

from functools import cached_property

from django.db import models
from django.utils.translation import get_language

from tongban.catalogue.materials.content import SharedContent, load_shared
from tongban.catalogue.states import OPEN
from tongban.catalogue.versions import Version
from tongban.kit import clock
from tongban.kit.subjects import Subject

OPEN_STATES = tuple(sorted(map(str, OPEN)))


class SharedMaterial(Subject):
    """`region_code`: the division whose keepers look after it."""

    subject_type = "shared_material"

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=400, blank=True)
    region_code = models.CharField(max_length=12)
    current = models.ForeignKey("catalogue.MaterialVersion", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["region_code", "key"], name="material_region")]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name


class MaterialVersion(Version):
    material = models.ForeignKey(SharedMaterial, models.PROTECT, related_name="versions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["material", "number"], name="material_version_number"),
            models.UniqueConstraint(
                fields=["material"], condition=models.Q(state__in=OPEN_STATES), name="material_version_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material_id} v{self.number}"

    @cached_property
    def shared(self) -> SharedContent:
        return load_shared(self.content)


class MaterialUse(models.Model):
    """A guide, published or being worked on, asks for a shared material: so a change reaches exactly those."""

    item = models.ForeignKey("catalogue.Item", models.CASCADE, related_name="material_uses")
    key = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "item"], name="material_use_once")]

    def __str__(self) -> str:
        return f"{self.key} in {self.item_id}"
