"""What a keeper may set, and what each of it must look like."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy as _p

from tongban.kit.errors import BadInput
from tongban.kit.telephones import can_be_called
from tongban.sites import colours

Settings = dict[str, Any]
LONGEST_NAME, LONGEST_LINE, LONGEST_FOOTER = 30, 60, 80
EMPTY: Settings = {
    "name": {"zh": "", "en": ""},
    "line": {"zh": "", "en": ""},
    "colour": "",
    "situations": [],
    "footer": {
        "sponsor": {"zh": "", "en": ""},
        "operator": {"zh": "", "en": ""},
        "phone": "",
        "site_code": "",
        "icp": "",
        "police": "",
    },
    "elder": False,
}
"""Nothing set: the division's own name, and all else from the nearest place above that sets it."""

PRINTED = ("name", "line", "footer", "elder")
"""What stands in the printed pages themselves; colour and emblem have addresses of their own."""

FOOTER_LABELS = {
    "sponsor": _p("footer", "Sponsor"),
    "operator": _p("footer", "Operated by"),
    "phone": _p("footer", "Telephone"),
    "site_code": _p("footer", "Government website code"),
    "icp": _p("footer", "ICP filing"),
    "police": _p("footer", "Public security filing"),
}
REGISTERS: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "registers.json").read_text("utf-8"))


def whole(given: Mapping[str, Any]) -> Settings:
    """Settings of an older shape with whatever was added since."""
    found = deepcopy(EMPTY)
    for key, value in given.items():
        found[key] = found[key] | value if isinstance(found.get(key), dict) else value
    return found


def checked(given: Mapping[str, Any], known_situations: set[str]) -> Settings:
    """Tidied; raises BadInput with the sentences of each field."""
    found: Settings = tidied(whole(given))
    errors: dict[str, list[str]] = {}
    _lengths(found, errors)
    if found["colour"] and (wrong := colours.faults(found["colour"])):
        errors["colour"] = wrong
    if found["footer"]["phone"] and not can_be_called(found["footer"]["phone"]):
        said = _("%(found)s is no telephone number. Write it as people dial it, such as 12345 or 028-88221234.")
        errors["phone"] = [said % {"found": found["footer"]["phone"]}]
    _registers(found["footer"], errors)
    if found["name"]["en"] and not found["name"]["zh"]:
        errors["name_zh"] = [_("Write the name in Chinese as well: most people read that one.")]
    found["situations"] = [slug for slug in dict.fromkeys(found["situations"]) if slug in known_situations]
    if errors:
        raise BadInput(_("The settings are not complete yet."), errors=errors)
    return found


def tidied(value: Any) -> Any:
    if isinstance(value, str):
        return re.sub(r"\s+", " ", value).strip()
    if isinstance(value, dict):
        return {key: tidied(inner) for key, inner in value.items()}
    return [tidied(inner) for inner in value] if isinstance(value, list) else value


def _lengths(found: Settings, errors: dict[str, list[str]]) -> None:
    footer = found["footer"]
    pairs = {"name": (found["name"], LONGEST_NAME), "line": (found["line"], LONGEST_LINE)}
    pairs |= {key: (footer[key], LONGEST_FOOTER) for key in ("sponsor", "operator")}
    texts = [(f"{key}_zh", pair["zh"], longest) for key, (pair, longest) in pairs.items()]
    texts += [(f"{key}_en", pair["en"], 2 * longest) for key, (pair, longest) in pairs.items()]
    for field, text, longest in [*texts, ("phone", footer["phone"], LONGEST_FOOTER)]:
        if len(text) > longest:
            words = {"found": len(text), "wanted": longest}
            errors[field] = [_("This has %(found)s characters; at most %(wanted)s fit.") % words]


def _registers(footer: Settings, errors: dict[str, list[str]]) -> None:
    for key, register in REGISTERS.items():
        text = footer[key] = _written(footer[key])
        if text and not re.fullmatch(register["pattern"], text):
            words = {"found": text, "like": register["like"]}
            errors[key] = [_("%(found)s is not written as it was given out, for example %(like)s.") % words]


def _written(text: str) -> str:
    """Full-width digits and signs as plain ones, no blanks inside."""
    return re.sub(r"\s+", "", text.translate({0xFF10 + n: ord("0") + n for n in range(10)} | {0xFF0D: "-"}))


def link_of(key: str, text: str) -> str:
    """Where anybody looks the number up; "" without such a register."""
    url = REGISTERS.get(key, {}).get("url", "")
    return url.replace("{digits}", "".join(re.findall(r"\d", text)))


def differences(one: Settings, other: Settings) -> list[str]:
    """The names of what differs, in the words of the form."""
    one, other = whole(one), whole(other)
    names: dict[str, Callable[[Settings], Any]] = {
        _("Name"): lambda found: found["name"],
        _("Line under the name"): lambda found: found["line"],
        _("Colour"): lambda found: found["colour"],
        _("Life situations"): lambda found: found["situations"],
        _("Lines of the footer"): lambda found: found["footer"],
        _("Large type"): lambda found: found["elder"],
    }
    return [name for name, part in names.items() if part(one) != part(other)]


def printed_part(found: Settings | None) -> Settings:
    return {key: whole(found or {})[key] for key in PRINTED}
