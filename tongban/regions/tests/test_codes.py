from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kit.errors import BadInput
from tongban.regions import codes

DIGITS = st.sampled_from(codes.LENGTHS).flatmap(lambda n: st.from_regex(rf"\A[1-8][0-9]{{{n - 1}}}\Z"))


@pytest.mark.parametrize("short", ["510131", "510131000", "510131000000", " 510131 ", 510131])
def test_a_clerk_may_write_a_county_short_or_long(short: str | int) -> None:
    assert codes.normalise(short) == "510131000000"


@pytest.mark.parametrize(
    "wrong", ["", "5", "51013", "5101310", "蒲江县", "０５", "510131-", "012345", "-51013", "5101310010"]
)
def test_a_clerk_who_mistypes_a_code_is_told_what_a_code_looks_like(wrong: str) -> None:
    with pytest.raises(BadInput) as refused:
        codes.normalise(wrong)
    assert "510131" in refused.value.cure


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("51", 1, None),
        ("5101", 2, "510000000000"),
        ("510131", 3, "510100000000"),
        ("510131001", 4, "510131000000"),
        ("510131001001", 5, "510131001000"),
        ("441900003", 4, "441900000000"),
        ("441900", 2, "440000000000"),
    ],
)
def test_a_code_tells_its_level_and_who_is_above_it(code: str, level: int, parent: str | None) -> None:
    assert (codes.level_of(code), codes.parent_of(code)) == (level, parent)


def test_a_village_knows_everybody_above_it() -> None:
    assert codes.ancestors_of("510131001001") == [
        "510000000000",
        "510100000000",
        "510131000000",
        "510131001000",
    ]


@given(DIGITS)
def test_every_place_lies_within_itself_and_all_above_it(code: str) -> None:
    full = codes.normalise(code)
    for place in [full, *codes.ancestors_of(full)]:
        low, high = codes.subtree_range(place)
        assert low <= full < high
        assert len(low) == len(high) == 12


@given(DIGITS, DIGITS)
def test_a_place_is_in_the_range_exactly_when_it_is_inside(one: str, other: str) -> None:
    low, high = codes.subtree_range(one)
    inside = codes.normalise(other).startswith(codes.prefix_of(one))
    assert (low <= codes.normalise(other) < high) == inside
