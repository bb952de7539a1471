"""What the pages say of a level, its record, and what a register answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tongban.kit.errors import Refused
from tongban.kit.languages import as_read
from tongban.people.assurance import questions as q
from tongban.people.assurance.id_types import id_types
from tongban.people.assurance.models import Verification, Way
from tongban.people.assurance.verifying import check_can_compare
from tongban.people.models import User
from tongban.regions.api import organisation

WINDOWS = 6  # as many as one reads


@dataclass(frozen=True)
class Line:
    """One showing, without the official's name: the organ answers for its people."""

    row: Verification
    by: str
    evidence: str


def record_of(rows: Sequence[Verification]) -> list[Line]:
    organs = {code: organisation(code).shown_name for code in {row.org_code for row in rows if row.org_code}}
    return [Line(row, _by(row, organs), _evidence(row)) for row in rows]


def _by(row: Verification, organs: dict[str, str]) -> str:
    if row.register:
        return register_name(row.register)
    return organs.get(row.org_code, "")


def register_name(key: str) -> str:
    names = {
        "population": as_read("人口库", "Register of population"),
        "legal_persons": as_read("法人库", "Register of legal persons"),
    }
    return names.get(key, key)


def _evidence(row: Verification) -> str:
    known = id_types()
    names = [known[code].name for code in (row.document, row.second_document) if code in known]
    if row.file_id:
        names.append(_("a scan"))
    if row.way == Way.REGISTER:
        names.append(_("request %(reference)s") % {"reference": row.reference[:13]})
    return " · ".join(names)


def ways_up(user: User) -> dict[str, Any]:
    """For `people/fragments/ways_up.html`, on any page that asks for a level."""
    return {"can_compare": q.compares(what="person") and _may_compare(user), "windows": q.windows()[:WINDOWS]}


def _may_compare(user: User) -> bool:
    try:
        check_can_compare(user, user)
    except Refused:
        return False
    return True


def _silent() -> Refused:
    return Refused(
        _("The register does not answer at the moment."),
        found=_("no answer"),
        cure=_("Nothing you typed is lost. Try again in a few minutes, or come to a window with your document."),
    )


def _not_connected() -> Refused:
    return Refused(
        _("No register is connected here yet."), cure=_("Come to a window with your document; it is looked at there.")
    )


def _differs() -> Refused:
    return Refused(
        _("Name and number do not agree with the register."),
        found=_("the register does not know this number under this name"),
        wanted=_("both as they stand on your document"),
        cure=_(
            "Perhaps the name was typed with another character, or was changed lately. Come to a window with your "
            "document: it is looked at there, and corrected."
        ),
    )


def _ended() -> Refused:
    return Refused(
        _("The register says that this identity is not in use any more."),
        found=_("cancelled, or its holder is dead"),
        cure=_("If that is an error, come to a window with your document: a second official can undo it."),
    )


SAID: dict[str, Callable[[], Refused]] = {
    q.SILENT: _silent,
    q.NOT_CONNECTED: _not_connected,
    q.DIFFERS: _differs,
    q.DEAD: _ended,
    q.CANCELLED: _ended,
}


def _body_differs(told: q.Told) -> Refused:
    words = {"name": _("the name"), "legal_representative": _("the legal representative")}
    found = " · ".join(words.get(one, one) for one in told.differs) or _("the credit code")
    return Refused(
        _("This enterprise does not agree with the register."),
        found=_("it differs in: %(fields)s") % {"fields": found},
        wanted=_("as it stands on the business licence"),
        cure=_("Have it corrected at a window, with the business licence."),
    )


def _body_ended(told: q.Told) -> Refused:
    return Refused(
        _("The register says that this enterprise is cancelled or revoked."),
        cure=_("If that is an error, ask the market regulation department."),
    )


SAID_OF_BODY: dict[str, Callable[[q.Told], Refused]] = {
    q.SILENT: lambda told: _silent(),
    q.NOT_CONNECTED: lambda told: _not_connected(),
    q.DIFFERS: _body_differs,
    q.CANCELLED: _body_ended,
}
