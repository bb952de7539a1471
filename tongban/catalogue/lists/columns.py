"""What a line of a list shows beside the service: from the elements of its guide, as text in the active language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.utils.translation import pgettext_lazy as _p

from tongban.catalogue.codes import code_set
from tongban.catalogue.guide import Basis
from tongban.catalogue.lists.definitions import words
from tongban.catalogue.lists.facts import is_intermediarys, is_proof
from tongban.forms.api import Text

Content = dict[str, Any]
Cells = tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """`keys`: the names of the cells for programs; `reads`: elements of the guide's content; `rows`: what a service has of it, each with as many cells as heads."""

    keys: tuple[str, ...]
    heads: tuple[Any, ...]
    reads: tuple[str, ...]
    rows: Callable[[Content], Iterator[Cells]]


def said(text: Any) -> str:
    """A text of the content, in the active language."""
    return Text.model_validate(text).said() if text else ""


def _basis(part: Content) -> str:
    """An article of law, or its wording where a list brought no more."""
    if found := part.get("basis"):
        return Basis.model_validate(found).said()
    return said(part.get("basis_text"))


def _area(content: Content) -> Iterator[Cells]:
    if code := content.get("handle_area"):
        yield (code_set("handle_area").name(code),)


def _visits(content: Content) -> Iterator[Cells]:
    """A whole guide that says nothing of visits needs none."""
    number = content.get("visits") or 0
    shown = ngettext("%(n)d visit", "%(n)d visits", number) % {"n": number} if number else _("No visit")
    yield shown, said(content.get("visits_reason"))


def _windows(content: Content) -> Iterator[Cells]:
    for place in content.get("places") or ():
        yield said(place["name"]), said(place.get("window"))
    for line in content.get("place_lines") or ():
        yield line, ""


def _fees(content: Content) -> Iterator[Cells]:
    general = said(content.get("fee_basis"))
    fees = [fee for fee in content.get("fees") or () if fee["name"]["zh"] not in words("nothing")]
    for fee in fees:
        yield said(fee["name"]), said(fee["standard"]), _basis(fee) or general
    if not fees:
        yield _("A fee is charged"), _("The amount was not provided"), general


def _proofs(content: Content) -> Iterator[Cells]:
    for material in content.get("materials") or ():
        if is_proof(material["name"]["zh"]):
            yield said(material["name"]), _issuer(material.get("source")), _basis(material)


def _issuer(source: str | None) -> str:
    names = {
        "government": _("a government office"),
        "intermediary": _("an intermediary"),
        "applicant": _("the applicant, or whoever knows the fact"),
        "other": _("another body"),
    }
    return names.get(source or "", _("not told"))


def _intermediaries(content: Content) -> Iterator[Cells]:
    told = content.get("intermediary_service")
    if told and told["zh"].strip("。 ") not in words("nothing"):
        yield said(told), ""
    for material in content.get("materials") or ():
        if is_intermediarys(material.get("source"), material["name"]["zh"]):
            yield said(material["name"]), _basis(material)


def _nothing(content: Content) -> Iterator[Cells]:
    yield from ()


BASIS = gettext_lazy("Basis")
COLUMNS: dict[str, Column] = {
    "area": Column(("area",), (_p("column of a list", "Done in"),), ("handle_area",), _area),
    "visits": Column(
        ("visits", "why"), (gettext_lazy("Visits"), _p("column of a list", "Why")), ("visits", "visits_reason"), _visits
    ),
    "windows": Column(
        ("where", "window"), (gettext_lazy("Where"), gettext_lazy("Window")), ("places", "place_lines"), _windows
    ),
    "fees": Column(
        ("fee", "standard", "basis"),
        (gettext_lazy("Fee"), _p("column of a list", "Standard"), BASIS),
        ("fees", "fee_basis"),
        _fees,
    ),
    "proofs": Column(
        ("proof", "issuer", "basis"),
        (gettext_lazy("Proof"), _p("column of a list", "Issued by"), BASIS),
        ("materials",),
        _proofs,
    ),
    "intermediaries": Column(
        ("service", "basis"),
        (gettext_lazy("Intermediary service"), BASIS),
        ("intermediary_service", "materials"),
        _intermediaries,
    ),
    # Not of the guide: `reading` fills them in.
    "used": Column(("applications",), (gettext_lazy("Applications"),), (), _nothing),
    "planned": Column(
        ("planned_on", "first_planned_on", "missing"),
        (gettext_lazy("Planned day"), gettext_lazy("First planned"), gettext_lazy("What is still missing")),
        (),
        _nothing,
    ),
}
