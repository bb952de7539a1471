from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.basic.models import BasicItem, BasicVersion
from tongban.kit.errors import NotAllowed
from tongban.people.api import check_may


def check_can_keep(item: BasicItem, user: Any) -> None:
    check_may(user, "catalogue.keep_basic", region_code=item.region_code)


def check_can_publish(item: BasicItem, version: BasicVersion, user: Any) -> None:
    """A second keeper publishes: neither one of its writers nor one of its reviewers (C6)."""
    check_can_keep(item, user)
    if version.had_a_hand_in_it(user):
        raise NotAllowed(
            _("You wrote or reviewed this; a second person has to publish it."),
            found=_("the same person"),
            wanted=_("another keeper of the basic list"),
            cure=_("Ask a colleague who keeps this list."),
        )
