"""An installation for the bench alone: its folder, its database, two web workers, one outbox worker, the shipped nginx."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ops import render

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WEB_WORKERS = 2
HOST = "127.0.0.1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass
class Stage:
    """`database`: a URL, or "" for SQLite in the folder."""

    folder: Path
    database: str = ""
    port: int = field(default_factory=free_port)
    nginx_port: int = field(default_factory=free_port)
    plain_port: int = field(default_factory=free_port)
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "TONGBAN_MODE": "demo",
            "TONGBAN_DATA": str(self.folder / "var"),
            "TONGBAN_PUBLISHED": str(self.folder / "published"),
            "TONGBAN_HASHED_STATIC": "1",
            "TONGBAN_LOG": "WARNING",
            "MALLOC_ARENA_MAX": "2",  # as make run and the units set them
            "MALLOC_TRIM_THRESHOLD_": "131072",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
            "PORT": str(self.port),
            "TONGBAN_RATE_FACTOR": "100000",  # one address asks for a whole city; it is counted all the same
            "TONGBAN_UPLOAD_TOTAL_MB": "200",
        }
        return {**os.environ, **own, "DATABASE_URL": self.database}

    def run(self, *words: str) -> str:
        done = subprocess.run([sys.executable, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"bench: {' '.join(words)[:200]} failed: {done.stderr[-3000:]}")
        return done.stdout

    def build(self) -> None:
        """Tables, the demo county, its published pages; assets where `make setup` did not lay them yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.run("manage.py", "migrate", "-v0")
        self.run(
            "-c", "import django; django.setup(); from demo.build import build; build(lambda text: None, cases=False)"
        )
        self.run("manage.py", "publish_pages")
        if not (ROOT / "build" / "collected" / "staticfiles.json").exists():
            self.run("manage.py", "collectstatic", "--noinput", "-v0")

    def prepare(self, clients: int, *, drafts: int, cases: int, people: int) -> list[Path]:
        """One file of work for each client; two processes make them at a time, as there are two cores."""
        files = []
        for first in range(0, clients, 2):
            names = [str(n) for n in range(first, min(first + 2, clients))]
            made = [self._preparing(name, drafts // clients + 1, cases // clients + 1, people) for name in names]
            for name, process in zip(names, made, strict=True):
                if process.wait():
                    raise SystemExit("bench: preparing the work failed, see above")
                files.append(self.folder / f"work-{name}.json")
        return files

    def _preparing(self, name: str, drafts: int, cases: int, people: int) -> subprocess.Popen[bytes]:
        wanted = ["--name", name, "--drafts", str(drafts), "--cases", str(cases), "--people", str(people)]
        words = [sys.executable, "-m", "bench.prepare", str(self.folder), *wanted]
        return subprocess.Popen(words, cwd=ROOT, env=self.environment)

    @contextmanager
    def serving(self, *, worker: bool = True) -> Iterator[None]:
        """As `make run` starts them: granian with two workers, one worker for the outbox (niced, as its unit is)."""
        serve = [
            str(BIN / "granian"), "--interface", "wsgi", "config.wsgi:application", "--host", HOST,
            "--port", str(self.port), "--workers", str(WEB_WORKERS), "--blocking-threads", "4", "--backlog", "1024",
            "--no-ws", "--log-level", "warning",
            "--static-path-route", "/static", "--static-path-mount", str(ROOT / "build" / "collected"),
        ]  # fmt: skip
        work = ["nice", "-n", "10", sys.executable, "manage.py", "worker"]
        log = (self.folder / "server.log").open("ab")
        self.web = subprocess.Popen(serve, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        self.worker = subprocess.Popen(work, cwd=ROOT, env=self.environment, stdout=log, stderr=log) if worker else None
        try:
            self.wait_until_up()
            yield
        finally:
            for process in (self.web, self.worker):
                if process is not None:
                    process.send_signal(signal.SIGTERM)
            for process in (self.web, self.worker):
                if process is not None:
                    process.wait(60)
            log.close()

    def wait_until_up(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"http://{HOST}:{self.port}/healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"bench: the server does not answer; {(self.folder / 'server.log').read_text()[-2000:]}")

    @contextmanager
    def nginx(self, page: Path) -> Iterator[None]:
        """The shipped configuration on `nginx_port`; a bare nginx with the same file on `plain_port`, the ceiling."""
        program = render.program()
        if program is None:
            raise SystemExit("bench: there is no nginx here; apt-get install nginx wrk")
        folder = self.folder / "nginx"
        published, static = self.folder / "published", ROOT / "build" / "collected"
        behind = f"{HOST}:{self.port}"
        whole = render.render(folder, render.Places(self.nginx_port, free_port(), behind, behind, published, static))
        shutil.copy(page, folder / "page.html")
        plain = (
            f"server {{ listen {HOST}:{self.plain_port}; root {folder}; server_tokens off; "
            f"access_log {folder}/plain.log; }}"
        )
        whole.write_text(whole.read_text().replace("    include", f"    {plain}\n    include", 1))
        process = subprocess.Popen([program, "-p", str(folder), "-c", str(whole), "-g", "daemon off;"])
        try:
            time.sleep(0.5)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
