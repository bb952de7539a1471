"""`make run`: prepares the database, builds the demo county, starts the server and the worker, prints the addresses."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PORT = os.environ.get("PORT", "8000")
WORKERS = os.environ.get("TONGBAN_WORKERS", "2")


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, str(ROOT / "manage.py"), *arguments], check=True, cwd=ROOT)


def server() -> subprocess.Popen[bytes]:
    command = [
        str(BIN / "granian"),
        "--interface",
        "wsgi",
        "config.wsgi:application",
        "--host",
        os.environ.get("HOST", "0.0.0.0"),
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
    return subprocess.Popen(command, cwd=ROOT)


def worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "worker"], cwd=ROOT)


def wait_until_up(seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=2):
                return True
        except OSError:
            time.sleep(0.2)
    return False


def main() -> int:
    begun = time.monotonic()
    os.environ.setdefault("PORT", PORT)
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # glibc then keeps 60 MB less,
    os.environ.setdefault("MALLOC_TRIM_THRESHOLD_", "131072")  # and gives back what is free
    os.environ.setdefault("TONGBAN_HASHED_STATIC", "1")
    manage("migrate", "-v0")
    manage("collectstatic", "--noinput", "-v0")
    if os.environ.get("TONGBAN_MODE", "demo") == "demo":
        manage("make_demo")
    manage("publish_pages", "--if-changed")
    processes = {"server": server(), "worker": worker()}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        if not wait_until_up():
            print(
                f"The server does not answer on port {PORT}. Is the port taken? Try: PORT=9000 make run",
                file=sys.stderr,
            )
            return 1
        print_addresses(time.monotonic() - begun)
        return watch(processes)
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait(20)


def watch(processes: dict[str, subprocess.Popen[bytes]]) -> int:
    """A worker that dies is started again; a server that dies ends the run."""
    while processes["server"].poll() is None:
        if processes["worker"].poll() is not None:
            processes["worker"] = worker()
        time.sleep(1)
    return processes["server"].returncode


def print_addresses(seconds: float) -> None:
    site = f"http://localhost:{PORT}"
    print(
        f"""
  通办 Tongban is up after {seconds:.0f} s.

    site        {site}/
    my page     {site}/account/sign-in/     citizen1, agent1
    desk        {site}/desk/                clerk1, examiner1, inspector1, head1, decider1
    supervision {site}/desk/supervision/    supervisor1
    catalogue   {site}/desk/catalogue/      editor1, publisher1
    letters     {site}/account/mail-box/    what would have been sent by e-mail and SMS

  One password for every demo account: Tongban-2026-demo     Stop with Ctrl+C.
""",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
