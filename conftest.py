"""The world of the tests: the demo county, built once by the real actions; each test leaves it as it was.

`pytest` runs on SQLite; `DATABASE_URL=… pytest` on the PostgreSQL named there, in a database `test_…` of its own
(`python scripts/postgres.py run --fast -- pytest` brings one along). With `-n 2` each worker has its own database,
folder of files and writer's lock (`config/settings_of_tests.py`: tests never touch an installation's own folder).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# A machine that is busy is no fault of the program.
hypothesis.settings.register_profile("shared machine", deadline=None)
hypothesis.settings.load_profile("shared machine")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Creates the test database (`django_db_modify_db_settings`: one per xdist worker) and builds the demo county in it."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        config = setup_databases(verbosity=0, interactive=False, keepdb=False)
        from django.db import connection

        from demo.build import build
        from tests import roles
        from tongban.outbox.api import drain

        build(lambda text: None, cases=False)
        drain()
        _know_the_header()
        patch = pytest.MonkeyPatch()
        if connection.vendor == "postgresql":
            roles.begin(patch)
    yield
    patch.undo()
    with django_db_blocker.unblock():
        teardown_databases(config, verbosity=0)


def _know_the_header() -> None:
    """A process asks once for the name in the header, and now and then for the faces of places; counts of queries are
    those of a process that runs, between two such moments."""
    from django.conf import settings

    from tongban.regions.api import names_of_division
    from tongban.sites import wearing

    names_of_division(settings.HOME_REGION)
    wearing.FRESH = float("inf")
    wearing.in_force()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What opens no database is the same on every one: on PostgreSQL it is left out, SQLite's half has run it."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return
    opens = {"db", "transactional_db", "django_db_setup", "live_server"}
    apart = {"load", "browser", "twice"}  # they start programs of their own

    def counts(item: pytest.Item) -> bool:
        names = {mark.name for mark in item.iter_markers()}
        return bool("django_db" in names or names & apart or opens & set(getattr(item, "fixturenames", ())))

    left_out = [item for item in items if not counts(item)]
    items[:] = [item for item in items if counts(item)]
    config.hook.pytest_deselected(items=left_out)


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(os.environ["TONGBAN_DATA"], ignore_errors=True)


@pytest.fixture(autouse=True)
def _fresh_blocks() -> None:
    """Blocks of numbers a process holds outlive the rollback of a test's transaction: give them back."""
    from tongban.kit import models

    models._blocks.clear()


@pytest.fixture(autouse=True)
def _no_heads_left_over() -> Iterator[None]:
    """Heads of the log that a test told bind a log that was rolled back."""
    from django.conf import settings

    yield
    settings.HEADS_FILE.unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _no_language_left_over() -> Iterator[None]:
    """A request of an earlier test must not decide the language of the next."""
    from django.utils import translation

    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def in_english() -> Iterator[None]:
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def shared() -> Path:
    """Real input beside the checkout; tests that use it are skipped where it is not."""
    folder = Path(__file__).parent.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not here")
    return folder
