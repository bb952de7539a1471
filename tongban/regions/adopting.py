"""Places and organs that a list from elsewhere names and we do not have yet: taken over with what is known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from hashlib import blake2b
from itertools import islice
from typing import Any

from tongban.kit.errors import Refused
from tongban.kit.writing import writing
from tongban.regions import divisions as listed
from tongban.regions.codes import level_of, normalise, parent_of
from tongban.regions.english import english_name
from tongban.regions.models import Division, Organisation
from tongban.regions.queries import NAMED, forget_organisations

PLACEHOLDER = "LOCAL"
SHORTEST, CLOSE = 3, 0.8  # characters of a name that may be the end of another; how alike two names are
# As `cases.remedies` knows organs; whoever completes a guide corrects it.
KINDS = {
    1: "provincial_department",
    2: "city_department",
    3: "county_department",
    4: "township_government",
    5: "authorised_institution",
}


def adopt_division(code: str) -> tuple[Division, bool]:
    """The division with everything above it, made from the code where it is missing; True if its name is known.

    Names come from the list of the statistics bureau; a code that nobody lists is its own name.
    """
    full = normalise(code)
    found = Division.objects.filter(pk=full).first()
    if found is not None:
        return found, found.name != full
    above = parent_of(full)
    if above is not None:
        adopt_division(above)
    name = _listed_name(full)
    with writing():
        values = {"name": name or full, "level": level_of(full), "parent_id": above, "source": NAMED}
        values["name_en"] = english_name(name, level_of(full)) if name else ""
        division, _made = Division.objects.get_or_create(code=full, defaults=values)
    return division, bool(name)


def foreseen_division(code: str) -> tuple[str, bool]:
    """What `adopt_division` would find: the whole code, and whether its name is known. Nothing is made."""
    full = normalise(code)
    name = Division.objects.filter(pk=full).values_list("name", flat=True).first()
    return full, name != full if name else bool(_listed_name(full))


def _listed_name(full: str) -> str:
    try:
        listed_ones = listed.divisions(full)
    except Refused:
        return ""
    return next((one.name for one in islice(listed_ones, 5) if one.code12 == full), "")


def placeholder_code(region_code: str, name: str) -> str:
    """18 characters for an organ whose code nobody gave: always the same for the same place and name."""
    return PLACEHOLDER + blake2b(f"{region_code}\n{name}".encode(), digest_size=7).hexdigest().upper()[:13]


def known_organisations(codes: set[str]) -> dict[str, str]:
    """The division of each organ that we have, by its code; one query."""
    return dict(Organisation.objects.filter(pk__in=codes).values_list("pk", "region_id")) if codes else {}


def organs_by_name(region_code: str) -> dict[str, str]:
    """Codes of the organs registered in a division, by name; not those that only a list named. A name that two of them
    bear has none.
    """
    rows = Organisation.objects.filter(region_id=region_code).exclude(pk__startswith=PLACEHOLDER)
    found: dict[str, str] = {}
    for name, code in rows.values_list("name", "pk"):
        found[name] = "" if name in found else code
    return found


def name_like(name: str, names: Iterable[str]) -> str:
    """The name that somebody may have meant; empty if none is close."""
    every = list(names)
    whole = [one for one in every if len(name) >= SHORTEST and (one.endswith(name) or name.endswith(one))]
    return next(iter(get_close_matches(name, whole or every, 1, 0 if whole else CLOSE)), "")


def adopt_organisation(*, code: str, name: str, region_code: str) -> tuple[Organisation, bool]:
    """The organ of that code, made with what is known; True if it was made now. An organ we have stays as it is."""
    found = Organisation.objects.filter(pk=code).first()
    if found is not None:
        return found, False
    values: dict[str, Any] = {
        "name": (name or code)[:100],
        "region_id": region_code,
        "kind": KINDS[level_of(region_code)],
    }
    with writing():
        organ, made = Organisation.objects.get_or_create(code=code, defaults=values)
    forget_organisations()
    return organ, made
