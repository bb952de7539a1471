from __future__ import annotations

import pytest

from tongban.regions.english import english_name


@pytest.mark.parametrize(
    ("name", "level", "english"),
    [
        ("四川省", 1, "Sichuan Province"),
        ("陕西省", 1, "Shaanxi Province"),
        ("山西省", 1, "Shanxi Province"),
        ("广西壮族自治区", 1, "Guangxi Zhuang Autonomous Region"),
        ("成都市", 2, "Chengdu City"),
        ("西安市", 2, "Xi'an City"),
        ("吕梁市", 2, "Lüliang City"),
        ("阿坝藏族羌族自治州", 2, "Aba Tibetan and Qiang Autonomous Prefecture"),
        ("蒲江县", 3, "Pujiang County"),
        ("邯山区", 3, "Hanshan District"),
        ("武安市", 3, "Wu'an City"),
        ("鹤山街道", 4, "Heshan Subdistrict"),
        ("大塘镇", 4, "Datang Town"),
        ("鹤山社区居委会", 5, "Heshan Community"),
        ("洪福村村委会", 5, "Hongfu Village"),
        ("石板镇村委会", 5, "Shibanzhen Village"),
        ("双江拉祜族佤族布朗族傣族自治县", 3, "Shuangjiang Lahu, Va, Blang and Dai Autonomous County"),
    ],
)
def test_a_visitor_reads_where_she_is(name: str, level: int, english: str) -> None:
    assert english_name(name, level) == english
