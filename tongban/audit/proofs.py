"""The proof bundle (docs/proofs.md): the record of some subjects, and where it stands under a signed head of the log.

Every entry travels as the very bytes that its digest covers, so whoever checks it needs no rules for writing JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q

from tongban.audit import ledger, merkle
from tongban.audit.models import Entry, Tile, TreeHead
from tongban.audit.sequencer import sequence
from tongban.kit import clock, crypto
from tongban.kit.records import canonical

FORMAT, VERSION = "tongban-proof", 1


@dataclass(frozen=True)
class Chain:
    """One subject whose record is proved. Of acts that are not in `opened` only the digest is shown; None: all are."""

    subject_type: str
    subject_key: str
    opened: frozenset[str] | None = None

    def shows(self, entry: Entry) -> bool:
        return self.opened is None or entry.act in self.opened


@dataclass(frozen=True)
class Record:
    """The entries of each chain, oldest first, read at one moment, and the head that they are proved from."""

    chains: tuple[Chain, ...]
    entries: dict[Chain, list[Entry]]
    head: TreeHead | None

    def covers(self, entry: Entry) -> bool:
        return self.head is not None and entry.number is not None and entry.number <= self.head.size


def record_of(chains: Sequence[Chain], *, at_once: bool = False) -> Record:
    """`at_once`: a head is signed for it where the newest does not cover it, as often as `ledger.head_over` lets it; the
    public zone signs none (Q6), and waits for the hour."""
    at_once = at_once and settings.ZONE != "public"
    entries = _entries(chains)
    if at_once and any(entry.number is None for rows in entries.values() for entry in rows):
        sequence()
        entries = _entries(chains)
    last = max((entry.number or 0 for rows in entries.values() for entry in rows), default=0)
    head = (ledger.head_over(last) if at_once else None) or ledger.newest_head()
    return Record(tuple(chains), entries, head)


def _entries(chains: Sequence[Chain]) -> dict[Chain, list[Entry]]:
    wanted = Q()
    for chain in chains:
        wanted |= Q(subject_type=chain.subject_type, subject_key=chain.subject_key)
    found: dict[Chain, list[Entry]] = {chain: [] for chain in chains}
    by_key = {(chain.subject_type, chain.subject_key): rows for chain, rows in found.items()}
    for entry in Entry.objects.filter(wanted).order_by("position"):
        by_key[entry.subject_type, entry.subject_key].append(entry)
    return found


def bundle(record: Record, *, receipt: dict[str, Any], begins: Entry, paper: dict[str, Any] | None = None) -> bytes:
    """`receipt`: what the receipt says, without what identifies a person; it is signed here. `begins`: the entry of the
    submission. `paper`: all that the receipt says, for whoever holds it anyway. Without a head over `begins` the bundle
    is a promise: entries without a place.
    """
    whole = record.covers(begins)
    head = record.head if whole else None
    earlier = _head_before(begins) if whole else record.head
    tree = _reader(record, head, earlier)
    steps = [_steps(chain, record, head, tree) for chain in record.chains if record.entries[chain]]
    own = {"entry": begins.digest, "ends": [_end(one) for one in steps], "at": _instant(clock.now())}
    stated = {"receipt": receipt | own}
    made = {
        "format": FORMAT,
        "version": VERSION,
        "hash": crypto.hash_name(),
        "tree": tree_name(),
        "receipt": _signed_text(stated, crypto.sign_record(canonical(stated))),
        "steps": steps,
        "head": signed_head(head) if head else None,
        "earlier": _earlier(earlier, head, tree) if earlier else None,
        "keys": crypto.record_keys(),
    }
    return canonical(made | ({"paper": canonical(paper).decode()} if paper else {}))


def tree_name() -> str:
    """How the log is hashed: as RFC 6962 says, with the hash of the installation."""
    return f"rfc6962-{crypto.hash_name()}"


def _instant(moment: Any) -> str:
    return str(moment.astimezone(clock.UTC).isoformat(timespec="microseconds"))


def _signed_text(facts: dict[str, Any], signature: str) -> dict[str, str]:
    return {"text": canonical(facts).decode(), "signature": signature}


def signed_head(head: TreeHead) -> dict[str, str]:
    return _signed_text(head.facts(), head.signature)


def _head_before(entry: Entry) -> TreeHead | None:
    return TreeHead.objects.filter(size__lt=entry.number or 0).order_by("-size").first()


def _earlier(earlier: TreeHead, head: TreeHead | None, tree: merkle.Tree) -> dict[str, Any]:
    path = [one.hex() for one in tree.consistency(earlier.size, head.size)] if head else []
    return {"head": signed_head(earlier), "consistency": path}


def _steps(chain: Chain, record: Record, head: TreeHead | None, tree: merkle.Tree) -> dict[str, Any]:
    rows = [entry for entry in record.entries[chain] if head is None or record.covers(entry)]
    while rows and not chain.shows(rows[-1]):
        rows.pop()  # a digest that no shown entry follows says nothing yet
    entries = [_entry(chain, entry, head, tree) for entry in rows]
    return {"subject": chain.subject_type, "key": chain.subject_key, "entries": entries}


def _end(steps: dict[str, Any]) -> str:
    last = steps["entries"][-1] if steps["entries"] else {}
    return str(last.get("digest") or (crypto.digest(last["text"].encode()) if last else ""))


def _entry(chain: Chain, entry: Entry, head: TreeHead | None, tree: merkle.Tree) -> dict[str, Any]:
    said = {"text": canonical(entry.facts()).decode()} if chain.shows(entry) else {"digest": entry.digest}
    if head is None or entry.number is None:
        return said
    path = [one.hex() for one in tree.inclusion(entry.number - 1, head.size)]
    return said | {"number": entry.number, "path": path}


def _reader(record: Record, *heads: TreeHead | None) -> merkle.Tree:
    indexes = {entry.number - 1 for rows in record.entries.values() for entry in rows if entry.number}
    return reader(indexes, [head.size for head in heads if head])


def reader(indexes: Iterable[int], sizes: Sequence[int]) -> merkle.Tree:
    """The tree, with what the paths of these leaves to these sizes need read in one query."""
    known = tiles_for(indexes, sizes)

    def read(level: int, index: int) -> bytes:
        found = known.get((level, index))
        return found if found is not None else bytes(Tile.objects.get(level=level, index=index).hashes)

    return merkle.Tree(read)


def tiles_for(indexes: Iterable[int], sizes: Sequence[int]) -> dict[merkle.Place, bytes]:
    largest = max(sizes, default=0)
    levels = [level for level, _index in merkle.edge(largest)] if largest else []
    ends = {end for size in sizes for end in (size, size - 1) if end >= 0}
    wanted = Q(pk__in=[])
    for level in levels:
        width = merkle.WIDTH ** (level + 1)
        wanted |= Q(level=level, index__in={at // width for at in ends.union(indexes)})
    rows = Tile.objects.filter(wanted).values_list("level", "index", "hashes")
    return {(level, index): bytes(hashes) for level, index, hashes in rows}


def in_words(head: TreeHead) -> str:
    """A head as a person compares it: how many entries, when, the beginning of its root. The same in every language."""
    at = head.at.astimezone(clock.ZONE).strftime("%Y-%m-%d %H:%M:%S")
    return f"{head.size} · {at} · {in_fours(head.root)}"


def in_fours(digest: str) -> str:
    """The beginning of a digest as a person compares it: 3f9a 12bc 77de 0012."""
    return " ".join(digest[n : n + 4] for n in range(0, 16, 4))
