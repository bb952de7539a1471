"""C9: `import-items --publish` publishes what came in without faults; what cannot be right stays a draft and is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tongban.catalogue.importing import import_items
from tongban.catalogue.lasting import longer
from tongban.catalogue.models import Item
from tongban.catalogue.reading import Given

pytestmark = pytest.mark.django_db
GIVEN = Given(region_code="510131000000", dept="蒲江县试验局")


def row(number: int, **said: Any) -> dict[str, Any]:
    return {"code": f"11510131DEM0000309451051{number:07d}", "name": f"试验事项{number}"} | said


def taken(folder: Path, *rows: dict[str, Any], publish: bool = True) -> Any:
    path = folder / "list.jsonl"
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in rows), "utf-8")
    return import_items(path, publish=publish, given=GIVEN)


@pytest.mark.parametrize(
    ("one", "unit", "other", "other_unit", "is_longer"),
    [
        (26, "workday", 25, "workday", True), (25, "workday", 25, "workday", False), (10, "year", 25, "workday", True),
        (30, "workday", 1, "month", True), (22, "workday", 1, "month", False), (12, "day", 10, "workday", False),
        (60, "workday", 1, "year", False), (2, "month", 20, "workday", True), (48, "hour", 1, "day", True),
        (24, "hour", 1, "workday", False), (31, "day", 1, "month", False), (3, "", 2, "workday", True),
    ],
)  # fmt: skip
def test_limits_of_different_units(one: int, unit: str, other: int, other_unit: str, is_longer: bool) -> None:
    assert longer(one, unit, other, other_unit) is is_longer


@pytest.mark.parametrize(
    ("said", "column"),
    [
        ({"legal_days": "25个工作日", "promise_days": "400个工作日"}, "promise_days"),
        ({"legal_days": "25个工作日", "promise_days": "10年"}, "promise_days"),
        ({"legal_days": "1个月", "promise_days": "30个工作日"}, "promise_days"),
        ({"legal_days": "25个工作日", "promise_days": "-5"}, "promise_days"),
        ({"visits": "看情况"}, "visits"),
        ({"org_code": "11510131DEM9999999"}, "org_code"),
    ],
)
def test_what_cannot_be_right_is_taken_over_and_not_published(
    tmp_path: Path, said: dict[str, str], column: str
) -> None:
    report = taken(tmp_path, row(1, **said), row(2, legal_days="20个工作日", promise_days="5个工作日"))
    assert (report.created, report.held) == (2, 1)
    told = [fault for fault in report.faults if "不公开" in fault.cure or "not published" in fault.cure]
    assert [(fault.row, fault.column) for fault in told] == [(1, column)]
    held, good = Item.objects.get(name="试验事项1"), Item.objects.get(name="试验事项2")
    assert held.current is None and held.versions.get().state == "draft"
    assert good.current is not None


def test_a_second_run_changes_nothing_and_says_it_again(tmp_path: Path) -> None:
    wrong = row(1, legal_days="25个工作日", promise_days="400个工作日")
    taken(tmp_path, wrong)
    again = taken(tmp_path, wrong)
    assert (again.created, again.updated, again.unchanged, again.held) == (0, 0, 1, 1)
    put_right = taken(tmp_path, row(1, legal_days="25个工作日", promise_days="20个工作日"))
    assert (put_right.updated, put_right.held) == (1, 0)
    assert Item.objects.get(name="试验事项1").current is not None


def test_what_is_published_stays_as_it_is_until_the_list_is_put_right(tmp_path: Path) -> None:
    taken(tmp_path, row(1, legal_days="25个工作日", promise_days="20个工作日"))
    before = Item.objects.get(name="试验事项1").current
    taken(tmp_path, row(1, name="试验事项一", legal_days="25个工作日", promise_days="90个工作日"))
    item = Item.objects.get(code=row(1)["code"])
    assert item.current == before and item.name == "试验事项1"
    assert sorted(item.versions.values_list("state", flat=True)) == ["draft", "published"]
