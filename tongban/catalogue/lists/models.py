"""Rows beside the items: which list each stands on, the counts, planned days, and how often people asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models

from tongban.kit import clock


class ListedItem(models.Model):
    """An item stands on a list. `at`: region code and item code, so that a subtree of places is one range of an index
    and a page begins wherever the last one ended.
    """

    slug = models.CharField(max_length=20)
    at = models.CharField(max_length=80)
    item = models.ForeignKey("catalogue.Item", models.PROTECT, related_name="listed")
    org_code = models.CharField(max_length=18)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "at"], name="listed_once")]
        indexes = [models.Index(fields=["slug", "org_code", "at"], name="listed_org")]

    def __str__(self) -> str:
        return f"{self.slug} {self.at}"


class ListFigure(models.Model):
    """How many items stand on a list: in a place of any level with everything inside it (`org_code` empty), or of one
    department in the place whose own it is.
    """

    region_code = models.CharField(max_length=12)
    org_code = models.CharField(max_length=18, blank=True)
    slug = models.CharField(max_length=20)
    items = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region_code", "org_code", "slug"], name="figure_once")]
        indexes = [models.Index(fields=["org_code", "region_code"], name="figure_org")]

    def __str__(self) -> str:
        return f"{self.slug} {self.region_code} {self.org_code}: {self.items}"


class ListState(models.Model):
    """One row, locked by whoever changes rows and counts. `edition`: of the definitions by which all was read, or is
    being read now, up to the item `last`.
    """

    edition = models.CharField(max_length=16, blank=True)
    last = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.edition} {self.last or ''}"


class OnlinePlan(models.Model):
    """The day from which an item that is not online yet can be done online; `first_planned_on` is what was said first."""

    item = models.OneToOneField("catalogue.Item", models.PROTECT, related_name="online_plan")
    planned_on = models.DateField()
    first_planned_on = models.DateField()
    reason = models.CharField(max_length=300)
    planned_by: Any = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["planned_on"], name="plan_day")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.planned_on}"

    @property
    def is_late(self) -> bool:
        return self.planned_on < clock.today()

    @property
    def was_moved(self) -> bool:
        return self.planned_on != self.first_planned_on


class ItemUse(models.Model):
    """How many applications for an item came in during one month (its first day)."""

    code = models.CharField(max_length=64)
    month = models.DateField()
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "month"], name="use_once")]
        indexes = [models.Index(fields=["month", "code"], name="use_month")]

    def __str__(self) -> str:
        return f"{self.code} {self.month:%Y-%m}: {self.times}"


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)
