"""The folder of an index: which generation is in force, who may write, and a change that is whole or not at
all.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from tongban.kit.errors import Refused

WAIT = 30.0
"""Seconds that a writer waits for the one before it."""


@dataclass(frozen=True, slots=True)
class Generation:
    """What the file `generation` says: a number that every change raises, the schema version, and the folder
    in force.
    """

    number: int
    version: int
    folder: str


def current(root: Path) -> Generation | None:
    try:
        number, version, folder = (root / "generation").read_text("ascii").split()
    except FileNotFoundError:
        return None
    return Generation(int(number), int(version), folder)


def stamp(root: Path) -> tuple[int, int]:
    """Changes whenever `announce` was called, in this process or another; costs one stat."""
    try:
        found = os.stat(root / "generation")
    except FileNotFoundError:
        return (0, 0)
    return (found.st_ino, found.st_mtime_ns)


def announce(root: Path, generation: Generation) -> None:
    """Puts a generation in force: written aside, flushed to disk, renamed over the old one."""
    aside = root / "generation.new"
    with aside.open("w", encoding="ascii") as file:
        file.write(f"{generation.number} {generation.version} {generation.folder}\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(root / "generation")
    flush_folder(root)


def flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(root: Path, keep: set[str]) -> None:
    """Removes folders of generations that no reader opens any more, and what a killed rebuild left behind."""
    for folder in root.glob("at-*"):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def only_writer(root: Path) -> Iterator[None]:
    """One writer at a time on this machine. Raises Refused after `WAIT` seconds."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / "writer.lock").open("w") as file:
        _wait_for(file.fileno(), root)
        yield


def _wait_for(handle: int, root: Path) -> None:
    until = time.monotonic() + WAIT
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise _busy(root) from None
            time.sleep(0.05)


def _busy(root: Path) -> Refused:
    return Refused(
        _("Another process is writing the search index."),
        found=str(root / "writer.lock"),
        wanted=_("one writer at a time"),
        cure=_("Try again when it has finished; only the worker should write."),
    )
