"""What no archive keeps goes when its days are over: told before, counted after, nothing younger with it."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client

from demo.people import id_number
from tests import walking as w
from tongban.documents.api import File, path_of
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.kit.holdings import outdated
from tongban.messages.api import Delivery
from tongban.outbox import api as outbox
from tongban.people.models import Attempt, Code, Registration
from tongban.people.privacy.forgetting import due, forget
from tongban.people.privacy.models import Forgetting
from tongban.people.registering import begin_registration

pytestmark = pytest.mark.django_db
PERSON = {"name": "演示·新人", "id_number": id_number("19870615", "218"), "email": "", "password": "Ein-langes-Wort-9"}


def later(**span: Any) -> Any:
    return clock.turned_to(clock.now() + dt.timedelta(**span))


def command(*words: str) -> str:
    out = StringIO()
    call_command("retention", *words, stdout=out)
    return out.getvalue()


def test_every_rule_has_its_setting(settings: Any) -> None:
    assert [rule.name for rule in outdated() if not isinstance(getattr(settings, rule.setting), int)] == []
    wanted = {"intake.drafts", "intake.uploads", "people.registrations", "people.codes", "people.attempts",
              "people.sessions", "messages.deliveries", "catalogue.unanswered", "people.packages", "people.looks"}  # fmt: skip
    assert wanted <= {rule.name for rule in outdated()}


def test_a_dry_run_says_what_would_go_and_takes_nothing() -> None:
    draft = w.filled(w.DISABILITY)
    with later(days=181):
        assert json.loads(command("--dry-run", "--json"))["intake.drafts"] == 1
        assert "drafts that nobody touched" in command("--dry-run")
    assert intake.Application.objects.get(pk=draft.pk).state == "draft" and not Forgetting.objects.exists()


def test_a_draft_goes_with_its_answers_and_its_files() -> None:
    young, draft = w.filled(w.FOOD), w.filled(w.DISABILITY)
    keys = [row.file_id for row in draft.material_files.all()]
    intake.Application.objects.filter(pk=young.pk).update(saved_at=clock.now() + dt.timedelta(days=180))
    assert keys and all(path_of(key).exists() for key in keys)
    with later(days=181):
        assert forget()["intake.drafts"] == 1
        forget()
        outbox.drain()
    gone = intake.Application.objects.get(pk=draft.pk)
    assert (gone.state, gone.answers, gone.situation) == ("discarded", {}, {})
    assert not File.objects.filter(pk__in=keys).exists() and not [key for key in keys if path_of(key).exists()]
    assert young.material_files.count() == File.objects.filter(subject_key=str(young.pk)).count() > 0
    assert Forgetting.objects.first().counts["intake.drafts"] == 1


def test_files_of_a_case_stay_however_old_they_are() -> None:
    case = w.accepted()
    with later(days=4000):
        forget()
    assert case.application.material_files.count() == File.objects.filter(subject_key=str(case.application.pk)).count()


def test_what_stood_at_the_doors_goes() -> None:
    begin_registration(**PERSON, phone="13911115555")
    Attempt.objects.create(key="x", made_at=clock.now() - dt.timedelta(days=2))
    Code.objects.create(user=w.user("citizen1"), purpose="x", digest="x", expires_at=clock.now())
    Client().force_login(w.user("citizen1"))
    outbox.drain()
    assert due()["people.attempts"] == 1
    with later(days=200):
        gone = forget()
    assert gone["people.registrations"] == gone["people.codes"] == 1 and gone["people.sessions"] >= 1
    assert gone["messages.deliveries"] >= 1
    assert not Registration.objects.exists() and not Attempt.objects.filter(key="x").exists()
    assert not Session.objects.exists() and not Delivery.objects.filter(user=None).exists()


def test_again_nothing_is_left_to_do_and_no_run_is_written_down() -> None:
    with later(days=200):
        forget()
        runs = Forgetting.objects.count()
        assert forget() == {} and Forgetting.objects.count() == runs
