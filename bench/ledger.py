"""What the promise ledger costs: how much it adds to a submission, and a proof in a log of millions.

    python -m bench.ledger added --pairs 7 --submits 40      (with the settings of the installation)
    python -m bench.ledger proofs --entries 10000000

`added` runs blocks of submissions by turns, without and with tree, heads and the index of digests, each with the
numbering of its entries; what is told is how much more processor time the second takes in this process, which a busy
machine does not blur (on PostgreSQL the server's own share is only in `by_the_clock`). `proofs` lays synthetic tiles into the table.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


def added(pairs: int, submits: int) -> dict[str, Any]:
    from bench.prepare import ELDERLY, citizen
    from demo.walking import filled
    from tongban.audit import api as audit

    person = citizen("ledger", 0)
    wall, cpu = [], []
    for number in range(pairs + 1):
        audit.catch_up()
        with without_ledger():
            before = timed(block([filled(ELDERLY, person.login) for _ in range(submits)], person))
        audit.catch_up()
        after = timed(block([filled(ELDERLY, person.login) for _ in range(submits)], person), audit.sign_head)
        if number:  # the first pair warms up
            wall.append((after[0] / before[0] - 1) * 100)
            cpu.append((after[1] / before[1] - 1) * 100)
    each = {"submit_ms": round(before[0] / submits * 1000, 2), "with_ledger_ms": round(after[0] / submits * 1000, 2)}
    return {"samples": cpu, "by_the_clock": round(statistics.median(wall), 2), **each}


def block(drafts: list[Any], person: Any) -> Callable[[], None]:
    from tongban.audit import api as audit
    from tongban.intake import api as intake

    rows = [intake.Application.objects.select_related("version", "user").get(pk=draft.pk) for draft in drafts]
    while audit.sequence():  # what preparing them left behind
        pass

    def run() -> None:
        for row in rows:
            intake.submit(application=row, by=row.user)
        while audit.sequence():
            pass

    return run


def timed(*steps: Callable[[], Any]) -> tuple[float, float]:
    begun, spent = time.perf_counter(), time.process_time()
    for step in steps:
        step()
    return time.perf_counter() - begun, time.process_time() - spent


@contextmanager
def without_ledger() -> Iterator[None]:
    from django.db import connection

    from tongban.audit import sequencer
    from tongban.audit.models import Entry

    index = next(one for one in Entry._meta.indexes if one.name == "audit_digest")
    grow, sequencer.grow = sequencer.grow, lambda first, digests: None
    with connection.schema_editor() as editor:
        editor.remove_index(Entry, index)
    try:
        yield
    finally:
        sequencer.grow = grow
        with connection.schema_editor() as editor:
            editor.add_index(Entry, index)


def proofs(entries: int, asked: int = 400) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tongban.audit import api as audit
    from tongban.audit import merkle

    lay_tiles(entries)
    draw = random.Random(1)
    sizes = (entries, entries - 3600)

    def inclusion() -> list[bytes]:
        at = draw.randrange(sizes[1])
        return audit.reader({at}, [entries]).inclusion(at, entries)

    def consistency() -> list[bytes]:
        first = draw.randrange(1, sizes[1])
        return audit.reader(set(), [first, entries]).consistency(first, entries)

    ways = {"inclusion": inclusion, "consistency": consistency}
    told: dict[str, Any] = {"entries": entries}
    for name, way in ways.items():
        with CaptureQueriesContext(connection) as seen:
            length = len(way())
        took = sorted(timed(way)[0] * 1000 for _ in range(asked))
        told[name] = {
            "p50_ms": round(took[asked // 2], 2),
            "p99_ms": round(took[int(asked * 0.99)], 2),
            "queries": len(seen),
            "hashes": length,
        }
    at = entries // 3
    leaf, root = merkle_leaf(at), audit.reader({at}, [entries]).root(entries)
    assert merkle.includes(leaf, at, entries, audit.reader({at}, [entries]).inclusion(at, entries), root)
    return told


def merkle_leaf(at: int) -> bytes:
    from tongban.audit import merkle
    from tongban.audit.models import Tile

    hashes = bytes(Tile.objects.get(level=0, index=at // merkle.WIDTH).hashes)
    return hashes[at % merkle.WIDTH * merkle.SIZE :][: merkle.SIZE]


def lay_tiles(entries: int) -> None:
    """Random leaves; the levels above are computed from them, as they would be."""
    from tongban.audit import merkle
    from tongban.audit.models import Tile

    Tile.objects.all().delete()
    level, count, below = 0, entries, []
    while count:
        full, rest = divmod(count, merkle.WIDTH)
        rows, folded = [], []
        for index in range(full + bool(rest)):
            width = merkle.WIDTH if index < full else rest
            hashes = os.urandom(merkle.SIZE * width) if not level else b"".join(below[index * merkle.WIDTH :][:width])
            rows.append(Tile(level=level, index=index, hashes=hashes))
            if index < full:
                folded.append(merkle._folded(hashes))
            if len(rows) == 200 or index == full + bool(rest) - 1:
                Tile.objects.bulk_create(rows, batch_size=50)
                rows = []
        level, count, below = level + 1, full, folded


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("what", choices=["added", "proofs"])
    words.add_argument("--pairs", type=int, default=7)
    words.add_argument("--submits", type=int, default=40)
    words.add_argument("--entries", type=int, default=10_000_000)
    given = words.parse_args()
    import django

    django.setup()
    made = added(given.pairs, given.submits) if given.what == "added" else proofs(given.entries)
    print(json.dumps(made))


if __name__ == "__main__":
    main()
