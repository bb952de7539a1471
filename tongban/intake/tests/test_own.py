"""The applicant's own name and number in the form are those of whoever was identified."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from demo import filling
from tests import walking as w
from tongban.forms import api as forms
from tongban.intake.api import Application
from tongban.intake.tests.test_citizen import begin, complete, posted, url
from tongban.intake.tests.test_window import NEW, as_
from tongban.people.api import User

pytestmark = pytest.mark.django_db
OTHER = "510131199001010018"


@pytest.fixture()
def citizen(client: Client) -> Client:
    client.force_login(w.user("citizen1"))
    return client


def send(client: Client, step: str, page: Any, answers: dict[str, Any], **other: Any) -> Any:
    mine = {field.key: answers.get(field.key) for field in page.fields} | other
    return client.post(step, posted(page.fields, mine) | {"next": "1"})


def elder_page(application: Application) -> tuple[Any, dict[str, Any]]:
    form = forms.load(application.guide.form)
    answers = filling.answers_for(application.guide, application.situation, application.answers)
    return form.page("elder"), answers


def answered(client: Client, application: Application, where: str, **wanted: Any) -> Application:
    situation = filling.situation_for(application.guide, **wanted)
    client.post(where, {key: {True: "yes", False: "no"}.get(value, value) for key, value in situation.items()})
    application.refresh_from_db()
    return application


def test_another_name_than_the_accounts_is_refused_on_the_page_and_kept(citizen: Client) -> None:
    draft = begin(citizen)
    answered(citizen, draft, url(draft, "situation"), applicant="self")
    page, answers = elder_page(draft)
    refused = send(citizen, url(draft, "form", "elder"), page, answers, elder_name="演示·别人")
    assert refused.status_code == 422 and "不是已核验申请人" in refused.content.decode()
    assert "演示·别人" in refused.content.decode()
    assert send(citizen, url(draft, "form", "elder"), page, answers).status_code == 302


def test_a_wrong_name_that_got_in_before_is_refused_on_submission(citizen: Client) -> None:
    draft = complete(citizen)
    Application.objects.filter(pk=draft.pk).update(answers={**draft.answers, "elder_name": "演示·别人"})
    answer = citizen.post(url(draft, "review"), {"true": "1"})
    assert answer.status_code == 422 and "不是已核验申请人" in answer.content.decode()


def test_for_an_elder_the_form_takes_the_elders_name(citizen: Client) -> None:
    draft = begin(citizen)
    answered(citizen, draft, url(draft, "situation"), applicant="family")
    page, answers = elder_page(draft)
    assert send(citizen, url(draft, "form", "elder"), page, answers, elder_name="演示·高寿翁").status_code == 302


def test_an_account_that_was_never_compared_is_not_held_to_its_name(client: Client) -> None:
    User.objects.filter(login="citizen3").update(assurance=1)
    client.force_login(w.user("citizen3"))
    draft = begin(client, w.UNEMPLOYMENT)
    assert draft.user.assurance == 1  # what it says of itself nobody has compared yet


def test_at_the_window_somebody_new_finds_their_name_and_may_not_type_another() -> None:
    clerk = as_("clerk1")
    clerk.post("/desk/window/find/", {"id_number": NEW, "name": "演示·新人", "phone": "13900009999"})
    clerk.post("/desk/window/person/verify/", w.look_at(User.objects.get(pk=clerk.session["counter_person"])))
    clerk.post("/desk/window/start/", {"item": w.item(w.ELDERLY).code})
    draft = Application.objects.get(entered_by=w.user("clerk1"))
    here = f"/desk/window/{draft.pk}/"
    answered(clerk, draft, f"{here}situation/", applicant="self")
    shown = clerk.get(f"{here}form/elder/").content.decode()
    assert "演示·新人" in shown and NEW in shown
    page, answers = elder_page(draft)
    refused = send(clerk, f"{here}form/elder/", page, answers, elder_name="演示·旧人", elder_id=OTHER)
    assert refused.status_code == 422 and "不是已核验申请人" in refused.content.decode()
    assert {"elder_name", "elder_id"} <= set(refused.context["errors"])
