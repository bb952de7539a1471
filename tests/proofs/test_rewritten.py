"""Whoever has every right over the database, and even has the site sign anew, is found out by a receipt (S12).

The forger mends both chains, the heads of subjects and the tree; the running site serves what he left, over HTTP, and
signs its next head over it with its own key. The citizen has the PDF that was downloaded before, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests import walking as w
from tests.proofs.world import OwnKey, receipt_of, signed, site_of, verified
from tests.stage import Stage
from tongban.audit.models import Entry, LogRow, Tile, TreeHead
from tongban.audit.tests.test_ledger import mended
from tongban.cases import api as cases
from tongban.documents.api import Paper, papers_of
from tongban.intake.api import Application
from tongban.kit import ids
from tongban.kit.records import canonical
from tongban.people.models import Attempt

pytestmark = [pytest.mark.load, pytest.mark.once]

KEPT = (Entry, LogRow, Tile, TreeHead)


class Held:
    """What the citizen has, and what there was before anybody touched it."""

    def __init__(self, case: cases.Case, receipt: Path, proof: Path, site: str) -> None:
        self.case, self.receipt, self.proof, self.site = case, receipt, proof, site
        self.application = case.application
        self.paper = papers_of(self.application).get(kind="receipt")
        self.rows = {model: list(model._default_manager.all()) for model in KEPT}

    def told(self, *words: str) -> tuple[int, dict[str, Any]]:
        return verified(self.receipt, "--online", self.site, *words)

    def told_later(self) -> tuple[int, dict[str, Any]]:
        """With the proof that was asked for after the acceptance."""
        return verified(self.proof, "--online", self.site, "--code", self.application.query_code)

    def put_back(self) -> None:
        with transaction.atomic():
            for model, rows in self.rows.items():
                model._default_manager.all().delete()
                model._default_manager.bulk_create(rows)
            for row in (self.application, self.paper, self.case):
                row.save()
            Attempt.objects.all().delete()

    def steps(self) -> list[Entry]:
        return list(
            Entry.objects.filter(subject_type="application", subject_key=str(self.application.pk)).order_by("position")
        )

    def handed_in(self) -> Entry:
        return next(step for step in self.steps() if step.act == "intake.submit")


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """Of our own: what is forged here is mended nowhere."""
    with django_db_blocker.unblock():
        made = Stage("forged")
        yield made
        made.gone()


@pytest.fixture(scope="module")
def held(stage: Stage, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Held]:
    with django_db_blocker.unblock(), stage.on(), site_of(stage) as site:
        signed()
        case = w.submitted()
        receipt = tmp_path_factory.mktemp("citizen") / "receipt.pdf"
        receipt.write_bytes(receipt_of(case))
        cases.accept(case=case, by=w.user("examiner1"))
        w.submitted()
        signed()
        case = cases.Case.objects.select_related("application").get(pk=case.pk)
        proof = receipt.with_name("proof.json")
        proof.write_bytes(asked_for(site, case))
        yield Held(case, receipt, proof, site)


def asked_for(site: str, case: cases.Case) -> bytes:
    """Without an account, as anybody asks who holds number and code."""
    body = json.dumps({"number": case.number, "code": case.application.query_code}).encode()
    asked = urllib.request.Request(f"{site}/api/ledger/proof", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked) as answer:
        return bytes(answer.read())


@pytest.fixture(autouse=True)
def _undone(held: Held) -> Iterator[None]:
    yield
    held.put_back()


def goes_on() -> None:
    """The forger mends everything, and the site signs its next head over it, as it does each hour."""
    with transaction.atomic():
        mended()
        last = Entry.objects.filter(subject_type="application").order_by("-position")
        for entry in last[:50]:
            Application.objects.filter(pk=entry.subject_key, audit_count__lt=entry.position).update(
                audit_count=entry.position, audit_head=entry.digest
            )
        TreeHead.objects.all().delete()
    signed()


def changed(entry: Entry, **values: Any) -> None:
    Entry.objects.filter(pk=entry.pk).update(**values)


def change_what_was_handed_in(held: Held) -> None:
    entry = held.handed_in()
    changed(entry, notes=entry.notes | {"item": "别的事项"})


def change_who_handed_it_in(held: Held) -> None:
    changed(held.handed_in(), by_key="user:somebody-else")


def make_it_a_draft_again(held: Held) -> None:
    changed(held.handed_in(), act="intake.save")


def postdate_the_submission(held: Held) -> None:
    """So that the five working days begin later: log, application, case and paper alike."""
    later = held.application.submitted_at + dt.timedelta(days=3)
    changed(held.handed_in(), at=later)
    Application.objects.filter(pk=held.application.pk).update(submitted_at=later)
    cases.Case.objects.filter(pk=held.case.pk).update(received_at=later)


def backdate_the_acceptance(held: Held) -> None:
    entry = Entry.objects.get(subject_type="case", subject_key=str(held.case.pk), act="cases.accept")
    changed(entry, at=entry.at - dt.timedelta(days=3))


def take_a_step_out(held: Held) -> None:
    held.steps()[1].delete()


def cut_off_the_end(held: Held) -> None:
    """A step that came after the receipt was printed: whoever asked for the proof since then holds it."""
    Entry.objects.get(subject_type="case", subject_key=str(held.case.pk), act="cases.accept").delete()


def remove_the_application(held: Held) -> None:
    Entry.objects.filter(subject_key__in=(str(held.application.pk), str(held.case.pk))).delete()


def slip_a_step_in(held: Held) -> None:
    step = held.steps()[0]
    number = step.number or 0
    for later in Entry.objects.filter(number__gt=number).order_by("-number"):
        changed(later, number=(later.number or 0) + 1)
    step.pk, step.position, step.number, step.act = ids.new(), 9_000, number + 1, "intake.save"
    step.save(force_insert=True)


def change_places(held: Held) -> None:
    first, second = held.steps()[:2]
    changed(first, number=None)
    changed(second, number=first.number)
    changed(first, number=second.number)


def give_it_to_somebody_else(held: Held) -> None:
    changed(held.handed_in(), subject_key=str(ids.new()), position=1)


def wind_the_log_back(held: Held) -> None:
    """An older backup of the whole log, and another history from there on."""
    number = held.steps()[0].number or 0
    Entry.objects.filter(number__gte=number).delete()
    w.submitted()
    w.submitted()
    w.submitted()


AFTER_THE_RECEIPT = {cut_off_the_end, backdate_the_acceptance}
MANIPULATIONS: list[Callable[[Held], None]] = [
    change_what_was_handed_in, change_who_handed_it_in, make_it_a_draft_again, postdate_the_submission,
    backdate_the_acceptance, take_a_step_out, cut_off_the_end, remove_the_application, slip_a_step_in, change_places,
    give_it_to_somebody_else, wind_the_log_back,
]  # fmt: skip


def test_an_honest_site_proves_it(held: Held) -> None:
    code, told = held.told()
    assert code == 0, told
    assert "这份回执的记录是真的，之后没有人改过" in told["sentence"] and "offline" not in told["remarks"]


def test_an_honest_site_that_went_on_proves_it(held: Held) -> None:
    w.submitted()
    signed()
    assert held.told()[0] == 0


def test_mending_alone_is_no_manipulation(held: Held) -> None:
    """The forger of these tests works rightly: it is the change that is found, not the mending."""
    mended()
    assert held.told()[0] == 0


@pytest.mark.parametrize("manipulation", MANIPULATIONS, ids=lambda one: one.__name__)
def test_the_receipt_finds_it(held: Held, manipulation: Callable[[Held], None]) -> None:
    with transaction.atomic():
        manipulation(held)
    goes_on()
    code, told = held.told_later() if manipulation in AFTER_THE_RECEIPT else held.told()
    assert code == 1, told


@pytest.mark.parametrize("manipulation", MANIPULATIONS, ids=lambda one: one.__name__)
def test_who_leaves_the_signed_heads_alone_is_found_too(held: Held, manipulation: Callable[[Held], None]) -> None:
    """Then the site's heads are genuine, and its log is not the one that they sign."""
    with transaction.atomic():
        manipulation(held)
        mended()
    if manipulation is not wind_the_log_back:
        TreeHead.objects.filter(size__gt=Entry.objects.filter(number__isnull=False).count()).delete()
    code, told = held.told_later() if manipulation in AFTER_THE_RECEIPT else held.told()
    assert code == 1, told


