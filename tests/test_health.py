"""`/healthz` reads plainly: everything is true when all is well."""

from __future__ import annotations

import pytest
from django.test import Client

from tongban.outbox.api import Row

pytestmark = pytest.mark.django_db


def test_all_is_well() -> None:
    told = Client().get("/healthz")
    assert told.status_code == 200 and all(told.json().values()), told.json()


def test_a_dead_letter_is_told_and_the_service_is_well() -> None:
    Row.objects.create(lane="letters", key="x", name="messages.deliver", payload={}, dead=True)
    told = Client().get("/healthz")
    assert told.status_code == 200 and told.json()["well"]
    assert told.json()["no_dead_letters"] is False
