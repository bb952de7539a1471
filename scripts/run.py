"""`make run`: prepares the database, builds the demo county, starts the server and the worker, prints the addresses."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOST = os.environ.get("HOST", "0.0.0.0")
PORT = os.environ.get("PORT", "8000")
WORKERS = os.environ.get("TONGBAN_WORKERS", "2")


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, str(ROOT / "manage.py"), *arguments], check=True, cwd=ROOT)


REGISTERS: list[str] = []  # port and secret file of the demo's registers, where no real ones are set
PATIENCE = 20.0  # seconds
SHORT = 30.0  # seconds; a server that ended sooner could not start
WAITS = (1.0, 1.0, 15.0, 60.0, 300.0)  # seconds before it starts again, by how often in a row it could not
TOLD = 3  # times in a row, after which somebody is told what to do
SAID: deque[str] = deque(maxlen=5)  # the last lines of the server
LISTENERS: list[threading.Thread] = []


def server() -> subprocess.Popen[bytes]:
    command = [
        str(BIN / "granian"),
        "--interface",
        "wsgi",
        "config.wsgi:application",
        "--host",
        HOST,
        "--port",
        PORT,
        "--workers",
        WORKERS,
        "--blocking-threads",
        os.environ.get("TONGBAN_THREADS", "4"),
        "--backlog",
        "1024",
        "--no-ws",
        "--runtime-mode",
        "st",
        "--static-path-route",
        "/static",
        "--static-path-mount",
        str(ROOT / "build" / "collected"),
        "--static-path-expires",
        "31536000",
        "--log-level",
        "warning",
        "--respawn-failed-workers",
    ]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE)
    listen(process)
    return process


def listen(process: subprocess.Popen[bytes]) -> None:
    """Passes on what the server says, and remembers its last lines."""
    SAID.clear()
    LISTENERS[:] = [threading.Thread(target=_pass_on, args=[process], daemon=True)]
    LISTENERS[0].start()


def _pass_on(process: subprocess.Popen[bytes]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        text = line.decode(errors="replace")
        print(text, end="", file=sys.stderr, flush=True)
        SAID.extend([text.rstrip()] if text.strip() else [])


def worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "worker"], cwd=ROOT, start_new_session=True)


def connect_registers() -> None:
    """The demo's own registers stand in for those that no address is set for; every process learns where they are."""
    unset = [key for key in ("POPULATION", "LEGAL_PERSONS") if not os.environ.get(f"TONGBAN_{key}_URL")]
    if os.environ.get("TONGBAN_MODE", "demo") != "demo" or not unset:
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secret = Path(os.environ.get("TONGBAN_DATA", ROOT / "var")).resolve() / "keys" / "registers_secret"
    REGISTERS[:] = [str(port), str(secret)]
    for key in unset:
        os.environ[f"TONGBAN_{key}_URL"] = f"http://127.0.0.1:{port}"
        os.environ[f"TONGBAN_{key}_SECRET_FILE"] = str(secret)


def registers() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "demo.registers", *REGISTERS]
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True)


Start = Callable[[], subprocess.Popen[bytes]]
Processes = dict[str, subprocess.Popen[bytes]]
STARTS: dict[str, Start] = {"server": server, "worker": worker, "registers": registers}
BESIDE = ("worker", "registers")  # started again at once, without a word


def wait_until_up(seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=2):
                return True
        except OSError:
            time.sleep(0.2)
    return False


def taken(host: str, port: int) -> bool:
    """Asked before anything else: granian shares a port with whoever listens there, and half the visitors go astray."""
    family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was just left is free
        try:
            door.bind(address)
        except OSError:
            return True
    return False


def main() -> int:
    begun = time.monotonic()
    if taken(HOST, int(PORT)):
        print(
            f"Port {PORT} is taken: something listens there already, perhaps another make run. Nothing was changed.\n"
            f"Stop that one, or take another port: PORT={int(PORT) + 1} make run",
            file=sys.stderr,
        )
        return 1
    os.environ.setdefault("PORT", PORT)
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # glibc then keeps 60 MB less,
    os.environ.setdefault("MALLOC_TRIM_THRESHOLD_", "131072")  # and gives back what is free
    os.environ.setdefault("TONGBAN_HASHED_STATIC", "1")
    connect_registers()
    manage("migrate", "-v0")
    manage("collectstatic", "--noinput", "-v0")
    if os.environ.get("TONGBAN_MODE", "demo") == "demo":
        manage("make_demo")
    manage("publish_pages", "--if-changed")
    processes: Processes = {}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        for name, start in STARTS.items():
            if name != "registers" or REGISTERS:
                processes[name] = start()
        if not wait_until_up():
            print(f"The server does not answer on port {PORT}; what it says stands above.", file=sys.stderr)
            return 1
        print_addresses(time.monotonic() - begun)
        watch(processes)
    except KeyboardInterrupt:
        return 0
    finally:
        stop(processes)


def stop(processes: Processes, patience: float = PATIENCE) -> None:
    """Asked first; whoever is still busy then is killed, with all that they started."""
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, signal.SIG_IGN)  # once is enough
    for process in processes.values():
        process.terminate()
    end = time.monotonic() + patience
    for process in processes.values():
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, end - time.monotonic()))
        finish(process)


def finish(process: subprocess.Popen[bytes]) -> None:
    """Each was started as the first of a process group of its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def watch(processes: Processes, starts: Mapping[str, Start] = STARTS, waits: Sequence[float] = WAITS) -> NoReturn:
    """Whoever dies is started again; a server that cannot start waits longer each time, and says why."""
    since, failed, due = time.monotonic(), 0, 0.0
    while True:
        for name in BESIDE:
            if name in processes and processes[name].poll() is not None:
                processes[name] = starts[name]()
        now = time.monotonic()
        if not due and (code := processes["server"].poll()) is not None:
            failed = failed + 1 if now - since < SHORT else 1
            wait = waits[min(failed, len(waits)) - 1]
            finish(processes["server"])  # what it left behind holds the port
            say_why(code, failed, wait)
            due = now + wait
        if due and now >= due:
            processes["server"] = starts["server"]()
            since, due = time.monotonic(), 0.0
        time.sleep(min(1.0, *waits))


def say_why(code: int, failed: int, wait: float) -> None:
    if failed < TOLD:
        said = f"The server ended with {code}; it starts again."
    else:
        for listener in LISTENERS:
            listener.join(2)
        why = "\n".join(f"    {line}" for line in SAID) or "    It said nothing."
        said = (
            f"The server could not start {failed} times in a row. What it said last:\n{why}\n"
            f"Mend that, or stop with Ctrl+C; it tries again in {wait:.0f} s."
        )
    print(said, file=sys.stderr, flush=True)


def print_addresses(seconds: float) -> None:
    site = f"http://localhost:{PORT}"
    print(
        f"""
  通办 Tongban is up after {seconds:.0f} s.

    site        {site}/
    my page     {site}/account/sign-in/     citizen1, agent1
    desk        {site}/desk/                clerk1, examiner1, inspector1, head1, decider1
    supervision {site}/desk/supervision/    supervisor1
    catalogue   {site}/desk/catalogue/      editor1, publisher1, keeper1, establishment1, legal1
    sites       {site}/desk/sites/          sites1
    letters     {site}/account/mail-box/    what would have been sent by e-mail and SMS

  One password for every demo account: Tongban-2026-demo     Stop with Ctrl+C.
""",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
