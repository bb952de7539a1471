"""Places that only a list from elsewhere named are not offered to whoever fills in where they live."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tongban.regions.api import adopt_division, division_choices, divisions_offered
from tongban.regions.models import Division
from tongban.regions.queries import forget_divisions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    forget_divisions()
    yield
    forget_divisions()


def test_a_benchmarks_place_is_known_and_not_offered() -> None:
    adopt_division("440100000000")
    forget_divisions()
    known, offered = dict(division_choices("")), dict(divisions_offered(""))
    assert "440000000000" in known and "440000000000" not in offered
    assert "510000000000" in offered
    assert "440100000000" in dict(divisions_offered("440000000000"))  # where nothing else is loaded, what there is


def test_where_only_lists_named_places_they_are_offered() -> None:
    Division.objects.filter(parent=None).exclude(pk="510000000000").delete()
    Division.objects.filter(parent=None).update(source="named by an imported list")
    assert divisions_offered("") == [("510000000000", dict(division_choices(""))["510000000000"])]
