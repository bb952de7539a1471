"""The door of `catalogue`."""

from tongban.catalogue.actions import draft, open_version, publish, send_back, submit_for_review
from tongban.catalogue.announcements import published
from tongban.catalogue.checks import check
from tongban.catalogue.guide import Guide, Material, load
from tongban.catalogue.models import Item, ItemVersion, frozen_guide
from tongban.catalogue.queries import item_by_code, published_in, version
from tongban.catalogue.rules import check_can_edit, check_can_publish
from tongban.catalogue.states import TABLE, State

__all__ = [
    "TABLE",
    "Guide",
    "Item",
    "ItemVersion",
    "Material",
    "State",
    "check",
    "check_can_edit",
    "check_can_publish",
    "draft",
    "frozen_guide",
    "item_by_code",
    "load",
    "open_version",
    "publish",
    "published",
    "published_in",
    "send_back",
    "submit_for_review",
    "version",
]
