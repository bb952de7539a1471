"""Proofs made by hand, with no database and a key of their own: what the format is, told a second time.

A log of forty entries; in it an application of four steps and its case of three, the middle one of which is not shown.
"""

from __future__ import annotations

from typing import Any

from tests.proofs.world import Bundle, OwnKey, packed
from tongban.audit import merkle
from tongban.kit import crypto

SIZE, EARLIER = 40, 9
KEY = OwnKey()


class OfTheHouse:
    """Signs as an installation does, in the suite that is chosen now."""

    def __init__(self) -> None:
        self.keys = crypto.record_keys()

    def sign(self, text: str) -> str:
        return (crypto.sign_head if '"tree_head"' in text else crypto.sign_record)(text.encode())


def at(minute: int) -> str:
    return f"2026-11-22T01:{minute:02}:00.000000+00:00"


def step(subject: str, key: str, position: int, act: str, minute: int, previous: str, **notes: Any) -> str:
    facts = {"id": f"{key}-{position}", "act": act, "by": "user:applicant", "at": at(minute), "notes": notes}
    return packed(facts | {"subject": [subject, key, position], "previous": previous})


def chained(subject: str, key: str, steps: list[tuple[str, int, dict[str, Any]]]) -> list[str]:
    made: list[str] = []
    for position, (act, minute, notes) in enumerate(steps, 1):
        previous = crypto.digest(made[-1].encode()) if made else ""
        made.append(step(subject, key, position, act, minute, previous, **notes))
    return made


def head(leaves: list[bytes], size: int, minute: int, key: OwnKey | OfTheHouse) -> dict[str, str]:
    text = packed({"tree_head": {"at": at(minute), "root": tree_of(leaves).root(size).hex(), "size": size}})
    return {"text": text, "signature": key.sign(text)}


def tree_of(leaves: list[bytes]) -> merkle.Tree:
    tiles: dict[merkle.Place, bytes] = {}
    merkle.grow(tiles, 0, leaves)
    return merkle.Tree(lambda level, index: tiles[level, index])


def proof(name: str = "a", first: int = 12, key: OwnKey | OfTheHouse = KEY) -> Bundle:
    """`name` makes another application, `first` is the number of its first entry."""
    number = f"5101312026112210000{ord(name)}"
    application = chained("application", f"application-{name}", [
        ("intake.start", 20, {"item": "item", "version": 1}),
        ("intake.save", 21, {"step": "situation"}),
        ("intake.add_file", 22, {"material": "id", "files": [{"sha256": "ab" * 32, "size": 5}]}),
        ("intake.submit", 23, {"receipt": number, "channel": "pc", "item": "item", "organ": "organ",
                               "papers": [{"kind": "receipt", "number": number, "digest": "cd" * 32}]}),
    ])  # fmt: skip
    case = chained("case", f"case-{name}", [
        ("cases.open", 23, {"number": number}), ("cases.tick", 24, {"point": "id", "passed": True}),
        ("cases.accept", 25, {"tolerated": []}),
    ])  # fmt: skip
    places = dict(
        zip(
            [*application, *case],
            (first, first + 1, first + 3, first + 5, first + 6, first + 8, first + 9),
            strict=True,
        )
    )
    leaves = [merkle.leaf_hash(crypto.digest(f"entry {n}".encode()).encode()) for n in range(1, SIZE + 1)]
    for text, at_ in places.items():
        leaves[at_ - 1] = merkle.leaf_hash(bytes.fromhex(crypto.digest(text.encode())))
    tree = tree_of(leaves)

    def entry(text: str) -> dict[str, Any]:
        shown = {"digest": crypto.digest(text.encode())} if "cases.tick" in text else {"text": text}
        path = [one.hex() for one in tree.inclusion(places[text] - 1, SIZE)]
        return shown | {"number": places[text], "path": path}

    ends = [crypto.digest(application[-1].encode()), crypto.digest(case[-1].encode())]
    receipt = packed({"receipt": {
        "site": "https://example.invalid", "number": number, "received_at": at(23), "item": "演示事项", "item_code": "item",
        "organ": "演示机关", "organ_code": "organ", "paper": "cd" * 32, "entry": ends[0], "ends": ends, "at": at(31),
    }})  # fmt: skip
    return {
        "format": "tongban-proof",
        "version": 1,
        "hash": crypto.hash_name(),
        "tree": f"rfc6962-{crypto.hash_name()}",
        "receipt": {"text": receipt, "signature": key.sign(receipt)},
        "steps": [
            {"subject": "application", "key": f"application-{name}", "entries": [entry(text) for text in application]},
            {"subject": "case", "key": f"case-{name}", "entries": [entry(text) for text in case]},
        ],
        "head": head(leaves, SIZE, 30, key),
        "earlier": {
            "head": head(leaves, EARLIER, 10, key),
            "consistency": [one.hex() for one in tree.consistency(EARLIER, SIZE)],
        },
        "keys": key.keys,
    }
