"""A form of the desk says what is missing, never only that “this field is required”."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django import forms as django_forms
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import walking as w
from tongban.cases import api as cases
from tongban.cases import forms as case_forms
from tongban.catalogue.views import official as catalogue
from tongban.intake.views import official as intake
from tongban.licences.views import official as licences
from tongban.promises.views import official as promises

pytestmark = pytest.mark.django_db
GENERIC = "这个字段是必填项"


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def forms_of(module: Any) -> list[type[django_forms.Form]]:
    found = [value for value in vars(module).values() if isinstance(value, type)]
    return [kind for kind in found if issubclass(kind, django_forms.Form) and kind.__module__ == module.__name__]


ALL = [kind for module in (case_forms, catalogue, intake, licences, promises) for kind in forms_of(module)]


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_field_that_is_wanted_has_words_of_its_own(kind: type[django_forms.Form]) -> None:
    said = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            fields = [field for field in kind.base_fields.values() if field.required]
            said += [str(field.error_messages["required"]) for field in fields]
            assert str(django_forms.Field().error_messages["required"]) not in said
    assert len(said) == len(set(said))  # no two fields of a form, in no language, say the same


def inspected() -> cases.Case:
    return w.accepted(w.FOOD, "agent1")


ACTS: list[tuple[str, str, Callable[[], cases.Case], list[str]]] = [
    ("refuse_acceptance", "examiner1", w.submitted, ["还没写理由", "还没写主管机关"]),
    ("not_required", "examiner1", w.submitted, ["为什么不需要"]),
    ("transfer", "examiner1", w.submitted, ["请选择接手本件的同事"]),
    ("suspend", "examiner1", inspected, ["还没选程序", "还没写依据", "还没写所需时间"]),
    ("ask_extension", "examiner1", inspected, ["还没写天数", "为什么时限不够"]),
    ("name_inspectors", "head1", inspected, ["还没选核查人员", "还没写核查时间", "还没写核查地点", "还没写核查内容"]),
    ("review", "examiner1", w.accepted, ["还没选审查意见"]),
    ("refuse", "decider1", w.reviewed, ["还没写理由"]),
    ("ask_correction", "examiner1", w.submitted, ["还没写期限"]),
]


@pytest.mark.parametrize(("act", "login", "walk", "words"), ACTS, ids=[row[0] for row in ACTS])
def test_an_empty_page_is_answered_with_what_is_missing(
    act: str, login: str, walk: Callable[[], cases.Case], words: list[str]
) -> None:
    case = walk()
    answer = as_(login).post(reverse("desk_cases:act", args=[case.pk, act]), {})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert GENERIC not in said
    for sentence in words:
        assert sentence in said


def test_a_look_without_a_reason_says_what_the_reason_is_for() -> None:
    case = w.submitted()
    answer = as_("examiner1").post(reverse("desk_cases:open", args=[case.pk]), {"reason": ""})
    assert answer.status_code == 422
    assert "请选择为什么需要个人信息" in answer.content.decode()


def test_days_out_of_bounds_are_said_in_working_days() -> None:
    case, desk = inspected(), as_("examiner1")
    address = reverse("desk_cases:act", args=[case.pk, "suspend"])
    typed = {"kind": "expert_review", "ground": "论证报告需评审"}
    for days, words in (("0", "至少要 1 个工作日"), ("999", "最多 365 个工作日"), ("三", "请用数字写工作日天数")):
        assert words in desk.post(address, typed | {"days": days}).content.decode()


def test_the_window_the_calendar_and_the_editor_say_it_too() -> None:
    item = w.item(w.ELDERLY)
    asked = [
        (as_("clerk1").post("/desk/window/find/", {}), "没有填写号码。请填写对方出示的证件号码。"),
        (as_("admin1").post("/desk/calendar/upload/", {}), "还没选文件"),
        (as_("publisher1").post(f"/desk/catalogue/{item.pk}/send-back/", {"reason": ""}), "请写明要改什么"),
    ]
    for answer, words in asked:
        assert words in answer.content.decode()
        assert GENERIC not in answer.content.decode()
