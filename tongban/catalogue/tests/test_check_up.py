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


def test_a_word_of_the_house_and_a_persons_number_are_found_anywhere(tmp_path: Path) -> None:
    """保密审查 (Q8)"""
    told = checked(tmp_path, {"conditions": "按内部资料办理，不得外传。"})
    assert ("secret_word", "warning", "conditions[0].text.zh") in found(told)
    [words] = [one["found"] for one in told["results"] if one["rule"] == "secret_word"]
    assert "内部资料" in words or "不得外传" in words


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
    assert out.getvalue().startswith("共 56 个事项，错误 0 个")


def test_names_of_one_paper_are_offered_for_merging() -> None:
    names = Counter({"居民身份证": 5, "身份证复印件": 2, "申请人身份证（正反面）": 1, "身份证明": 3, "营业执照": 1})
    [one] = one_paper(names)
    assert one.name == "居民身份证"
    assert {name for name, _count in one.others} == {"身份证复印件", "申请人身份证（正反面）"}
    assert one.count == 8


def test_an_original_and_a_copy_are_not_offered_as_one_paper() -> None:
    names = Counter(
        {
            "有效身份证件原件": 4,
            "有效身份证件复印件": 3,
            "身份证件": 2,
            "身份证件（复印件）": 1,
            "身份证件原件及复印件": 1,
        }
    )
    offered = {one.paper: {one.name, *(name for name, _count in one.others)} for one in one_paper(names)}
    assert offered == {
        "身份证件": {"有效身份证件原件", "身份证件"},
        "身份证件复印件": {"有效身份证件复印件", "身份证件（复印件）"},
    }


def test_the_form_for_a_renewal_is_not_the_form_for_a_change() -> None:
    assert plain("行政许可申请书（延续）") != plain("行政许可申请书（变更）")
    assert plain("营业执照（复印件）") == plain("企业营业执照副本")
    assert held("户口簿原件") == "居民户口簿"
    assert held("身份证明") == ""


@given(st.text(max_size=60))
def test_no_name_is_lost(name: str) -> None:
    assert plain(name) or not name


@pytest.mark.parametrize(
    ("number", "lives"),
    [
        ("020-34121084转801", True), ("(8620)2236 0123", True), ("400-7000-690", True), ("020-12333-9", True),
        ("省厅：020-86351219、86351130", True), ("95598", True), ("110", True), ("13800138000", True),
        ("020-1234", False), ("0000-0000000", False), ("12345678", False), ("020-3412108", True), ("028-11111111", False),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_called_is_told(tmp_path: Path, number: str, lives: bool) -> None:
    told = checked(tmp_path, {"consult": number})
    assert (("dead_contact", "warning", "consult[0]") in found(told)) is not lives


@pytest.mark.parametrize(
    ("row", "rule", "is_found"),
    [
        ({"complain": "020-12345", "consult": "020-12345"}, "same_for_asking_and_complaining", False),
        ({"materials": ["身份证件原件"], "express": False}, "no_visit_but_originals", False),
        ({"materials": ["档案材料原件"], "express": False}, "no_visit_but_originals", True),
        ({"materials": ["档案材料原件"], "express": True}, "no_visit_but_originals", False),
        ({"materials": ["毕业证书复印件"]}, "photocopy_asked", True),
        ({"materials": ["申请表复印件"]}, "photocopy_asked", False),
        ({"materials": ["亲属关系证明"]}, "proof_nobody_issues", True),
        ({"materials": ["亲属关系证明或者户口簿"]}, "proof_nobody_issues", False),
        ({"conditions": "不属于警务工作秘密的事项。"}, "secret_word", False),
        ({"conditions": "工作秘密不得公开。"}, "secret_word", True),
        ({"name": "一次性内部资料性出版物准印证核发"}, "secret_word", False),
        ({"conditions": "内部资料性出版物的内部资料不得外传。"}, "secret_word", True),
        ({"process": "到市政务服务中心窗口提交材料。"}, "no_visit_but_window", True),
        ({"process": "可到市政务服务中心窗口提交材料，也可网上提交。"}, "no_visit_but_window", False),
        ({"process": "本事项为即办件。", "promise_days": 20}, "at_once_with_days", True),
        ({"legal_unit": "自然日", "legal_days": 30, "promise_days": 25}, "promise_longer_than_law", True),
        ({"legal_unit": "自然日", "legal_days": 30, "promise_days": 20}, "promise_longer_than_law", False),
        ({"type": "公共服务", "type_code": "20", "materials": [], "conditions": None}, "missing_element", False),
        ({"type": "公共服务", "type_code": "20", "conditions": None}, "missing_element", True),
    ],
)
def test_what_is_a_fault_and_what_is_none(tmp_path: Path, row: dict[str, Any], rule: str, is_found: bool) -> None:
    assert (rule in {one for one, _severity, _path in found(checked(tmp_path, row))}) is is_found


def test_a_list_of_names_alone_is_told_so_in_one_sentence(tmp_path: Path) -> None:
    nothing = dict.fromkeys(
        ("conditions", "legal_days", "promise_days", "consult", "complain", "location", "url"), None
    )  # fmt: skip
    told = checked(tmp_path, nothing | {"materials": []})
    assert [one["path"] for one in told["results"]] == ["guide"]


def test_a_form_with_a_code_is_another_form() -> None:
    assert plain("A01007《税务登记证》") != plain("A01008《税务登记证》")
