"""The command `tongban` answers in words where the database is not there yet, and ends quietly when nobody reads on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.installation import ROOT

TONGBAN = [sys.executable, "-c", "from config.cli import main; main()"]


def tongban(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*TONGBAN, *words],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": "", "TONGBAN_DATA": str(folder)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("verb", ["search 补贴", "check-up", "load-regions 510131", "verify-audit", "backup a.tar.gz"])
def test_a_new_data_folder_is_told_to_migrate(tmp_path: Path, verb: str) -> None:
    said = tongban(tmp_path / "var", *verb.split())
    assert said.returncode == 1
    assert "tongban migrate" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    said = tongban(tmp_path / "var", "check-up", DATABASE_URL="postgres://nobody:x@127.0.0.1:1/none")
    assert said.returncode == 1
    assert "DATABASE_URL" in said.stderr
    assert "Traceback" not in said.stderr


def test_help_names_the_verbs_as_one_types_them(tmp_path: Path) -> None:
    said = tongban(tmp_path / "var", "--help")
    assert said.returncode == 0
    assert "verify-audit" in said.stdout and "check-up" in said.stdout
    assert "verify_audit" not in said.stdout and "createsuperuser" not in said.stdout


def test_whoever_stops_reading_ends_it_quietly(tmp_path: Path) -> None:
    door, other = os.pipe()
    os.close(door)
    with subprocess.Popen([*TONGBAN, "help"], cwd=ROOT, stdout=other, stderr=subprocess.PIPE) as process:
        os.close(other)
        _out, said = process.communicate(timeout=60)
    assert process.returncode == 141
    assert said == b""
