"""`make check`: format, lint, types, map of the house, translations, drawn docs. Runs all, then says what failed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = {
    "format": [str(BIN / "ruff"), "format", "--check", "-q", "."],
    "lint": [str(BIN / "ruff"), "check", "-q", "."],
    "types": [str(BIN / "mypy"), "tongban", "config", "demo", "theme"],
    "map of the house": [str(BIN / "lint-imports"), "--no-cache"],
    "translations": [sys.executable, "scripts/translations.py"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run", "-v0"],
    "drawn docs": [sys.executable, "manage.py", "draw", "--check"],
    "no addresses, no machine paths": [sys.executable, "scripts/clean.py"],
}


def main() -> int:
    wanted = sys.argv[1:] or list(CHECKS)
    failed = []
    for name in wanted:
        done = subprocess.run(CHECKS[name], cwd=ROOT)
        print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name}", flush=True)
        failed += [name] if done.returncode else []
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
