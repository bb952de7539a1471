"""The tree of the log against RFC 6962's own figures, against a brute-force tree, and against forgery."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.audit import merkle
from tongban.kit import crypto

# RFC 6962's reference implementation: eight leaves and the roots of the first one, two, … of them.
LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def grown(leaves: list[bytes], *, steps: int = 1) -> merkle.Tree:
    tiles: dict[merkle.Place, bytes] = {}
    size = 0
    for begin in range(0, len(leaves), max(1, len(leaves) // steps)):
        size = merkle.grow(tiles, size, leaves[begin : begin + max(1, len(leaves) // steps)])
    return merkle.Tree(lambda level, index: tiles[level, index])


def brute(leaves: list[bytes]) -> bytes:
    if not leaves:
        return merkle.empty()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return merkle.node_hash(brute(leaves[:middle]), brute(leaves[middle:]))


def many(count: int) -> list[bytes]:
    return [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


def test_the_published_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of RFC 6962's own reference: SHA-256, whatever hash this installation has."""
    monkeypatch.setattr(crypto, "hashed", hashlib.sha256)
    leaves = [merkle.leaf_hash(data) for data in LEAVES]
    tree, roots = grown(leaves), merkle.Roots()
    assert tree.root(0) == roots.root() == merkle.empty()
    for size, wanted in enumerate(ROOTS, 1):
        roots.add(leaves[size - 1])
        assert tree.root(size).hex() == roots.root().hex() == wanted
    assert [one.hex()[:8] for one in tree.inclusion(0, 8)] == ["96a296d2", "5f083f0a", "6b47aaf2"]
    assert [one.hex()[:8] for one in tree.consistency(6, 8)] == ["0ebc5d34", "ca854ea1", "d37ee418"]


@settings(max_examples=60)
@given(st.integers(1, 700), st.integers(1, 5), st.data())
def test_every_proof_holds_and_none_for_anything_else(size: int, steps: int, data: st.DataObject) -> None:
    leaves = many(size)
    tree, root = grown(leaves, steps=steps), brute(leaves)
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert tree.root(size) == root
    path = tree.inclusion(index, size)
    assert merkle.includes(leaves[index], index, size, path, root)
    beginning = tree.consistency(first, size)
    assert merkle.extends(first, size, beginning, brute(leaves[:first]), root)

    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index)) if size > 1 else None
    if other is not None:
        assert not merkle.includes(leaves[other], index, size, path, root)
        assert not merkle.includes(leaves[index], other, size, path, root)
        assert not merkle.includes(leaves[index], index, size, [*path, root], root)
    if first < size:
        changed = list(leaves)
        changed[data.draw(st.integers(0, first - 1))] = merkle.leaf_hash(b"forged")
        assert not merkle.extends(first, size, beginning, brute(changed[:first]), root)
        assert not merkle.extends(first, size, beginning[:-1], brute(leaves[:first]), root)


def test_tiles_above_tiles() -> None:
    """Two levels of tiles: 256 × 256 leaves and some."""
    count = 256 * 256 + 300
    leaves = many(count)
    tree, roots = grown(leaves, steps=7), merkle.Roots()
    for leaf in leaves:
        roots.add(leaf)
    assert tree.root(count) == roots.root()
    for index in (0, 255, 256, 65_535, 65_536, count - 1):
        assert merkle.includes(leaves[index], index, count, tree.inclusion(index, count), roots.root())
    assert len(tree.known) < 12
    early = merkle.Roots()
    for leaf in leaves[:65_537]:
        early.add(leaf)
    assert merkle.extends(65_537, count, tree.consistency(65_537, count), early.root(), roots.root())


def test_the_edge_names_every_tile_that_grows() -> None:
    assert list(merkle.edge(0)) == [(0, 0)]
    for size in (1, 255, 256, 65_535, 65_536, 16_777_215):
        tiles: dict[merkle.Place, bytes] = {
            (level, index): bytes(32 * (size // 256**level % 256)) for level, index in merkle.edge(size)
        }
        before = dict(tiles)
        merkle.grow(tiles, size, [bytes(32)])
        fresh = {place for place in tiles if place not in before}
        assert all(index == 0 for _level, index in fresh)
