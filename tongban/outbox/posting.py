"""Puts the effects of an act into the table, inside the act's own transaction."""

from __future__ import annotations

from tongban.kit import clock
from tongban.kit.act import Effect
from tongban.kit.prepared import insert
from tongban.outbox.models import Row
from tongban.outbox.registry import effect_of


def post(effects: list[Effect]) -> None:
    now = clock.now()
    rows = [
        Row(
            lane=effect_of(e.name).lane,
            key=e.key[:120],
            name=e.name,
            payload=e.payload,
            run_after=e.after or now,
            made_at=now,
        )
        for e in effects
    ]
    for row in rows:
        insert(row)
