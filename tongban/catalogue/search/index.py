"""The search index of the catalogue: rebuild, update, delete; search, count, suggest."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from tongban.catalogue.search import spelling, store, synonyms, writing
from tongban.catalogue.search.answer import Answer
from tongban.catalogue.search.counting import FACETS, Counting
from tongban.catalogue.search.entry import Entry, Hit, Narrowing
from tongban.catalogue.search.question import Question, ask, begin
from tongban.catalogue.search.reader import Reader
from tongban.catalogue.search.schema import VERSION
from tongban.catalogue.search.writing import Change
from tongban.kit.errors import Refused

NEAREST = 8
"""Names that are asked how something is written."""

OWN_WORDS = "words.json"
"""In the folder of the index: what departments let lead where (see `synonyms.load`)."""


class Index:
    """A folder with an index. Many processes may read it; whoever writes takes a lock on the folder.

    Writing raises `Refused` while another process writes for longer than `store.WAIT` seconds.
    """

    def __init__(self, folder: str | Path, synonyms_file: Path = synonyms.SHIPPED) -> None:
        self.root = Path(folder)
        self._synonyms_file = synonyms_file
        self._lock = threading.Lock()
        self._open: tuple[tuple[int, int], Reader | None] | None = None

    # writing

    def rebuild(self, entries: Iterable[Entry]) -> int:
        """Replaces everything; readers see the old index until the new one is whole. Returns the number of
        entries.
        """
        with store.only_writer(self.root):
            before = store.current(self.root)
            number = before.number + 1 if before else 1
            name = f"at-{number}"
            store.sweep(self.root, {before.folder} if before else set())
            count = writing.fill(self.root / name, entries)
            store.announce(self.root, store.Generation(number, VERSION, name))
        return count

    def update(self, entries: Iterable[Entry]) -> None:
        """Adds entries or replaces those with the same key, all in one commit."""
        self._change([], list(entries))

    def delete(self, keys: Iterable[str]) -> None:
        self._change(list(keys), [])

    def _change(self, gone: list[str], entries: list[Entry]) -> None:
        with store.only_writer(self.root):
            now = store.current(self.root) or self._begun()
            if now.version != VERSION:
                raise _outdated(now.version)
            change = Change(self.root / now.folder, gone, entries)
            change.write()
            store.announce(self.root, replace(now, number=now.number + 1))
            change.settle()

    def _begun(self) -> store.Generation:
        """An empty index, for the first entry of all."""
        store.sweep(self.root, set())
        writing.fill(self.root / "at-0", [])
        return store.Generation(0, VERSION, "at-0")

    # reading

    @property
    def ready(self) -> bool:
        """Whether there is an index of this version; if not, it has to be rebuilt, and searching finds
        nothing.
        """
        now = store.current(self.root)
        return now is not None and now.version == VERSION

    @property
    def generation(self) -> int:
        now = store.current(self.root)
        return now.number if now else 0

    def __len__(self) -> int:
        reader = self._reader()
        return int(reader.total) if reader else 0

    def _reader(self) -> Reader | None:
        seen = store.stamp(self.root)
        opened = self._open
        if opened is not None and opened[0] == seen:
            return opened[1]
        with self._lock:
            reader = self._newest()
            self._open = (seen, reader)
            return reader

    def _newest(self) -> Reader | None:
        for last in (False, True):
            now = store.current(self.root)
            if now is None or now.version != VERSION:
                return None
            try:
                return Reader(self.root / now.folder)
            except ValueError:
                if last:
                    raise
        return None

    def search(
        self,
        text: str,
        n: int = 10,
        *,
        region: str | None = None,
        audience: str | None = None,
        topic: str | None = None,
        dept: str | None = None,
        within: bool = False,
        distinct: bool = True,
        others: bool = True,
    ) -> list[Hit]:
        """The best `n` items, best first.

        `region` (12 digits): items inside that division and, unless `within`, of the levels above it; of
        items equally close to the words the nearest comes first. With `distinct`, items of one name are one
        hit: the nearest, the rest counted in `more` and, unless nobody wants them, told in `others`.
        """
        reader, asked = self._reader(), self._ask(text, region)
        if reader is None or not asked.typed:
            return []
        return Answer(reader, asked, Narrowing(region, audience, topic, dept, within)).hits(n, distinct, others)

    def _ask(self, text: str, region: str | None) -> Question:
        return ask(text, synonyms.load(self._synonyms_file, self.root / OWN_WORDS, region or ""))

    def counts(
        self,
        text: str = "",
        *,
        region: str | None = None,
        audience: str | None = None,
        topic: str | None = None,
        dept: str | None = None,
        within: bool = False,
        most: int = 50,
    ) -> dict[str, dict[str, int]]:
        """For region, audience, topic and dept how many there are per value, each as if that facet were not chosen.

        With a text: how many hits a search under that value has, items of one name being one. Without: items.
        """
        reader = self._reader()
        if reader is None:
            return {facet: {} for facet in FACETS}
        by = Narrowing(region, audience, topic, dept, within)
        return Counting(reader, self._ask(text, region), by, most).counts()

    def instead(self, text: str, *, region: str | None = None) -> str:
        """The question as it may have been meant, where it sounds like names here but is written otherwise; else ""."""
        reader, asked = self._reader(), self._ask(text, region)
        if reader is None or not asked.text:
            return ""
        return spelling.instead(asked.text, Answer(reader, asked, Narrowing(region)).names(NEAREST))

    def leads_nowhere(self, text: str, *, region: str | None = None) -> bool:
        """Whether somebody who knows the place said that there is no service for this."""
        return synonyms.leads_nowhere(text, self.root / OWN_WORDS, region or "")

    def suggest(self, prefix: str, n: int = 8, *, region: str | None = None) -> list[str]:
        """Names that begin as typed first (characters, pinyin or initials), then names that hold or resemble
        it.
        """
        reader, asked = self._reader(), begin(prefix)
        if reader is None or not asked.typed:
            return []
        return Answer(reader, asked, Narrowing(region)).names(n)


def _outdated(version: int) -> Refused:
    return Refused(
        _("The search index was made by another version of the program."),
        found=version,
        wanted=VERSION,
        cure=_("Rebuild it."),
    )
