"""Every row is on exactly one page, forwards and backwards."""

from __future__ import annotations

import base64
import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.audit.api import Entry
from tongban.kit.errors import BadInput
from tongban.kit.paging import page
from tongban.regions.api import Division

pytestmark = pytest.mark.django_db
HALF_A_PAIR = base64.urlsafe_b64encode(b'[false, "\\ud800"]').decode()
ORDERS = [["code"], ["-code"], ["level", "code"], ["level", "-code"], ["-level", "-code"]]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(ORDERS), st.integers(1, 60))
def test_walking_through_all_pages_meets_every_row_once(order: list[str], size: int) -> None:
    rows = Division.objects.all()
    wanted = [row.code for row in rows.order_by(*order)]
    met, cursor, last = [], "", None
    while True:
        found = page(rows, order, cursor, size)
        met += [row.code for row in found.rows]
        last = found
        if not found.next:
            break
        cursor = found.next
    assert met == wanted
    back = [row.code for row in last.rows]
    while last.previous:
        last = page(rows, order, last.previous, size)
        back = [row.code for row in last.rows] + back
    assert back == wanted


def test_the_only_page_has_no_neighbours_and_an_empty_list_has_none_either() -> None:
    assert (page(Division.objects.all(), ["code"], size=9999).next, page(Division.objects.none(), ["code"]).next) == (
        "",
        "",
    )


@pytest.mark.parametrize("cursor", ["x", "====", base64.urlsafe_b64encode(b"5").decode(), "ÄÖ", HALF_A_PAIR])
def test_what_is_no_mark_is_refused_in_words(cursor: str) -> None:
    with pytest.raises(BadInput, match="page mark"):
        page(Division.objects.all(), ["code"], cursor)


def test_a_mark_of_another_list_is_refused() -> None:
    mark = base64.urlsafe_b64encode(json.dumps([False, "a", "b"]).encode()).decode().rstrip("=")
    with pytest.raises(BadInput, match="another list|另一个列表"):
        page(Division.objects.all(), ["code"], mark)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_mark_of_a_moment_that_no_clock_shows_breaks_nothing(moment: str) -> None:
    """PostgreSQL takes it for a moment; SQLite is asked for one that Python cannot write."""
    mark = base64.urlsafe_b64encode(json.dumps([False, moment, "00000000-0000-0000-0000-000000000000"]).encode())
    with suppress(BadInput):
        page(Entry.objects.all(), ["-at", "-id"], mark.decode())


def test_a_page_reads_one_row_more_than_it_shows_and_counts_nothing(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1) as asked:  # type: ignore[operator]
        page(Division.objects.all(), ["code"], size=20)
    assert "LIMIT 21" in asked.captured_queries[0]["sql"]
    assert "COUNT" not in asked.captured_queries[0]["sql"]
