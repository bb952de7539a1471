"""Uploads looked at by a real ClamAV, with a signature of our own in place of the daily database (Q3)."""

from __future__ import annotations

import io
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from PIL import Image

from tests import walking as w
from tongban.audit.api import Entry
from tongban.documents import rescanning, scanning
from tongban.documents.api import File, copied, files_of, store_upload
from tongban.documents.scanning import Scan
from tongban.documents.storing import path_of
from tongban.kit.errors import BadInput
from tongban.messages.api import Message

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_english"),
    pytest.mark.skipif(shutil.which("clamd") is None, reason="clamd is not installed (Debian: clamav-daemon)"),
]
HARM = b"tongban-made-up-harm-7f3a91"
SIGNATURE = f"Tongban.Test.Harm-1:0:*:{HARM.hex()}\n"


class Daemon:
    def __init__(self, folder: Path) -> None:
        self.socket, self.config = folder / "s", folder / "clamd.conf"
        (folder / "db").mkdir()
        (folder / "db" / "local.ndb").write_text(SIGNATURE)
        self.config.write_text(
            f"LocalSocket {self.socket}\nDatabaseDirectory {folder}/db\nForeground yes\nFixStaleSocket yes\n"
            "StreamMaxLength 30M\nMaxScanSize 30M\nMaxFileSize 30M\n"
        )
        self.start()

    def start(self) -> None:
        words = ["clamd", "--config-file", str(self.config)]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while not self.socket.exists():
            assert self.process.poll() is None and time.monotonic() < until, "clamd does not start"
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.socket.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    daemon = Daemon(tmp_path_factory.mktemp("clam"))
    yield daemon
    daemon.stop()


@pytest.fixture
def scanner(daemon: Daemon, settings: Any) -> Daemon:
    settings.CLAMD = f"unix:{daemon.socket}"
    return daemon


def picture(harm: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 30), "white").save(out, "JPEG", comment=harm)
    return out.getvalue()


def upload(content: bytes) -> File:
    owner, file = w.user("citizen1"), SimpleUploadedFile("身份证.jpg", content)
    return store_upload(upload=file, subject=owner, owner=owner)


def test_a_clean_file_is_taken_and_a_harmful_one_is_refused_by_its_name(scanner: Daemon) -> None:
    assert upload(picture()).scan == Scan.CLEAN
    with pytest.raises(BadInput, match="harmful") as refused:
        upload(picture(HARM))
    assert refused.value.found == "Tongban.Test.Harm-1.UNOFFICIAL"
    assert File.objects.filter(scan=Scan.HARMFUL).count() == 0


def test_without_a_scanner_files_are_taken_and_nothing_waits(settings: Any) -> None:
    settings.CLAMD = ""
    file = upload(picture(HARM))
    assert file.scan == Scan.NONE and file.is_open
    with pytest.raises(CommandError, match="No scanner"):
        call_command("scan_files")


@pytest.mark.parametrize("where", ["unix:/none/such", "127.0.0.1:9"])
def test_while_the_scanner_is_away_a_file_waits_and_nobody_opens_it(settings: Any, where: str) -> None:
    settings.CLAMD = where
    assert not upload(picture()).is_open
    assert rescanning.scan_waiting() == 0
    with pytest.raises(CommandError, match="does not answer"):
        call_command("scan_files")


def test_what_waited_opens_once_it_was_looked_at(scanner: Daemon, settings: Any) -> None:
    settings.CLAMD = "unix:/none/such"
    file, harmful = upload(picture()), upload(picture(HARM))
    settings.CLAMD = f"unix:{scanner.socket}"
    assert rescanning.scan_waiting() == 2
    file.refresh_from_db()
    harmful.refresh_from_db()
    assert (file.scan, harmful.scan) == (Scan.CLEAN, Scan.HARMFUL)
    assert path_of(harmful.pk).is_file(), "it stays, as evidence"


def test_a_harmful_file_of_a_case_closes_for_all_and_its_owner_is_told_once(scanner: Daemon, settings: Any) -> None:
    case = w.submitted()
    file = files_of(case.application).exclude(owner=None).first()
    assert file is not None and file.owner is not None
    path_of(file.pk).write_bytes(picture(HARM))
    call_command("scan_files")
    applicant, told = Client(headers={"accept-language": "en"}), Message.objects.filter(template="intake.file_closed")
    applicant.force_login(file.owner)
    waiting = applicant.get(f"/files/{file.pk}/preview/")
    assert waiting.status_code == 423 and "being looked at" in waiting.content.decode()
    while rescanning.scan_waiting():
        pass
    for path in (f"/files/{file.pk}/", f"/files/{file.pk}/preview/"):
        closed = applicant.get(path)
        assert closed.status_code == 423 and "Tongban.Test.Harm-1" in closed.content.decode()
    assert [message.user for message in told] == [file.owner]
    assert Entry.objects.filter(act="documents.close").count() == 1
    rescanning.close(file=file, found="again")
    assert told.count() == 1 and Entry.objects.filter(act="documents.close").count() == 1
    call_command("scan_files")
    file.refresh_from_db()
    assert file.scan == Scan.HARMFUL, "what is known to be harmful does not open for being looked at again"


def test_a_copy_of_a_file_is_as_open_as_the_file(scanner: Daemon, settings: Any) -> None:
    settings.CLAMD = "unix:/none/such"
    file = upload(picture())
    assert not copied(file, subject=w.user("citizen2")).is_open


def test_the_scanner_says_who_it_is(scanner: Daemon) -> None:
    assert scanning.version().startswith("ClamAV")
    assert scanning.look([picture()]) == ""
    with pytest.raises(scanning.Unanswered, match="limit"):
        scanning.look([b"\0" * (1 << 20)] * 31)


def test_the_desk_says_why_a_preview_is_missing(scanner: Daemon, settings: Any) -> None:
    case = w.accepted()
    file = files_of(case.application).exclude(owner=None).first()
    assert file is not None
    desk = Client()
    desk.force_login(w.user("examiner1"))
    for scan, words in ((Scan.WAITING, "being looked at"), (Scan.HARMFUL, "stays closed"), (Scan.CLEAN, None)):
        File.objects.filter(pk=file.pk).update(scan=scan)
        shown = desk.get(f"/desk/cases/{case.pk}/", headers={"accept-language": "en"}).content.decode()
        assert (f"/files/{file.pk}/preview/" in shown) == (words is None)
        assert words is None or words in shown
