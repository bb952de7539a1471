"""Reads both chains and the tree from the beginning and names the first entry that does not hold."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby, islice
from typing import Any

from django.apps import apps
from django.db.models import F

from tongban.audit import ledger, merkle, replaying
from tongban.audit.faults import ASTRAY, LATE, Break
from tongban.audit.models import Entry, LogRow, Tile, TreeHead
from tongban.audit.sequencer import log_digest
from tongban.audit.stamps import stamping
from tongban.kit import crypto
from tongban.kit.records import canonical
from tongban.kit.subjects import Subject


@dataclass
class Verdict:
    entries: int
    numbered: int
    breaks: list[Break]

    @property
    def holds(self) -> bool:
        return not self.breaks


def verify() -> Verdict:
    """At most one break per chain and subject type is reported: the first."""
    counted, subject_break = _subject_chains()
    numbered, log_break = _log()
    heads = _heads() or replaying.first_fault() if subject_break is None else None
    found = [b for b in (subject_break, heads, log_break, _times(), _tree(), _stamp()) if b]
    return Verdict(counted, numbered, found)


def _subject_chains() -> tuple[int, Break | None]:
    count, key, position, digest, at = 0, None, 0, "", None
    rows = Entry.objects.order_by("subject_type", "subject_key", "position").iterator(2000)
    for entry in rows:
        count += 1
        if (entry.subject_type, entry.subject_key) != key:
            key, position, digest, at = (entry.subject_type, entry.subject_key), 0, "", None
        if at is not None and entry.at < at - ASTRAY:
            return count, Break(
                "subject", str(entry), f"dated {entry.at:%Y-%m-%d %H:%M}", f"{at:%Y-%m-%d %H:%M} or later"
            )
        if fault := _entry_fault(entry, position, digest):
            return count, fault
        position, digest, at = entry.position, entry.digest, entry.at
    return count, None


def _entry_fault(entry: Entry, position: int, digest: str) -> Break | None:
    if entry.position != position + 1:
        return Break("subject", str(entry), f"position {entry.position}", f"position {position + 1}")
    if entry.previous != digest:
        return Break("subject", str(entry), f"previous {entry.previous[:12]}", f"previous {digest[:12]}")
    computed = crypto.digest(canonical(entry.facts()))
    if computed != entry.digest:
        return Break("subject", str(entry), f"digest {entry.digest[:12]}", f"digest {computed[:12]}")
    return None


def _heads() -> Break | None:
    """An entry cut off at the end shows only in the subject's own head."""
    for model in apps.get_models():
        if issubclass(model, Subject) and (fault := next(_head_faults(model), None)):
            return fault
    return None


def _head_faults(model: type[Subject]) -> Iterator[Break]:
    name = model.subject_type
    last: dict[str, tuple[int, str]] = {}
    for key, position, digest in (
        Entry.objects.filter(subject_type=name).order_by("position").values_list("subject_key", "position", "digest")
    ).iterator(5000):
        last[key] = (position, digest)
    heads = model._default_manager.values_list("pk", "audit_count", "audit_head").iterator(5000)
    for pk, count, head in heads:
        if last.get(str(pk), (0, "")) != (count, head):
            found = last.get(str(pk), (0, ""))
            yield Break("subject", f"{name} {pk}", f"{found[0]} entries", f"{count} entries up to {head[:12]}")


def _log() -> tuple[int, Break | None]:
    number, digest = 0, ""
    digests = dict(Entry.objects.filter(number__isnull=False).values_list("id", "digest").iterator(5000))
    for row in LogRow.objects.order_by("number").iterator(5000):
        where = f"log row {row.number}"
        if row.number != number + 1:
            return number, Break("log", where, str(row.number), str(number + 1))
        if row.entry not in digests:
            return number, Break("log", where, "no entry", f"entry {row.entry}")
        wanted = log_digest(row.number, digest, digests[row.entry])
        if row.digest != wanted:
            return number, Break("log", where, row.digest[:12], wanted[:12])
        number, digest = row.number, row.digest
    if number != len(digests):
        return number, Break("log", f"log row {number + 1}", "no row", f"{len(digests)} numbered entries")
    return number, None


