"""What a version of a guide and a version of a basic item have in common: written, reviewed, effective from a day."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from tongban.catalogue.states import State
from tongban.kit import clock, ids


class Version(models.Model):
    """Changed while it is a draft; frozen from its publication on (C6).

    `reviews`: what the change needs before its publication, in order, each with what makes it needed; whoever passed
    it stands there afterwards. `effective_on`: the day from which it counts, nothing for at once.
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    content: Any = models.JSONField()
    digest = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    change_note = models.CharField(max_length=500, blank=True)
    reviews: Any = models.JSONField(default=list)
    effective_on = models.DateField(null=True)

    class Meta:
        abstract = True

    @property
    def review_in_hand(self) -> dict[str, Any] | None:
        """The review that the version waits for now."""
        return next((one for one in self.reviews if one["stage"] == self.state), None)
