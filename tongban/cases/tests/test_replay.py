"""`verify-audit` walks through the record again: a case that says what nobody's act brought about is found (S12, Q6)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests import walking as w
from tongban.audit.api import Verdict, verify
from tongban.cases.models import Case
from tongban.cases.tests.test_citizen import refused
from tongban.kit import clock

pytestmark = pytest.mark.django_db


def test_every_way_through_is_what_the_record_says() -> None:
    w.submitted()
    w.accepted(w.FOOD)
    w.granted()
    w.granted_at_once()
    refused()
    assert verify() == Verdict(verify().entries, verify().numbered, [])


@pytest.mark.parametrize(
    ("lie", "column"),
    [
        (lambda: {"state": "granted"}, "state"),
        (lambda: {"state": "withdrawn"}, "state"),
        (lambda: {"decided_at": clock.now()}, "decided_at"),
        (lambda: {"decided_by": w.user("decider1")}, "decided_by_id"),
        (lambda: {"received_at": clock.now() - dt.timedelta(days=5)}, "received_at"),
    ],
)
def test_a_row_that_says_more_than_its_record_is_named(lie: Any, column: str) -> None:
    w.submitted(w.FOOD)
    case = w.accepted()
    Case.objects.filter(pk=case.pk).update(**lie())
    [fault] = verify().breaks
    assert fault.where == f"case {case.pk}" and fault.found.startswith(column)


def test_a_row_without_any_entry_is_named() -> None:
    case = w.submitted()
    case.pk, case.number, case.project_no = None, "X1", "X1"
    case._state.adding = True
    made = Case(**{f.attname: getattr(case, f.attname) for f in Case._meta.concrete_fields if f.name != "id"})
    made.audit_count, made.audit_head = 0, ""
    made.application = w.submitted(w.FOOD).application
    Case.objects.filter(application=made.application).delete()
    made.save(force_insert=True)
    assert f"case {made.pk}" in [fault.where for fault in verify().breaks]
