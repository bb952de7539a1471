"""`make test`: every test on SQLite, then on PostgreSQL where one can be started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from postgres import in_memory

ROOT = Path(__file__).resolve().parent.parent
NO_POSTGRES = 3


def run(title: str, *command: str) -> int:
    print(f"== {title}", flush=True)
    begun = time.monotonic()
    code = subprocess.run(command, cwd=ROOT).returncode
    print(
        f"== {title}: {'passed' if code == 0 else f'failed ({code})'} in {time.monotonic() - begun:.0f} s", flush=True
    )
    return code


def main() -> int:
    """Temporary files lie in memory where there is enough: the tests commit often, and a slow disk doubles their time."""
    folder = tempfile.mkdtemp(prefix="tongban-", dir=in_memory())
    os.chmod(folder, 0o711)  # PostgreSQL and nginx are other users
    os.environ["TMPDIR"] = folder
    try:
        return every_test()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def every_test() -> int:
    python, pytest = sys.executable, [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile"]
    extra = sys.argv[1:]
    quick = "not browser and not load and not twice"
    whole, twice = "load and not twice and not browser", "twice and not browser"
    codes = [run("SQLite, fast", *pytest, "-m", quick, *extra)]
    codes.append(run("SQLite, whole installations", *pytest, "-m", whole, *extra))
    codes.append(run("SQLite, twice at once", python, "-m", "pytest", "-m", twice, *extra))
    postgres = [python, str(ROOT / "scripts" / "postgres.py"), "run", "--fast", "--"]
    first = run("PostgreSQL, fast", *postgres, *pytest, "-m", quick, *extra)
    if first == NO_POSTGRES:
        print("PostgreSQL is not here: its half of the tests did not run (apt-get install postgresql).", flush=True)
    else:
        codes.append(first)
        codes.append(run("PostgreSQL, whole installations", *postgres, *pytest, "-m", f"{whole} and not once", *extra))
        codes.append(run("PostgreSQL, twice at once", *postgres, python, "-m", "pytest", "-m", twice, *extra))
        journey = ["-m", "browser", "tests/browser/test_whole_journey.py"]
        codes.append(run("browser, PostgreSQL", *postgres, python, "-m", "pytest", *journey))
    codes.append(run("browser, SQLite", python, "-m", "pytest", "-m", "browser", *extra))
    bad = [code for code in codes if code not in (0, 5)]
    return bad[0] if bad else 0


if __name__ == "__main__":
    sys.exit(main())
