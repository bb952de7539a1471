"""How the demo's people came to their levels: by the register, at a window; one has shown nothing yet."""

from __future__ import annotations

from django.conf import settings

from demo.registers.server import connected
from tongban.people import api as people

SAID_ONLY = ("citizen5",)  # so that somebody can try the way up
SEEN = ("agent1",)


def raise_levels(logins: list[str]) -> None:
    clerk = people.User.objects.prefetch_related("posts").get(login="clerk1")
    with connected(settings.KEYS_DIR):
        for login in logins:
            user = people.User.objects.get(login=login)
            if login not in SAID_ONLY:
                people.compare(user=user, by=user)
            if login in SEEN:
                last = user.id_number[-6:]
                people.verify_at_window(
                    user=user, document="111", name=user.name, digits=last, again=last, second="113", by=clerk
                )
        for enterprise in people.Enterprise.objects.filter(legal_representative__gt=""):
            by = enterprise.mandates.select_related("agent").get(capacity="legal_representative").agent
            assert by is not None
            people.compare_enterprise(enterprise=enterprise, by=by)
