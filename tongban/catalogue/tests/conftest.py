from __future__ import annotations

import pytest


@pytest.fixture
def indexed(db: None) -> None:
    """The search index holds exactly what is in the database now."""
    from tongban.catalogue.indexing import rebuild

    rebuild()  # what another test put there has gone with it from the database, not from the index
