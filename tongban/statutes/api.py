"""The door of `statutes`."""

from tongban.statutes.actions import import_statutes, keep, take_over
from tongban.statutes.announcements import changed
from tongban.statutes.citing import Place, citations_in, places_in
from tongban.statutes.library import Library, Looked, Verdict, article, find, has_library, library, look_up
from tongban.statutes.models import Article, Edition, Statute
from tongban.statutes.names import plain as plain_name
from tongban.statutes.numerals import in_words, number_of

__all__ = [
    "Article",
    "Edition",
    "Library",
    "Looked",
    "Place",
    "Statute",
    "Verdict",
    "article",
    "changed",
    "citations_in",
    "find",
    "has_library",
    "import_statutes",
    "in_words",
    "keep",
    "library",
    "look_up",
    "number_of",
    "places_in",
    "plain_name",
    "take_over",
]
