"""`make run` ends what it started, and starts again what died."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import run

BUSY = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(str(child.pid))
print("up", flush=True)
time.sleep(60)
"""


def started(code: str, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", code, *more], stdout=subprocess.PIPE, start_new_session=True)


def lives(number: int) -> bool:
    stat = Path(f"/proc/{number}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture(autouse=True)
def _signals() -> object:
    kept = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    yield
    for one, handler in kept.items():
        signal.signal(one, handler)


def test_whoever_is_too_busy_to_stop_leaves_nobody_behind(tmp_path: Path) -> None:
    process = started(BUSY, str(tmp_path / "child"))
    assert process.stdout is not None and process.stdout.readline() == b"up\n"
    run.stop({"server": process}, patience=0.3)
    child = int((tmp_path / "child").read_text())
    end = time.monotonic() + 5
    while lives(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert process.returncode == -signal.SIGKILL and not lives(child)


def test_what_run_starts_can_be_ended_with_all_that_it_started() -> None:
    process = run.worker()
    try:
        assert os.getpgid(process.pid) == process.pid
    finally:
        run.finish(process)


class Enough(Exception):
    pass


def test_a_server_that_dies_is_started_again_with_one_line_each_time(capfd: pytest.CaptureFixture[str]) -> None:
    starts: list[subprocess.Popen[bytes]] = []

    def server() -> subprocess.Popen[bytes]:
        if len(starts) == 2:
            raise Enough
        starts.append(started("raise SystemExit(3)"))
        return starts[-1]

    worker = started("import time; time.sleep(60)")
    first = started("raise SystemExit(3)")
    try:
        with pytest.raises(Enough):
            run.watch({"server": first, "worker": worker}, {"server": server, "worker": server}, (0.01,))
    finally:
        run.finish(worker)
    assert capfd.readouterr().err.startswith("The server ended with 3; it starts again.\n" * 2)


def test_a_server_that_cannot_start_waits_longer_and_says_why(capfd: pytest.CaptureFixture[str]) -> None:
    """With the last lines of the fault, and what to do; the worker goes on meanwhile."""
    fault = "import sys; sys.exit('django.db.utils.OperationalError: no such table')"
    at: list[float] = []

    def server() -> subprocess.Popen[bytes]:
        if len(at) == 4:
            raise Enough
        at.append(time.monotonic())
        process = subprocess.Popen([sys.executable, "-c", fault], stderr=subprocess.PIPE, start_new_session=True)
        run.listen(process)
        return process

    worker = started("import time; time.sleep(60)")
    try:
        with pytest.raises(Enough):
            run.watch({"server": server(), "worker": worker}, {"server": server, "worker": server}, (0.01, 0.01, 1, 2))
    finally:
        run.finish(worker)
    assert at[3] - at[2] >= 1
    told = capfd.readouterr().err
    assert told.count("could not start 3 times in a row") == 1 and "tries again in 2 s" in told
    assert "    django.db.utils.OperationalError: no such table\nMend that, or stop with Ctrl+C" in told


def test_a_second_run_on_the_same_port_says_so_and_touches_nothing(tmp_path: Path) -> None:
    with socket.socket() as first:
        first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as granian listens
        first.bind(("0.0.0.0", 0))
        first.listen()
        port = first.getsockname()[1]
        second = subprocess.run(
            [sys.executable, str(run.ROOT / "scripts" / "run.py")],
            env=os.environ | {"PORT": str(port), "TONGBAN_DATA": str(tmp_path / "var")},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert second.returncode == 1
    assert f"Port {port} is taken" in second.stderr and f"PORT={port + 1} make run" in second.stderr
    assert not (tmp_path / "var").exists()
