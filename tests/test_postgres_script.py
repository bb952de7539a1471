"""The PostgreSQL that `make test` brings along: its own, for a while, gone afterwards."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "postgres.py"
NO_POSTGRES = 3


def called(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)
    if done.returncode == NO_POSTGRES:
        pytest.skip(done.stderr.strip())
    return done


def test_a_command_finds_a_server_and_its_own_code_comes_back() -> None:
    question = (
        "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).execute('SELECT 6 * 7').fetchone()[0])"
    )
    done = called("run", "--fast", "--", sys.executable, "-c", question)
    assert (done.returncode, done.stdout.strip()) == (0, "42"), done.stderr
    assert called("run", "--fast", "--", "sh", "-c", "exit 7").returncode == 7


def test_a_command_that_ends_with_3_is_not_taken_for_a_machine_without_postgresql() -> None:
    assert called("run", "--fast", "--", "sh", "-c", "exit 3").returncode == 1


def test_a_server_is_started_once_in_a_folder_and_stopped(tmp_path_factory: pytest.TempPathFactory) -> None:
    import tempfile

    # Not below pytest's own folder: PostgreSQL runs as another user than root, who cannot enter there.
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "pg"
        first = called("start", folder, "--fast").stdout.strip()
        assert first.startswith("postgres://")
        assert called("start", folder, "--fast").stdout.strip() == first
        called("stop", folder)
        assert not (folder / "data" / "postmaster.pid").exists()


def test_where_there_is_none_the_sentence_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = runpy.run_path(str(SCRIPT))
    monkeypatch.setitem(script["programs"].__globals__, "DEBIAN", Path("/nowhere"))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SystemExit) as end:
        script["programs"]()
    assert end.value.code == NO_POSTGRES
    assert "apt-get install postgresql" in capsys.readouterr().err