def _times() -> Break | None:
    """An entry that a signed head does not hold yet is no older than the head; one that it holds is no younger."""
    heads = [(_size(head), dt.datetime.fromisoformat(head["tree_head"]["at"])) for head in _signed_heads()]
    earliest = list(accumulate((at for _size_of, at in reversed(heads)), min))[::-1]  # of each head and all behind it
    passed, before = 0, None
    rows = Entry.objects.order_by(F("number").asc(nulls_last=True), "id").only("id", "act", "number", "at")
    for entry in rows.iterator(5000):
        while passed < len(heads) and (entry.number is None or heads[passed][0] < entry.number):
            before = max(before or heads[passed][1], heads[passed][1])
            passed += 1
        if before is not None and entry.at < before - LATE:
            return _misdated(entry, f"{before:%Y-%m-%d %H:%M} or later: a head of then does not hold it")
        if passed < len(heads) and entry.at > earliest[passed] + LATE:
            return _misdated(entry, f"{earliest[passed]:%Y-%m-%d %H:%M} or earlier: a head of then holds it")
    return None


def _misdated(entry: Entry, wanted: str) -> Break:
    return Break("log", f"{entry.act} {entry.pk}", f"dated {entry.at:%Y-%m-%d %H:%M}", wanted)


def _tree() -> Break | None:
    """Grown anew from the entries, the tree has every tile that is kept and every root that was ever signed."""
    roots, heads = merkle.Roots(), _signed_heads()
    head = next(heads, None)
    grown: dict[merkle.Place, bytes] = {}
    digests = Entry.objects.filter(number__isnull=False).order_by("number").values_list("digest", flat=True)
    leaves_left = map(ledger.leaf, digests.iterator(5000))
    while leaves := list(islice(leaves_left, 16 * merkle.WIDTH)):
        merkle.grow(grown, roots.size, leaves)
        for leaf in leaves:
            roots.add(leaf)
            while head is not None and _size(head) <= roots.size:
                if fault := _head_fault(head, roots):
                    return fault
                head = next(heads, None)
        full = {place: hashes for place, hashes in grown.items() if len(hashes) == merkle.WIDTH * merkle.SIZE}
        if fault := _tile_fault(full):
            return fault
        grown = {place: hashes for place, hashes in grown.items() if place not in full}
    if head is not None:
        return Break("tree", f"head {_size(head)}", f"{roots.size} entries", f"{_size(head)} entries")
    return _tile_fault(grown)


def _stamp() -> Break | None:
    told = stamping.broken()
    return Break("tree", *told.partition(": ")[::2], "a time stamp of this head") if told else None


def _tile_fault(grown: dict[merkle.Place, bytes]) -> Break | None:
    kept: dict[merkle.Place, bytes] = {}
    for level, places in groupby(sorted(grown), key=lambda place: place[0]):
        rows = Tile.objects.filter(level=level, index__in=[index for _level, index in places])
        kept |= {(level, index): bytes(hashes) for index, hashes in rows.values_list("index", "hashes")}
    for (level, index), hashes in sorted(grown.items()):
        if (found := kept.get((level, index), b"")) != hashes:
            return Break("tree", f"tile {level}/{index}", crypto.digest(found)[:12], crypto.digest(hashes)[:12])
    return None


def _signed_heads() -> Iterator[dict[str, Any]]:
    """Of the database and of the second place, by size; each is kept in that order, and read as it is asked for."""
    here = map(ledger.signed, TreeHead.objects.order_by("size").iterator(2000))
    last = None
    for head in heapq.merge(here, ledger.told_heads(), key=_size):
        if head != last:
            yield head
        last = head


def _size(head: dict[str, Any]) -> int:
    return int(head["tree_head"]["size"])


def _head_fault(head: dict[str, Any], roots: merkle.Roots) -> Break | None:
    facts, where = head["tree_head"], f"head {_size(head)}"
    if _size(head) != roots.size:
        return Break("tree", where, f"after {roots.size} entries", "heads in their order")
    if not crypto.head_is_signed(canonical({"tree_head": facts}), head["signature"]):
        return Break("tree", where, "a signature that is not ours", "our signature")
    root = roots.root().hex()
    if facts["root"] != root:
        return Break("tree", where, root[:12], facts["root"][:12])
    return None
