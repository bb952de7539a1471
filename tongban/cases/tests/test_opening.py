"""Personal data on the desk: masked, opened by one key for a reason, for a while, by whom the case concerns."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import walking as w
from tongban.audit.api import looks_at
from tongban.cases import api as cases
from tongban.cases.protection import handles
from tongban.cases.tests.test_official import as_, text_of, url
from tongban.documents.api import papers_of
from tongban.kit import clock
from tongban.people.api import hire

pytestmark = pytest.mark.django_db


def secrets(case: cases.Case) -> list[str]:
    return [case.user.name, case.user.id_number, case.user.phone]


def test_one_key_opens_the_whole_case_and_is_one_look() -> None:
    case, desk = w.accepted(), as_("examiner1")
    shown = text_of(desk.get(url(case)))
    assert not [word for word in secrets(case) if word in shown]
    assert 'name="reason" value="examining"' in shown and 'data-key="p"' in shown
    for _again in range(3):
        desk.post(url(case, "open"), {"reason": "examining"})
    shown = text_of(desk.get(url(case)))
    assert [word for word in secrets(case) if word not in shown] == []
    assert looks_at(case.user.actor_key).count() == 1


def test_what_was_opened_is_masked_again_after_its_time_and_on_request() -> None:
    case, desk = w.accepted(), as_("examiner1")
    desk.post(url(case, "open"), {"reason": "examining"})
    assert case.user.id_number in text_of(as_("examiner1").get(url(case)))  # on another machine too
    with clock.turned_to(clock.now() + dt.timedelta(hours=5)):
        assert case.user.id_number not in text_of(as_("examiner1").get(url(case)))
    desk.post(url(case, "open"), {"shut": "1"})
    assert case.user.id_number not in text_of(desk.get(url(case)))


def test_who_supervises_needs_a_reason_of_their_own_in_words() -> None:
    case, desk = w.accepted(), as_("supervisor1")
    assert "examining" not in text_of(desk.get(url(case)))
    assert desk.post(url(case, "open"), {"reason": "examining"}).status_code == 422
    wrong = desk.post(url(case, "open"), {"reason": "complaint", "words": ""})
    assert wrong.status_code == 422 and wrong.context["opening_form"].errors["words"]
    assert case.user.id_number not in text_of(wrong) and not looks_at(case.user.actor_key).exists()
    desk.post(url(case, "open"), {"reason": "complaint", "words": "12345 转来的投诉"})
    assert case.user.id_number in text_of(desk.get(url(case)))


def test_names_are_masked_on_the_page_of_a_decision_and_of_a_hand_out() -> None:
    case = w.reviewed()
    desk = as_("decider1")
    act = f"/desk/cases/{case.pk}/acts/decide/"
    assert case.applicant_name not in text_of(desk.get(act))
    assert text_of(desk.post(url(case, "open"), {"reason": "examining", "back": "decide"}, follow=True)).count(
        case.applicant_name
    )
    granted = w.printed(w.granted(w.ELDERLY, by="citizen2"))
    shown = text_of(as_("clerk1").get(f"/desk/cases/{granted.pk}/acts/deliver/"))
    assert granted.applicant_name not in shown and granted.user.id_number not in shown


def test_numbers_in_words_and_names_of_files_are_masked_too() -> None:
    case, desk = w.accepted(), as_("examiner1")
    desk.post(url(case, "comment"), {"text": "本人电话 13800001234，证号 510131198706150184。"})
    name = case.application.material_files.first().file.name
    shown = text_of(desk.get(url(case)))
    assert "13800001234" not in shown and "510131198706150184" not in shown and "138****1234" in shown
    assert name not in shown
    desk.post(url(case, "open"), {"reason": "examining"})
    shown = text_of(desk.get(url(case)))
    assert "13800001234" in shown and name in shown


def test_a_paper_opened_by_an_official_is_a_look() -> None:
    case = w.printed(w.accepted())
    address = f"/files/papers/{papers_of(case).first().pk}/"
    assert as_("citizen1").get(address).status_code == 200
    assert not looks_at(case.user.actor_key).exists()
    assert as_("supervisor1").get(address).status_code == 403
    assert as_("examiner1").get(address).status_code == 200
    assert looks_at(case.user.actor_key).get().what.startswith("paper:")


def test_who_is_specially_protected_stands_in_no_list_and_is_opened_by_who_handles_the_case() -> None:
    case = w.accepted(w.DISABILITY)
    assert case.protects == "disabled"
    applicant = f"{case.applicant_name[0]}**"
    listed, shown = text_of(as_("examiner1").get("/desk/")), text_of(as_("examiner1").get(url(case)))
    assert case.number in listed and applicant not in listed
    assert "特别保护" in shown and "残疾" in shown
    for login in ("supervisor1", "head1"):
        assert not handles(case, w.user(login))
        refused = as_(login).post(url(case, "open"), {"reason": "complaint", "words": "投诉"})
        assert refused.status_code == 403
        assert "办理" in text_of(as_(login).get(url(case)))
    assert as_("examiner1").post(url(case, "open"), {"reason": "examining"}).status_code == 302


def test_a_colleague_who_does_not_handle_it_opens_no_file_of_who_is_protected() -> None:
    case = w.accepted(w.DISABILITY)
    file = case.application.material_files.first().file
    posts = [{"role": "decision_maker", "org_code": case.org_code, "region_code": case.region_code}]
    hire(login="colleague", name="演示·同事", password="Ein-langes-Wort-9", posts=posts)
    assert as_("colleague").get(f"/files/{file.pk}/").status_code == 403
    assert as_("examiner1").get(f"/files/{file.pk}/").status_code == 200
