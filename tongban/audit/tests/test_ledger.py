"""With full rights over the database and both chains mended, whoever rewrote what happened is still found out (S12)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests import walking as w
from tongban.audit import api as audit
from tongban.audit import ledger, merkle
from tongban.audit.models import Entry, LogRow, Tile, TreeHead
from tongban.audit.sequencer import log_digest
from tongban.cases import api as cases
from tongban.kit import crypto
from tongban.kit.records import canonical

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def second_place(settings: Any, tmp_path: Path) -> Path:
    settings.HEADS_FILE = tmp_path / "away" / "heads.jsonl"
    return Path(settings.HEADS_FILE)


@pytest.fixture
def case() -> Iterator[cases.Case]:
    """Its acts are in the log, and the head over them is signed and told."""
    made = w.accepted()
    w.submitted()
    sequenced()
    assert audit.sign_head() is not None
    yield made


def sequenced() -> None:
    while audit.sequence():
        pass


def mended() -> None:
    """What a forger with every right over the database does: both chains, all heads of subjects and the tree anew."""
    entries = list(Entry.objects.order_by("number"))
    log, tiles, size = "", {}, 0
    by_subject = sorted(entries, key=lambda one: (one.subject_type, one.subject_key, one.position))
    Entry.objects.update(number=None)
    for _key, rows in groupby(by_subject, key=lambda one: (one.subject_type, one.subject_key)):
        before, last = "", None
        for position, row in enumerate(rows, 1):
            row.position, row.previous = position, before
            row.digest = before = crypto.digest(canonical(row.facts()))
            last = row
        if last is not None and last.subject_type == "case":
            cases.Case.objects.filter(pk=last.subject_key).update(audit_count=last.position, audit_head=last.digest)
    LogRow.objects.all().delete()
    for number, row in enumerate(entries, 1):
        row.number, log = number, log_digest(number, log, row.digest)
        LogRow.objects.create(number=number, entry=row.pk, digest=log)
    for row in by_subject:
        row.position += 10_000
    Entry.objects.bulk_update(by_subject, ["position"])
    for row in by_subject:
        row.position -= 10_000
    Entry.objects.bulk_update(by_subject, ["position", "previous", "digest", "number"])
    made: dict[merkle.Place, bytes] = tiles
    merkle.grow(made, size, [ledger.leaf(row.digest) for row in entries])
    Tile.objects.all().delete()
    Tile.objects.bulk_create([Tile(level=at[0], index=at[1], hashes=hashes) for at, hashes in made.items()])


def entries_of(case: cases.Case) -> list[Entry]:
    return list(audit.history(case))


def change_what_was_said(case: cases.Case) -> None:
    Entry.objects.filter(pk=entries_of(case)[-1].pk).update(notes={"tolerated": ["everything"]})


def change_who(case: cases.Case) -> None:
    Entry.objects.filter(pk=entries_of(case)[-1].pk).update(by_key="user:somebody-else")


def change_which_act(case: cases.Case) -> None:
    Entry.objects.filter(pk=entries_of(case)[-1].pk).update(act="cases.refuse")


def backdate(case: cases.Case) -> None:
    last = entries_of(case)[-1]
    Entry.objects.filter(pk=last.pk).update(at=last.at - dt.timedelta(days=3))


def take_out_of_the_middle(case: cases.Case) -> None:
    entries_of(case)[0].delete()


def cut_off_the_end(case: cases.Case) -> None:
    entries_of(case)[-1].delete()


def slip_one_in(case: cases.Case) -> None:
    last = entries_of(case)[-1]
    number = last.number or 0
    for later in sorted(Entry.objects.filter(number__gt=number).values_list("number", flat=True), reverse=True):
        Entry.objects.filter(number=later).update(number=(later or 0) + 1)
    last.pk, last.position, last.number = uuid.uuid4(), last.position + 1, number + 1
    last.act = "cases.remind"
    last.save(force_insert=True)


def change_places(case: cases.Case) -> None:
    first, second = entries_of(case)[:2]
    numbers = first.number, second.number
    Entry.objects.filter(pk__in=(first.pk, second.pk)).update(number=None)
    Entry.objects.filter(pk=first.pk).update(number=numbers[1])
    Entry.objects.filter(pk=second.pk).update(number=numbers[0])


def give_to_another_subject(case: cases.Case) -> None:
    other = Entry.objects.filter(subject_type="case").exclude(subject_key=str(case.pk)).first()
    last = entries_of(case)[-1]
    key = other.subject_key if other else str(uuid.uuid4())
    Entry.objects.filter(pk=last.pk).update(subject_key=key, position=9_000)


def remove_the_whole_case(case: cases.Case) -> None:
    Entry.objects.filter(subject_type="case", subject_key=str(case.pk)).delete()
    cases.Case.objects.filter(pk=case.pk).update(audit_count=0, audit_head="")


def rewrite_the_signed_head(case: cases.Case) -> None:
    change_what_was_said(case)
    mended()
    head = TreeHead.objects.get()
    TreeHead.objects.filter(pk=head.pk).update(root=ledger.tree().root(head.size).hex())


def remove_the_signed_head(case: cases.Case) -> None:
    backdate(case)
    TreeHead.objects.all().delete()


MANIPULATIONS: list[Callable[[cases.Case], None]] = [
    change_what_was_said, change_who, change_which_act, backdate, take_out_of_the_middle, cut_off_the_end, slip_one_in,
    change_places, give_to_another_subject, remove_the_whole_case, rewrite_the_signed_head, remove_the_signed_head,
]  # fmt: skip


@pytest.mark.parametrize("manipulation", MANIPULATIONS)
def test_a_record_rewritten_with_full_rights_is_found_out(
    case: cases.Case, manipulation: Callable[[cases.Case], None]
) -> None:
    assert audit.verify().holds
    manipulation(case)
    mended()
    assert {fault.chain for fault in audit.verify().breaks} >= {"tree"}


def test_mending_alone_changes_nothing(case: cases.Case) -> None:
    """The forger of these tests works rightly: it is the change that is found, not the mending."""
    mended()
    assert audit.verify().holds


def test_a_tile_that_was_changed_is_found_out(case: cases.Case) -> None:
    tile = Tile.objects.get(level=0, index=0)
    Tile.objects.filter(pk=tile.pk).update(hashes=bytes(32) + bytes(tile.hashes)[32:])
    assert {fault.chain for fault in audit.verify().breaks} == {"tree"}


def test_every_entry_of_a_case_is_proved_from_a_signed_head(case: cases.Case) -> None:
    head = ledger.newest_head()
    assert head is not None
    for entry in entries_of(case):
        path = [bytes.fromhex(one) for one in ledger.inclusion(entry, head)]
        assert entry.number is not None
        assert merkle.includes(ledger.leaf(entry.digest), entry.number - 1, head.size, path, bytes.fromhex(head.root))


def test_a_later_head_begins_with_the_earlier_one(case: cases.Case, second_place: Path) -> None:
    first = ledger.newest_head()
    w.submitted()
    sequenced()
    second = audit.sign_head()
    assert first is not None and second is not None and second.size > first.size
    path = [bytes.fromhex(one) for one in ledger.consistency(first, second)]
    assert merkle.extends(first.size, second.size, path, bytes.fromhex(first.root), bytes.fromhex(second.root))
    assert [head["tree_head"]["size"] for head in ledger.told_heads()] == [first.size, second.size]
    assert audit.sign_head() == second  # nothing happened since: nothing is signed, nothing told again
    assert second_place.read_bytes().count(b"\n") == 2


def test_what_a_killed_process_did_not_tell_is_told_next_time(case: cases.Case, second_place: Path) -> None:
    second_place.write_bytes(b'{"tree_he')
    head = audit.sign_head()
    assert head is not None
    assert [told["tree_head"]["size"] for told in ledger.told_heads()] == [head.size]
    assert audit.verify().holds


def test_a_second_place_whose_lines_were_moved_is_told(case: cases.Case, second_place: Path) -> None:
    w.submitted()
    sequenced()
    audit.sign_head()
    second_place.write_bytes(b"\n".join(reversed(second_place.read_bytes().splitlines())) + b"\n")
    assert {fault.chain for fault in audit.verify().breaks} == {"tree"}


def test_a_log_older_than_its_tree_is_caught_up(case: cases.Case, monkeypatch: pytest.MonkeyPatch) -> None:
    Tile.objects.all().delete()
    monkeypatch.setattr(ledger, "CAUGHT_UP", 7)
    w.submitted()
    sequenced()
    assert ledger.size() == LogRow.objects.count()
    assert audit.verify().holds
    Tile.objects.all().delete()
    assert not audit.verify().holds
    assert audit.catch_up() == LogRow.objects.count()
    assert audit.verify().holds


def test_growing_costs_the_same_for_one_entry_and_for_many(
    django_assert_max_num_queries: Any, case: cases.Case
) -> None:
    covered = ledger.size()
    with django_assert_max_num_queries(5):
        ledger.grow(covered, ["ab" * 32])
    with django_assert_max_num_queries(5):
        ledger.grow(covered + 1, ["cd" * 32] * 300)
