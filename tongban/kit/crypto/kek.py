"""The key-encryption key: it lies outside the database and outside the ring, and opens nothing but the ring's keys.

By default a file that is made in the key folder. `TONGBAN_KEK_FILE` names another one (a secret that systemd or an
orchestrator mounts; best not on the disk of the ring), `TONGBAN_KEK_COMMAND` a program that asks an HSM or a key
service: called as `… wrap` or `… unwrap`, it reads base64 on standard input and writes base64 on standard output.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
import shlex
import subprocess
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.conf import settings

from tongban.kit.crypto.suites import SEALERS, Sealer, Suite
from tongban.kit.crypto.wrong import Unreadable

_ABOUT = "tongban key "
_SECONDS = 20


class Kek(ABC):
    @property
    @abstractmethod
    def id(self) -> str:
        """Of the one that wraps now; it stands beside what it wrapped."""

    @property
    def ids(self) -> set[str]:
        """Of those that unwrap."""
        return {self.id}

    @abstractmethod
    def wrap(self, key: bytes, about: str) -> bytes: ...

    @abstractmethod
    def unwrap(self, by: str, wrapped: bytes, about: str) -> bytes:
        """Raises Unreadable where the key `by` is not here."""


class KekFile(Kek):
    """Lines of `algorithm:base64`, the newest last: it wraps, every line unwraps."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sealers: dict[str, Sealer] = {}
        for line in filter(None, map(str.strip, path.read_text().splitlines())):
            number, sealer = self._read(line)
            self._sealers[number] = sealer
        if not self._sealers:
            raise Unreadable(f"{path} holds no key")

    def _read(self, line: str) -> tuple[str, Sealer]:
        algorithm, colon, body = line.rpartition(":")
        kind = SEALERS.get(algorithm if colon else "aes-256-gcm")
        try:
            key = base64.b64decode(body, validate=True)
        except binascii.Error as error:
            raise Unreadable(f"{self._path} holds no base64") from error
        if kind is None or len(key) != kind.size:
            raise Unreadable(f"{self._path}: wanted 32 bytes for aes-256-gcm or 16 for sm4-gcm, in base64")
        return hashlib.sha256(b"kek" + key).hexdigest()[:8], kind(key)

    @property
    def id(self) -> str:
        return next(reversed(self._sealers))

    @property
    def ids(self) -> set[str]:
        return set(self._sealers)

    def wrap(self, key: bytes, about: str) -> bytes:
        return self._sealers[self.id].seal(key, (_ABOUT + about).encode())

    def unwrap(self, by: str, wrapped: bytes, about: str) -> bytes:
        if by not in self._sealers:
            raise Unreadable(f"key {about} is wrapped by the key-encryption key {by}, which is not in {self._path}")
        try:
            return self._sealers[by].open(wrapped, (_ABOUT + about).encode())
        except InvalidTag as error:
            raise Unreadable(f"key {about} of the ring was changed") from error


class KekCommand(Kek):
    """What the service answers is kept as it is: it knows by which of its keys it wrapped."""

    id = "command"

    def __init__(self, words: list[str]) -> None:
        self._words = words

    def wrap(self, key: bytes, about: str) -> bytes:
        return self._asked("wrap", key)

    def unwrap(self, by: str, wrapped: bytes, about: str) -> bytes:
        if by != self.id:
            raise Unreadable(f"key {about} is wrapped by the key-encryption key {by}, not by {self._words[0]}")
        return self._asked("unwrap", wrapped)

    def _asked(self, what: str, data: bytes) -> bytes:
        try:
            told = subprocess.run(  # noqa: S603 - what the operator set
                [*self._words, what], input=base64.b64encode(data), capture_output=True, timeout=_SECONDS, check=True
            )
            return base64.b64decode(told.stdout.strip(), validate=True)
        except (OSError, subprocess.SubprocessError, binascii.Error) as error:
            raise Unreadable(f"{self._words[0]} {what} gave no key: {type(error).__name__}") from error


def own_file() -> Path:
    return settings.KEYS_DIR / "kek"


def is_our_own() -> bool:
    """Whether the key-encryption key is a file that we made ourselves and may turn."""
    return not settings.KEK_COMMAND and settings.KEK_FILE is None


def kek() -> Kek:
    """The one that wraps. Raises Unreadable where it is not."""
    if settings.KEK_COMMAND:
        return KekCommand(shlex.split(settings.KEK_COMMAND))
    file = settings.KEK_FILE or own_file()
    try:
        return KekFile(file)
    except OSError as error:
        raise Unreadable(f"there is no key-encryption key in {file}") from error


def unwrap(by: str, wrapped: bytes, about: str) -> bytes:
    """By the one of the settings, else by our own file: so an installation goes over from one to the other."""
    wraps = kek()
    if by in wraps.ids or is_our_own() or not own_file().exists():
        return wraps.unwrap(by, wrapped, about)
    return KekFile(own_file()).unwrap(by, wrapped, about)


def begin(suite: Suite) -> None:
    """An installation that begins, and is given no key-encryption key, makes one."""
    if is_our_own() and not own_file().exists():
        _put_once(own_file(), fresh(suite))


def fresh(suite: Suite) -> str:
    """A line for a file."""
    return f"{suite.sealing}:{base64.b64encode(secrets.token_bytes(SEALERS[suite.sealing].size)).decode()}\n"


def _put_once(path: Path, text: str) -> None:
    """Two processes may start at once: the first to create the file wins, both read the same key."""
    part = drafted(path, text)
    with suppress(FileExistsError):
        os.link(part, path)
    part.unlink()


def put(path: Path, text: str) -> None:
    """Whole or not at all."""
    os.replace(drafted(path, text), path)


def drafted(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return part
