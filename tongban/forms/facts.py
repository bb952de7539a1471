"""What may be filled in beforehand, as a form names it. Whoever asks the people gives the values (`prefilled`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

FACTS = {
    "person.name": _("Name of the applicant"),
    "person.id_number": _("ID number of the applicant"),
    "person.phone": _("Telephone of the applicant"),
    "person.email": _("E-mail of the applicant"),
    "enterprise.name": _("Name of the enterprise"),
    "enterprise.uscc": _("Unified social credit code of the enterprise"),
    "enterprise.address": _("Address of the enterprise"),
    "enterprise.legal_representative": _("Legal representative of the enterprise"),
    "enterprise.legal_representative_id": _("ID number of the legal representative"),
}

# Types of fields that can hold a fact; a text holds each.
FITS = {
    "person.id_number": {"id_number"},
    "person.phone": {"phone"},
    "person.email": {"email"},
    "enterprise.uscc": {"uscc"},
    "enterprise.legal_representative_id": {"id_number"},
}


def fact_fits(fact: str, type: str) -> bool:
    return type in {"text", "longtext"} | FITS.get(fact, set())
