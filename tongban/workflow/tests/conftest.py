from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The sentences that are compared here are the English ones."""
    with translation.override("en"):
        yield
