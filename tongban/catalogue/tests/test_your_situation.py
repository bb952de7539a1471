"""C4: the public guide asks without an account, and the answers go along into the application."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import walking as w
from tongban.catalogue.api import Item
from tongban.intake.models import Application

pytestmark = pytest.mark.django_db
WATER = w.WATER
WELL = {"s.use": "farm", "s.source": "ground", "s.size": "small", "s.project": "no", "s.others": "no", "s.agent": "no"}


def ask(item: Item, answers: dict[str, str] | None = None, **more: str) -> Any:
    client = Client(headers={"accept-language": "en"})
    return client.get(f"/guides/{item.code}/situation/", {**(answers or {}), **more})


def test_it_asks_one_question_after_the_other_by_get_alone() -> None:
    item = w.item(WATER)
    page = ask(item)
    assert page.context["question"].key == "use"
    assert "csrfmiddlewaretoken" not in page.content.decode()
    page = ask(item, {"s.use": "farm"})
    assert page.context["question"].key == "source"
    assert page.context["earlier"] == [("s.use", "farm")]


def test_hidden_questions_are_not_asked_and_a_refusal_says_why() -> None:
    page = ask(w.item(WATER), {"s.use": "household"})
    assert page.context["question"] is None
    assert "need no permit" in page.content.decode()
    assert "/my/applications/start/" not in page.content.decode()


def test_what_refuses_is_told_before_the_questions_that_are_still_open() -> None:
    page = ask(w.item(w.DISABILITY), {"s.certificate": "yes", "s.excluded": "yes"})
    assert page.context["question"] is None and page.context["following"].outcome.refuse
    assert "/my/applications/start/" not in page.content.decode()
    again = ask(w.item(w.DISABILITY), {"s.certificate": "yes", "s.excluded": "no"})
    assert again.context["question"].key == "grade"


def test_this_applicant_sees_their_own_materials_steps_and_limit() -> None:
    page = ask(w.item(WATER), WELL)
    following = page.context["following"]
    assert [m.key for m in following.materials] == ["application", "licence", "map", "well"]
    assert [step.days for step in following.steps] == [5, 7, 2, 1]
    assert following.limit.promise_days == 15
    text = page.content.decode()
    assert "15 working days" in text
    assert "Only if your answers" not in text
    other = ask(w.item(WATER), WELL | {"s.project": "yes"}).context["following"]
    assert (len(other.steps), other.limit.promise_days) == (5, 25)


def test_an_answer_is_changed_from_the_list_and_the_others_stay() -> None:
    page = ask(w.item(WATER), WELL)
    [change] = [one.url for one in page.context["answered"] if one.question.key == "project"]
    again = Client().get(f"/guides/{w.item(WATER).code}/situation/{change}")
    assert again.context["question"].key == "project"
    assert [option.value for option in again.context["options"] if option.picked] == ["no"]


def test_going_on_without_an_answer_is_said() -> None:
    page = ask(w.item(WATER), {}, asked="use")
    assert page.context["missed"]
    assert 'role="alert"' in page.content.decode()


@pytest.mark.parametrize("answers", [{"s.use": "none-such"}, {"s.use": "farm", "s.nobody": "x"}, {"ask": "nothing"}])
def test_what_is_no_answer_is_asked_again(answers: dict[str, str]) -> None:
    assert ask(w.item(WATER), answers).status_code == 200


def test_answers_of_one_person_are_kept_nowhere() -> None:
    assert ask(w.item(WATER), WELL).headers["Cache-Control"] == "private, no-store"


def test_a_guide_that_asks_nothing_has_no_such_page() -> None:
    item = w.item(WATER)
    assert Client().get(f"/guides/{item.code}x/situation/").status_code == 404


def test_the_guide_leads_here_and_tells_the_limit_of_some() -> None:
    text = Client(headers={"accept-language": "en"}).get(f"/guides/{w.item(WATER).code}/").content.decode()
    assert f"/guides/{w.item(WATER).code}/situation/" in text
    assert "15 working days" in text


def test_the_answers_go_along_to_the_application() -> None:
    item = w.item(WATER)
    url = ask(item, WELL).context["apply_url"]
    applicant = Client(headers={"accept-language": "en"})
    assert applicant.get(url).status_code == 302  # to signing in, with all of the address
    applicant.force_login(w.user("citizen1"))
    page = applicant.get(url)
    assert 'name="s.use" value="farm"' in page.content.decode()
    answer = applicant.post(url, {"item": item.code, **WELL})
    row = Application.objects.get(user=w.user("citizen1"), version=item.current, state="draft")
    assert row.situation == {
        "use": "farm", "source": "ground", "size": "small", "project": False, "others": False, "agent": False
    }  # fmt: skip
    assert "/form/" in answer.headers["Location"]
    outcome = applicant.get(f"/my/applications/{row.pk}/situation/").content.decode()
    assert "15 working days" in outcome


def test_half_of_the_answers_are_gone_on_with() -> None:
    item = w.item(WATER)
    applicant = Client()
    applicant.force_login(w.user("citizen1"))
    answer = applicant.post(f"/my/applications/start/?item={item.code}", {"item": item.code, "s.use": "farm"})
    page = applicant.get(answer.headers["Location"])
    assert page.context["question"].key == "source"


def story(project: bool) -> Any:
    return SimpleNamespace(situation={"project": project}, answers={})


def test_the_promise_of_a_case_is_that_of_its_applicant() -> None:
    from tongban.promises import api as promises

    made = {"enterprise": w.enterprise("agent1")}
    cases = [w.accepted(WATER, "agent1", story=story(project), **made) for project in (False, True)]
    due = [promises.open_of(case, "decision") for case in cases]
    assert due[0] is not None
    assert due[1] is not None
    assert due[0].due_on < due[1].due_on


def test_a_file_on_a_page_of_the_form_is_a_file_of_its_material() -> None:
    draft = w.filled(w.FOOD, "agent1", enterprise=w.enterprise("agent1"))
    client = Client(headers={"accept-language": "en"})
    client.force_login(w.user("agent1"))
    url = f"/my/applications/{draft.pk}/form/premises/"
    assert 'enctype="multipart/form-data"' in client.get(url).content.decode()
    had = draft.material_files.filter(material_key="layout").count()
    client.post(url, {"plan": SimpleUploadedFile("plan.png", w.PNG, "image/png"), "save": "1"})
    assert draft.material_files.filter(material_key="layout").count() == had + 1
    draft.refresh_from_db()
    typed = draft.answers["answers"]["premises"]["plan"]
    assert typed == str(had + 1)
    row = draft.material_files.filter(material_key="layout").latest("made_at")
    client.post(f"/my/applications/{draft.pk}/materials/", {"material": "layout", "remove": str(row.pk)})
    review = client.get(f"/my/applications/{draft.pk}/review/").context["groups"]
    said = {line.label: line.value for _title, _url, lines in review for line in lines}
    assert next(value for label, value in said.items() if "Floor plan" in label) == f"{had} file"
    client.post(url, {"plan": SimpleUploadedFile("plan.png", w.PNG, "image/png"), "save": "1"})
    client.post(url, {"plan": SimpleUploadedFile("plan.exe", b"MZ\0\0", "image/png"), "next": "1"})
    assert draft.material_files.filter(material_key="layout").count() == had + 1
    stranger = Client()
    stranger.force_login(w.user("citizen1"))
    assert stranger.post(url, {"plan": SimpleUploadedFile("plan.png", w.PNG, "image/png")}).status_code == 403
