"""The record is read in words: every act that the program opens has one, in both languages (A5, Q2)."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from tests import walking as w
from tongban.kit import subjects
from tongban.people.staff.acts import ACTS, FAILED, ROOMS
from tongban.people.staff.noted import KINDS, NAMES
from tongban.people.tests.showing import sign_in

HOUSE = Path(__file__).resolve().parents[2]
# Where the name of an act is put together → what it can be.
PUT_TOGETHER = {
    "f'catalogue.{move}'": {"catalogue.import_checked", "catalogue.import_taken", "catalogue.import_broken"},
    "f'licences.{how}'": {"licences.revoke", "licences.annul", "licences.cancel"},
    "name": {"cases.holder_frozen", "cases.holder_thawed"},
    "LOCK if locks else FAILED": {"people.fail_sign_in", "people.lock_sign_in"},
}


def opened() -> Iterator[str]:
    for path in HOUSE.rglob("*.py"):
        if not {"tests", "migrations"} & set(path.parts):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "act":
                    yield from _names(node.args[1])


def noted_names() -> Iterator[str]:
    for path in HOUSE.rglob("*.py"):
        if not {"tests", "migrations"} & set(path.parts):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "note":
                    yield from (given.arg for given in node.keywords if given.arg)


def _names(told: ast.expr) -> set[str]:
    return {str(told.value)} if isinstance(told, ast.Constant) else PUT_TOGETHER[ast.unparse(told)]


def test_every_act_has_a_word_and_every_word_an_act() -> None:
    used = set(opened())
    assert used == set(ACTS)
    assert {act.partition(".")[0] for act in used} == set(ROOMS)


def test_what_is_noted_and_every_kind_of_thing_has_a_word() -> None:
    assert set(noted_names()) <= set(NAMES)
    assert {name for name in subjects.types() if not name.startswith("test")} <= set(KINDS)


@pytest.mark.django_db
def test_facts_are_read_in_words() -> None:
    case = w.accepted(w.FOOD)
    page = auditor().get("/desk/audit/", {"key": str(case.pk)}).content.decode()
    assert ">办件</a>" in page and '<option value="case">办件</option>' in page and "<div>程序类型: " in page
    sign_in(Client(), "examiner1")
    page = auditor().get("/desk/audit/", {"act": "people.sign_in"}).content.decode()
    assert "<div>新设备: 是</div>" in page and "new_device" not in page


@pytest.mark.parametrize(
    "words", [ACTS, ROOMS, FAILED, KINDS, NAMES], ids=["acts", "rooms", "failures", "kinds", "facts"]
)
def test_every_word_is_said_in_chinese(words: dict[str, object]) -> None:
    with translation.override("zh-hans"):
        assert [code for code, word in words.items() if not re.search("[一-鿿]", str(word))] == []


def auditor(language: str = "zh-CN") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(w.user("auditor1"))
    return client


@pytest.mark.django_db
def test_the_page_says_acts_in_words_and_finds_by_them() -> None:
    case = w.accepted(w.FOOD)
    page = auditor().get("/desk/audit/", {"key": str(case.pk)}).content.decode()
    assert "<td>予以受理<small>cases.accept</small></td>" in page
    assert '<option value="cases.accept">予以受理</option>' in page and '<optgroup label="办件">' in page
    page = auditor("en").get("/desk/audit/", {"key": str(case.pk), "act": "cases.accept"}).content.decode()
    assert "<td>accepted<small>cases.accept</small></td>" in page and "cases.open</small>" not in page
    assert '<option value="cases.accept" selected>accepted</option>' in page
    page = auditor().get("/desk/audit/", {"key": str(case.pk), "act": "cases"}).content.decode()
    assert '<option value="cases" selected>“办件”的全部操作</option>' in page and "cases.open</small>" in page


@pytest.mark.django_db
def test_a_failed_sign_in_is_read_without_codes(client: Client) -> None:
    sign_in(client, "examiner1", "x")
    page = auditor().get("/desk/audit/", {"act": "people.fail_sign_in"}).content.decode()
    for said in ("登录失败", "登录方式: 密码", "原因: 与账户不符", "失败次数: 1"):
        assert said in page


@pytest.mark.django_db
def test_the_file_that_is_handed_on_says_what_its_acts_are_called() -> None:
    case, reader = w.accepted(w.FOOD), auditor()
    made = reader.post("/desk/audit/export/", {"key": str(case.pk), "act": "cases.accept", "reason": "抽查"})
    told = json.loads(reader.get(made.headers["Location"]).content)
    assert told["acts"] == {"cases.accept": {"zh-hans": "予以受理", "en": "accepted"}}
