from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.catalogue.states import OPEN, State
from tongban.catalogue.versions import Version

OPEN_STATES = tuple(sorted(map(str, OPEN)))


class Kind(models.TextChoices):
    SUSPEND = "suspend", _p("adjustment", "Suspend")
    RESUME = "resume", _p("adjustment", "Resume")
    CANCEL = "cancel", _p("adjustment", "Cancel")
    SPLIT = "split", _p("adjustment", "Split into several")
    MERGE = "merge", _p("adjustment", "Merge into another")


class Adjustment(Version):
    """A proposal, reviewed and published as a version of a guide is.

    `content`: `kind`, `reason`, `basis` (the document that orders it), `successors` (codes of the items that go on).
    """

    item = models.ForeignKey("catalogue.Item", models.PROTECT, related_name="adjustments")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="adjustment_number"),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(state__in=OPEN_STATES), name="adjustment_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.kind}"

    @property
    def kind(self) -> str:
        return str(self.content["kind"])

    @property
    def state_name(self) -> Any:
        """A proposal is followed by none: one that is not carried out was taken back."""
        return _p("adjustment", "Withdrawn") if self.state == State.SUPERSEDED else self.get_state_display()

    @property
    def kind_name(self) -> Any:
        return Kind(self.kind).label

    @property
    def successors(self) -> list[str]:
        return list(self.content.get("successors") or [])
