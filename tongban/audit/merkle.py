"""A tree over a log that only grows, and its proofs: RFC 6962 §2.1, with the hash of the installation (SHA-256 or SM3), kept in tiles of 256 hashes.

A proof says that an entry is in a log of so many entries (`inclusion`), or that a shorter log is the beginning of a
longer one (`consistency`). Whoever holds one signed head needs nothing else to check either. Hashes are 32 bytes.

A tile holds the hashes of 256 neighbours; one that is full has its own hash in the tile above it. So a proof of a log
of a hundred million entries reads some eight tiles, and growing writes one or two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping

from tongban.kit import crypto

SIZE = 32
HEIGHT = 8
WIDTH = 1 << HEIGHT

Place = tuple[int, int]  # level of the tile, and which one from the left


def empty() -> bytes:
    """The root of a log without entries."""
    return bytes(crypto.hashed().digest())


def leaf_hash(data: bytes) -> bytes:
    return bytes(crypto.hashed(b"\x00" + data).digest())


def node_hash(left: bytes, right: bytes) -> bytes:
    return bytes(crypto.hashed(b"\x01" + left + right).digest())


def grow(tiles: MutableMapping[Place, bytes], size: int, leaves: Iterable[bytes]) -> int:
    """Adds leaf hashes behind the first `size`; only tiles at the right edge change. The new size."""
    for leaf in leaves:
        level, at, hash_ = 0, size, leaf
        while True:
            place = (level, at // WIDTH)
            tiles[place] = tile = tiles.get(place, b"") + hash_
            if at % WIDTH != WIDTH - 1:
                break
            level, at, hash_ = level + 1, at // WIDTH, _folded(tile)
        size += 1
    return size


def edge(size: int) -> Iterator[Place]:
    """The tiles that `grow` may append to."""
    level = 0
    while size or not level:
        yield level, size // WIDTH
        level, size = level + 1, size // WIDTH


def _folded(hashes: bytes) -> bytes:
    row = [hashes[at : at + SIZE] for at in range(0, len(hashes), SIZE)]
    while len(row) > 1:
        row = [node_hash(left, right) for left, right in zip(row[::2], row[1::2], strict=True)]
    return row[0]


class Tree:
    """Reads what was grown. `read` gives the hashes of one tile; it is asked for each tile once."""

    def __init__(self, read: Callable[[int, int], bytes]) -> None:
        self.read = read
        self.known: dict[Place, bytes] = {}

    def root(self, size: int) -> bytes:
        return self._range(0, size) if size else empty()

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Siblings from the leaf upwards. Raises ValueError for a leaf that is not among the first `size`."""
        if not 0 <= index < size:
            raise ValueError(f"leaf {index} is not in a log of {size}")
        return self._path(index, 0, size)

    def consistency(self, first: int, second: int) -> list[bytes]:
        """Raises ValueError unless 0 < first <= second."""
        if not 0 < first <= second:
            raise ValueError(f"a log of {first} is not the beginning of one of {second}")
        return self._beginning(first, 0, second, whole=True)

    def _path(self, index: int, low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        middle = low + _split(high - low)
        if index < middle:
            return [*self._path(index, low, middle), self._range(middle, high)]
        return [*self._path(index, middle, high), self._range(low, middle)]

    def _beginning(self, first: int, low: int, high: int, *, whole: bool) -> list[bytes]:
        if first == high - low:
            return [] if whole else [self._range(low, high)]
        middle = _split(high - low)
        if first <= middle:
            return [*self._beginning(first, low, low + middle, whole=whole), self._range(low + middle, high)]
        inner = self._beginning(first - middle, low + middle, high, whole=False)
        return [*inner, self._range(low, low + middle)]

    def _range(self, low: int, high: int) -> bytes:
        """Of the leaves low … high - 1, where `low` is a multiple of the width of what is cut off."""
        width = high - low
        if width & (width - 1) == 0:
            return self._whole(width.bit_length() - 1, low // width)
        middle = low + _split(width)
        return node_hash(self._range(low, middle), self._range(middle, high))

    def _whole(self, height: int, index: int) -> bytes:
        level, inside = divmod(height, HEIGHT)
        first = index << inside
        tile = self._tile(level, first // WIDTH)
        at = first % WIDTH * SIZE
        hashes = tile[at : at + (SIZE << inside)]
        if len(hashes) != SIZE << inside:
            raise LookupError(f"tile {level}/{first // WIDTH} holds {len(tile) // SIZE} hashes only")
        return _folded(hashes)

    def _tile(self, level: int, index: int) -> bytes:
        if (level, index) not in self.known:
            self.known[level, index] = self.read(level, index)
        return self.known[level, index]


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << (width - 1).bit_length() - 1


class Roots:
    """The root after each leaf, from the leaves alone and in constant memory: what a tree is checked against."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[tuple[int, bytes]] = []  # (leaves beneath, hash), largest first

    def add(self, leaf: bytes) -> None:
        self.size += 1
        width, hash_ = 1, leaf
        while self.peaks and self.peaks[-1][0] == width:
            hash_ = node_hash(self.peaks.pop()[1], hash_)
            width *= 2
        self.peaks.append((width, hash_))

    def root(self) -> bytes:
        if not self.peaks:
            return empty()
        hash_ = self.peaks[-1][1]
        for _width, left in reversed(self.peaks[:-1]):
            hash_ = node_hash(left, hash_)
        return hash_


def includes(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Whether the proof holds (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, hash_ = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            hash_ = node_hash(sibling, hash_)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hash_ = node_hash(hash_, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and hash_ == root


def extends(first: int, second: int, path: list[bytes], first_root: bytes, second_root: bytes) -> bool:
    """Whether the longer log begins with the shorter one (RFC 9162 §2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    hashes = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not hashes:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and older == first_root and newer == second_root
