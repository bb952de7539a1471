"""W1: `tongban check-process FILE` says what drawing or importing the file would say."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from .drawings import drawn

ORDINARY = "start -> ask\nask -> end"
VENDORS = """
    start -> send
    send -> end
"""


def said(file: Path, *options: str) -> tuple[int, str]:
    """Exit code, and what stands on standard output."""
    out = io.StringIO()
    try:
        with override("zh-hans"):
            call_command("check_process", str(file), *options, stdout=out)
    except SystemExit as code:
        return int(str(code)), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def write(content: bytes) -> Path:
        path = tmp_path / "流程.bpmn"
        path.write_bytes(content)
        return path

    return write


def test_yes(file: Any) -> None:
    assert said(file(drawn(ORDINARY))) == (0, "可以执行。\n")


def test_no_and_why_by_element_and_name(file: Any) -> None:
    code, words = said(file(drawn("start -> ask\nask -> end\n", extra='<callActivity id="c" name="征求意见"/>')))
    assert code == 1 and "callActivity “征求意见”" in words and words.endswith("不能执行。\n")


def test_what_another_tool_runs_becomes_a_task_by_hand_with_a_warning(file: Any) -> None:
    xml = drawn(VENDORS, extra='<serviceTask id="send" name="发短信" camunda:class="a.B"/>')
    code, words = said(file(xml), "--json")
    told = json.loads(words)
    assert code == 0 and told["runs"] and [fault["severity"] for fault in told["faults"]] == ["warning"]
    assert said(file(xml), "--as-drawn")[0] == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"<a",
        '<?xml version="1.0" encoding="gbk"?><流程/>'.encode("gbk"),
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    ],
)
def test_what_is_no_drawing_is_refused_in_words(file: Any, content: bytes) -> None:
    code, words = said(file(content))
    assert code == 1 and "应为" in words and "Traceback" not in words


def test_a_file_beyond_all_drawings_is_not_read_whole(file: Any) -> None:
    with pytest.raises(CommandError):
        said(file(b" " * 2_000_001))


REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "bpmn"


@pytest.mark.skipif(not REAL.exists(), reason="the real files are not part of the repository")
def test_every_real_file_is_taken_or_refused_with_a_reason() -> None:
    for path in sorted(REAL.rglob("*.bpmn")):
        code, words = said(path)
        assert words.splitlines()[-1] == ("不能执行。" if code else "可以执行。"), path.name
        assert code == 0 or "应为" in words, path.name
