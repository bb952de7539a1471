"""The national elements and their codes: what any edition writes has one meaning, and none is lost (C2, C9)."""

from __future__ import annotations

import pytest

from tongban.catalogue.codes import code_set, code_sets
from tongban.catalogue.partial import load_partial
from tongban.kit.errors import BadInput

LEAST = {"partial": True, "code": "X-1", "name": {"zh": "示例"}, "region_code": "510131000000", "org_code": "X"}


def test_every_code_of_every_edition_means_a_canonical_one() -> None:
    for one in code_sets().values():
        for codes in one.editions.values():
            assert {part for value in codes.values() for part in value.split("^")} <= set(one.names), one.key
        assert set(one.also.values()) <= set(one.names), one.key


def test_canonical_codes_and_names_read_as_themselves() -> None:
    for one in code_sets().values():
        for code, (zh, en) in one.names.items():
            assert (one.canonical(code), one.canonical(zh), one.canonical(en)) == (code, code, code)


def test_a_conflict_of_standards_is_told_apart_by_the_edition() -> None:
    whom = code_set("service_object")
    assert (whom.canonical("5"), whom.canonical("5", "GBT39046")) == ("5", "6")
    assert whom.code("9", "GBT39046") == "6"
    assert code_set("use_level").canonical("6", "older") == "7"
    assert code_set("result_type").canonical("1") == "10"


def test_a_partial_guide_holds_every_element() -> None:
    told = {
        "power_source": "1", "use_levels": ["4"], "org_nature": "3", "entrust_name": "示例委托机关", "item_state": "1",
        "service_objects": ["1", "2"], "handle_forms": ["1", "2"], "handle_area": "3", "effective_on": "2026-01-01",
        "in_hall": True, "pay_online": False, "terminals": True, "kind": "promise", "online_depth": [1, 5],
        "result_types": ["10"], "special_procedure": {"zh": "听证"}, "number_limit": {"zh": "无"},
        "steps": [{"name": {"zh": "受理"}, "days": 1}], "questions": [{"q": {"zh": "问"}, "a": {"zh": "答"}}],
        "fees": [{"name": {"zh": "工本费"}, "standard": {"zh": "10 元"}, "reducible": False}],
        "materials": [{"key": "m1", "name": {"zh": "申请表"}, "necessity": "required", "kind": "original"}],
    }  # fmt: skip
    guide = load_partial(LEAST | told)
    assert {name: getattr(guide, name) for name in ("power_source", "kind", "in_hall")} == {
        "power_source": "1",
        "kind": "promise",
        "in_hall": True,
    }
    assert guide.materials[0].necessity == "required"


@pytest.mark.parametrize(("field", "wrong"), [("power_source", "7"), ("effective_on", "2026-02-30"), ("kind", "A")])
def test_a_code_that_no_edition_knows_is_refused(field: str, wrong: str) -> None:
    with pytest.raises(BadInput) as refused:
        load_partial(LEAST | {field: wrong})
    assert list(refused.value.errors) == [field]
