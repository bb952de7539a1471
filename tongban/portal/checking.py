"""Whether a document or a licence is what it claims to be: by check code, number, identifier, or the file itself.

The answer names what it is, who issued it and when; of a person it says no more than the first character of the name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _p

from tongban.documents.api import (
    Check,
    Paper,
    check_pdf,
    paper_of_file,
    paper_signed_as,
    paper_title,
    seal_provider,
    stamp_of,
)
from tongban.intake.api import as_printed, is_receipt_number
from tongban.kit import clock, crypto
from tongban.kit.fields import mask
from tongban.kit.records import canonical
from tongban.kit.typed import half_width
from tongban.licences.api import Licence, State, is_identifier, licence_by
from tongban.regions.api import Organisation, organisation

Status = Literal["valid", "changed", "ended", "expired", "unknown", "unreadable"]
Fact = tuple[str, str | dt.date]


@dataclass(frozen=True)
class Verdict:
    """`ended`: revoked, annulled or cancelled. `text` is a whole sentence, `facts` what is known of the paper."""

    status: Status
    title: str
    text: str
    demo: bool = False
    facts: list[Fact] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        return self.status == "valid"


BRACKETS = str.maketrans("[](){}（）［］【】", "〔〕〔〕〔〕〔〕〔〕〔〕")  # however they are typed
NUMBERED = re.compile(r"〔\d{4}〕")  # the year of a document number


def by_text(typed: str) -> Verdict:
    """A check code, a licence number or an identifier, as anybody may type it.

    Numbers of receipts and of papers of a case follow one another: what they are about is told by check code only.
    """
    plain = "".join(half_width(typed).split()).translate(BRACKETS)
    if "\0" in plain or not plain:
        return _unknown(plain)
    licence = licence_by(plain)
    if licence is not None:
        return of_licence(licence)
    paper = Paper.objects.filter(check_code=plain.upper()).first()
    if paper is not None:
        return of_paper(paper)
    if is_receipt_number(as_printed(plain)) or NUMBERED.search(plain):
        return _code_wanted()
    return _mistyped() if plain.startswith("1.2.156.") and not is_identifier(plain.upper()) else _unknown(plain)


def by_code(code: str) -> Verdict:
    """Only by check code, which nobody can guess; numbers follow one another and are asked for by a form."""
    plain = code.strip().upper()
    paper = Paper.objects.filter(check_code=plain).first() if "\0" not in plain else None
    return of_paper(paper) if paper else _unknown(plain)


def by_file(content: bytes) -> Verdict:
    """By its digest, then by what its seal covers: a signature can be written in other ways that hold as well, and the
    seal alone does not say that a paper was revoked since. So no seal of an organ of ours is believed without a record."""
    paper = paper_of_file(hashlib.sha256(content).hexdigest())
    if paper is not None:
        return of_paper(paper)
    check = check_pdf(content, seal_provider().trust())
    if not check.valid:
        return of_check(check)
    paper = paper_signed_as(check.covered)
    if paper is not None:
        return of_paper(paper)
    if Organisation.objects.filter(name__in=check.organs).exists():
        return _no_record(check)
    return of_check(check)


def of_paper(paper: Paper) -> Verdict:
    """The record itself is checked again: its digest and our signature over number and digest."""
    licence = Licence.objects.select_related("type", "paper").filter(paper=paper).first()
    if licence is not None:
        return of_licence(licence)
    facts = _paper_facts(paper)
    if not _record_holds(paper):
        text = _("Our own record of this document was changed. Do not rely on it, and tell us.")
        return Verdict("changed", _("This document does not hold"), text, paper.demo, facts)
    text = _("%(organ)s issued this document, and it has not been changed since.") % {"organ": _organ(paper.org_code)}
    return Verdict("valid", _("This document is genuine"), text, paper.demo, facts)


def _record_holds(paper: Paper) -> bool:
    digest = crypto.digest(canonical(paper.content))
    return digest == paper.digest and crypto.record_is_signed(f"{paper.number}|{digest}".encode(), paper.signature)


def _paper_facts(paper: Paper) -> list[Fact]:
    content = paper.content
    holder = str(content.get("addressee", ""))
    shown = holder if content.get("addressee_kind") == "enterprise" else mask("name", holder)
    return _filled(
        (_("Document"), paper_title(paper)),
        (_("Number"), paper.number),
        (_("Issued by"), _organ(paper.org_code)),
        (_("Issued on"), paper.made_at.astimezone(clock.ZONE).date()),
        (_("Addressed to"), shown),
        (_("About"), str(content.get("item", ""))),
        *_stamp_facts(*stamp_of(paper)),
    )


# What a licence that no longer counts is called; the three acts differ (行政许可法 §69, §70; 行政处罚法).
ENDED = {
    State.REVOKED: gettext_lazy("This licence was revoked"),
    State.ANNULLED: gettext_lazy("This licence was annulled"),
    State.CANCELLED: gettext_lazy("This licence was cancelled"),
}


def of_licence(licence: Licence) -> Verdict:
    demo = bool(licence.paper and licence.paper.demo)
    facts = _licence_facts(licence)
    if licence.paper is not None and not _record_holds(licence.paper):
        text = _("Our own record of this document was changed. Do not rely on it, and tell us.")
        return Verdict("changed", _("This document does not hold"), text, demo, facts)
    if licence.state != State.VALID:
        text = _("It no longer counts.")
        if licence.ended_reason:
            text = _("It no longer counts. Reason: %(reason)s") % {"reason": licence.ended_reason}
        return Verdict("ended", str(ENDED[State(licence.state)]), text, demo, facts)
    if licence.has_expired:
        return Verdict("expired", _("This licence has expired"), _("Its last day has passed."), demo, facts)
    text = _("%(organ)s issued this licence, and it counts today.") % {"organ": _organ(licence.org_code)}
    return Verdict("valid", _("This licence is valid"), text, demo, facts)


def _licence_facts(licence: Licence) -> list[Fact]:
    english = (get_language() or "").startswith("en")
    name = licence.type.name_en if english and licence.type.name_en else licence.type.name
    holder = licence.holder_name if licence.enterprise_key else mask("name", licence.holder_name)
    until = licence.valid_until or _("without end")
    return _filled(
        (_("Licence"), name),
        (_p("licence", "Number"), licence.number),
        (_("Identifier"), licence.identifier),
        (_("Version"), f"{licence.version:03d}"),
        (_("Holder"), holder),
        (_p("licence", "Issued by"), _organ(licence.org_code)),
        (_p("licence", "Issued on"), licence.issued_on),
        (_("Valid from"), licence.valid_from),
        (_("Valid until"), until),
    )


TITLES: dict[str, tuple[Status, Any]] = {
    "valid": ("valid", gettext_lazy("The signature of this file is valid")),
    "changed": ("changed", gettext_lazy("This file was changed")),
    "added_to": ("changed", gettext_lazy("Something was added to this file")),
    "untrusted": ("unknown", gettext_lazy("We do not know who signed this file")),
    "unsigned": ("unknown", gettext_lazy("This file carries no signature")),
    "unreadable": ("unreadable", gettext_lazy("This file cannot be read")),
}


def of_check(check: Check) -> Verdict:
    """A file that is none of ours byte by byte: what its signature says."""
    status, title = TITLES[check.found]
    at = check.signed_at
    facts = _filled(
        (_("Signed by"), check.organ),
        (_("Signed on"), at.date() if at else ""),
        *_stamp_facts(check.stamped_at, check.stamped_by),
        (_("Also signed by"), "、".join(check.others)),
    )
    return Verdict(status, str(title), check.reason, check.demo, facts)


def _no_record(check: Check) -> Verdict:
    text = _(
        "The signature holds, but we have no record of this file, so we cannot say whether it still counts. Type the check code at the foot of the paper."
    )
    told = of_check(check)
    return Verdict("unknown", _("This file is not known here"), text, told.demo, told.facts)


def _stamp_facts(at: dt.datetime | None, by: str) -> list[Fact]:
    """To the second: what an authority says that is not us."""
    if at is None:
        return []
    return [(_("Time stamp"), f"{at.astimezone(clock.ZONE):%Y-%m-%d %H:%M:%S}"), (_("Stamped by"), by)]


def _unknown(typed: str) -> Verdict:
    text = _(
        "We issued nothing with this number or code. Compare it letter by letter with the document, or drop the file itself."
    )
    return Verdict("unknown", _("We do not know this document"), text)


def _code_wanted() -> Verdict:
    """The same for numbers that exist and for those that do not."""
    text = _(
        "Numbers follow one another, so a number alone opens no receipt and no paper of a case. Type the check code at the foot of the paper, or drop the file itself; the progress of a case is shown by receipt number and query code."
    )
    return Verdict("unknown", _("This number needs its check code"), text)


def _mistyped() -> Verdict:
    text = _(
        "The check character of this identifier does not fit, so a letter or digit is wrong. Compare it with the licence."
    )
    return Verdict("unknown", _("This identifier is mistyped"), text)


def _filled(*facts: Fact) -> list[Fact]:
    return [(name, value) for name, value in facts if value]


def _organ(code: str) -> str:
    return organisation(code).shown_name
