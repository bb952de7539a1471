"""An official at the page of a case: what is shown, to whom, and what stays hidden until it is opened."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from demo.people import REGION
from tests import walking as w
from tongban.audit.api import looks_at
from tongban.cases import api as cases
from tongban.people.api import User, hire
from tongban.regions.api import Organisation

pytestmark = pytest.mark.django_db


def as_(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


def url(case: cases.Case, name: str = "case") -> str:
    return reverse(f"desk_cases:{name}", args=[case.pk])


def text_of(answer: Any) -> str:
    return answer.content.decode()


@pytest.fixture()
def elsewhere() -> User:
    """An examiner of an organ that has nothing to do with the elderly."""
    organ = Organisation.objects.exclude(code=w.item(w.ELDERLY).org_code).first()
    posts = [{"role": "examiner", "org_code": organ.code, "region_code": REGION}]
    return hire(login="elsewhere", name="演示·别处", password="Tongban-2026-demo", posts=posts)


def test_an_examiner_sees_form_record_papers_and_materials_on_one_page() -> None:
    case = w.accepted()
    page = text_of(as_("examiner1").get(url(case)))
    assert case.number in page and case.item_name in page
    for need in case.guide.materials_for({"situation": case.application.situation, **case.application.answers}):
        assert need.name.zh in page
    assert "受理" in page or "Accepted" in page


def test_personal_data_is_masked_until_it_is_opened_for_a_reason() -> None:
    case, desk = w.accepted(), as_("examiner1")
    number = case.user.id_number
    assert number not in text_of(desk.get(url(case)))
    assert desk.post(url(case, "open"), {"reason": "identity", "words": "姓名有生僻字"}).status_code == 302
    assert number in text_of(desk.get(url(case)))
    look = looks_at(case.user.actor_key).get()
    assert (look.code, look.reason, look.subject_key) == ("identity", "姓名有生僻字", str(case.pk))
    assert (look.by_key, look.org_code, look.role) == (w.user("examiner1").actor_key, case.org_code, "examiner")


def test_opening_one_case_opens_no_other_and_nobody_elses_session() -> None:
    case, desk = w.accepted(), as_("examiner1")
    other = w.submitted(by="citizen2")
    desk.post(url(case, "open"), {"reason": "examining"})
    assert other.user.id_number not in text_of(desk.get(url(other)))
    assert case.user.id_number not in text_of(as_("examiner2").get(url(case)))


def test_without_a_reason_nothing_is_opened_and_no_look_is_recorded() -> None:
    case, desk = w.accepted(), as_("examiner1")
    answer = desk.post(url(case, "open"), {"reason": " "})
    assert answer.status_code == 422
    assert case.user.id_number not in text_of(answer)
    assert not looks_at(case.user.actor_key).exists()


@pytest.mark.parametrize("login", ["citizen1", "citizen2", "editor1", "admin1"])
def test_who_has_no_business_here_is_refused(login: str) -> None:
    case = w.submitted()
    assert as_(login).get(url(case)).status_code == 403


def test_an_examiner_of_another_organ_is_refused(elsewhere: User) -> None:
    case, client = w.submitted(), Client()
    client.force_login(elsewhere)
    for path in (url(case), reverse("desk_cases:act", args=[case.pk, "accept"])):
        assert client.get(path).status_code == 403
    assert client.post(reverse("desk_cases:act", args=[case.pk, "accept"])).status_code == 403
    assert cases.Case.objects.get(pk=case.pk).state == cases.State.SUBMITTED


def test_a_number_tells_an_examiner_of_another_organ_nothing(elsewhere: User) -> None:
    case, client = w.submitted(), Client()
    client.force_login(elsewhere)
    for more in ((), ("accept",)):
        name = "desk_cases:numbered_act" if more else "desk_cases:numbered"
        theirs, nobodys = (
            client.get(reverse(name, args=[number, *more])) for number in (case.number, case.number[:-1] + "Q")
        )
        assert theirs.status_code == nobodys.status_code == 404
        assert text_of(theirs) == text_of(nobodys)
    assert as_("examiner1").get(reverse("desk_cases:numbered", args=[case.number])).status_code == 302


def test_nobody_signed_in_is_asked_to_sign_in() -> None:
    answer = Client().get(url(w.submitted()))
    assert answer.status_code == 302 and "sign-in" in answer["Location"]


def test_an_unknown_key_is_not_found() -> None:
    assert as_("examiner1").get("/desk/cases/00000000-0000-7000-8000-000000000000/").status_code == 404


def test_a_greyed_button_says_why() -> None:
    case = w.reviewed()
    page = text_of(as_("examiner1").get(url(case)))
    offer = next(o for o in cases.offers(case, w.user("examiner1")) if o.act == "review")
    assert not offer.allowed
    assert f'title="{offer.reason}"' in page
    assert page.count(offer.reason) >= 2  # beside the button in words, not only as a title


def test_a_supervisor_sees_the_case_and_no_button() -> None:
    page = text_of(as_("supervisor1").get(url(w.accepted())))
    assert "tb-acts" not in page


# Ticking and commenting


def test_a_material_is_ticked_against_its_standard() -> None:
    case, desk = w.accepted(), as_("examiner1")
    key = case.guide.materials[0].key
    assert desk.post(url(case, "tick"), {"key": key, "passed": "no", "remark": "看不清有效期"}).status_code == 302
    assert "看不清有效期" in text_of(desk.get(url(case)))
    desk.post(url(case, "tick"), {"key": key, "passed": "yes"})
    assert cases.MaterialCheck.objects.get(case=case, key=key).passed


def test_with_htmx_only_the_line_comes_back() -> None:
    case, desk = w.accepted(), as_("examiner1")
    key = f"point:{case.guide.review_points[0].key}"
    answer = desk.post(url(case, "tick"), {"key": key, "passed": "yes"}, headers={"HX-Request": "true"})
    assert text_of(answer).lstrip().startswith("<li")


def test_what_the_guide_does_not_list_cannot_be_ticked() -> None:
    case = w.accepted()
    assert as_("examiner1").post(url(case, "tick"), {"key": "passport", "passed": "yes"}).status_code == 422


def test_a_comment_stays_among_officials() -> None:
    case, desk = w.accepted(), as_("examiner1")
    desk.post(url(case, "comment"), {"text": "请核对户籍迁入时间。"})
    assert "请核对户籍迁入时间。" in text_of(as_("decider1").get(url(case)))
    assert "请核对户籍迁入时间。" not in text_of(as_("citizen1").get(f"/my/cases/{case.pk}/"))


def test_an_empty_comment_is_refused_beside_its_field() -> None:
    case = w.accepted()
    answer = as_("examiner1").post(url(case, "comment"), {"text": "  "})
    assert answer.status_code == 422
    assert "comment_form" in answer.context and answer.context["comment_form"].errors["text"]


# The next case


def test_the_next_case_is_the_most_urgent_one_that_waits_for_this_person() -> None:
    waiting, decided = w.submitted(), w.reviewed()
    assert as_("examiner1").get("/desk/cases/next/")["Location"] == url(waiting)
    assert as_("decider1").get("/desk/cases/next/")["Location"] == url(decided)


def test_from_a_case_one_goes_on_to_the_next_and_not_back_to_it() -> None:
    first, second = w.submitted(), w.submitted(by="citizen2")
    desk = as_("examiner1")
    assert desk.get(f"/desk/cases/next/?after={first.pk}")["Location"] == url(second)
    assert desk.get(f"/desk/cases/next/?after={second.pk}")["Location"] == url(first)


def test_when_nothing_waits_the_list_says_so() -> None:
    answer = as_("decider1").get("/desk/cases/next/", follow=True)
    assert answer.redirect_chain[-1][0] == "/desk/"


# Handing out


def test_the_window_finds_what_is_ready_to_be_handed_out() -> None:
    case = w.printed(w.granted())
    page = text_of(as_("clerk1").get("/desk/cases/handouts/"))
    assert case.number in page and reverse("desk_cases:act", args=[case.pk, "deliver"]) in page
    assert case.number not in text_of(as_("clerk1").get("/desk/cases/handouts/?q=51999"))


# What it costs


def test_the_page_costs_the_same_with_one_of_everything_and_with_three(django_assert_num_queries: Any) -> None:
    case, desk = w.accepted(), as_("examiner1")
    desk.post(url(case, "comment"), {"text": "一"})
    desk.get(url(case))
    with django_assert_num_queries(18):
        desk.get(url(case))
    for text in ("二", "三"):
        desk.post(url(case, "comment"), {"text": text})
        w.submitted(by="citizen2")
    for material in case.guide.materials[:3]:
        desk.post(url(case, "tick"), {"key": material.key, "passed": "no", "remark": "不清楚"})
    with django_assert_num_queries(18):
        desk.get(url(case))


# Keys and the one blue button


@pytest.mark.parametrize("state", list(cases.State.open))
def test_no_two_buttons_of_a_state_share_a_key(state: str) -> None:
    from tongban.cases.rules import BY_STATE, LABELS

    taken = ["s", "j", "k", "n", "p"]  # search, walking, next case, personal data
    greyed_together = {"ask_extension"}  # never pressed while `extend` can be
    acts = [act for act in BY_STATE.get(cases.State(state), ()) if act not in greyed_together]
    keys = [LABELS[act][1] for act in acts if LABELS[act][1]]
    assert len({*keys, *taken}) == len(keys) + len(taken)


def primary(case: cases.Case, login: str) -> list[str]:
    return [offer.act for offer in cases.offers(case, w.user(login)) if offer.primary]


def test_the_blue_button_is_what_the_case_waits_for() -> None:
    assert primary(w.submitted(), "examiner1") == ["accept"]
    assert primary(w.submitted(w.UNEMPLOYMENT), "clerk1") == ["decide_at_once"]
    assert primary(w.accepted(), "examiner1") == ["review"]
    assert primary(w.reviewed(), "decider1") == ["decide"]
    assert primary(w.reviewed(opinion="refuse"), "decider1") == ["refuse"]
    assert primary(w.reviewed(), "examiner1") == []


def test_from_a_granted_case_one_reaches_its_licence() -> None:
    from tongban.licences import api as licences

    case = w.granted_at_once(w.UNEMPLOYMENT)
    assert f"/desk/licences/{licences.of(case).get().pk}/" in text_of(as_("head1").get(url(case)))


def test_an_official_who_applied_is_only_the_applicant() -> None:
    examiner = w.user("examiner1")
    cases.Case.objects.filter(pk=(case := w.submitted()).pk).update(user=examiner)
    assert as_("examiner1").get(url(case)).status_code == 200
    desk = as_("examiner1")
    for name, status in (("accept", 403), ("ask_correction", 403), ("transfer", 200)):
        assert desk.get(reverse("desk_cases:act", args=[case.pk, name])).status_code == status
    assert as_("examiner2").get(reverse("desk_cases:act", args=[case.pk, "accept"])).status_code == 200


def test_the_next_after_what_is_no_case_is_not_found() -> None:
    assert as_("examiner1").get("/desk/cases/next/", {"after": "x"}).status_code == 404


def test_an_item_done_on_the_spot_shows_no_limit_of_zero_days() -> None:
    case = w.submitted(w.BIRTH)
    shown = as_("examiner1").get(f"/desk/cases/{case.pk}/").content.decode()
    assert "当场办结" in shown and "0 个工作日" not in shown


# Others of the same applicant


def test_other_cases_of_the_same_applicant_for_the_same_item_are_named() -> None:
    first, second = w.submitted(w.BIRTH), w.submitted(w.BIRTH)
    w.submitted(w.BIRTH, by="citizen2")
    w.submitted(w.UNEMPLOYMENT)
    answer = as_("examiner1").get(url(second))
    assert [case.pk for case in answer.context["others"]] == [first.pk]
    assert "同一申请人、同一事项：另有 1 件" in text_of(answer)


def test_what_lies_beyond_the_officials_reach_is_not_named(elsewhere: User) -> None:
    first, second = w.submitted(w.BIRTH), w.submitted(w.BIRTH)
    cases.Case.objects.filter(pk=second.pk).update(org_code=elsewhere.posts.get().org_code)
    client = Client()
    client.force_login(elsewhere)
    answer = client.get(url(second))
    assert answer.context["others"] == [] and first.number not in text_of(answer)


def test_an_enterprises_cases_are_its_own_and_not_its_agents() -> None:
    w.submitted(w.WATER, "agent1")
    first = w.submitted(w.WATER, "agent1", enterprise=w.enterprise("agent1"))
    second = w.submitted(w.WATER, "agent1", enterprise=w.enterprise("agent1"))
    assert [case.pk for case in as_("examiner1").get(url(second)).context["others"]] == [first.pk]


def test_the_greyed_extension_calls_nothing_late_that_is_not() -> None:
    answer = as_("examiner1").get(url(w.accepted()))
    reason = next(reason for reason, labels in answer.context["why_not"] if "申请延期" in map(str, labels))
    assert "没有法律允许延长" in str(reason)
    assert "逾期" not in str(reason) and "超期" not in str(reason)


def test_whoever_examines_reads_what_the_applicant_said_of_their_situation() -> None:
    case = w.submitted(w.ELDERLY)
    asked = [(question.text.zh, answer) for question, answer in case.guide.asked(case.application.situation)]
    page = text_of(as_("examiner1").get(url(case)))
    assert asked and all(question in page for question, _answer in asked)
