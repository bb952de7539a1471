"""The door of the room `forms`."""

from __future__ import annotations

from tongban.forms.answers import PageAnswers, is_own, prefilled, read, refilled, validate_all
from tongban.forms.asked import kept, pages
from tongban.forms.facts import FACTS, fact_fits
from tongban.forms.faults import wanted_in_words
from tongban.forms.personal import personal_fields
from tongban.forms.review import Row, summary
from tongban.forms.schema import Form, FormField, Page, applies_to, load
from tongban.forms.shapes import DivisionChoices, Errors
from tongban.forms.words import Label, Text

__all__ = [
    # the schema
    "Form",
    "FormField",
    "Label",
    "Page",
    "Text",
    "applies_to",
    "load",
    "wanted_in_words",
    # what was typed
    "FACTS",
    "fact_fits",
    "DivisionChoices",
    "Errors",
    "PageAnswers",
    "is_own",
    "kept",
    "pages",
    "prefilled",
    "read",
    "refilled",
    "validate_all",
    # what is shown of it
    "Row",
    "personal_fields",
    "summary",
]
