"""The door of `catalogue`."""

from tongban.catalogue import browsing, places, publishing
from tongban.catalogue.actions import (
    ChangedMeanwhile,
    digest_of,
    draft,
    open_version,
    publish,
    send_back,
    submit_for_review,
)
from tongban.catalogue.announcements import published
from tongban.catalogue.browsing import Asked, search
from tongban.catalogue.bundles.making import compose
from tongban.catalogue.checks import check
from tongban.catalogue.guide import Guide, Material, load
from tongban.catalogue.indexing import PUBLIC, rebuild, the_index
from tongban.catalogue.life import SITUATIONS
from tongban.catalogue.models import Item, ItemVersion, frozen_guide
from tongban.catalogue.partial import PartialGuide, is_partial
from tongban.catalogue.queries import item_by_code, published_in, version
from tongban.catalogue.rules import check_can_edit, check_can_publish
from tongban.catalogue.situations import carried
from tongban.catalogue.states import TABLE, State
from tongban.catalogue.topics import topics

__all__ = [
    "PUBLIC",
    "SITUATIONS",
    "TABLE",
    "Asked",
    "ChangedMeanwhile",
    "Guide",
    "Item",
    "ItemVersion",
    "Material",
    "PartialGuide",
    "State",
    "browsing",
    "carried",
    "check",
    "check_can_edit",
    "check_can_publish",
    "compose",
    "digest_of",
    "draft",
    "frozen_guide",
    "is_partial",
    "item_by_code",
    "load",
    "open_version",
    "places",
    "publish",
    "published",
    "published_in",
    "publishing",
    "rebuild",
    "search",
    "send_back",
    "submit_for_review",
    "the_index",
    "topics",
    "version",
]
