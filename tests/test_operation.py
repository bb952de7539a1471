"""What an administrator relies on: backup and restore, a start that refuses, the shipped nginx, logs without people."""

from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.installation import BEGIN, Installation

WORK = """
case = w.reviewed()
from tongban.outbox.api import drain
drain()
from tongban.documents.api import papers_of, read
paper = papers_of(case).get(kind="acceptance")
from tongban.kit import crypto
print(json.dumps({"case": case.number, "name": case.user.name, "pdf": crypto.digest(read(paper.file))}))
"""
AGAIN = """
from tongban.cases.api import Case, grant
from tongban.documents.api import papers_of, read
from tongban.kit import crypto
case = Case.objects.get(number="%(case)s")
paper = papers_of(case).get(kind="acceptance")
seen = {"case": case.number, "name": case.user.name, "pdf": crypto.digest(read(paper.file))}
granted = grant(case=case, by=w.user("decider1"))
print(json.dumps(seen | {"state": granted.state}))
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, dict[str, str], Path]]:
    """An installation with a case in review, what was true of it, and its backup."""
    folder = tmp_path_factory.mktemp("operation")
    here = Installation(folder / "var").build()
    seen = here.say(WORK)
    backup = folder / "tongban.tar.gz"
    here.manage("backup", str(backup))
    yield here, seen, backup


def wreck(here: Installation) -> None:
    shutil.rmtree(here.folder / "files")
    shutil.rmtree(here.folder / "keys")
    if (database := here.folder / "tongban.sqlite3").exists():
        for ending in ("-wal", "-shm"):
            database.with_name(database.name + ending).unlink(missing_ok=True)
        database.write_bytes(b"nothing of a database is left" * 100)
    else:
        here.say("from django.db import connection as c; c.cursor().execute('DROP TABLE cases_case CASCADE')")


def test_a_wrecked_installation_comes_back_whole(kept: tuple[Installation, dict[str, str], Path]) -> None:
    here, seen, backup = kept
    wreck(here)
    refused = here.manage("restore", str(backup), good=False)
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    done = json.loads(here.manage("restore", str(backup), "--force", "--json").stdout.splitlines()[-1])
    assert done["holds"] is True
    assert done["entries"] == done["restored"]["counts"]["audit_entries"]
    assert here.say(AGAIN % seen) == seen | {"state": "granted"}
    here.manage("verify_audit")


def test_a_backup_goes_into_an_empty_installation_on_another_machine(
    kept: tuple[Installation, dict[str, str], Path], tmp_path: Path
) -> None:
    _here, seen, backup = kept
    there = Installation(tmp_path / "var")
    done = json.loads(there.manage("restore", str(backup), "--json").stdout.splitlines()[-1])
    assert done["aside"] == ""
    assert there.say(AGAIN % seen) == seen | {"state": "granted"}


def test_a_backup_is_for_its_owner_alone_and_is_never_written_over(
    kept: tuple[Installation, dict[str, str], Path],
) -> None:
    here, _seen, backup = kept
    assert backup.stat().st_mode & 0o777 == 0o600
    refused = here.manage("backup", str(backup), good=False)
    assert refused.returncode == 1
    assert "There is a file already" in refused.stderr


def test_a_folder_keeps_the_newest_backups(kept: tuple[Installation, dict[str, str], Path], tmp_path: Path) -> None:
    here, _seen, _backup = kept
    for name in ("tongban-20260101-000000.tar.gz", "tongban-20260102-000000.tar.gz", "letters.tar.gz"):
        (tmp_path / name).write_bytes(b"")
    here.manage("backup", str(tmp_path), "--keep", "2")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names[:2] == ["letters.tar.gz", "tongban-20260102-000000.tar.gz"]
    assert len(names) == 3


def changed(backup: Path, target: Path, name: str, turn: object) -> Path:
    """The same archive with one member turned into something else."""
    with tarfile.open(backup) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            file = old.extractfile(member)
            assert file is not None
            content = turn(file.read()) if member.name.startswith(name) else file.read()  # type: ignore[operator]
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target


@pytest.mark.parametrize("name", ["files/", "keys/fields.json", "database.", "SHA256SUMS"])
def test_one_changed_byte_anywhere_and_nothing_is_touched(
    kept: tuple[Installation, dict[str, str], Path], tmp_path: Path, name: str
) -> None:
    _here, _seen, backup = kept
    bad = changed(backup, tmp_path / "bad.tar.gz", name, lambda content: content[:-1] + bytes([content[-1] ^ 1]))
    there = Installation(tmp_path / "var", environment={"DATABASE_URL": ""})
    refused = there.manage("restore", str(bad), good=False)
    assert refused.returncode == 1
    assert "no whole backup" in refused.stderr
    assert not (there.folder / "tongban.sqlite3").exists()


def test_half_a_backup_is_no_backup(kept: tuple[Installation, dict[str, str], Path], tmp_path: Path) -> None:
    _here, _seen, backup = kept
    half = tmp_path / "half.tar.gz"
    half.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    refused = Installation(tmp_path / "var").manage("restore", str(half), good=False)
    assert refused.returncode == 1
    assert "no whole backup" in refused.stderr


def test_a_member_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "out.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("../stolen")
        member.size = 4
        archive.addfile(member, io.BytesIO(b"here"))
    refused = Installation(tmp_path / "inner" / "var").manage("restore", str(tmp_path / "out.tar.gz"), good=False)
    assert refused.returncode == 1
    assert not list(tmp_path.rglob("stolen"))


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (lambda m: m | {"database": "other"}, "cannot be restored into another"),
        (lambda m: m | {"migrations": [*m["migrations"], "cases.9999_of_tomorrow"]}, "newer program"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(
    kept: tuple[Installation, dict[str, str], Path], tmp_path: Path, turn: object, said: str
) -> None:
    _here, _seen, backup = kept
    other = changed(backup, tmp_path / "other.tar.gz", "manifest.json", lambda c: json.dumps(turn(json.loads(c))).encode())  # type: ignore[operator]
    refused = Installation(tmp_path / "var").manage("restore", str(other), good=False)
    assert refused.returncode == 1
    assert said in refused.stderr


def test_nobody_may_be_at_work_while_data_are_replaced(
    kept: tuple[Installation, dict[str, str], Path], tmp_path: Path
) -> None:
    here, _seen, backup = kept
    working = (
        "from django.db import connection; cursor = connection.cursor(); cursor.execute('SELECT count(*) FROM audit_entry')\n"
        "cursor.fetchall(); print('open', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", BEGIN + working],
        cwd=here.code, env=here.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as somebody:  # fmt: skip
        assert somebody.stdout is not None
        assert somebody.stdout.readline().strip() == "open"
        refused = here.manage("restore", str(backup), "--force", good=False)
        somebody.communicate("\n")
    assert refused.returncode == 1
    assert "at work" in refused.stderr


BUSY = """
import sys, time
drafts = [w.filled() for _ in range(12)]
from tongban.intake.api import submit
print("ready", flush=True)
for draft in drafts:
    done = submit(application=draft, by=draft.user)
    print(f"{time.time()} {done.receipt_no}", flush=True)
    time.sleep(0.05)
