"""The worker is killed with -9 at every point of an effect; whoever comes next does the rest, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from tests import walking as w
from tests.crash.dying import KILLED, child, die, dying_at, next_worker, then_die, worker
from tests.crash.sink import Sink, mail_server
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


@pytest.fixture(autouse=True)
def _only_our_effects(on_stage: Stage) -> None:
    """What earlier tests left in the outbox is not done here."""
    Row.objects.all().delete()


def only(*names: str) -> None:
    Row.objects.exclude(name__in=names).delete()


# papers


def stored_and_dead() -> None:
    from tongban.documents import storing

    storing.put = then_die(storing.put)


@pytest.mark.parametrize("point", [*POINTS, "stored"])
def test_a_paper_is_printed_once(point: str) -> None:
    case = w.accepted()
    only("documents.print")
    prepare: Callable[[], None] = stored_and_dead if point == "stored" else lambda: dying_at(point, "documents.print")
    assert worker(prepare, "papers") == KILLED
    next_worker()
    paper = documents.papers_of(case).get(kind="acceptance")
    assert paper.file is not None
    assert documents.path_of(paper.file.pk).stat().st_size == paper.file.size
    named = [file for file in documents.files_of(case) if file.name == f"{paper.number}.pdf"]
    assert [file.pk for file in named] == [paper.file_id]
    assert not Row.objects.filter(name="documents.print").exists()


# letters


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server() as made:
        yield made


def by_mail(sink: Sink) -> None:
    from django.conf import settings

    settings.EMAIL_URL = f"smtp://127.0.0.1:{sink.port}"


def sent_and_dead() -> None:
    import smtplib

    smtplib.SMTP.send_message = then_die(smtplib.SMTP.send_message)  # type: ignore[method-assign]


@pytest.mark.parametrize("point", [*POINTS, "sent"])
def test_a_letter_is_sent_once_or_again_under_the_same_id(point: str, sink: Sink) -> None:
    """A mail server that has seen the Message-ID drops the second; nothing more can be had from SMTP."""
    case = w.submitted()
    only("messages.deliver")
    delivery = Delivery.objects.filter(user=case.user).latest("id")

    def prepare() -> None:
        by_mail(sink)
        sent_and_dead() if point == "sent" else dying_at(point, "messages.deliver")

    assert worker(prepare, "letters") == KILLED
    next_worker(lambda: by_mail(sink))
    assert {letter["Message-ID"] for letter in sink.letters} == {f"<{delivery.pk}@tongban.invalid>"}
    again = point in ("ran", "finishing", "sent")
    assert len(sink.letters) == (2 if again else 1)
    assert Delivery.objects.get(pk=delivery.pk).state == Delivery.State.SENT


# the index and the printed guides


def published_anew() -> catalogue.Item:
    item = w.item(w.ELDERLY)
    draft = catalogue.draft(item=item, content=item.current.content, by=w.user("editor1"))
    catalogue.submit_for_review(item=draft.item, by=w.user("editor1"))
    return catalogue.publish(item=draft.item, by=w.user("publisher1")).item


@pytest.mark.parametrize("point", POINTS)
def test_a_guide_is_found_once(point: str) -> None:
    item = published_anew()
    only("catalogue.index")
    assert worker(lambda: dying_at(point, "catalogue.index"), "index") == KILLED
    next_worker()
    assert not Row.objects.filter(name="catalogue.index").exists()
    assert found(item.name).count(item.code) == 1


def found(text: str) -> list[str]:
    """Asked in a process of its own: an index is opened by readers that were not there before."""
    import json

    from django.conf import settings

    answer = settings.DATA_DIR / "found.json"

    def search() -> None:
        from tongban.catalogue.indexing import the_index

        answer.write_text(json.dumps([hit.code for hit in the_index().search(text, 50)]))

    assert child(search) == 0
    return list(json.loads(answer.read_text()))


@pytest.mark.parametrize("point", POINTS)
def test_a_guide_is_printed_whole(point: str) -> None:
    from tongban.catalogue.publishing import folder_of

    item = published_anew()
    only("catalogue.print_pages")
    assert worker(lambda: dying_at(point, "catalogue.print_pages"), "pages") == KILLED
    next_worker()
    for language, said in (("zh-hans", item.name), ("en", item.name_en)):
        page = (folder_of(item.code, language) / "index.html").read_text()
        assert said in page
        assert page.rstrip().endswith("</html>")


# clocks


def test_silence_becomes_acceptance_although_the_worker_was_down_for_three_days() -> None:
    """Killed in the middle of drawing the conclusion, started again three days later: once, and from the receipt."""
    received = clock.now() - dt.timedelta(days=20)
    with clock.turned_to(received):
        case = w.submitted(w.FOOD, "agent1", enterprise=w.enterprise("agent1"))
    promise = promises.open_of(case, "acceptance")
    assert promise is not None
    assert promise.due_on is not None
    the_day_after = dt.datetime.combine(promise.due_on + dt.timedelta(days=1), dt.time(0, 5), clock.ZONE)
    assert child(draw_and_die, clock.turned_to(the_day_after)) == KILLED
    assert cases.Case.objects.get(pk=case.pk).state == cases.State.SUBMITTED
    assert child(draw, clock.turned_to(the_day_after + dt.timedelta(days=3))) == 0
    assert child(draw, clock.turned_to(the_day_after + dt.timedelta(days=3))) == 0
    accepted = cases.Case.objects.get(pk=case.pk)
    assert accepted.deemed
    assert accepted.accepted_at == accepted.received_at
    assert audit.history(accepted).filter(act="cases.deem_accepted").count() == 1
    assert [p.kind for p in documents.papers_of(accepted)] == ["acceptance"]
    decision = promises.of(accepted).get(kind="decision")
    assert decision.spec["start"] == received.astimezone(clock.ZONE).date().isoformat()


def draw() -> None:
    from tongban.promises.effects import answer_silence

    answer_silence()


def draw_and_die() -> None:
    """Inside the act, after the paper and the message, before its commit."""
    from tongban.cases import actions

    actions.tell = then_die(actions.tell)
    draw()


@pytest.mark.parametrize("point", ["claimed", "first", "ran", "committed"])
def test_every_open_promise_moves_with_the_calendar_once(point: str) -> None:
    moved = [w.submitted(w.FOOD, "agent1", enterprise=w.enterprise("agent1")) for _ in range(3)]
    before = promises.open_of(moved[0], "acceptance")
    assert before is not None
    assert before.due_on is not None
    one_more_holiday(before.due_on)
    only("promises.recompute")
    entries = audit.Entry.objects.filter(act="promises.recompute", subject_key__in=[str(case.pk) for case in moved])
    assert worker(lambda: recomputing(point), "clock-work") == KILLED
    next_worker()
    for case in moved:
        promise = promises.open_of(case, "acceptance")
        assert promise is not None
        assert promise.due_on is not None
        assert promise.due_on > before.due_on
        assert cases.Case.objects.get(pk=case.pk).due_on == promise.due_on
    assert entries.count() == 3


def recomputing(point: str) -> None:
    from tongban.promises import effects

    if point == "first":
        effects.recompute = then_die(effects.recompute)
    else:
        dying_at(point, "promises.recompute")


# the log


def test_the_log_has_no_gap_when_the_sequencer_is_killed() -> None:
    w.submitted()
    assert child(number_and_die) == KILLED
    assert child(number) == 0
    assert not audit.Entry.objects.filter(number=None).exists()
    assert audit.verify().breaks == []


def number() -> None:
    while audit.sequence():
        pass


def number_and_die() -> None:
    from tongban.audit import sequencer

    sequencer.Entry.objects.bulk_update = then_die(sequencer.Entry.objects.bulk_update)  # type: ignore[method-assign]
    number()


# an act of a web process


def test_nothing_remains_of_an_act_whose_process_was_killed() -> None:
    case = w.submitted()
    before = audit.history(case).count()
    assert child(lambda: accept_and_die(case.pk)) == KILLED
    again = cases.with_everything(case.pk)
    assert again.state == cases.State.SUBMITTED
    assert audit.history(again).count() == before
    assert not documents.papers_of(again).exists()
    assert not Row.objects.filter(name="documents.print", key__contains=str(case.pk)).exists()


def test_the_next_act_need_not_wait_for_the_dead() -> None:
    case = w.submitted()
    assert child(lambda: accept_and_die(case.pk)) == KILLED
    began = clock.now()
    assert cases.accept(case=cases.with_everything(case.pk), by=w.user("examiner2")).state == cases.State.IN_REVIEW
    assert clock.now() - began < dt.timedelta(seconds=5)


def accept_and_die(key: object) -> None:
    from tongban.cases import actions

    actions.tell = lambda *args, **named: die()
    cases.accept(case=cases.with_everything(key), by=w.user("examiner1"))
