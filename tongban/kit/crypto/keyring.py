"""The ring: every key of the installation in one file, each wrapped by the key-encryption key (`kek`).

`KEYS_DIR/ring.json` says with which hash the installation began, which suite new keys are of, and holds the keys:
`seal:<class>` for data at rest, `index` for blind indexes, `records` for signatures of receipts and papers, `heads` for
those of the log's heads. The newest of a use is in force, every other one still opens or verifies. The file is replaced whole; a process that runs sees it within a second.
"""

from __future__ import annotations

import base64
import datetime as dt
import fcntl
import json
import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from tongban.kit import clock
from tongban.kit.crypto import kek
from tongban.kit.crypto.suites import (
    INTERNATIONAL,
    SEALERS,
    SIGNERS,
    SUITES,
    VERIFIERS,
    Ecdsa,
    Sealer,
    Signer,
    Suite,
    Verifier,
    hasher,
)
from tongban.kit.crypto.wrong import Unreadable

SEEN_WITHIN = 1.0  # seconds: how long a process may not know of a turned key
INDEX, RECORDS, HEADS = "index", "records", "heads"
SIGNING = (RECORDS, HEADS)
RING = "ring.json"
PUBLIC = "public.json"  # beside the ring: what the verifier believes that lies on this machine
FIRST = "first"  # the key of version 0.1, whose signatures name no key


def sealing(of: str) -> str:
    """The use of the keys that seal a class of data."""
    return f"seal:{of}"


@dataclass(frozen=True)
class Key:
    """`since` is empty for a blind-index key that is looked up already and does not write yet. `until`: when the next
    one took over. `public` (base64 of DER) stands for signing keys only; the secret is wrapped by the key `kek`, and empty where
    this machine only verifies."""

    id: str
    use: str
    algorithm: str
    since: str
    until: str = ""
    public: str = ""
    kek: str = ""
    wrapped: str = ""

    @property
    def in_force(self) -> bool:
        return bool(self.since) and not self.until


@dataclass(frozen=True)
class Ring:
    hash: str
    suite: Suite
    keys: tuple[Key, ...]
    began: str = ""

    @cached_property
    def by_id(self) -> dict[str, Key]:
        return {key.id: key for key in self.keys}

    def of(self, use: str) -> list[Key]:
        """Oldest first."""
        return [key for key in self.keys if key.use == use]

    def in_force(self, use: str) -> Key | None:
        return next((key for key in reversed(self.keys) if key.use == use and key.in_force), None)

    @cached_property
    def _seals(self) -> dict[str, Key | None]:
        return {}

    @cached_property
    def _sealers(self) -> dict[str, Sealer]:
        return {}

    def seals(self, of: str) -> Key | None:
        """The key that seals a class: its own, or the one of all classes with which older installations began."""
        if of not in self._seals:
            self._seals[of] = self.in_force(sealing(of)) or self.in_force("seal")
        return self._seals[of]

    def sealer(self, id: str) -> Sealer:
        if id not in self._sealers:
            key = self.by_id.get(id)
            if key is None:
                raise Unreadable(f"key {id} is not in the ring of this installation")
            self._sealers[id] = SEALERS[key.algorithm](secret(key))
        return self._sealers[id]

    @cached_property
    def index_keys(self) -> list[tuple[str, bytes]]:
        """Algorithm and secret of the one that writes, then of those that are looked up beside it."""
        living = [key for key in reversed(self.of(INDEX)) if not key.until]
        living.sort(key=lambda key: not key.since)
        return [(key.algorithm, secret(key)) for key in living]

    @cached_property
    def signer(self) -> tuple[str, Signer]:
        return self._signer(RECORDS)

    @cached_property
    def signer_of_heads(self) -> tuple[str, Signer]:
        return self._signer(HEADS)

    def _signer(self, use: str) -> tuple[str, Signer]:
        """Raises Unreadable in the public zone for what it only verifies."""
        key = self.in_force(use)
        if key is None or not key.wrapped:
            raise Unreadable(f"this machine signs no {use}: its ring holds no secret for them")
        return key.id, SIGNERS[key.algorithm].of_private(secret(key))

    @cached_property
    def verifiers(self) -> dict[str, dict[str, Verifier]]:
        """Of each use by their ids."""
        return {
            use: {key.id: VERIFIERS[key.algorithm](base64.b64decode(key.public)) for key in self.of(use)}
            for use in SIGNING
        }


