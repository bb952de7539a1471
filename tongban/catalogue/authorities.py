"""Whose power an organ exercises: its own by law, or one that another organ handed down (下放), authorised (授权) or
entrusted (委托) to it (R4)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongban.catalogue.codes import code_set
from tongban.kit.languages import as_read
from tongban.regions.api import Organisation
from tongban.workflow import api as workflow

BY = {
    "2": _("handed down by %(organ)s"),
    "3": _("authorised by %(organ)s"),
    "4": _("authorised by %(organ)s"),
    "5": _("entrusted by %(organ)s"),
    "6": _("entrusted by %(organ)s"),
}
CODED = ("power_source", "org_nature")
ORGANS = ("entrusted_by", "org_code")


def choices(key: str) -> tuple[tuple[str, Any], ...]:
    """Of a code set, for a page."""
    return (("", "–"), *((code, as_read(zh, en)) for code, (zh, en) in code_set(key).names.items()))


def organs(content: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Those of its own city, any of which may hand a power on; and what stands there already."""
    place, given = str(content.get("region_code") or "")[:4], str(content.get("entrusted_by") or "")
    rows = Organisation.objects.filter(region__code__startswith=place).order_by("code")[:300] if place else []
    found = {row.pk: row.shown_name for row in rows if row.pk != content.get("org_code")}
    return (("", "–"), *found.items(), *(((given, name_of(given)),) if given and given not in found else ()))


def name_of(code: str) -> str:
    row = Organisation.objects.filter(pk=code).first()
    return row.shown_name if row else code


def in_words(name: str, value: str) -> str | None:
    """A code of this element as people read it; nothing for an element without one."""
    if name in CODED and value in code_set(name).names:
        zh, en = code_set(name).names[value]
        return en if (get_language() or "").startswith("en") else zh
    if name == "process":
        return workflow.usable_codes().get(value, value)
    return name_of(value) if name in ORGANS else None


def told(guide: Any) -> str:
    """“entrusted by …”, for the guide; nothing where the power is the organ's own."""
    organ = name_of(guide.entrusted_by) if guide.entrusted_by else guide.entrust_name
    if not organ:
        return ""
    return str(BY.get(guide.power_source or "", _("entrusted or handed down by %(organ)s"))) % {"organ": organ}
