from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue import reviewing
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.states import Standing, State
from tongban.catalogue.versions import Version
from tongban.kit.errors import NotAllowed, Refused
from tongban.kit.prepared import Prepared
from tongban.people.api import check_may, may


def check_can_edit(item: Item, user: Any) -> None:
    check_may(user, "catalogue.edit", org_code=item.org_code, region_code=item.region_code)


def check_can_publish(item: Item, version: ItemVersion, user: Any) -> None:
    """A second person publishes: never whoever wrote the draft (C6)."""
    check_may(user, "catalogue.publish", org_code=item.org_code, region_code=item.region_code)
    check_is_second(version, user)


def check_is_second(version: Version, user: Any) -> None:
    """Neither one of its writers nor one of its reviewers."""
    if version.had_a_hand_in_it(user):
        raise NotAllowed(
            _("You wrote or reviewed this; a second person has to publish it."),
            found=_("the same person"),
            wanted=_("another catalogue publisher"),
            cure=_("Ask a colleague who publishes for this region."),
        )


def check_can_send_back(item: Item, version: ItemVersion, user: Any) -> None:
    """Whoever reads it at this stage."""
    if version.state == State.WAITING and may(user, "catalogue.edit", org_code=item.org_code):
        return  # whose guide it is may take it back before its day
    if version.state in reviewing.PERMISSIONS:
        reviewing.check_can_pass(version, user, org_code=item.org_code, region_code=item.region_code)
    else:
        check_can_publish(item, version, user)


NOT_IN_USE = Prepared(lambda: Item.objects.exclude(standing=Standing.IN_USE), "versions")


def check_can_submit(version_key: Any) -> None:
    """A draft that was begun earlier is kept, and not taken in, while its item is suspended or after it was cancelled."""
    if (item := NOT_IN_USE.first(version_key)) is not None:
        check_can_apply(item)


def check_can_apply(item: Item) -> None:
    """Nobody applies anew for what is suspended or cancelled; what was submitted before goes on."""
    if item.is_in_use:
        _check_members(item)
        return
    cancelled = item.standing == Standing.CANCELLED
    message = _("This service is cancelled.") if cancelled else _("This service is suspended for now.")
    cure = _("The guide says which services go on with it.") if item.successors else _("Ask at the hall or call 12345.")
    raise Refused(message, found=item.standing_note, wanted=_("a service that is in use"), cure=cure)


def _check_members(item: Item) -> None:
    """A bundle stands still with a service that everybody needs; with one that only some need it goes on for the others."""
    if not item.is_bundle or item.current is None:
        return
    needed = [one["code"] for one in item.current.content.get("members") or () if not one.get("when")]
    out = Item.objects.filter(code__in=needed).exclude(standing=Standing.IN_USE).order_by("code").first()
    if out is not None:
        raise Refused(
            _("“%(name)s”, which everybody needs here, is suspended or cancelled.") % {"name": out.shown_name},
            found=out.standing_note,
            wanted=_("services that are in use"),
            cure=_("Apply for the others one by one, or ask at the hall or call 12345."),
        )


def check_can_import(item: Item, user: Any) -> None:
    """Editors for the items of their organ, publishers for those of their region and everything inside it."""
    if not may(user, "catalogue.publish", org_code=item.org_code, region_code=item.region_code):
        check_may(user, "catalogue.edit", org_code=item.org_code, region_code=item.region_code)