# -- what this process knows -------------------------------------------------------------------------------------

_lock = threading.RLock()
_secrets: dict[tuple[str, str], bytes] = {}


@dataclass
class _Held:
    ring: Ring | None = None
    mark: tuple[int, ...] = ()
    looked: float = 0.0


_held = _Held()


def path() -> Path:
    return settings.KEYS_DIR / RING


def forget() -> None:
    with _lock:
        _held.ring, _held.mark, _held.looked = None, (), 0.0
        _secrets.clear()


def ring(*, newest: bool = False) -> Ring:
    """As the file says, at most a second ago; with `newest`, as it says now."""
    now = time.monotonic()
    if _held.ring is not None and not newest and now - _held.looked < SEEN_WITHIN:
        return _held.ring
    with _lock:
        mark = _mark()
        if _held.ring is None or mark != _held.mark:
            _held.ring, _held.mark = _there() or _begun(), _mark()
        _held.looked = now
        return _held.ring


def _mark() -> tuple[int, ...]:
    try:
        seen = path().stat()
    except FileNotFoundError:
        return ()
    return seen.st_ino, seen.st_mtime_ns, seen.st_size


def secret(key: Key) -> bytes:
    """Asked of the key-encryption key once per process."""
    known = (key.id, key.wrapped)
    if known not in _secrets:
        _secrets[known] = kek.unwrap(key.kek, base64.b64decode(key.wrapped), key.id)
    return _secrets[known]


# -- the file ----------------------------------------------------------------------------------------------------


@contextmanager
def changing() -> Iterator[Ring]:
    """The ring of now, which nobody else changes meanwhile; `put` writes it."""
    settings.KEYS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(settings.KEYS_DIR / ".lock", os.O_CREAT | os.O_RDWR, 0o600), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        there = _there()
        if there is None:
            there = _first_ring()
            put(there)
        yield there


def put(changed: Ring) -> None:
    _write(changed, settings.KEYS_DIR)


def _write(changed: Ring, folder: Path) -> None:
    told = {"format": 1, "hash": changed.hash, "suite": changed.suite.name, "began": changed.began}
    rows = [{name: value for name, value in asdict(key).items() if value} for key in changed.keys]
    kek.put(folder / RING, json.dumps(told | {"keys": rows}, indent=1) + "\n")
    kek.put(folder / PUBLIC, json.dumps({"keys": told_to_anybody(changed)}, indent=1) + "\n")


def told_to_anybody(of: Ring) -> list[dict[str, str]]:
    """The verifying keys, oldest first: id, use (records, heads), algorithm, PEM, since, until."""
    return [
        {
            "id": key.id,
            "use": key.use,
            "algorithm": key.algorithm,
            "public_key": of.verifiers[key.use][key.id].pem,
            "since": key.since,
            "until": key.until,
        }
        for key in of.keys
        if key.use in SIGNING
    ]


def _there() -> Ring | None:
    return read(path())


def read(file: Path) -> Ring | None:
    try:
        told = json.loads(file.read_text())
    except FileNotFoundError:
        return None
    keys = tuple(Key(**({"since": ""} | row)) for row in told["keys"])
    return Ring(told["hash"], SUITES[told["suite"]], keys, told["began"])


def _begun() -> Ring:
    with changing() as there:
        return there


def _first_ring() -> Ring:
    if any((settings.KEYS_DIR / name).exists() for name in OLDER):
        kek.begin(INTERNATIONAL)
        return Ring(INTERNATIONAL.hash, INTERNATIONAL, tuple(_older_keys()), _now())
    suite = SUITES.get(settings.CRYPTO, INTERNATIONAL)
    kek.begin(suite)
    uses = (sealing("general"), sealing("sensitive"), INDEX, *SIGNING)
    return Ring(suite.hash, suite, tuple(made(use, suite, suite.hash) for use in uses), _now())


def _now() -> str:
    return clock.now().isoformat(timespec="seconds")


