"""An official opens a file that an applicant handed in: the applicant sees that somebody looked."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import walking as w
from tongban.audit.api import Look, looks_at
from tongban.cases import api as cases
from tongban.cases.tests.test_acts_at_the_desk import as_
from tongban.documents.api import File, files_of
from tongban.kit import clock

pytestmark = pytest.mark.django_db


def file_of(case: cases.Case) -> File:
    return files_of(case.application).exclude(owner=None).first()


def looks(case: cases.Case) -> list[Look]:
    return list(looks_at(case.user.actor_key))


def test_the_applicant_sees_that_an_official_opened_a_file() -> None:
    case = w.accepted()
    file = file_of(case)
    desk = as_("examiner1")
    for page in ("", "preview/", ""):
        assert desk.get(f"/files/{file.pk}/{page}").status_code == 200
    [look] = looks(case)
    assert look.by_key == w.user("examiner1").actor_key
    shown = as_("citizen1").get("/account/").content.decode()
    assert "您提交的文件" in shown and case.number in shown and str(file.pk) not in shown


def test_each_official_and_each_day_is_a_look_of_its_own() -> None:
    case = w.accepted()
    address = f"/files/{file_of(case).pk}/"
    for login in ("examiner1", "decider1"):
        as_(login).get(address)
    with clock.turned_to(clock.now() + dt.timedelta(days=1)):
        as_("examiner1").get(address)
    assert len(looks(case)) == 3


def test_who_only_supervises_says_first_why() -> None:
    case = w.accepted()
    desk, address = as_("supervisor1"), f"/files/{file_of(case).pk}/"
    for page in ("", "preview/"):
        assert (refused := desk.get(f"{address}{page}")).status_code == 403
    assert "写明为什么需要个人信息" in refused.content.decode()
    assert looks(case) == []
    assert address not in (shown := desk.get(f"/desk/cases/{case.pk}/").content.decode())
    assert "写明为什么需要个人信息" in shown
    desk.post(f"/desk/cases/{case.pk}/open/", {"reason": "supervision", "words": "督办投诉"})
    assert desk.get(address).status_code == 200
    assert {look.reason for look in looks(case)} == {"督办投诉"}
    assert len(looks(case)) == 2  # the application, and the file
    assert address in desk.get(f"/desk/cases/{case.pk}/").content.decode()


def test_own_files_leave_no_look() -> None:
    case = w.accepted()
    assert as_("citizen1").get(f"/files/{file_of(case).pk}/").status_code == 200
    assert looks(case) == []


def test_a_draft_leaves_no_look() -> None:
    draft = w.filled()
    file = files_of(draft).first()
    assert as_("citizen1").get(f"/files/{file.pk}/").status_code == 200
    draft.entered_by, draft.channel = w.user("clerk1"), "window"
    draft.save(update_fields=["entered_by", "channel"])
    assert as_("clerk1").get(f"/files/{file.pk}/").status_code == 200
    assert not looks_at(draft.user.actor_key).exists()
