"""Places to choose from, level by level, for the fields of a form: (code, name), in the language of the page."""

from __future__ import annotations

from tongban.regions.api import divisions_offered as division_choices

__all__ = ["division_choices"]
