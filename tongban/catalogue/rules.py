from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.models import Item, ItemVersion
from tongban.kit.errors import NotAllowed
from tongban.people.api import check_may, may


def check_can_edit(item: Item, user: Any) -> None:
    check_may(user, "catalogue.edit", org_code=item.org_code, region_code=item.region_code)


def check_can_publish(item: Item, version: ItemVersion, user: Any) -> None:
    """A second person publishes: never whoever wrote the draft (C6)."""
    check_may(user, "catalogue.publish", org_code=item.org_code, region_code=item.region_code)
    if version.made_by_id is not None and version.made_by_id == getattr(user, "pk", None):
        raise NotAllowed(
            _("You wrote this draft; a second person has to publish it."),
            found=_("the same person"),
            wanted=_("another catalogue publisher"),
            cure=_("Ask a colleague who publishes for this region."),
        )


def check_can_import(item: Item, user: Any) -> None:
    """Editors for the items of their organ, publishers for those of their region and everything inside it."""
    if not may(user, "catalogue.publish", org_code=item.org_code, region_code=item.region_code):
        check_may(user, "catalogue.edit", org_code=item.org_code, region_code=item.region_code)
