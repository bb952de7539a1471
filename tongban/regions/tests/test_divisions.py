from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from tongban.kit.errors import BadInput, Refused
from tongban.regions import divisions
from tongban.regions.divisions import Division, load

TINY = {
    "provinces.csv": 'code,name\n44,"广东省"\n51,"四川省"\n',
    "cities.csv": 'code,name,provinceCode\n4419,"东莞市",44\n5101,"成都市",51\n',
    "areas.csv": 'code,name,cityCode,provinceCode\n441900,"东莞市",4419,44\n'
    '510129,"大邑县",5101,51\n510131,"蒲江县",5101,51\n',
    "streets.csv": "code,name,areaCode,provinceCode,cityCode\n"
    '441900003,"东城街道",441900,44,4419\n510131001,"鹤山街道",510131,51,5101\n510131101,"大塘镇",510131,51,5101\n',
    "villages.csv": "code,name,streetCode,provinceCode,cityCode,areaCode\n"
    '510131001001,"鹤山社区居委会",510131001,51,5101,510131\n510131101200,"洪福村村委会",510131101,51,5101,510131',
}

fetched = pytest.mark.skipif(not (divisions.SHIPPED / "villages.csv").exists(), reason="run `make setup`")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    for name, text in TINY.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_a_county_comes_with_everything_above_and_inside_it(tiny: Path) -> None:
    assert [(one.code12, one.name, one.level, one.parent_code12) for one in load("510131", tiny)] == [
        ("510000000000", "四川省", 1, None),
        ("510100000000", "成都市", 2, "510000000000"),
        ("510131000000", "蒲江县", 3, "510100000000"),
        ("510131001000", "鹤山街道", 4, "510131000000"),
        ("510131101000", "大塘镇", 4, "510131000000"),
        ("510131001001", "鹤山社区居委会", 5, "510131001000"),
        ("510131101200", "洪福村村委会", 5, "510131101000"),
    ]


def test_one_village_comes_alone_with_its_line_upwards(tiny: Path) -> None:
    assert [one.level for one in load("510131101200", tiny)] == [1, 2, 3, 4, 5]


def test_a_city_without_counties_is_one_place_not_two(tiny: Path) -> None:
    found = load("4419", tiny)
    assert found == load("441900", tiny)
    assert [(one.code12, one.level) for one in found] == [
        ("440000000000", 1),
        ("441900000000", 2),
        ("441900003000", 4),
    ]


def test_who_mistypes_the_county_is_shown_those_beside_it(tiny: Path) -> None:
    with pytest.raises(Refused) as refused:
        load("510132", tiny)
    assert refused.value.found == "510132000000"
    assert "510131000000 蒲江县" in refused.value.cure


def test_who_types_the_name_is_shown_its_code(tiny: Path) -> None:
    with pytest.raises(BadInput) as refused:
        load("蒲江", tiny)
    assert "510131000000 蒲江县" in refused.value.cure


def test_who_names_a_province_that_is_none_is_told_so(tiny: Path) -> None:
    with pytest.raises(Refused) as refused:
        load("57", tiny)
    assert refused.value.found == "570000000000"


def test_without_the_list_one_is_told_to_set_up(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load("510131", tmp_path / "nowhere")
    assert "make setup" in refused.value.cure


def test_a_level_that_is_no_government_says_so() -> None:
    assert Division("110100000000", "市辖区", 2, "110000000000").is_placeholder
    assert not Division("510100000000", "成都市", 2, "510000000000").is_placeholder


@fetched
@pytest.mark.parametrize(
    ("root", "counts"),
    [
        ("510131", {1: 1, 2: 1, 3: 1, 4: 8, 5: 93}),
        ("1304", {1: 1, 2: 1, 3: 20, 4: 246, 5: 5835}),
        ("419001", {1: 1, 2: 1, 3: 1, 4: 16, 5: 557}),
        ("4419", {1: 1, 2: 1, 4: 36, 5: 609}),
    ],
)
def test_the_real_list_holds_as_many_places_as_the_bureau_counted(root: str, counts: dict[int, int]) -> None:
    start = time.perf_counter()
    found = load(root)
    assert time.perf_counter() - start < 3
    assert Counter(one.level for one in found) == counts


@fetched
def test_no_place_of_a_province_is_an_orphan_or_comes_before_its_parent() -> None:
    seen: set[str | None] = {None}
    for one in load("51"):
        assert one.parent_code12 in seen
        assert one.code12 not in seen
        seen.add(one.code12)
