"""What an applicant is told before they type anything: which personal data, why, by which law, who sees it, how long it
stays, and what they may ask (PIPL Articles 17, 30, 35). Read from the guide, the form's own declarations and the
register of what is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.forms import api as forms
from tongban.people.api import retention_name
from tongban.regions.api import organisation

MINOR = "minor"


@dataclass(frozen=True)
class Notice:
    """`sensitive`, `general`: labels of the form's questions, each once, in its order."""

    organ: str
    phone: str
    sensitive: list[str]
    general: list[str]
    bases: list[Any]
    kept: str
    of_minors: bool


def notice(guide: Any) -> Notice:
    organ = organisation(guide.org_code)
    asked = list(_asked(guide))
    return Notice(
        organ=organ.shown_name,
        phone=organ.phone,
        sensitive=list(dict.fromkeys(label for label, name in asked if name != "general")),
        general=list(dict.fromkeys(label for label, name in asked if name == "general")),
        bases=guide.bases[:3],
        kept=retention_name(guide.regime),
        of_minors=MINOR in guide.protects or any(name == MINOR for _label, name in asked),
    )


def _asked(guide: Any) -> list[tuple[str, str]]:
    """(label, class) of each question that asks for something personal, those inside a list too."""
    if not guide.form:
        return []
    form = forms.load(guide.form)
    classes = forms.personal_fields(form)
    found = []
    for page in form.pages:
        for field in page.fields:
            if name := classes.get(field.key):
                found.append((field.label.said(), name))
            for inner in field.fields or []:
                if name := classes.get(f"{field.key}.{inner.key}"):
                    found.append((inner.label.said(), name))
    return found
