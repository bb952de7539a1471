from __future__ import annotations

from collections.abc import Iterable

from tongban.audit.keys.models import KeyChange
from tongban.kit.act import SYSTEM, Actor, act
from tongban.kit.crypto.keyring import Key


def keys_changed(*, what: str, keys: Iterable[Key] = (), count: int = 0, by: Actor = SYSTEM) -> KeyChange:
    """`what`: data, records, index, kek, suite, dropped. Told after the file of keys was written: no transaction holds it."""
    with act(KeyChange(what=what), "audit.change_keys", by=by) as this:
        this.note(what=what, keys=[f"{key.use} {key.id} {key.algorithm}" for key in keys], count=count)
    return this.subject
