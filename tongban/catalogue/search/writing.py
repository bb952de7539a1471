"""Writing the two halves of an index: all of it anew, or a few items."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import orjson
import tantivy

from tongban.catalogue.search import family as families
from tongban.catalogue.search import store, texts
from tongban.catalogue.search.entry import Entry
from tongban.catalogue.search.family import Family, Sorting
from tongban.catalogue.search.schema import item_document, items_schema, name_document, names_schema

HEAP = 64_000_000
"""Bytes that a writer may hold before it writes a segment."""

NAMES, ITEMS = "names", "items"


def fill(folder: Path, entries: Iterable[Entry]) -> int:
    """A new index; how many entries it holds."""
    for half in (NAMES, ITEMS):
        (folder / half).mkdir(parents=True)
    aside = folder / "sorting"
    aside.mkdir()
    sorting, count = Sorting(aside), 0
    items = tantivy.Index(items_schema(), path=str(folder / ITEMS)).writer(HEAP, 1)
    for entry in entries:
        key = families.key_of(entry)
        sorting.add(key, entry)
        items.add_document(item_document(entry, key))
        count += 1
    items.commit()
    names = tantivy.Index(names_schema(), path=str(folder / NAMES)).writer(HEAP, 1)
    with texts.opened(folder) as kept:
        for part in sorting.parts():
            texts.write(kept, part)
            for family in part:
                names.add_document(name_document(family))
    names.commit()
    for writer in (items, names):
        writer.wait_merging_threads()
    aside.rmdir()
    for half in (NAMES, ITEMS):
        store.flush_folder(folder / half)
    return count


class Change:
    """Some items gone, some new or other than before, with the families they leave and join."""

    def __init__(self, folder: Path, gone: list[str], entries: list[Entry]) -> None:
        self.folder = folder
        self.items = tantivy.Index.open(str(folder / ITEMS))
        self.entries = {entry.key: entry for entry in entries}
        self.keys = {*gone, *self.entries}
        self._writers: list[Any] = []

    def write(self) -> None:
        """Both halves at once. A family without items is found by nobody, and a repeated change mends what a killed
        one left.
        """
        with texts.opened(self.folder) as kept, ThreadPoolExecutor(1) as beside:
            after = self._after(kept)
            items = beside.submit(self._written_items)
            self._writers = [self._written_names(after), items.result()]
            texts.forget(kept, after)
            texts.write(kept, [family for family in after.values() if family is not None])

    def settle(self) -> None:
        """Waits until segments are merged, which now and then takes seconds: readers see the change before."""
        for writer in self._writers:
            writer.wait_merging_threads()

    def _after(self, kept: Connection) -> dict[int, Family | None]:
        """The families that are touched as they will be; None of one that has no item left."""
        joining: dict[int, list[Entry]] = {}
        for entry in self.entries.values():
            joining.setdefault(families.key_of(entry), []).append(entry)
        searcher = self.items.searcher()
        touched = sorted(self._touched(searcher) | joining.keys())
        return {key: self._family(key, [*self._staying(searcher, key), *joining.get(key, [])], kept) for key in touched}

    def _touched(self, searcher: Any) -> set[int]:
        wanted = tantivy.Query.term_set_query(items_schema(), "key", sorted(self.keys))
        found = searcher.search(wanted, max(1, len(self.keys)), count=False).hits
        return set(searcher.fast_field_values("family", [at for _score, at in found]))

    def _staying(self, searcher: Any, key: int) -> list[Entry]:
        wanted = tantivy.Query.term_query(items_schema(), "family", key, "basic")
        found = searcher.search(wanted, max(1, searcher.doc_freq("family", key)), count=False).hits
        cards = (orjson.loads(bytes(searcher.doc(at).get_first("card"))) for _score, at in found)
        return [
            Entry(at, code, name, tuple(aliases), dept, region, tuple(audience), tuple(topics), "", english, popularity)
            for at, code, name, region, dept, english, popularity, aliases, audience, topics in cards
            if at not in self.keys
        ]

    def _family(self, key: int, members: list[Entry], kept: Connection) -> Family | None:
        if not members:
            return None
        family = families.begun(key, members[0])
        for text_of, text in texts.read(kept, key).items():
            if text_of not in self.keys:
                family.say(text_of, text)
        for one in members:
            family.add(one)
        return family

    def _written_items(self) -> Any:
        items = self.items.writer(HEAP, 1)
        for key in self.keys:
            items.delete_documents_by_term("key", key)
        for entry in self.entries.values():
            items.add_document(item_document(entry, families.key_of(entry)))
        items.commit()
        return items

    def _written_names(self, after: dict[int, Family | None]) -> Any:
        names = tantivy.Index.open(str(self.folder / NAMES)).writer(HEAP, 1)
        for key, family in after.items():
            names.delete_documents_by_query(tantivy.Query.term_query(names_schema(), "family", key, "basic"))
            if family is not None:
                names.add_document(name_document(family))
        names.commit()
        return names
