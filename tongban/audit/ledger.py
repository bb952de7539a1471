"""The promise ledger (S12): the tree over the log as it is kept, its signed heads and the proofs from it.

Whoever changes, removes or moves an entry with full rights over the database may mend both chains; the root that was
signed and told before cannot be mended, because its key lies outside and others hold the head.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import orjson
from django.conf import settings

from tongban.audit import merkle
from tongban.audit.models import Entry, LogRow, Tile, TreeHead
from tongban.kit import clock, crypto
from tongban.kit.records import canonical
from tongban.kit.writing import writing

CAUGHT_UP = 5000
BEHIND = dt.timedelta(minutes=5)  # half of what the verifier grants an entry until it has its number
TAIL = 1 << 16  # bytes: some two hundred heads


def leaf(digest: str) -> bytes:
    """Of an entry, by its digest."""
    return merkle.leaf_hash(bytes.fromhex(digest))


def size() -> int:
    """How many entries the tree covers; it may be some behind the log after an upgrade."""
    last = Tile.objects.filter(level=0).order_by("-index").first()
    return last.index * merkle.WIDTH + len(last.hashes) // merkle.SIZE if last else 0


def grow(first: int, digests: Sequence[str]) -> None:
    """Adds the entries behind the first `first`. Called where the log is written, in its transaction."""
    _add(_caught_up(first), digests)


def catch_up() -> int:
    """Grows the tree of a log that is older than it, to the log's end; its size."""
    with writing():
        last = LogRow.objects.order_by("-number").first()
        return _caught_up(last.number if last else 0)


def _caught_up(until: int) -> int:
    covered = size()
    while covered < until:
        covered = _slice_added(covered, until)
    return covered


def _slice_added(covered: int, until: int) -> int:
    upto = min(until, covered + CAUGHT_UP)
    rows = (
        LogRow.objects.filter(number__gt=covered, number__lte=upto).order_by("number").values_list("entry", flat=True)
    )
    digests = dict(Entry.objects.filter(number__gt=covered, number__lte=upto).values_list("id", "digest"))
    _add(covered, [digests[entry] for entry in rows])
    return upto


def _add(covered: int, digests: Sequence[str]) -> None:
    known = _edge(covered)
    tiles = {place: bytes(tile.hashes) for place, tile in known.items()}
    before = dict(tiles)
    merkle.grow(tiles, covered, map(leaf, digests))
    fresh = [Tile(level=at[0], index=at[1], hashes=hashes) for at, hashes in tiles.items() if at not in known]
    for place, tile in known.items():
        if tiles[place] != before[place]:
            tile.hashes = tiles[place]
            tile.save(update_fields=["hashes"])
    Tile.objects.bulk_create(fresh, batch_size=50)


def _edge(covered: int) -> dict[merkle.Place, Tile]:
    """The last tile of each level, where it is not full."""
    places = list(merkle.edge(covered))
    found = Tile.objects.filter(level__in=[level for level, _ in places], index__in=[index for _, index in places])
    return {(tile.level, tile.index): tile for tile in found if (tile.level, tile.index) in places}


def tree() -> merkle.Tree:
    def read(level: int, index: int) -> bytes:
        return bytes(Tile.objects.get(level=level, index=index).hashes)

    return merkle.Tree(read)


def is_of_this_log(at: int, root: bytes) -> bool:
    """Whether the log had this root when it had so many entries."""
    return at <= size() and tree().root(at) == root


def sign_head() -> TreeHead | None:
    """The head of now, signed, and told to the second place; the newest there is where nothing was added since."""
    head = _signed_now()
    _tell()
    return head


def _signed_now() -> TreeHead | None:
    """While entries of some minutes ago wait for their number no head is signed: it would say that they came later."""
    with writing():
        if _is_behind():
            return newest_head()
        covered, head = catch_up(), newest_head()
        if covered and (head is None or head.size < covered):
            head = TreeHead(size=covered, root=tree().root(covered).hex(), at=clock.now())
            head.signature = crypto.sign_head(canonical(head.facts()))
            head.save(force_insert=True)
    return head


def _is_behind() -> bool:
    first = Entry.objects.filter(number__isnull=True).order_by("id").first()
    return first is not None and first.at < clock.now() - BEHIND


def head_over(number: int) -> TreeHead | None:
    """A head that covers the entry with this number. Where there is none yet, one is signed at once, but not more often
    than every `settings.HEAD_SECONDS`; then None, and `next_head_at` says when to ask again.

    It is told to the second place with the next one of the hour: whoever asked holds it already.
    """
    head = newest_head()
    if head is not None and head.size >= number:
        return head
    if settings.HEAD_SECONDS < 0 or (head is not None and clock.now() < next_head_at(head)):
        return None
    head = _signed_now()
    return head if head is not None and head.size >= number else None


def next_head_at(head: TreeHead) -> dt.datetime:
    return head.at + dt.timedelta(seconds=settings.HEAD_SECONDS)


def _tell() -> None:
    """Every head that the second place does not have yet, also those of a process that died before it told them."""
    last = _last_told()
    fresh = TreeHead.objects.filter(size__gt=last["tree_head"]["size"] if last else 0).order_by("size")
    lines = [canonical(signed(head)) + b"\n" for head in fresh]
    if not lines:
        return
    settings.HEADS_FILE.parent.mkdir(parents=True, exist_ok=True)
    with settings.HEADS_FILE.open("ab+") as file:
        if file.tell() and os.pread(file.fileno(), 1, file.tell() - 1) != b"\n":
            file.write(b"\n")  # a line that was broken off stays alone
        file.write(b"".join(lines))
        file.flush()
        os.fsync(file.fileno())


def _last_told() -> dict[str, Any] | None:
    """The file grows by a line with each head; only its end is read."""
    if not settings.HEADS_FILE.exists():
        return None
    with settings.HEADS_FILE.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
        for line in reversed(file.read().splitlines()):
            with suppress(orjson.JSONDecodeError, KeyError, TypeError):
                found: dict[str, Any] = orjson.loads(line)
                return found if found["tree_head"]["size"] else None
    return None


def told_heads() -> Iterator[dict[str, Any]]:
    """The heads in the second place, oldest first. A line that was half written is passed over."""
    if not settings.HEADS_FILE.exists():
        return
    with settings.HEADS_FILE.open("rb") as file:
        for line in file:
            with suppress(orjson.JSONDecodeError):
                yield orjson.loads(line)


def newest_head() -> TreeHead | None:
    return TreeHead.objects.order_by("-size").first()


def inclusion(entry: Entry, head: TreeHead) -> list[str]:
    """The path from the entry to the head. Raises ValueError for an entry that came after it."""
    if entry.number is None:
        raise ValueError(f"{entry} has no number yet")
    return [one.hex() for one in tree().inclusion(entry.number - 1, head.size)]


def consistency(first: TreeHead, second: TreeHead) -> list[str]:
    return [one.hex() for one in tree().consistency(first.size, second.size)]


def signed(head: TreeHead) -> dict[str, Any]:
    """As others keep it and check it: what is covered, the signature, nothing else."""
    return head.facts() | {"signature": head.signature}
