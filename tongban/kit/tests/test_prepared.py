"""What `kit.prepared` reads and writes is what the ORM reads and writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models

from tests import walking as w
from tongban.cases.models import Case
from tongban.cases.queries import EVERYTHING
from tongban.kit.prepared import Prepared, changed, image, insert, update
from tongban.people.models import User
from tongban.people.signin import ACTIVE, POSTS
from tongban.promises.actions import OPEN
from tongban.promises.models import Promise
from tongban.workflow.actions import LATEST, RUN

pytestmark = pytest.mark.django_db


def columns(row: models.Model) -> dict[str, Any]:
    return {name: value for name, value in image(row).items() if not isinstance(value, memoryview)}


def same(one: models.Model | None, other: models.Model | None) -> bool:
    assert one is not None
    assert other is not None
    return type(one) is type(other) and columns(one) == columns(other)


def test_a_case_comes_with_its_people_as_the_orm_reads_it() -> None:
    case = w.submitted()
    asked, read = EVERYTHING.get(case.pk), Case.objects.select_related("application", "user").get(pk=case.pk)
    assert same(asked, read)
    assert same(asked.application, read.application)
    assert same(asked.user, read.user)
    assert asked.enterprise is None
    assert asked.user.name == w.user("citizen1").name


def test_accounts_and_posts_are_found_again_and_again_with_another_key() -> None:
    for login in ("examiner1", "citizen1", "head1"):
        user = User.objects.get(login=login)
        assert same(ACTIVE.first(user.pk), user)
        assert [post.pk for post in POSTS.all(user.pk)] == [post.pk for post in user.posts.order_by("id")]


def test_an_account_that_was_closed_is_not_found() -> None:
    user = User.objects.get(login="citizen1")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert ACTIVE.first(user.pk) is None


def test_an_open_promise_and_a_run_are_those_of_this_case_only() -> None:
    case, _other = w.submitted(), w.submitted(by="citizen2")
    promise = OPEN.first(case.subject_type, case.subject_key, "acceptance")
    assert same(promise, Promise.objects.get(subject_key=case.subject_key, kind="acceptance"))
    run = RUN.first(case.subject_type, case.subject_key)
    assert run is not None
    assert run.subject_key == case.subject_key
    assert "xml" not in image(run.process)


def test_of_several_rows_the_first_in_the_order_of_the_question_is_given() -> None:
    latest = LATEST.first("ordinary") or LATEST.all("ordinary")[0]
    assert latest.number == max(version.number for version in LATEST.all("ordinary"))


def test_a_missing_row_raises_as_the_orm_does() -> None:
    with pytest.raises(User.DoesNotExist):
        Prepared(User.objects.all, "login").get("nobody")


def test_a_row_written_is_the_row_read_and_its_blind_index_with_it() -> None:
    user = User(kind="citizen", login="written", name="演示·写入", phone="19900000001")
    insert(user)
    read = User.objects.get(phone_index=user.phone_index, phone_index__gt="")
    assert same(user, read)
    before = image(read)
    read.phone, read.assurance = "19900000002", 2
    assert changed(read, before) == ["phone", "assurance", "phone_index"]
    update(read, changed(read, before))
    again = User.objects.get(pk=user.pk)
    assert (again.phone, again.assurance, again.name) == ("19900000002", 2, "演示·写入")
    assert User.objects.filter(phone_index=again.phone_index).count() == 1
    assert again.phone_index != user.phone_index


def test_what_changed_inside_a_list_is_written() -> None:
    case = w.submitted()
    before = image(case)
    case.tolerated.append("later")
    update(case, changed(case, before))
    assert Case.objects.get(pk=case.pk).tolerated == ["later"]