"""
NUMBERS = "from tongban.cases.api import Case; print(json.dumps(list(Case.objects.values_list('number', flat=True))))"


def test_a_backup_amid_the_work_holds_all_that_was_acknowledged_and_nothing_half(
    kept: tuple[Installation, dict[str, str], Path], tmp_path: Path
) -> None:
    here, _seen, _backup = kept
    with subprocess.Popen(
        [sys.executable, "-c", BEGIN + BUSY], cwd=here.code, env=here.environment, stdout=subprocess.PIPE, text=True
    ) as work:
        assert work.stdout is not None
        assert work.stdout.readline().strip() == "ready"
        begun = time.time()
        here.manage("backup", str(tmp_path / "amid.tar.gz"))
        acknowledged = [line.split() for line in work.stdout]
    assert len(acknowledged) == 12
    there = Installation(tmp_path / "var")
    done = json.loads(there.manage("restore", str(tmp_path / "amid.tar.gz"), "--json").stdout.splitlines()[-1])
    assert done["holds"] is True
    restored = set(there.say(NUMBERS))
    assert {number for at, number in acknowledged if float(at) < begun} <= restored
    whole = there.say(
        "from tongban.intake.models import Application as A; print(json.dumps(A.objects.filter(state='submitted').count()))"
    )
    assert whole == len(restored)


# -- the start ---------------------------------------------------------------------------------------------------

PRODUCTION = {"TONGBAN_MODE": "production", "TONGBAN_HOSTS": "localhost", "TONGBAN_URL": "http://localhost:8000", "TONGBAN_SMTP": ""}
READY = {
    "TONGBAN_MODE": "production",
    "TONGBAN_HOSTS": "zwfw.example.gov.cn",
    "TONGBAN_URL": "https://zwfw.example.gov.cn",
    "TONGBAN_SMTP": "smtps://post:secret-word@mail.example.gov.cn:465",
}


def test_production_does_not_start_until_everything_is_named(tmp_path: Path) -> None:
    here = Installation(tmp_path / "var", environment=PRODUCTION)
    done = here.manage("check_config", "--json", good=False)
    assert done.returncode == 78
    told = json.loads(done.stdout)
    assert [f["code"] for f in told["faults"] if f["stops"]] == ["seal", "hosts", "url", "mail"]
    assert all("Found:" in f["said"] and "Wanted:" in f["said"] for f in told["faults"])


def test_a_demo_seal_alone_keeps_production_from_starting(tmp_path: Path) -> None:
    here = Installation(tmp_path / "var", environment=READY)
    done = here.manage("check_config", "--json", good=False)
    told = json.loads(done.stdout)
    assert [f["code"] for f in told["faults"] if f["stops"]] == ["seal"]
    assert "secret-word" not in done.stdout + done.stderr


def test_the_server_and_the_worker_say_why_they_do_not_start(tmp_path: Path) -> None:
    here = Installation(tmp_path / "var", environment=READY)
    start = "import django; django.setup(); from config.starting import refuse_unready; refuse_unready(); print('started')"
    done = here.run("-c", start, good=False)
    assert done.returncode == 78
    assert "Production mode needs a recognised seal provider. Found: the demo's own certificates." in done.stderr
    assert here.manage("worker", good=False).returncode == 1


def test_the_demo_starts_as_it_is(tmp_path: Path) -> None:
    here = Installation(tmp_path / "var")
    assert json.loads(here.manage("check_config", "--json").stdout) == {"mode": "demo", "starts": True, "faults": []}
