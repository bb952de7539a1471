"""The stage: one copy of the demo county per session, where several processes meet; see `tests/stage.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.stage import Partner, Stage

if TYPE_CHECKING:
    from tests.town import Town


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """Built once for all walks of a file, and undone."""
    from django.db import transaction

    from tests.town import build

    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    with django_db_blocker.unblock():
        made = Stage()
    yield made
    with django_db_blocker.unblock():
        made.gone()


@pytest.fixture
def on_stage(stage: Stage, django_db_blocker: Any) -> Iterator[Stage]:
    """This process stands on the stage too; what it commits stays until the session ends."""
    with django_db_blocker.unblock(), stage.on():
        yield stage


@pytest.fixture(scope="session")
def partners(stage: Stage) -> Iterator[list[Partner]]:
    """Two processes that try the same act at the same instant, kept for all scenarios like two web workers."""
    from django.conf import settings

    with open(settings.DATA_DIR / "partners.log", "a") as words:
        pair = [Partner(stage, number, words) for number in (0, 1)]
        yield pair
        for partner in pair:
            partner.stop()
