"""Proportional memory of processes and their children, as /proc tells it."""

from __future__ import annotations

from pathlib import Path


def children(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += children(int(child))
    return found


def pss(pid: int) -> float:
    """MB of the process and everything it started: pages shared by n processes count 1/n."""
    total = 0
    for one in children(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024
