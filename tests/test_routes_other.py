"""The walk of `test_routes` for officials of another organ of the county: a file of its own, so that the workers share the walks."""

from __future__ import annotations

import pytest

from tests import rights
from tests.rights import Report, person, told
from tests.town import Town
from tongban.people.api import ROLES


@pytest.mark.load
@pytest.mark.once
@pytest.mark.parametrize("login", [f"{role}-other" for role in ROLES])
def test_every_route(town: Town, login: str) -> None:
    report = Report()
    rights.walk(town, person(town, login), report)
    assert told(report) == []
