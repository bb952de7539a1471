"""Proofs to take home, and the interface for programs: what anybody may ask, what it costs, what nobody is told (S12)."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import walking as w
from tests.proofs.made import OfTheHouse, proof
from tests.proofs.world import receipt_of
from tongban.audit import api as audit
from tongban.audit import merkle
from tongban.audit.models import Entry, TreeHead
from tongban.cases import api as cases
from tongban.documents.api import papers_of, read
from tongban.intake import api as intake
from tongban.kit import crypto
from tongban.people.models import Attempt
from tongban.portal.views.lookups import TRIES_PER_NUMBER
from verify import tongban_verify as verifier

pytestmark = pytest.mark.django_db


def signed() -> audit.TreeHead:
    while audit.sequence():
        pass
    head = audit.sign_head()
    assert head is not None
    return head


@pytest.fixture
def case() -> cases.Case:
    signed()
    made = w.accepted()
    signed()
    return made


def judged(text: str) -> verifier.Verdict:
    return verifier.judged(text, keys=verifier.keys_of(crypto.record_keys()))


def asked(path: str, **given: Any) -> Any:
    return Client().get(f"/api/ledger/{path}", given)


def by_code(case: cases.Case, **more: str) -> Any:
    given = {"number": case.number, "code": case.application.query_code} | more
    return Client().post("/check/receipt/proof/", given)


def signed_in(login: str) -> Client:
    client = Client()
    client.force_login(w.user(login))
    return client


# to take home


def test_number_and_code_give_the_proof_without_an_account(case: cases.Case) -> None:
    answer = by_code(case)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{case.number}-proof.json"'
    verdict = judged(answer.content.decode())
    assert verdict.holds and case.number in verdict.sentence("zh")


def test_a_proof_names_nobody(case: cases.Case) -> None:
    """Nor what an official thought or ticked, nor the code that opens the progress."""
    cases.tick(case=case, key=w.ticks(case)[0], passed=True, remark="", by=w.user("examiner1"))
    cases.review(case=case, opinion="grant", reasons="符合条件", ticked=w.ticks(case), by=w.user("examiner1"))
    text = by_code(case).content.decode()
    person = w.user("citizen1")
    secrets = (
        person.name,
        person.id_number,
        person.phone,
        person.email,
        case.application.query_code,
        w.user("examiner1").name,
    )
    assert not [word for word in secrets if word and word in text]
    assert "opinion" not in text and "cases.tick" not in text and "cases.review" not in text


def test_what_is_not_shown_stands_as_a_digest(case: cases.Case) -> None:
    cases.comment(case=case, text="内部意见", by=w.user("examiner1"))
    cases.withdraw(case=case, reason="", by=w.user("citizen1"))
    made = json.loads(by_code(case).content)
    rows = made["steps"][1]["entries"]
    assert [("text" in row) for row in rows] == [True, True, False, True]
    verdict = judged(json.dumps(made))
    assert verdict.holds and ("closed", {"count": 1}) in verdict.remarks


def test_asked_for_after_a_step_the_newest_is_in_it_at_once(case: cases.Case) -> None:
    """A GET signs nothing: it gives what the last head covers."""
    cases.withdraw(case=case, reason="", by=w.user("citizen1"))
    heads, address = TreeHead.objects.count(), f"/my/proofs/{case.application_id}/"
    client = signed_in("citizen1")
    assert "cases.withdraw" not in client.get(address).content.decode() and TreeHead.objects.count() == heads
    assert "cases.withdraw" in client.post(address).content.decode() and TreeHead.objects.count() == heads + 1


def test_heads_are_not_signed_more_often_than_the_setting_says(case: cases.Case, settings: Any) -> None:
    settings.HEAD_SECONDS = 60
    cases.withdraw(case=case, reason="", by=w.user("citizen1"))
    made = json.loads(by_code(case).content)
    assert judged(json.dumps(made)).holds and "cases.withdraw" not in json.dumps(made)


def test_a_proof_belongs_to_its_owner(case: cases.Case) -> None:
    address = f"/my/proofs/{case.application_id}/"
    assert signed_in("citizen2").get(address).status_code == 403
    assert Client().get(address).status_code == 302
    draft = w.filled()
    assert signed_in("citizen1").get(f"/my/proofs/{draft.pk}/").status_code == 404


def test_what_was_typed_wrong_is_told_beside_it_and_stays(case: cases.Case) -> None:
    answer = by_code(case, number="123")
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="123"' in page and 'id="f-number-error"' in page
    assert case.application.query_code not in by_code(case, code="WRONG999").content.decode()


def test_guessing_codes_ends_as_soon_as_for_the_progress(case: cases.Case) -> None:
    for _ in range(TRIES_PER_NUMBER):
        assert by_code(case, code="WRONG999").status_code == 422
    assert by_code(case).status_code == 429


def test_the_pages_lead_there(case: cases.Case) -> None:
    page = signed_in("citizen1").get(f"/my/cases/{case.pk}/").content.decode()
    assert f'action="/my/proofs/{case.application_id}/"' in page and 'href="/check/receipt/"' in page
    receipt = signed_in("citizen1").get(f"/my/applications/{case.application_id}/receipt/").content.decode()
    assert f'action="/my/proofs/{case.application_id}/"' in receipt
    assert 'href="/check/receipt/proof/"' in Client().get("/progress/").content.decode()


def test_the_program_is_handed_out_with_the_keys_of_the_site(case: cases.Case, tmp_path: Path) -> None:
    """So a receipt alone is enough: no address, no option."""
    program, receipt = tmp_path / "tongban_verify.py", tmp_path / "receipt.pdf"
    program.write_bytes(Client().get("/check/receipt/tongban_verify.py").content)
    receipt.write_bytes(receipt_of(case))
    told = subprocess.run([sys.executable, "-I", program, receipt, "--lang", "zh"], capture_output=True, text=True)
    assert told.returncode == 0 and "这份回执的记录是真的" in told.stdout and case.application.user.name in told.stdout
    changed = json.loads(verifier.proofs_in(receipt.read_bytes())[0][0])
    changed["steps"][0]["entries"].pop(0)
    (tmp_path / "proof.json").write_text(json.dumps(changed))
    assert subprocess.run([sys.executable, "-I", program, tmp_path / "proof.json"], capture_output=True).returncode == 1


def checked(bundle: dict[str, Any]) -> Any:
    file = SimpleUploadedFile("proof.json", json.dumps(bundle).encode())
    return Client().post("/check/receipt/", {"file": file}).context["verdict"]


def test_a_proof_of_another_log_is_told_though_we_signed_it(case: cases.Case) -> None:
    """Two logs under one key: whoever had it showed somebody another past."""
    assert checked(json.loads(by_code(case).content))["holds"]
    other = proof(key=OfTheHouse())
    assert judged(json.dumps(other)).holds, "in itself it fits"
    assert checked(other) | {"sentence": ""} == {
        "holds": False, "code": "heads_differ", "sentence": "", "remarks": [], "notes": []
    }  # fmt: skip


# the receipt


def test_a_receipt_waits_for_its_head_and_counts_no_try(settings: Any) -> None:
    from tongban.outbox.api import Row, drain

    signed()
    settings.HEAD_SECONDS = 60
    paper = papers_of(w.submitted().application).get(kind="receipt")
    drain()
    row = Row.objects.get(name="documents.print", payload__paper=str(paper.pk))
    head = audit.newest_head()
    assert head is not None and (row.run_after - head.at).total_seconds() == 60 and row.attempts == 0
    settings.HEAD_SECONDS = 0
    Row.objects.filter(pk=row.pk).update(run_after=head.at)
    drain()
    paper.refresh_from_db()
    assert paper.file is not None and verifier.judged_file(read(paper.file)).code == "fits"


def test_a_receipt_with_an_attachment_is_pdf_a_3(case: cases.Case) -> None:
    w.printed(case)
    receipt = papers_of(case.application).get(kind="receipt")
    acceptance = papers_of(case).get(kind="acceptance")
    assert receipt.file is not None and acceptance.file is not None
    for file, part in ((receipt.file, b"<pdfaid:part>3"), (acceptance.file, b"<pdfaid:part>2")):
        assert part in read(file)


def test_while_old_entries_wait_for_their_number_no_head_is_signed() -> None:
    import datetime as dt

    from tongban.kit import clock

    signed()
    heads = TreeHead.objects.count()
    with clock.turned_to(clock.now() - dt.timedelta(minutes=20)):
        w.submitted()
    assert audit.sign_head() is not None and TreeHead.objects.count() == heads
    assert signed() and TreeHead.objects.count() == heads + 1


# without a script


def zipped(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def damaged_zip() -> bytes:
    whole = zipped({"a.json": b'{"a":1}' * 1000}, zipfile.ZIP_LZMA)
    return whole[:50] + bytes(one ^ 0x55 for one in whole[50:60]) + whole[60:]


def test_without_a_script_the_file_is_checked_here(case: cases.Case) -> None:
    content = by_code(case).content
    for given, word in (
        (content, "这份回执的记录是真的"),
        (content, "签名用的是本网站公布的公钥"),
        (content.replace(b"cases.open", b"cases.shut"), "没能证明"),
        (b"x", "文件里没有证明"),
        (damaged_zip(), "文件读不出来"),
        (zipped({"a.pdf": b"%PDF-1.7 1 0 obj" + b"/Type/EmbeddedFile " * 63_000}), "文件太大"),
    ):
        answer = Client().post("/check/receipt/", {"file": SimpleUploadedFile("proof.json", given)})
        assert answer.status_code == 200 and word in answer.content.decode()
    assert Client().post("/check/receipt/").status_code == 422
    assert Attempt.objects.exists()


# for programs


def test_a_program_proves_an_entry_and_that_the_log_only_grew(case: cases.Case) -> None:
    heads = asked("heads").json()
    newer, older = heads[0], heads[1]
    assert asked("heads/newest").json() == newer
    assert asked("heads", below=newer["size"], n=1).json() == [older]
    entry = Entry.objects.filter(subject_key=str(case.pk)).first()
    assert entry is not None
    told = asked("inclusion", entry=entry.digest, size=newer["size"]).json()
    path = [bytes.fromhex(one) for one in told["path"]]
    leaf = merkle.leaf_hash(bytes.fromhex(entry.digest))
    assert merkle.includes(leaf, told["number"] - 1, newer["size"], path, bytes.fromhex(newer["root"]))
    grown = asked("consistency", first=older["size"], second=newer["size"]).json()["consistency"]
    roots = (bytes.fromhex(older["root"]), bytes.fromhex(newer["root"]))
    assert merkle.extends(older["size"], newer["size"], [bytes.fromhex(one) for one in grown], *roots)


def test_the_interface_gives_the_proof_too(case: cases.Case) -> None:
    given = json.dumps({"number": case.number, "code": case.application.query_code})
    answer = Client().post("/api/ledger/proof", given, content_type="application/json")
    assert judged(answer.content.decode()).holds and answer.headers["Cache-Control"] == "no-store"


def test_what_cannot_change_may_be_kept(case: cases.Case) -> None:
    size = asked("heads/newest").json()["size"]
    assert "immutable" in asked("consistency", first=1, second=size).headers["Cache-Control"]
    assert "max-age=30" in asked("heads/newest").headers["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("inclusion", {"entry": "ab" * 32, "size": 1}, 404),
        ("inclusion", {"entry": "x", "size": 1}, 422),
        ("inclusion", {"entry": "ab" * 32, "size": 10**15}, 404),
        ("inclusion", {"entry": "ab" * 32, "size": 10**30}, 422),
        ("consistency", {"first": 5, "second": 4}, 422),
        ("consistency", {"first": 0, "second": 4}, 422),
        ("consistency", {"first": 1, "second": 10**9}, 404),
        ("heads", {"n": 1000}, 422),
        ("heads", {"below": -1}, 422),
    ],
)
def test_a_wrong_question_is_told_how_it_should_be(
    case: cases.Case, path: str, given: dict[str, Any], status: int
) -> None:
    answer = asked(path, **given)
    assert answer.status_code == status and set(answer.json()) == {"message", "found", "wanted", "cure"}


def test_an_entry_that_came_after_the_head_is_not_in_it(case: cases.Case) -> None:
    head = audit.newest_head()
    assert head is not None
    w.submitted()
    signed()
    entry = Entry.objects.filter(number__gt=head.size).order_by("number").first()
    assert entry is not None and asked("inclusion", entry=entry.digest, size=head.size).status_code == 404


def test_before_the_first_head_there_is_nothing() -> None:
    TreeHead.objects.all().delete()
    assert asked("heads").json() == [] and asked("heads/newest").status_code == 404


# what it costs


def test_a_proof_reads_the_same_number_of_rows_for_few_steps_and_for_many(case: cases.Case) -> None:
    def counted(application: intake.Application) -> int:
        signed()
        with CaptureQueriesContext(connection) as seen:
            cases.proof(application)
        return len(seen)

    def submitted(saves: int) -> intake.Application:
        draft = w.filled()
        for _ in range(saves):
            intake.save_situation(application=draft, answers=draft.situation, by=w.user("citizen1"))
        return intake.submit(application=draft, by=w.user("citizen1"))

    cases.proof(case.application)
    assert counted(submitted(1)) == counted(submitted(3)) == counted(submitted(20)) <= 12
