"""A PostgreSQL of our own for as long as it is needed: never one that happens to run on this machine.

    python scripts/postgres.py start DIR [--fast]     prints a DATABASE_URL
    python scripts/postgres.py stop DIR
    python scripts/postgres.py run [--fast] -- CMD …  runs CMD with DATABASE_URL set, and stops afterwards

`--fast` turns fsync off: right for tests, wrong for measuring and for keeping anything.
Exit code 3: there is no PostgreSQL on this machine; the sentence says how to get one.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

NO_POSTGRES = 3
USER = "tongban"
DEBIAN = Path("/usr/lib/postgresql")
ROOM = 6 * 1024**3  # bytes; both databases' tests together were seen to take 2
TRIES = 5  # another program may take the port between our looking and our starting
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


def programs() -> Path:
    """The folder of initdb and pg_ctl: the newest that Debian installed, else what PATH finds."""
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if versions:
        return versions[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    fail(
        NO_POSTGRES,
        f"There is no PostgreSQL here: neither {DEBIAN}/*/bin/initdb nor `initdb` on the PATH. "
        "Install one (Debian, Ubuntu: `apt-get install postgresql`; macOS: `brew install postgresql@15`), "
        "or go on with SQLite alone by leaving DATABASE_URL empty.",
    )


def fail(code: int, sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(code)


def identity() -> dict[str, Any]:
    """PostgreSQL refuses to run as root; then it runs as `postgres`, else as `nobody`."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    fail(NO_POSTGRES, "PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody` here.")


def owned(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if who := identity():
        os.chown(path, who["user"], who["group"])
    return path


def ours(*command: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Runs one of PostgreSQL's programs as its user; `cwd` is a folder that every user may enter."""
    words = [str(word) for word in command]
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
    return subprocess.run(words, text=True, cwd="/", env=environment, **identity(), **options)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def initialise(data: Path) -> str:
    """A cluster with one superuser and a password nobody else knows."""
    password = secrets.token_hex(16)
    given = data.parent / "password"
    given.write_text(password)
    if who := identity():
        os.chown(given, who["user"], who["group"])
    given.chmod(0o600)
    done = ours(
        programs() / "initdb", "-D", data, "-U", USER, "--auth=scram-sha-256", f"--pwfile={given}",
        "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions",
        capture_output=True,
    )  # fmt: skip
    if done.returncode:
        fail(1, f"initdb failed in {data}: {done.stderr.strip() or done.stdout.strip()}")
    return password


def start(folder: Path, *, fast: bool) -> str:
    """The DATABASE_URL of a server in this folder; the one that runs there already, or a new one."""
    folder = owned(folder.resolve())
    if (folder / "url").exists() and is_running(folder):
        return (folder / "url").read_text()
    shutil.rmtree(folder / "data", ignore_errors=True)
    password = initialise(owned(folder / "data"))
    for _ in range(TRIES):
        port = free_port()
        if served(folder, port, fast=fast):
            url = f"postgres://{USER}:{password}@127.0.0.1:{port}/postgres"
            (folder / "url").write_text(url)
            return url
    fail(1, f"PostgreSQL did not start; its own words are in {folder / 'log'}:\n{tail(folder / 'log')}")


def served(folder: Path, port: int, *, fast: bool) -> bool:
    sockets = socket_folder(folder)
    settings = SETTINGS | (UNSAFE if fast else {}) | {"port": str(port), "unix_socket_directories": str(sockets)}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    control = programs() / "pg_ctl"
    with open(os.devnull, "w") as nowhere:
        done = ours(
            control, "-D", folder / "data", "-l", folder / "log", "-w", "-t", "60", "-o", options, "start",
            stdout=nowhere, stderr=nowhere,
        )  # fmt: skip
    return done.returncode == 0


def socket_folder(folder: Path) -> Path:
    """Beside the data, unless the path is longer than a socket's name may be (107 bytes)."""
    inside = folder / "socket"
    if len(str(inside)) < 80:
        return owned(inside)
    return owned(Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp")))


def tail(path: Path) -> str:
    return "\n".join(path.read_text().splitlines()[-5:]) if path.exists() else "(nothing)"


def is_running(folder: Path) -> bool:
    return ours(programs() / "pg_ctl", "-D", folder / "data", "status", capture_output=True).returncode == 0


def stop(folder: Path) -> None:
    """At once; what is not committed is gone, as it would be anyhow."""
    folder = folder.resolve()
    if (folder / "data").exists() and is_running(folder):
        ours(programs() / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop", capture_output=True)
    (folder / "url").unlink(missing_ok=True)


def in_memory() -> str:
    """A folder that costs no disk, if this machine has one with room to spare; what is there is gone with the power."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return str(memory) if roomy else "/tmp"


@contextlib.contextmanager
def for_a_while(*, fast: bool) -> Iterator[str]:
    """A server in a temporary folder, gone afterwards, also after Ctrl-C and SIGTERM."""
    folder = Path(tempfile.mkdtemp(prefix="tongban-pg-", dir=in_memory() if fast else "/tmp"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield start(folder, fast=fast)
    finally:
        stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], *, fast: bool) -> int:
    if not command:
        fail(2, "Say what to run: python scripts/postgres.py run -- CMD …")
    with for_a_while(fast=fast) as url:
        began = time.monotonic()
        child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
        try:
            code = child.wait()
            return 1 if code == NO_POSTGRES else code  # 3 says only one thing here; pytest has a 3 of its own
        except BaseException:
            child.terminate()
            child.wait(10)
            raise
        finally:
            print(f"postgres: {time.monotonic() - began:.1f} s", file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in ("start", "stop"):
        verbs.add_parser(verb).add_argument("folder", type=Path)
    verbs.add_parser("run").add_argument("command", nargs=argparse.REMAINDER)
    for verb in ("start", "run"):
        verbs.choices[verb].add_argument("--fast", action="store_true", help="fsync off")
    given = parser.parse_args()
    programs()
    if given.verb == "start":
        print(start(given.folder, fast=given.fast))
        return 0
    if given.verb == "stop":
        stop(given.folder)
        return 0
    command = given.command
    return run(command[1:] if command[:1] == ["--"] else command, fast=given.fast)


if __name__ == "__main__":
    sys.exit(main())
