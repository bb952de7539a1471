"""The world of the tests: the demo county, built once by the real actions; each test leaves it as it was."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Before settings are read: tests never touch an installation's own data folder.
os.environ["TONGBAN_DATA"] = tempfile.mkdtemp(prefix="tongban-test-")
os.environ.setdefault("TONGBAN_MODE", "demo")

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Creates the test database and builds the demo county in it."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        config = setup_databases(verbosity=0, interactive=False, keepdb=False)
        from demo.build import build

        build(lambda text: None, cases=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(config, verbosity=0)


@pytest.fixture()
def shared() -> Path:
    """Real input beside the checkout; tests that use it are skipped where it is not."""
    folder = Path(__file__).parent.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not here")
    return folder
