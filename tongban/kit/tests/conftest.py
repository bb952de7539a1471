from __future__ import annotations

from collections.abc import Iterator

import pytest

from tongban.kit import announcements, questions


@pytest.fixture(autouse=True)
def _nothing_stays_registered() -> Iterator[None]:
    """Announcements and questions that a test invents are no part of the program."""
    said, asked = dict(announcements._all), dict(questions._all)
    yield
    announcements._all.clear()
    announcements._all.update(said)
    questions._all.clear()
    questions._all.update(asked)
