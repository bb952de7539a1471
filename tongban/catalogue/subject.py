from __future__ import annotations

from typing import Any

from tongban.catalogue.basic.models import BasicItem
from tongban.catalogue.basic.queries import check_can_read
from tongban.catalogue.materials.models import SharedMaterial
from tongban.catalogue.models import Item
from tongban.kit.subjects import SubjectType
from tongban.people.api import check_may, may


def check_can_see(item: Item, user: Any) -> None:
    """A published guide is everybody's; an unpublished one belongs to those who write and publish it."""
    if item.is_published or may(user, "catalogue.publish", org_code=item.org_code, region_code=item.region_code):
        return
    check_may(user, "catalogue.edit", org_code=item.org_code, region_code=item.region_code)


SUBJECT = SubjectType(
    model=Item,
    label=lambda item: item.name,
    url=lambda item: f"/guides/{item.code}/",
    check_can_see=check_can_see,
    official_url=lambda item: f"/desk/catalogue/{item.pk}/",
)

MATERIAL = SubjectType(
    model=SharedMaterial,
    label=lambda material: material.name,
    url=lambda material: "",
    check_can_see=lambda material, user: check_can_read(user),
    official_url=lambda material: f"/desk/catalogue/materials/{material.pk}/",
)
BASIC = SubjectType(
    model=BasicItem,
    label=lambda item: item.name,
    url=lambda item: "",
    check_can_see=lambda item, user: check_can_read(user),
    official_url=lambda item: f"/desk/catalogue/basic/{item.pk}/",
)