@pytest.mark.parametrize("manipulation", MANIPULATIONS, ids=lambda one: one.__name__)
def test_the_heads_alone_tell_it(held: Held, manipulation: Callable[[Held], None]) -> None:
    """Nothing of the application is asked: the log that the site signs now does not begin with the one on the proof."""
    with transaction.atomic():
        manipulation(held)
    goes_on()
    w.submitted()
    signed()
    code, told = verified(held.proof, "--online", held.site)
    assert code == 1 and told["code"] in ("not_consistent", "shorter"), told


def test_a_head_that_the_forger_signed_himself_is_none(held: Held) -> None:
    change_who_handed_it_in(held)
    with transaction.atomic():
        mended()
    own = OwnKey()
    head = TreeHead.objects.order_by("-size")[0]
    from tongban.audit import ledger

    head.root = ledger.tree().root(head.size).hex()
    head.signature = own.sign(canonical(head.facts()).decode())
    TreeHead.objects.all().delete()
    head.save(force_insert=True)
    code, told = held.told()
    assert (code, told["code"]) == (1, "no_key")


def test_the_pages_of_the_application_may_lie_and_the_log_does_not(held: Held) -> None:
    """The rows of the rooms alone: when it was received, which organ, what the paper says."""
    late = held.application.submitted_at + dt.timedelta(days=2)
    Application.objects.filter(pk=held.application.pk).update(submitted_at=late)
    assert held.told()[1]["code"] == "differs"
    held.put_back()
    Paper.objects.filter(pk=held.paper.pk).update(digest="ab" * 32)
    assert held.told()[1]["code"] == "differs"
    held.put_back()
    Application.objects.filter(pk=held.application.pk).update(item_name="别的事项")
    assert held.told()[1]["code"] == "differs"


