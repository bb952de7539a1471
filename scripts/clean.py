"""Locks carry hashes and no addresses; nothing names a path of one machine; no large file is committed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 1_000_000  # bytes
ADDRESS = re.compile(r'"resolved": *"http|index-url|@ https?://|--find-links')
# Home folders and mount points of somebody's machine, where a program of the product would have no business.
MACHINE = re.compile(r"(?<![A-Za-z0-9_.])/(?:home/[a-z]+|root|Users/[A-Za-z]+)/")


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in names.decode().split("\0") if name]


def faults() -> list[str]:
    found = []
    for path in tracked():
        if not path.is_file():
            continue
        if path.stat().st_size > LARGEST:
            found.append(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes; wanted at most {LARGEST}")
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        if "lock" in path.name and ADDRESS.search(text):
            found.append(f"{path.relative_to(ROOT)}: an address in a lock")
        if path.name != Path(__file__).name and (hit := MACHINE.search(text)):
            found.append(f"{path.relative_to(ROOT)}: a path of one machine, {hit.group()}")
    return found


if __name__ == "__main__":
    problems = faults()
    print("\n".join(problems), end="\n" if problems else "")
    sys.exit(1 if problems else 0)
