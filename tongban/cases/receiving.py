"""Who is handed a result at the window, and what they showed: the entitled person, whoever applied for them, or
somebody with authority."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy as _p

from tongban.cases.models import Case
from tongban.intake import api as intake
from tongban.kit.errors import BadInput
from tongban.kit.typed import half_width

# Whose authority may be shown by somebody else, for a person and for an enterprise; the code goes into the record.
FOR_PERSON = {
    "proxy": _p("authority to receive", "Written power of attorney"),
    "guardian": _p("authority to receive", "Legal guardian, with proof"),
}
FOR_ENTERPRISE = {
    "unit_agent": _p("authority to receive", "Letter of introduction of the enterprise for its agent"),
    "proxy": _p("authority to receive", "Written power of attorney"),
}
AUTHORITIES = FOR_PERSON | FOR_ENTERPRISE
EVIDENCE = intake.EVIDENCE


@dataclass(frozen=True)
class Receiver:
    """`who`: "self", the entitled person (an enterprise's legal representative), "applicant", who applied for somebody
    else, "agent", who acts for them under a mandate here, or "other", then with `authority`.

    `evidence`: the document the clerk saw, as `intake.EVIDENCE`.
    """

    who: str = "self"
    name: str = ""
    authority: str = ""
    evidence: str = ""


def authorities(case: Case) -> dict[str, Any]:
    return FOR_ENTERPRISE if case.enterprise_id else FOR_PERSON


def entitled(case: Case) -> str:
    """The full name on the decision: whom it is for."""
    return str(case.beneficiary_name or case.applicant_name)


def in_person(case: Case) -> str:
    """Whose document shows that the entitled one came: an enterprise comes as its legal representative."""
    return case.enterprise.legal_representative if case.enterprise else entitled(case)


def check_receiver(case: Case, receiver: Receiver) -> None:
    """Raises BadInput beside each field that is missing, or that does not go with the others."""
    if errors := _at_window(case, receiver):
        raise BadInput(
            _("Who receives the result is not shown yet."),
            errors=errors,
            cure=_("Compare the document with the name on the decision, and say what you saw."),
        )


def _at_window(case: Case, receiver: Receiver) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if receiver.evidence not in EVIDENCE:
        errors["evidence"] = [_("Choose the document you saw; without one nothing is handed out.")]
    if receiver.who not in comers(case):
        errors["who"] = [_("Say who came: the entitled one, or somebody else.")]
    if receiver.who != "other":
        errors |= _left_of_another(receiver)
    if receiver.who == "other":
        if not half_width(receiver.name):
            errors["receiver"] = [_("Write the name of whoever came, as on the document.")]
        if receiver.authority not in authorities(case):
            errors["authority"] = [_("Choose the authority that was shown; without one nothing is handed out.")]
    return errors


def comers(case: Case) -> tuple[str, ...]:
    return ("self", "applicant", "other") if case.beneficiary_name else ("self", "other")


def _left_of_another(receiver: Receiver) -> dict[str, list[str]]:
    """A name or an authority belongs to somebody else; with anybody but them one of the two is a mistake."""
    typed = {"receiver": half_width(receiver.name), "authority": receiver.authority}
    wrong = _("This is only for somebody else. Take it out, or say above that somebody else came.")
    return {field: [wrong] for field, value in typed.items() if value}


def signed_by(case: Case, receiver: Receiver) -> str:
    if receiver.who == "applicant":
        return str(case.applicant_name)
    return receiver.name.strip() if receiver.who in ("other", "agent") else in_person(case) or entitled(case)


def on_paper(receiver: Receiver) -> dict[str, str | None]:
    """What the proof of service says of the authority and of the document, in Chinese."""
    with translation.override("zh-hans"):
        seen = f"已查验证件：{EVIDENCE[receiver.evidence]}" if receiver.evidence in EVIDENCE else None
        by_proxy = {
            "other": AUTHORITIES.get(receiver.authority),
            "applicant": "代办人（代为申请）",
            "agent": "代办人（受托）",
        }.get(receiver.who)
        return {"relation": str(by_proxy) if by_proxy else None, "remark": seen}


def noted(receiver: Receiver) -> dict[str, str]:
    """For the record: codes, no name."""
    by_proxy = {"authority": receiver.authority} if receiver.who == "other" else {}
    return {"who": receiver.who, **by_proxy} | ({"evidence": receiver.evidence} if receiver.evidence else {})
