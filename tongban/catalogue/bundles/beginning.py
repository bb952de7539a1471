"""A bundle (一件事) begun from the published guides of its services: everything that they say already is taken over, so that
its editor begins with a whole guide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from tongban.catalogue.actions import draft
from tongban.catalogue.bundles.making import compose
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.reading_checks import level_of
from tongban.kit.errors import BadInput, Refused
from tongban.people.api import User

Content = dict[str, Any]
FEWEST, MOST = 2, 20
FIRST_OF_ITS_OWN = 901  # main item codes from here on are given by places themselves


def begin(
    *,
    name: str,
    name_en: str = "",
    org_code: str,
    region_code: str,
    base_code: str = "",
    services: Sequence[Item],
    by: User,
) -> ItemVersion:
    """The first draft. `services` in the order in which they are handled; the first one leads. `base_code`: 12 digits, or
    none for the next free one of the organ. Raises BadInput by field: `services`, or what cannot be composed.
    """
    if not FEWEST <= len(services) <= MOST:
        said = _("A bundle has %(fewest)d to %(most)d services, found %(found)d.")
        errors = {"services": [said % {"fewest": FEWEST, "most": MOST, "found": len(services)}]}
        raise BadInput(_("The bundle cannot be composed."), errors=errors)
    contents = [one.current.content for one in services if one.current is not None]
    if len(contents) < len(services) or any(content.get("partial") for content in contents):
        said = _("Only services whose whole guide is published can be in a bundle.")
        raise BadInput(_("The bundle cannot be composed."), errors={"services": [said]})
    prefix = f"{org_code}{level_of(region_code)}"
    base = base_code or _free(prefix, contents[0]["base_code"][:6])
    content = _taken_over(contents) | {
        "code": f"{prefix}{base}",
        "base_code": base,
        "type_code": base[2:4],
        "org_code": org_code,
        "region_code": region_code,
        "name": {"zh": name} | ({"en": name_en} if name_en else {}),
        "members": [{"code": one.code} for one in services],
    }
    return draft(item=None, content=compose(content), note=_("Begun from its services"), by=by)


def _free(prefix: str, head: str) -> str:
    """The next code that no service of the organ bears."""
    for number in range(FIRST_OF_ITS_OWN, 1000):
        found = f"{head}{number}001"
        if not Item.objects.filter(code=f"{prefix}{found}").exists():
            return found
    raise Refused(_("No code is free any more."), cure=_("Type the basic code yourself."))


def _taken_over(contents: Sequence[Content]) -> Content:
    lead = contents[0]
    promised = [one["promise_days"] for one in contents if one.get("promise_days") is not None]
    limited = [one for one in contents if one.get("legal_days") is not None and one.get("limit_basis")]
    longest = max(limited, key=lambda one: int(one["legal_days"]), default={})
    days: Content = {name: longest[name] for name in ("legal_days", "limit_basis") if name in longest}
    days |= {"promise_days": max(promised)} if promised else {}
    made: Content = {
        "kind": "promise",
        "regime": "promise_only",
        **days,
        "audience": _each(one for content in contents for one in content["audience"]),
        "topics": _each(one for content in contents for one in content.get("topics") or ()),
        "bases": _each(one for content in contents for one in content.get("bases") or ())[:20],
        "conditions": _each(
            one for content in contents for one in content.get("conditions") or () if not one.get("when")
        ),
        "steps": [
            {"name": _both(gettext_noop("Submitted once")), "who": _both(gettext_noop("Applicant")), "days": 0},
            {
                "name": _both(gettext_noop("All services at the same time")),
                "who": _both(gettext_noop("The organs of the services")),
                "days": days.get("promise_days", 0),
            },
        ],
        "visits": max(content.get("visits", 0) for content in contents),
        "result": {"type": "none", "name": _both(gettext_noop("The results of the services"))},
        "online_depth": sorted(set.intersection(*(set(content.get("online_depth") or ()) for content in contents))),
    }
    kept = {name: lead[name] for name in ("places", "consult", "complain") if name in lead}
    return {name: part for name, part in (made | kept).items() if part not in (None, [])}


def _each(rows: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for row in rows:
        if row not in found:
            found.append(row)
    return found


def _both(words: str) -> dict[str, str]:
    with override("zh-hans"):
        return {"zh": _(words), "en": words}