def test_a_site_that_denies_the_application_is_told(held: Held) -> None:
    cases.Case.objects.filter(pk=held.case.pk).update(number="510131202611220099X")
    code, told = held.told()
    assert (code, told["code"]) == (1, "refused")


def test_a_site_that_shows_an_older_log_is_told(held: Held, tmp_path: Path) -> None:
    """Everything genuine, but from before: whoever remembers a newer head sees it."""
    memory = tmp_path / "seen.json"
    assert held.told("--remember", str(memory))[0] == 0
    newest = TreeHead.objects.order_by("-size")[0]
    w.submitted()
    signed()
    assert held.told("--remember", str(memory))[0] == 0
    with transaction.atomic():
        TreeHead.objects.filter(size__gt=newest.size).delete()
        Entry.objects.filter(number__gt=newest.size).delete()
        mended()
    code, told = held.told("--remember", str(memory))
    assert (code, told["code"]) == (1, "shorter")
    assert held.told()[0] == 0


def test_nobody_there_is_no_proof(held: Held) -> None:
    code, told = verified(held.receipt, "--online", "http://127.0.0.1:9")
    assert (code, told["code"]) == (1, "unreachable")


def test_the_newest_head_of_the_site_and_a_friend_s_list_agree(held: Held, tmp_path: Path) -> None:
    heads = tmp_path / "friend.json"
    with urllib.request.urlopen(f"{held.site}/api/ledger/heads") as answer:
        heads.write_bytes(answer.read())
    assert json.loads(heads.read_text())
    assert held.told("--heads", str(heads), "--keys", f"{held.site}/api/ledger/keys")[0] == 0
