from __future__ import annotations

import pytest

from tongban.catalogue.api import rebuild
from tongban.portal import halls


@pytest.fixture
def indexed(db: None) -> None:
    """The search index holds exactly what is in the database now."""
    rebuild()  # what another test put there has gone with it from the database, not from the index


@pytest.fixture(autouse=True)
def _nothing_gathered() -> None:
    halls.forget()
