"""Turning keys: each change is one new file of the ring, seen by every process within a second.

Data keys and the key of records have a successor from now on; a blind-index key is looked up first (`await_index`),
then writes (`turn_index`), then is alone (`retire_index`), with the rows rewritten in between.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

from tongban.kit import clock
from tongban.kit.crypto import kek, keyring
from tongban.kit.crypto.keyring import INDEX, SIGNING, Key, Ring
from tongban.kit.crypto.suites import SUITES
from tongban.kit.crypto.wrong import Unreadable

KEPT_DAYS = 30  # a retired key that opens nothing any more stays so long: sessions, letters, a restored backup


def _changed(change: Callable[[Ring], Ring]) -> list[Key]:
    """The keys that are new by it."""
    with keyring.changing() as there:
        now = change(there)
        if now != there:
            keyring.put(now)
    keyring.ring(newest=True)
    return [key for key in now.keys if key.id not in there.by_id]


def _succeeded(there: Ring, use: str, *, also: Collection[str] = ()) -> Ring:
    """A new key of the use; those in force until now are closed. A closed signing key signs nothing: it forgets how."""
    at = clock.now().isoformat(timespec="seconds")
    older = tuple(_closed(key, at) if key.use in (use, *also) and key.in_force else key for key in there.keys)
    return replace(there, keys=(*older, keyring.made(use, there.suite, there.hash)))


def _closed(key: Key, at: str) -> Key:
    forgotten = {"kek": "", "wrapped": ""} if key.use in SIGNING else {}
    return replace(key, until=at, **forgotten)


def choose_suite(name: str) -> None:
    """New keys are of this suite from now on; the hash of the chains stays."""
    _changed(lambda there: replace(there, suite=SUITES[name]))


def turn_data() -> list[Key]:
    """Every class of data is sealed by a new key from now on."""

    def change(there: Ring) -> Ring:
        uses = sorted({key.use for key in there.keys if key.use.startswith("seal:")})
        for use in uses or [keyring.sealing("general"), keyring.sealing("sensitive")]:
            there = _succeeded(there, use, also=("seal",))
        return there

    return _changed(change)


def turn_records() -> list[Key]:
    """New keys for receipts and for heads of the log."""
    return _changed(lambda there: reduce(_succeeded, SIGNING, there))


def await_index() -> Key:
    """A new blind-index key that is looked up and does not write yet; of a turning that was stopped, the one it made."""

    def change(there: Ring) -> Ring:
        if sum(not key.until for key in there.of(INDEX)) > 1:
            return there
        return replace(there, keys=(*there.keys, keyring.made(INDEX, there.suite, there.hash, waits=True)))

    _changed(change)
    return keyring.ring().of(INDEX)[-1]


def turn_index(key: Key) -> None:
    """The key that waited writes from now on; the older one is still looked up."""
    at = clock.now().isoformat(timespec="seconds")
    _changed(lambda there: _with(there, replace(key, since=key.since or at)))


def retire_index(newest: Key) -> None:
    at = clock.now().isoformat(timespec="seconds")

    def change(there: Ring) -> Ring:
        older = [key for key in there.of(INDEX) if key.id != newest.id and not key.until]
        return _with(there, *(replace(key, until=at) for key in older))

    _changed(change)


def _with(there: Ring, *changed: Key) -> Ring:
    known = {key.id: key for key in changed}
    return replace(there, keys=tuple(known.get(key.id, key) for key in there.keys))


def turn_kek() -> int:
    """Every key wrapped anew by the newest key-encryption key, which is made where the file is ours; how many.

    Killed half-way, nothing is lost: the old key-encryption key goes only when nothing is wrapped by it any more.
    """
    with keyring.changing() as there:
        if kek.is_our_own():
            kek.put(kek.own_file(), kek.own_file().read_text() + kek.fresh(there.suite))
        keys = tuple(keyring.wrapped(key, keyring.secret(key)) if key.wrapped else key for key in there.keys)
        keyring.put(replace(there, keys=keys))
        if kek.is_our_own():
            kek.put(kek.own_file(), kek.own_file().read_text().splitlines()[-1] + "\n")
        else:
            kek.own_file().unlink(missing_ok=True)
    keyring.forget()
    return sum(bool(key.wrapped) for key in keys)


def drop(ids: Collection[str]) -> None:
    """Retired keys that open nothing go for ever. Whoever holds a record of a signing key keeps being able to check it."""
    _changed(lambda there: replace(there, keys=tuple(key for key in there.keys if key.id not in ids)))


def may_go() -> list[Key]:
    """Retired for so long that only the database can need them still; whether it does, the caller counts."""
    latest = (clock.now() - dt.timedelta(days=KEPT_DAYS)).isoformat(timespec="seconds")
    return [
        key for key in keyring.ring(newest=True).keys if key.until and key.until < latest and key.use not in SIGNING
    ]


@dataclass(frozen=True)
class Lost:
    """A key that cannot be unwrapped; `why` says what is missing."""

    key: Key
    why: str


def lost() -> list[Lost]:
    """What the ring holds and this machine cannot use."""
    found = []
    for key in keyring.ring(newest=True).keys:
        try:
            if key.wrapped:
                keyring.secret(key)
        except Unreadable as error:
            found.append(Lost(key, str(error)))
    return found


def lost_in(folder: Path) -> list[Lost]:
    """Of a key folder that is not ours yet (a backup): what neither its own key-encryption key nor ours unwraps."""
    there, found = keyring.read(folder / "ring.json"), []
    inside = kek.KekFile(folder / "kek") if (folder / "kek").exists() else None
    for key in there.keys if there else ():
        try:
            if key.wrapped and inside is not None and key.kek in inside.ids:
                inside.unwrap(key.kek, base64.b64decode(key.wrapped), key.id)
            elif key.wrapped:
                keyring.secret(key)
        except Unreadable as error:
            found.append(Lost(key, str(error)))
    return found


def wrapped_by() -> dict[str, int]:
    """Key-encryption key → how many keys it wraps."""
    counts: dict[str, int] = {}
    for key in keyring.ring(newest=True).keys:
        if key.wrapped:
            counts[key.kek] = counts.get(key.kek, 0) + 1
    return counts
