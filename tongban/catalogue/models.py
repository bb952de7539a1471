from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from tongban.catalogue.guide import Guide
from tongban.catalogue.partial import PartialGuide, is_partial, load_any
from tongban.catalogue.states import State
from tongban.kit import clock, ids
from tongban.kit.subjects import Subject


class Item(Subject):
    """One entry of an implementation list (实施清单): what one organ offers in one place.

    The columns repeat what lists and rights need of the current version, so that no list joins.
    """

    subject_type = "item"

    code = models.CharField(max_length=64, unique=True)  # 31 characters, or the older local code
    base_code = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=400, blank=True)
    region_code = models.CharField(max_length=12)
    org_code = models.CharField(max_length=18)
    org_name = models.CharField(max_length=120, blank=True)
    type_code = models.CharField(max_length=4, blank=True)
    audience: Any = models.JSONField(default=list)
    topics: Any = models.JSONField(default=list)
    aliases: Any = models.JSONField(default=list)
    current = models.ForeignKey("catalogue.ItemVersion", models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=40, default="desk")  # desk, demo, import
    source_digest = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["region_code", "code"], name="item_region"),
            models.Index(fields=["org_code", "code"], name="item_org"),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name

    @property
    def is_published(self) -> bool:
        return self.current_id is not None


class ItemVersion(models.Model):
    """One version of a guide. Changed while it is a draft; frozen from its publication on (C6)."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    content: Any = models.JSONField()
    digest = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    change_note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="version_number"),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(state__in=("draft", "review")), name="version_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"

    @cached_property
    def guide(self) -> Guide | PartialGuide:
        """The guide as it stands in this version. Frozen versions are parsed once per process."""
        return _parsed(self.pk, self.digest, self.content) if self.digest else load_any(self.content)

    @property
    def is_partial(self) -> bool:
        """Taken over from a list that says less than a guide must hold; nobody applies under it here."""
        return is_partial(self.content)


_guides: dict[tuple[Any, str], Guide | PartialGuide] = {}


def _parsed(key: Any, digest: str, content: Any) -> Guide | PartialGuide:
    found = _guides.get((key, digest))
    if found is None:
        if len(_guides) > 500:
            _guides.clear()
        found = _guides[(key, digest)] = load_any(content)
    return found


def frozen_guide(version_key: Any) -> Any:
    """The guide of a published version by its key, without a query once this process has seen it: applications and
    cases ask for it many times, and it never changes."""
    known = _frozen.get(version_key)
    if known is None:
        version = ItemVersion.objects.get(pk=version_key)
        known = version.guide
        if version.digest:
            if len(_frozen) > 500:
                _frozen.clear()
            _frozen[version_key] = known
    return known


_frozen: dict[Any, Any] = {}


from tongban.catalogue.exchange.models import ImportFault, ImportRun, ImportSource  # noqa: E402

__all__ = ["ImportFault", "ImportRun", "ImportSource", "Item", "ItemVersion", "frozen_guide"]
