"""The act: one action, one transaction, one entry; or nothing at all."""

from __future__ import annotations

from typing import Any

import pytest

from tests import walking as w
from tongban.audit import api as audit
from tongban.intake.models import Application
from tongban.kit.act import SYSTEM, act, in_turn
from tongban.kit.announcements import Announcement, when
from tongban.kit.errors import NotAllowed
from tongban.kit.writing import in_hand
from tongban.outbox.api import Row

pytestmark = pytest.mark.django_db


def draft() -> Application:
    return w.filled(w.UNEMPLOYMENT, files=False)


def acts_on(subject: Application) -> list[str]:
    return list(audit.history(subject).values_list("act", flat=True))


def test_an_act_saves_the_row_and_leaves_one_entry_with_its_notes() -> None:
    row = draft()
    before = acts_on(row)
    with act(row, "test.rename", by=SYSTEM) as this:
        this.subject.item_name = "新名字"
        this.note(step=3)
        this.note(article="§1")
    assert Application.objects.get(pk=row.pk).item_name == "新名字"
    assert acts_on(row) == [*before, "test.rename"]
    entry = audit.history(row).last()
    assert entry is not None
    assert entry.notes == {"step": 3, "article": "§1"}
    assert entry.by_key == "system"


def test_the_row_is_read_again_so_what_the_caller_holds_overwrites_nothing() -> None:
    mine, theirs = draft(), None
    theirs = Application.objects.get(pk=mine.pk)
    with act(theirs, "test.first", by=SYSTEM) as this:
        this.subject.reached = 42
    mine.item_name = "never saved"
    with act(mine, "test.second", by=SYSTEM) as this:
        this.subject.channel = "phone"
    row = Application.objects.get(pk=mine.pk)
    assert (row.reached, row.channel, row.item_name) == (42, "phone", theirs.item_name)


def break_off(row: Application) -> None:
    with act(row, "test.broken", by=SYSTEM) as this:
        this.subject.item_name = "halb"
        this.effect("messages.deliver", delivery="x")
        raise ZeroDivisionError


def test_nothing_of_a_failed_act_remains() -> None:
    row, rows = draft(), Row.objects.count()
    before = acts_on(row)
    with pytest.raises(ZeroDivisionError):
        break_off(row)
    assert acts_on(row) == before
    assert Row.objects.count() == rows
    assert Application.objects.get(pk=row.pk).item_name == row.item_name
    assert not in_hand()


def test_a_rule_that_refuses_is_asked_about_the_row_as_it_is() -> None:
    row = draft()
    Application.objects.filter(pk=row.pk).update(reached=7)

    def rule(found: Application, by: Any) -> None:
        raise NotAllowed(f"reached {found.reached}")

    with pytest.raises(NotAllowed, match="reached 7"), act(row, "test.refused", by=SYSTEM, rule=rule):
        raise AssertionError("the act was entered")
    assert "test.refused" not in acts_on(row)


def test_an_act_that_was_done_before_leaves_no_second_entry() -> None:
    row, rows = draft(), Row.objects.count()
    before = acts_on(row)
    with act(row, "test.again", by=SYSTEM) as this:
        this.subject.item_name = "not saved either"
        this.effect("messages.deliver", delivery="x")
        this.nothing_happened()
    assert acts_on(row) == before
    assert Row.objects.count() == rows
    assert Application.objects.get(pk=row.pk).item_name == row.item_name


def break_off_outside(one: Application, other: Application) -> None:
    with act(one, "test.outer", by=SYSTEM):
        with act(other, "test.inner", by=SYSTEM):
            pass
        raise ZeroDivisionError


def test_an_act_within_an_act_fails_and_succeeds_with_it() -> None:
    one, other = draft(), draft()
    with pytest.raises(ZeroDivisionError):
        break_off_outside(one, other)
    assert "test.inner" not in acts_on(other)
    assert "test.outer" not in acts_on(one)


def test_two_acts_on_one_row_at_once_are_a_fault_of_the_program() -> None:
    row = draft()
    with pytest.raises(AssertionError, match="in hand already"), act(row, "test.outer", by=SYSTEM):
        with act(row, "test.inner", by=SYSTEM):
            pass


def test_whoever_listens_hears_of_it_inside_the_transaction_and_can_undo_it() -> None:
    heard: list[bool] = []
    said = Announcement("test.said", "something was said")

    @when(said)
    def listen(*, word: str, by: Any) -> None:
        heard.append(in_hand())
        if word == "no":
            raise ZeroDivisionError

    row = draft()
    with act(row, "test.say", by=SYSTEM) as this:
        this.announce(said, word="yes")
    with pytest.raises(ZeroDivisionError), act(row, "test.unsay", by=SYSTEM) as this:
        this.announce(said, word="no")
    assert heard == [True, True]
    assert acts_on(row)[-1] == "test.say"


def test_an_act_announces_at_most_once() -> None:
    said = Announcement("test.said twice", "something was said")
    with act(draft(), "test.say", by=SYSTEM) as this:
        this.announce(said)
        with pytest.raises(AssertionError, match="at most once"):
            this.announce(said)


def test_effects_of_a_subject_have_its_key_unless_they_name_another() -> None:
    row = draft()
    with act(row, "test.effects", by=SYSTEM) as this:
        this.effect("messages.deliver", delivery="1")
        this.effect("messages.deliver", key="elsewhere", delivery="2")
    keys = list(Row.objects.order_by("-id").values_list("key", flat=True)[:2])
    assert keys == ["elsewhere", f"application:{row.pk}"]


def test_a_turn_is_taken_before_and_within_an_act() -> None:
    row = draft()
    with in_turn(row):
        assert in_hand()
    with act(row, "test.turn", by=SYSTEM), in_turn(row):
        assert in_hand()
    assert acts_on(row)[-1] == "test.turn"
