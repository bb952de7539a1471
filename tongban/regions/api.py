"""The door of `regions`."""

from tongban.regions.adopting import (
    adopt_division,
    adopt_organisation,
    foreseen_division,
    known_organisations,
    name_like,
    organs_by_name,
    placeholder_code,
)
from tongban.regions.codes import ancestors_of, level_of, normalise, parent_of, subtree_range
from tongban.regions.models import Division, Level, Organisation
from tongban.regions.queries import (
    children_of,
    county_of,
    division,
    division_choices,
    division_choices_as_read,
    divisions_offered,
    forget_organisations,
    names_of_division,
    organisation,
    path_of,
)


def in_subtree(code: str, root: str) -> bool:
    """Whether a division's code lies in the subtree of `root` (itself included)."""
    low, high = subtree_range(root)
    return low <= code < high


__all__ = [
    "Division",
    "Level",
    "Organisation",
    "adopt_division",
    "adopt_organisation",
    "ancestors_of",
    "children_of",
    "county_of",
    "division",
    "division_choices",
    "division_choices_as_read",
    "divisions_offered",
    "foreseen_division",
    "forget_organisations",
    "in_subtree",
    "known_organisations",
    "level_of",
    "name_like",
    "names_of_division",
    "normalise",
    "organisation",
    "organs_by_name",
    "parent_of",
    "path_of",
    "placeholder_code",
    "subtree_range",
]
