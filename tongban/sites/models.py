from __future__ import annotations

from django.conf import settings
from django.db import models

from tongban.kit import clock, ids
from tongban.kit.subjects import Subject


class Emblem(models.Model):
    """A picture as it was checked and written anew, by its digest; the same picture is kept once."""

    digest = models.CharField(primary_key=True, max_length=64)
    kind = models.CharField(max_length=20)  # image/png, image/svg+xml
    content = models.BinaryField()


class Site(Subject):
    """The site of a province, city or county. `latest` is the number of its last appearance, in force or not."""

    subject_type = "site"

    region_code = models.CharField(max_length=12, unique=True)
    current = models.ForeignKey("Appearance", models.PROTECT, null=True, related_name="+")
    latest = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)

    @property
    def current_number(self) -> int:
        return self.current.number if self.current else 0


class Appearance(models.Model):
    """Settings of a site as somebody saved them; written once. `content` has the shape of `content.EMPTY`."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    site = models.ForeignKey(Site, models.CASCADE, related_name="appearances")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    emblem = models.ForeignKey(Emblem, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="site_appearance_once")]
