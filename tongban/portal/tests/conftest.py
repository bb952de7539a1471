from __future__ import annotations

import pytest

from tongban.catalogue.api import Item, rebuild, the_index
from tongban.portal import halls


@pytest.fixture
def indexed(db: None) -> None:
    """The search index holds exactly what is in the database now."""
    if not the_index().ready or len(the_index()) != Item.objects.count():
        rebuild()


@pytest.fixture(autouse=True)
def _nothing_gathered() -> None:
    halls.forget()
