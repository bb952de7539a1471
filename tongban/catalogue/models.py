from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import get_language

from tongban.catalogue.guide import Guide
from tongban.catalogue.partial import PartialGuide, is_partial, load_any
from tongban.catalogue.states import OPEN, Standing
from tongban.catalogue.versions import Version
from tongban.kit import clock
from tongban.kit.subjects import Subject

OPEN_STATES = tuple(sorted(map(str, OPEN)))


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
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.IN_USE)
    standing_note = models.CharField(max_length=500, blank=True)
    standing_since = models.DateField(null=True)
    successors: Any = models.JSONField(default=list)  # codes of the items that go on with it
    is_bundle = models.BooleanField(default=False)  # its current guide has several services (一件事)
    from_org_code = models.CharField(max_length=18, blank=True)  # who entrusted or delegated it (委托、下放, R4)

    sent_back = ""  # why its draft came back, where a page was asked to say so

    class Meta:
        indexes = [
            models.Index(fields=["region_code", "code"], name="item_region"),
            models.Index(fields=["org_code", "code"], name="item_org"),
            models.Index(fields=["base_code", "code"], name="item_basic"),
            models.Index(fields=["from_org_code", "code"], name="item_from_org"),
            models.Index(fields=["changed_at"], name="item_changed"),
            models.Index(fields=["code"], name="item_bundle", condition=models.Q(is_bundle=True)),
            models.Index(fields=["code"], name="item_cancelled", condition=models.Q(standing="cancelled")),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name

    @property
    def is_published(self) -> bool:
        return self.current_id is not None

    @property
    def is_in_use(self) -> bool:
        return self.standing == Standing.IN_USE


LISTED = models.Q(current__isnull=False) & ~models.Q(standing=Standing.CANCELLED)
"""Published, and not cancelled: what lists and searches show. The page of a cancelled item stays and says who goes on."""


class ItemVersion(Version):
    """One version of a guide."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    importers: Any = models.JSONField(default=list)  # keys of all whose lists it was taken over from

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="version_number"),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(state__in=OPEN_STATES), name="version_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"

    def had_a_hand_in_it(self, user: Any) -> bool:
        """Whoever brought it in counts too, whatever others wrote since."""
        return super().had_a_hand_in_it(user) or str(getattr(user, "pk", "")) in self.importers

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

from tongban.catalogue.adjusting import models as _adjusting  # noqa: E402,F401 - their rows belong to this room
from tongban.catalogue.asking import models as _asking  # noqa: E402,F401
from tongban.catalogue.basic import models as _basic  # noqa: E402,F401
from tongban.catalogue.checkup import models as _checkup  # noqa: E402,F401
from tongban.catalogue.exchange import models as _exchange  # noqa: E402,F401
from tongban.catalogue.experience import models as _experience  # noqa: E402,F401
from tongban.catalogue.lists import models as _lists  # noqa: E402,F401
from tongban.catalogue.materials import models as _materials  # noqa: E402,F401