def made(use: str, suite: Suite, hash_name: str, *, waits: bool = False) -> Key:
    """A new key. `waits`: it is not in force yet."""
    since = "" if waits else _now()
    if use in SIGNING:
        return _signing(SIGNERS[suite.signing].made(), use, hash_name, since)
    algorithm, size = (suite.mac, 32) if use == INDEX else (suite.sealing, SEALERS[suite.sealing].size)
    return wrapped(Key(secrets.token_hex(4), use, algorithm, since), secrets.token_bytes(size))


def _signing(signer: Signer, use: str, hash_name: str, since: str) -> Key:
    public = signer.public_der
    id = hasher(hash_name)(public).hexdigest()[:16]
    key = Key(id, use, signer.algorithm, since, public=base64.b64encode(public).decode())
    return wrapped(key, signer.private_der())


def wrapped(key: Key, plain: bytes) -> Key:
    by = kek.kek()
    return replace(key, kek=by.id, wrapped=base64.b64encode(by.wrap(plain, key.id)).decode())


def add_class(of: str) -> Ring:
    """A class of data that is sealed for the first time gets its key."""
    with changing() as there:
        if there.seals(of) is None:
            put(replace(there, keys=(*there.keys, made(sealing(of), there.suite, there.hash))))
    return ring(newest=True)


def add_key_of_heads() -> Ring:
    """A ring of a version that signed heads as receipts gets their own key."""
    with changing() as there:
        if there.in_force(HEADS) is None:
            put(replace(there, keys=(*there.keys, made(HEADS, there.suite, there.hash))))
    return ring(newest=True)


def for_public(folder: Path) -> None:
    """The ring as the public zone gets it: it reads and seals, signs receipts, and signs no head of the log (S12, Q6)."""
    held = ring(newest=True)
    keys = (replace(key, kek="", wrapped="") if key.use == HEADS else key for key in held.keys)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(replace(held, keys=tuple(keys)), folder)


# -- installations that are older than the ring ------------------------------------------------------------------

OLDER = ("fields.json", "index.key", "records.json", "records.key")


def _older_keys() -> list[Key]:
    folder: Path = settings.KEYS_DIR
    found: list[Key] = []
    begun = dict.fromkeys(OLDER, "")
    for name in OLDER:
        if (folder / name).exists():
            at = (folder / name).stat().st_mtime
            begun[name] = dt.datetime.fromtimestamp(at, clock.ZONE).isoformat(timespec="seconds")
    if begun["fields.json"]:
        found += _older_seals(json.loads((folder / "fields.json").read_text()), begun["fields.json"])
    if begun["index.key"]:
        key = Key(secrets.token_hex(4), INDEX, INTERNATIONAL.mac, begun["index.key"])
        found.append(wrapped(key, (folder / "index.key").read_bytes()))
    if begun["records.key"]:
        found.append(_first_key((folder / "records.key").read_bytes(), begun["records.key"]))
    for row in json.loads((folder / "records.json").read_text()) if begun["records.json"] else []:
        signer = Ecdsa.of_private(base64.b64decode(row))
        found.append(_signing(signer, RECORDS, INTERNATIONAL.hash, begun["records.json"]))
    return _closed(found)


def _older_seals(kept: dict[str, str], since: str) -> list[Key]:
    return [
        wrapped(Key(number, "seal", INTERNATIONAL.sealing, since), base64.b64decode(plain))
        for number, plain in kept.items()
    ]


def _first_key(private: bytes, since: str) -> Key:
    public = Ed25519PrivateKey.from_private_bytes(private).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Key(FIRST, RECORDS, "ed25519", since, until=_now(), public=base64.b64encode(der).decode())


def _closed(found: list[Key]) -> list[Key]:
    """What an older installation had not made yet is made; of each use only the newest stays in force."""
    for use in (INDEX, *SIGNING):
        if not any(key.use == use and key.in_force for key in found):
            found.append(made(use, INTERNATIONAL, INTERNATIONAL.hash))
    newest = {key.use: key.id for key in found}
    return [key if newest[key.use] == key.id or key.until else replace(key, until=_now()) for key in found]


def as_json(key: Key) -> dict[str, Any]:
    """Without its secret."""
    return {name: value for name, value in asdict(key).items() if name not in ("wrapped", "kek")}
