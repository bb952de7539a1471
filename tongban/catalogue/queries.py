from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongban.catalogue.models import LISTED, Item, ItemVersion
from tongban.kit.errors import Refused
from tongban.kit.prepared import Prepared
from tongban.regions.api import subtree_range


def published_in(region_code: str) -> QuerySet[Item]:
    """Published items of a subtree, by code."""
    low, high = subtree_range(region_code)
    return Item.objects.filter(LISTED, region_code__gte=low, region_code__lt=high)


BY_CODE = Prepared(lambda: Item.objects.select_related("current"), "code")


def item_by_code(code: str) -> Item:
    found = BY_CODE.first(code)
    if found is None:
        missing = Refused(_("There is no item with this code."), found=code, cure=_("Search for it by name."))
        missing.status = 404
        raise missing
    return found


def version(key: str) -> ItemVersion:
    return ItemVersion.objects.select_related("item").get(pk=key)
