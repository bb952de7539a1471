"""What this machine can do at all, measured in the same run: nginx with one file, PostgreSQL with TPC-B."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = 4
NUMBERS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


def wrk(url: str, seconds: float) -> dict[str, float]:
    """Pages a second and p99 in seconds, with four kept connections."""
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("bench: there is no wrk here; apt-get install wrk")
    words = [program, "-t", "1", "-c", str(CLIENTS), "-d", f"{max(int(seconds), 1)}s", "--latency", url]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise SystemExit(f"bench: {url} did not answer well: {said}")
    rate = re.search(r"Requests/sec:\s*([\d.]+)", said)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    assert rate is not None, said
    assert p99 is not None, said
    return {"rate": float(rate[1]), "p99": float(p99[1]) * NUMBERS[p99[2]]}


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A cluster of our own with fsync and synchronous_commit on; its URL."""
    script = [sys.executable, str(ROOT / "scripts" / "postgres.py")]
    started = subprocess.run([*script, "start", str(folder)], capture_output=True, text=True)
    if started.returncode:
        raise SystemExit(f"bench: {started.stderr.strip()}")
    try:
        yield started.stdout.strip().splitlines()[-1]
    finally:
        subprocess.run([*script, "stop", str(folder)], check=True)


def database(url: str, name: str) -> str:
    """A new database on the server; its URL."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def load_tpcb(url: str, scale: int) -> None:
    _pgbench(url, "-i", "-q", "-s", str(scale))


def tpcb(url: str, seconds: float) -> float:
    """Transactions a second of the TPC-B of pgbench, four clients."""
    said = _pgbench(url, "-n", "-c", str(CLIENTS), "-j", "2", "-T", str(max(int(seconds), 1)))
    rate = re.search(r"tps = ([\d.]+)", said)
    assert rate is not None, said
    return float(rate[1])


def _pgbench(url: str, *wishes: str) -> str:
    from config.dumps import found_program

    parts = urlsplit(url)
    given = {
        "PGHOST": str(parts.hostname),
        "PGPORT": str(parts.port),
        "PGUSER": str(parts.username),
        "PGPASSWORD": str(parts.password),
        "PGDATABASE": parts.path.lstrip("/"),
    }
    words = [found_program("pgbench"), *wishes]
    done = subprocess.run(words, env={**os.environ, **given}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"bench: pgbench: {done.stderr[-1000:]}")
    return done.stdout
