from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import pgettext_lazy as _p


class Level(models.IntegerChoices):
    PROVINCE = 1, _p("division level", "Province")
    CITY = 2, _p("division level", "City")
    COUNTY = 3, _p("division level", "County")
    TOWNSHIP = 4, _p("division level", "Township")
    VILLAGE = 5, _p("division level", "Village")


class Division(models.Model):
    """An administrative division. Codes change; a division is valid between two dates (R1)."""

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["parent", "code"], name="division_children")]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name


class Organisation(models.Model):
    """An organ that implements items. What its papers and its remedies need stands here as data."""

    code = models.CharField(primary_key=True, max_length=18)  # unified social credit code
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=160, blank=True)
    short_name = models.CharField(max_length=40, blank=True)
    region = models.ForeignKey(Division, models.PROTECT, related_name="organisations")
    kind = models.CharField(max_length=40)  # as remedies know it: county_department, city_department…
    word = models.CharField(max_length=20, blank=True)  # 机关代字, the beginning of its document numbers
    superior = models.CharField(max_length=100, blank=True)
    government = models.CharField(max_length=100, blank=True)
    court = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name
