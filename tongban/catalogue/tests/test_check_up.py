"""The check-up of a list: what it finds, what it leaves alone, what it says across items (C8)."""

from __future__ import annotations

import json
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from tongban.catalogue.checkup.names import held, one_paper, plain
from tongban.catalogue.importing import import_items

ROW: dict[str, Any] = {
    "task_code": "11440000006939756B2440101007000",
    "name": "临时价格干预范围事项提价申报",
    "type_code": "01",
    "dept": "演示发展改革局",
    "dept_uscc": "11440000006939756B",
    "area_code": "440000",
    "visits": 0,
    "online": True,
    "legal_days": 30,
    "legal_unit": "工作日",
    "promise_days": 7,
    "promise_unit": "工作日",
    "conditions": "经营者可以申报。",
    "materials": ["提价申报申请报告"],
    "location": "演示路1号",
    "consult": "020-34121084",
    "complain": "020-83134173",
}


def checked(tmp_path: Path, *rows: dict[str, Any], **options: Any) -> dict[str, Any]:
    path = tmp_path / "items.jsonl"
    path.write_text("\n".join(json.dumps(ROW | row, ensure_ascii=False) for row in rows))
    assert import_items(path, publish=True).created == len(rows)
    out = StringIO()
    call_command("check_up", json=True, region="44", stdout=out, **options)
    return dict(json.loads(out.getvalue()))


def found(told: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(one["rule"], one["severity"], one["path"]) for one in told["results"]}


pytestmark = pytest.mark.django_db


def test_a_complete_item_has_no_finding(tmp_path: Path) -> None:
    told = checked(tmp_path, {})
    assert (told["items"], told["results"]) == (1, [])


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ({"materials": ["申请表", "其他相关材料"]}, ("vague_clause", "error", "materials[1]")),
        ({"materials": ["能够证明股权或股票价格的有关材料"]}, ("vague_clause", "warning", "materials[0]")),
        (
            {"conditions": "（一）年满十八岁；（二）法律、法规规定的其他条件。"},
            ("vague_clause", "error", "conditions[0]"),
        ),
        ({"materials": ["申请人身份证复印件"]}, ("held_by_government", "warning", "materials[0]")),
        ({"promise_days": 31}, ("promise_longer_than_law", "error", "promise_days")),
        ({"online": False}, ("no_visit_but_not_online", "error", "visits")),
        ({"complain": "020-34121084"}, ("same_for_asking_and_complaining", "warning", "complain[0]")),
        ({"complain": None}, ("missing_element", "warning", "complain")),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    tmp_path: Path, row: dict[str, Any], finding: tuple[str, str, str]
) -> None:
    assert finding in found(checked(tmp_path, row))


def test_levels_that_differ_in_what_they_must_not_are_told_beside_the_usual(tmp_path: Path) -> None:
    codes = ["11440000006939756B2440101007000", "11440000006939756B3440101007000", "11440000006939756B4440101007000"]
    told = checked(
        tmp_path,
        *({"task_code": code, "name": name} for code, name in zip(codes, ["甲事项", "甲事项", "乙事项"], strict=True)),
    )
    [one] = [one for one in told["results"] if one["rule"] == "differs_across_levels"]
    assert (one["code"], one["found"]) == (codes[2], "乙事项")
    assert "甲事项" in one["wanted"]


def test_figures_stand_for_each_department_and_rule(tmp_path: Path) -> None:
    told = checked(tmp_path, {"materials": ["其他材料", "营业执照"]})
    assert told["rules"] == {"vague_clause": 1, "held_by_government": 1}
    assert told["departments"] == [
        {"org_code": "11440000006939756B", "org_name": "演示发展改革局", "errors": 1, "warnings": 1}
    ]


def test_a_division_below_is_checked_alone(tmp_path: Path) -> None:
    checked(tmp_path, {"materials": ["其他材料"]})
    out = StringIO()
    call_command("check_up", json=True, region="45", stdout=out)
    assert json.loads(out.getvalue())["items"] == 0


def test_the_demo_guides_are_checked_too() -> None:
    out = StringIO()
    call_command("check_up", region="510131", stdout=out)
    assert out.getvalue().startswith("16 items, 0 errors")


def test_names_of_one_paper_are_offered_for_merging() -> None:
    names = Counter({"居民身份证": 5, "身份证复印件": 2, "申请人身份证（正反面）": 1, "身份证明": 3, "营业执照": 1})
    [one] = one_paper(names)
    assert one.name == "居民身份证"
    assert {name for name, _count in one.others} == {"身份证复印件", "申请人身份证（正反面）"}
    assert one.count == 8


def test_the_form_for_a_renewal_is_not_the_form_for_a_change() -> None:
    assert plain("行政许可申请书（延续）") != plain("行政许可申请书（变更）")
    assert plain("营业执照（复印件）") == plain("企业营业执照副本")
    assert held("户口簿原件") == "居民户口簿"
    assert held("身份证明") == ""


@given(st.text(max_size=60))
def test_no_name_is_lost(name: str) -> None:
    assert plain(name) or not name
