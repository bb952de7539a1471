"""Finding an item by saying it one's own way.

In comes an `Entry` per published item; out come `Hit`s, counts by facet, suggestions. Knows no models: the
catalogue makes the entries.
"""

from tongban.catalogue.search.entry import Entry, Hit
from tongban.catalogue.search.index import Index

__all__ = ["Entry", "Hit", "Index"]
