"""The worker is killed with -9 at every point of an effect; whoever comes next does the rest, once."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings

from tests import walking as w
from tests.crash import deeds
from tests.crash.dying import KILLED, Doom, dying_at
from tests.crash.sink import Sink, mail_server
from tests.record import breaks
from tests.stage import Stage
from tests.twice.on_the_rest import one_more_holiday
from tongban.audit import api as audit
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.documents import api as documents
from tongban.kit import clock
from tongban.messages.api import Delivery
from tongban.outbox.api import Row
from tongban.promises import api as promises

pytestmark = pytest.mark.twice
POINTS = ["claimed", "ran", "finishing", "committed"]


@pytest.fixture
def doom(on_stage: Stage) -> Doom:
    """What earlier tests left in the outbox is not done here."""
    Row.objects.all().delete()
    return Doom(on_stage)


def only(*names: str) -> None:
    Row.objects.exclude(name__in=names).delete()


# papers


@pytest.mark.parametrize("point", [*POINTS, "stored"])
def test_a_paper_is_printed_once(point: str, doom: Doom) -> None:
    case = w.accepted()
    only("documents.print")
    prepare = deeds.store_and_die if point == "stored" else partial(dying_at, point, "documents.print")
    assert doom.worker(prepare, "papers") == KILLED
    doom.next_worker()
    paper = documents.papers_of(case).get(kind="acceptance")
    assert paper.file is not None
    assert len(documents.read(paper.file)) == paper.file.size
    named = [file for file in documents.files_of(case) if file.name == f"{paper.number}.pdf"]
    assert [file.pk for file in named] == [paper.file_id]
    left = Row.objects.filter(name="documents.print")  # the receipt waits until a head of the log covers it
    assert not [row for row in left if row.payload["paper"] == str(paper.pk)]


def bytes_on_disk() -> set[Path]:
    return {path for path in settings.FILES_DIR.glob("*/*") if path.is_file()}


def aged(path: Path, hours: int) -> None:
    then = time.time() - hours * 3600
    os.utime(path, (then, then))


def killed_worker(doom: Doom) -> int:
    w.accepted()
    only("documents.print")
    died = doom.worker(deeds.store_and_die, "papers")
    doom.next_worker()
    return died


def killed_web_process(doom: Doom) -> int:
    return doom.child(partial(deeds.upload_and_die, w.filled().pk))


@pytest.mark.parametrize("killed", [killed_worker, killed_web_process])
def test_bytes_that_got_no_row_are_gone_after_a_day_and_no_others(killed: Callable[[Doom], int], doom: Doom) -> None:
    before = bytes_on_disk()
    assert killed(doom) == KILLED
    made = bytes_on_disk() - before
    named = {path for path in made if documents.File.objects.filter(pk=path.name).exists()}
    [orphan] = made - named
    assert named
    for path in (orphan, *named):
        aged(path, hours=23)
    assert doom.child(deeds.sweep) == 0
    assert orphan.exists()
    for path in (orphan, *named):
        aged(path, hours=25)
    assert doom.child(deeds.sweep) == 0
    assert not orphan.exists()
    assert all(path.exists() for path in named)


# letters


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server() as made:
        yield made


@pytest.mark.parametrize("point", [*POINTS, "sent"])
def test_a_letter_is_sent_once_or_again_under_the_same_id(point: str, sink: Sink, doom: Doom) -> None:
    """A mail server that has seen the Message-ID drops the second; nothing more can be had from SMTP."""
    case = w.submitted()
    only("messages.deliver")
    delivery = Delivery.objects.filter(user=case.user).latest("id")
    assert doom.worker(partial(deeds.send_and_die, sink.port, point), "letters") == KILLED
    doom.next_worker(partial(deeds.by_mail, sink.port))
    assert {letter["Message-ID"] for letter in sink.letters} == {f"<{delivery.pk}@tongban.invalid>"}
    again = point in ("ran", "finishing", "sent")
    assert len(sink.letters) == (2 if again else 1)
    assert Delivery.objects.get(pk=delivery.pk).state == Delivery.State.SENT


# the index and the printed guides


def published_anew() -> catalogue.Item:
    item = w.item(w.ELDERLY)
    draft = catalogue.draft(item=item, content=item.current.content, by=w.user("editor1"))
    version = catalogue.submit_for_review(item=draft.item, by=w.user("editor1"))
    return catalogue.publish(item=draft.item, seen=catalogue.digest_of(version), by=w.user("publisher1")).item


@pytest.mark.parametrize("point", POINTS)
def test_a_guide_is_found_once(point: str, doom: Doom, tmp_path: Path) -> None:
    item = published_anew()
    only("catalogue.index")
    assert doom.worker(partial(dying_at, point, "catalogue.index"), "index") == KILLED
    doom.next_worker()
    assert not Row.objects.filter(name="catalogue.index").exists()
    assert doom.child(partial(deeds.search, item.name, tmp_path / "found.json")) == 0
    assert json.loads((tmp_path / "found.json").read_text()).count(item.code) == 1


@pytest.mark.parametrize("point", POINTS)
def test_a_guide_is_printed_whole(point: str, doom: Doom) -> None:
    from tongban.catalogue.publishing import folder_of

    item = published_anew()
    only("catalogue.print_pages")
    assert doom.worker(partial(dying_at, point, "catalogue.print_pages"), "pages") == KILLED
    doom.next_worker()
    for language, said in (("zh-hans", item.name), ("en", item.name_en)):
        page = (folder_of(item.code, language) / "index.html").read_text()
        assert said in page
        assert page.rstrip().endswith("</html>")


# clocks


def test_silence_becomes_acceptance_although_the_worker_was_down_for_three_days(doom: Doom) -> None:
    """Killed in the middle of drawing the conclusion, started again three days later: once, and from the receipt."""
    received = clock.now() - dt.timedelta(days=20)
    with clock.turned_to(received):
        case = w.submitted(w.FOOD, "agent1", enterprise=w.enterprise("agent1"))
    promise = promises.open_of(case, "acceptance")
    assert promise is not None
    assert promise.due_on is not None
    the_day_after = dt.datetime.combine(promise.due_on + dt.timedelta(days=1), dt.time(0, 5), clock.ZONE)
    assert doom.child(deeds.draw_and_die, at=the_day_after) == KILLED
    assert cases.Case.objects.get(pk=case.pk).state == cases.State.SUBMITTED
    assert doom.child(deeds.draw, at=the_day_after + dt.timedelta(days=3)) == 0
    assert doom.child(deeds.draw, at=the_day_after + dt.timedelta(days=3)) == 0
    accepted = cases.Case.objects.get(pk=case.pk)
    assert accepted.deemed
    assert accepted.accepted_at == accepted.received_at
    assert audit.history(accepted).filter(act="cases.deem_accepted").count() == 1
    assert [p.kind for p in documents.papers_of(accepted)] == ["acceptance"]
    decision = promises.of(accepted).get(kind="decision")
    assert decision.spec["start"] == received.astimezone(clock.ZONE).date().isoformat()


@pytest.mark.parametrize("point", ["claimed", "first", "ran", "committed"])
def test_every_open_promise_moves_with_the_calendar_once(point: str, doom: Doom) -> None:
    moved = [w.submitted(w.FOOD, "agent1", enterprise=w.enterprise("agent1")) for _ in range(3)]
    before = promises.open_of(moved[0], "acceptance")
    assert before is not None
    assert before.due_on is not None
    one_more_holiday(before.due_on)
    only("promises.recompute")
    entries = audit.Entry.objects.filter(act="promises.recompute", subject_key__in=[str(case.pk) for case in moved])
    assert doom.worker(partial(deeds.recompute_and_die, point), "clock-work") == KILLED
    doom.next_worker()
    for case in moved:
        promise = promises.open_of(case, "acceptance")
        assert promise is not None
        assert promise.due_on is not None
        assert promise.due_on > before.due_on
        assert cases.Case.objects.get(pk=case.pk).due_on == promise.due_on
    assert entries.count() == 3


# the log


def test_the_log_has_no_gap_when_the_sequencer_is_killed(doom: Doom) -> None:
    w.submitted()
    assert doom.child(deeds.number_and_die) == KILLED
    assert doom.child(deeds.number) == 0
    assert not audit.Entry.objects.filter(number=None).exists()
    assert breaks() == []


# any time at all


def test_killed_again_and_again_at_any_time_it_does_everything_once(doom: Doom, sink: Sink) -> None:
    made = [w.accepted() for _ in range(4)]
    only("documents.print", "messages.deliver")
    letters = {str(row.payload["delivery"]) for row in Row.objects.filter(name="messages.deliver")}
    for seconds in (0.05, 0.15, 0.25, 0.35, 0.45, 0.6):
        assert doom.worker(partial(deeds.mail_and_die_after, sink.port, seconds)) == KILLED
    doom.next_worker(partial(deeds.by_mail, sink.port))
    for case in made:
        for subject in (case, case.application):
            for paper in documents.papers_of(subject):
                named = [file.pk for file in documents.files_of(subject) if file.name == f"{paper.number}.pdf"]
                assert named == [paper.file_id]
    assert {str(letter["Message-ID"]).strip("<>").partition("@")[0] for letter in sink.letters} == letters
    assert set(Delivery.objects.filter(pk__in=letters).values_list("state", flat=True)) == {Delivery.State.SENT}
    while audit.sequence():
        pass
    assert breaks() == []


# an act of a web process


def test_nothing_remains_of_an_act_whose_process_was_killed(doom: Doom) -> None:
    case = w.submitted()
    before = audit.history(case).count()
    assert doom.child(partial(deeds.accept_and_die, case.pk)) == KILLED
    again = cases.with_everything(case.pk)
    assert again.state == cases.State.SUBMITTED
    assert audit.history(again).count() == before
    assert not documents.papers_of(again).exists()
    assert not Row.objects.filter(name="documents.print", key__contains=str(case.pk)).exists()


def test_the_next_act_need_not_wait_for_the_dead(doom: Doom) -> None:
    case = w.submitted()
    assert doom.child(partial(deeds.accept_and_die, case.pk)) == KILLED
    began = clock.now()
    assert cases.accept(case=cases.with_everything(case.pk), by=w.user("examiner2")).state == cases.State.IN_REVIEW
    assert clock.now() - began < dt.timedelta(seconds=5)
