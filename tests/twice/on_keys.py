"""Keys turned twice at once: both are made, both stand in the record, and the newest is in force."""

from __future__ import annotations

from typing import Any

from tests.twice.on_the_rest import pair
from tests.twice.scenario import BOTH, Act, Facts, Scenario
from tongban.audit import api as audit
from tongban.kit import crypto
from tongban.kit.crypto import turning
from tongban.kit.crypto.keyring import ring


def nothing() -> Facts:
    return {"signature": crypto.sign_record(b"x"), "keys": len(ring(newest=True).keys)}


def turned(facts: Facts, number: int) -> Act:
    def turn() -> Any:
        return audit.keys_changed(what="records", keys=turning.turn_records())

    return turn


def both_hold(facts: Facts) -> None:
    keys = ring(newest=True).keys
    assert len(keys) == facts["keys"] + 4, "one for receipts and one for heads, each time"
    assert [key.use for key in keys if key.use in ("records", "heads") and key.in_force] == ["records", "heads"]
    assert crypto.record_is_signed(b"x", facts["signature"]) and crypto.record_is_signed(b"y", crypto.sign_record(b"y"))


SCENARIOS: dict[str, Scenario] = {
    "audit.keys_changed": Scenario(nothing, pair(turned), BOTH, {"audit.change_keys": 2}, after=both_hold),
}
