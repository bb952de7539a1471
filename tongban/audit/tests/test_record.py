"""Nobody can backdate, change or remove what happened without `verify-audit` naming the place."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests import walking as w
from tongban.audit import api as audit
from tongban.audit import ledger
from tongban.audit.models import Entry, LogRow
from tongban.cases import api as cases
from tongban.kit import clock, crypto
from tongban.kit.records import canonical

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> cases.Case:
    made = w.accepted()
    while audit.sequence():
        pass
    return made


def broken(chain: str) -> str:
    """The place that is named, when exactly one chain is broken."""
    verdict = audit.verify()
    assert [fault.chain for fault in verdict.breaks] == [chain], verdict.breaks
    return verdict.breaks[0].where


def test_both_chains_hold_and_every_entry_is_in_the_log(case: cases.Case) -> None:
    verdict = audit.verify()
    assert verdict.holds
    assert verdict.entries == verdict.numbered == Entry.objects.count()


def test_entries_of_a_subject_follow_one_another(case: cases.Case) -> None:
    rows = list(audit.history(case))
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    assert [row.previous for row in rows[1:]] == [row.digest for row in rows[:-1]]
    fresh = cases.Case.objects.get(pk=case.pk)
    assert (fresh.audit_count, fresh.audit_head) == (len(rows), rows[-1].digest)


@pytest.mark.parametrize(
    "change",
    [
        {"notes": {"tolerated": ["everything"]}},
        {"by_key": "user:somebody-else"},
        {"act": "cases.refuse"},
        {"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_a_changed_entry_is_named(case: cases.Case, change: dict[str, Any]) -> None:
    last = audit.history(case).last()
    assert last is not None
    Entry.objects.filter(pk=last.pk).update(**change)
    assert str(case.pk) in broken("subject")


def test_an_entry_forged_with_its_own_digest_breaks_the_head_of_its_subject(case: cases.Case) -> None:
    from tongban.kit import crypto
    from tongban.kit.records import canonical

    last = audit.history(case).last()
    assert last is not None
    last.notes = {"forged": True}
    last.digest = crypto.digest(canonical(last.facts()))
    last.save()
    assert {fault.chain for fault in audit.verify().breaks} == {"subject", "log", "tree"}


def test_an_entry_taken_out_of_the_middle_is_missed(case: cases.Case) -> None:
    audit.history(case)[0].delete()
    assert {fault.chain for fault in audit.verify().breaks} >= {"subject"}


def test_an_entry_cut_off_at_the_end_is_missed(case: cases.Case) -> None:
    last = audit.history(case).last()
    assert last is not None
    LogRow.objects.filter(entry=last.pk).delete()
    last.delete()
    assert "case" in [fault for fault in audit.verify().breaks if fault.chain == "subject"][0].where


def test_a_row_missing_in_the_log_is_named(case: cases.Case) -> None:
    row = LogRow.objects.order_by("number")[3]
    LogRow.objects.filter(pk=row.number).delete()
    assert broken("log") == f"log row {row.number + 1}"


def test_two_rows_of_the_log_cannot_change_places(case: cases.Case) -> None:
    first, second = LogRow.objects.order_by("number")[4:6]
    entries = first.entry, second.entry
    LogRow.objects.filter(pk=second.number).delete()
    LogRow.objects.filter(pk=first.pk).update(entry=entries[1])
    LogRow.objects.create(number=second.number, entry=entries[0], digest=second.digest)
    assert broken("log") == f"log row {first.number}"


def test_the_sequencer_numbers_without_a_gap_and_once() -> None:
    while audit.sequence():
        pass
    before = LogRow.objects.count()
    w.submitted()
    waiting = Entry.objects.filter(number=None).count()
    assert audit.sequence() == waiting
    assert audit.sequence() == 0
    numbers = list(LogRow.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, before + waiting + 1))


def test_the_command_says_that_all_is_well(case: cases.Case) -> None:
    said = StringIO()
    call_command("verify_audit", json=True, stdout=said)
    assert json.loads(said.getvalue())["holds"] is True


def test_the_command_ends_with_1_and_names_the_entry(case: cases.Case) -> None:
    last = audit.history(case).last()
    assert last is not None
    Entry.objects.filter(pk=last.pk).update(notes={})
    said = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify_audit", stdout=said)
    assert end.value.code == 1
    assert f"BROKEN subject chain at case {case.pk}" in said.getvalue()


def test_whoever_looked_at_a_person_is_written_down_for_that_person(case: cases.Case) -> None:
    person = f"user:{case.user_id}"
    audit.looked(subject=case, person_key=person, what="phone", reason="电话核实", by=w.user("examiner1"))
    look = audit.looks_at(person).get()
    assert (look.what, look.reason, look.by_key) == ("phone", "电话核实", w.user("examiner1").actor_key)


def test_the_last_of_some_acts_is_found(case: cases.Case) -> None:
    found = audit.last(case, "cases.open", "cases.accept", "cases.never")
    assert found is not None
    assert found.act == "cases.accept"
    assert audit.last(case, "cases.never") is None


def appended(case: cases.Case, at: dt.datetime) -> Entry:
    """By somebody with every right on the database: the next entry of the case, its head, and nothing else."""
    fresh, last = cases.Case.objects.get(pk=case.pk), audit.history(case).last()
    assert last is not None
    entry = Entry(
        subject_type=last.subject_type, subject_key=last.subject_key, position=last.position + 1, act="cases.comment",
        by_key=w.user("decider1").actor_key, at=at, notes={"outcome": "granted"}, previous=last.digest,
    )  # fmt: skip
    entry.digest = crypto.digest(canonical(entry.facts()))
    entry.save(force_insert=True)
    cases.Case.objects.filter(pk=fresh.pk).update(audit_count=entry.position, audit_head=entry.digest)
    return entry


def test_an_entry_appended_and_dated_before_the_one_before_it_is_named(case: cases.Case) -> None:
    last = audit.history(case).last()
    assert last is not None
    entry = appended(case, last.at - dt.timedelta(days=60))
    assert str(entry.subject_key) in broken("subject")


@pytest.mark.parametrize("has_number", [True, False])
def test_an_entry_appended_and_dated_before_a_head_that_does_not_hold_it_is_named(
    case: cases.Case, has_number: bool
) -> None:
    assert audit.verify().holds
    last = audit.history(case).last()
    assert last is not None
    with clock.turned_to(last.at + dt.timedelta(hours=2)):
        ledger.sign_head()
        entry = appended(case, last.at + dt.timedelta(minutes=30))
        while has_number and audit.sequence():
            pass
        assert str(entry.pk) in broken("log")
