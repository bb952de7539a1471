"""Secrets come from files where the installation wants it so (Q3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.environment import env


def test_a_secret_is_read_from_the_file_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("smtp://a:b@mail\n")
    monkeypatch.setenv("TONGBAN_X_FILE", str(tmp_path / "secret"))
    assert env("TONGBAN_X", "") == "smtp://a:b@mail"
    monkeypatch.setenv("TONGBAN_X", "plain")
    with pytest.raises(SystemExit, match="both set"):
        env("TONGBAN_X", "")


def test_systemd_hands_credentials_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert env("TONGBAN_X", "none") == "none"
    (tmp_path / "TONGBAN_X").write_text("given")
    assert env("TONGBAN_X", "none") == "given"
    monkeypatch.setenv("TONGBAN_X", "said")
    assert env("TONGBAN_X", "none") == "said"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGBAN_X_FILE", str(tmp_path / "gone"))
    with pytest.raises(SystemExit, match="gone"):
        env("TONGBAN_X", "")
