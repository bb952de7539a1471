"""`tongban backup`: database, files and keys of one moment in one file, while the server runs.

The archive (tar.gz, mode 0600) holds `database.sqlite3` or `database.dump`, `files/…`, `keys/…`, `SHA256SUMS` over them
(as `sha256sum -c` reads it) and, last, `manifest.json` with the digest of SHA256SUMS: without it, a backup is not whole.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from config.dumps import Contents, database
from tongban.documents.api import check_whole, path_of
from tongban.kit import clock
from tongban.kit.crypto import kek, turning
from tongban.kit.errors import Refused

FORMAT = 1
TRIES = 3
SUMS, MANIFEST = "SHA256SUMS", "manifest.json"


class FileGone(Exception):
    """A draft's file was removed between the moment of the database and our reading it: begin again."""


def take(target: Path, *, replace: bool = False) -> dict[str, Any]:
    """Writes the backup and returns its manifest; the file appears whole or not at all. Refused when it is there."""
    if target.exists() and not replace:
        raise Refused(
            _("There is a file already: %(path)s") % {"path": target}, cure=_("Name another, or take it away first.")
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    for _attempt in range(TRIES):
        try:
            with working_folder("backup") as folder:
                return _taken(target, folder)
        except FileGone as gone:
            missing = str(gone)
    raise Refused(
        _("A file that the database names is not on the disk."),
        found=missing,
        cure=_("Bring %(path)s back from an earlier backup, then run this again.") % {"path": missing},
    )


def _taken(target: Path, folder: Path) -> dict[str, Any]:
    here = database()
    dump = folder / here.member
    read = here.dump(dump)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w:gz", compresslevel=3) as archive:
                manifest = _fill(archive, here.kind, dump, read)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _fill(archive: tarfile.TarFile, kind: str, dump: Path, read: Contents) -> dict[str, Any]:
    """Files are written once and never changed, so reading them after the database's moment is reading that moment."""
    pack = Pack(archive)
    pack.add(dump.name, dump)
    for key, (digest, secret) in read.files.items():
        path = path_of(key)
        pack.add(f"files/{path.parent.name}/{path.name}", path)
        if not check_whole(path, secret, digest):
            raise Refused(
                _("A stored file is not what it was when it was stored."),
                found=str(path),
                wanted=f"SHA-256 {digest}",
                cure=_("The disk may be failing. Bring this file back from an earlier backup, then run this again."),
            )
    keys = sorted(path for path in settings.KEYS_DIR.rglob("*") if path.is_file() and path.name != ".lock")
    for path in keys:
        pack.add(f"keys/{path.relative_to(settings.KEYS_DIR)}", path)
    manifest = _manifest(kind, read, pack, len(keys))
    pack.add_text(SUMS, pack.sums())
    pack.add_text(MANIFEST, json.dumps(manifest, indent=1))
    return manifest


def _manifest(kind: str, read: Contents, pack: Pack, keys: int) -> dict[str, Any]:
    return {
        "program": "tongban",
        "format": FORMAT,
        "version": version("tongban"),
        "mode": settings.MODE,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "database": kind,
        "migrations": read.migrations,
        "counts": read.counts | {"keys": keys, "bytes": pack.size},
        "key_encryption_key": {"ids": sorted(turning.wrapped_by()), "inside": kek.is_our_own()},
        "sums": hashlib.sha256(pack.sums().encode()).hexdigest(),
    }


@dataclass
class Pack:
    """An archive being filled, with the digest of everything in it."""

    archive: tarfile.TarFile
    digests: dict[str, str] = field(default_factory=dict)
    size: int = 0

    def add(self, name: str, path: Path) -> str:
        try:
            file = path.open("rb")
        except FileNotFoundError as error:
            raise FileGone(str(path)) from error
        with file:
            return self._add(name, file, os.fstat(file.fileno()).st_size)

    def add_text(self, name: str, text: str) -> None:
        self._add(name, io.BytesIO(text.encode()), len(text.encode()))

    def _add(self, name: str, file: BinaryIO, size: int) -> str:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(clock.now().timestamp())
        reading = Reading(file)
        self.archive.addfile(member, reading)
        self.digests[name] = reading.digest.hexdigest()
        self.size += size
        return self.digests[name]

    def sums(self) -> str:
        return "".join(f"{digest}  {name}\n" for name, digest in self.digests.items() if name != SUMS)


class Reading:
    """A file that is digested while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(size)
        self.digest.update(chunk)
        return chunk


@contextmanager
def working_folder(word: str) -> Iterator[Path]:
    """Inside the data folder, so that moving is renaming and nothing personal lies in a shared /tmp."""
    folder = settings.DATA_DIR / f".{word}-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def into_folder(folder: Path, keep: int) -> tuple[Path, list[Path]]:
    """The name of the next backup in a folder, and those beyond the `keep` newest once it is there."""
    name = folder / f"tongban-{clock.now():%Y%m%d-%H%M%S}.tar.gz"
    older = sorted(folder.glob("tongban-*.tar.gz"), reverse=True)
    return name, older[keep - 1 :] if keep else []
