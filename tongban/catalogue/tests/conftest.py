from __future__ import annotations

import pytest

from tongban.catalogue.indexing import the_index
from tongban.catalogue.models import Item


@pytest.fixture
def indexed(db: None) -> None:
    """The search index holds exactly what is in the database now."""
    from tongban.catalogue.indexing import rebuild

    if not the_index().ready or len(the_index()) != Item.objects.count():
        rebuild()
