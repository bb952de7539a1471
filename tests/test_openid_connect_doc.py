"""docs/openid-connect.md names a test for each point of the standards: they are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "tongban" / "people" / "tests", ROOT / "tests" / "sign_in")


def test_each_named_test_exists() -> None:
    page = (ROOT / "docs" / "openid-connect.md").read_text()
    named = set(re.findall(r"`(test_\w+)`", page))
    there = {
        name
        for folder in FOLDERS
        for path in folder.glob("*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text())
    }
    assert len(named) > 50 and named <= there, sorted(named - there)


def test_each_setting_is_told() -> None:
    page = (ROOT / "docs" / "openid-connect.md").read_text()
    settings = set(re.findall(r"TONGBAN_UPPER_\w+", (ROOT / "config" / "settings.py").read_text()))
    assert settings <= set(re.findall(r"TONGBAN_UPPER_\w+", page))
