"""What this applicant needs: their materials, which of them a licence replaces, what is still missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from tongban.catalogue.api import Material, carried
from tongban.forms import api as forms
from tongban.intake.beneficiary import beneficiary
from tongban.intake.models import Application, MaterialFile
from tongban.kit import clock
from tongban.kit.prepared import Prepared
from tongban.licences.api import Licence, valid_of
from tongban.workflow.api import on_day


def counted(application: Application) -> dict[str, Any]:
    """The answers, with how many files there are now of each upload of the form: one may be gone since."""
    form = forms.load(application.guide.form) if application.guide.form else None
    uploads = [f for page in (form.pages if form else []) for f in page.fields if f.type == "upload"]
    if not uploads:
        return dict(application.answers)
    keys = [row.material_key for row in FILES.all(application.pk)]
    return {**application.answers, **{field.key: keys.count(field.material or "") or None for field in uploads}}


@dataclass
class Need:
    """One material of the guide as it stands for this applicant."""

    material: Material
    files: list[MaterialFile] = field(default_factory=list)
    licence: Licence | None = None
    carried: dict[str, Any] | None = None  # from an earlier item of the bundle, as `waiting.go_on` keeps it
    uses: str = ""  # of a bundle: names of the items that use it, once `bundled.with_uses` said so

    @property
    def is_met(self) -> bool:
        return bool(self.files or self.licence or self.carried or self.material.generated)

    @property
    def is_free(self) -> bool:
        """Nothing has to be handed in for it."""
        return bool(self.licence or self.carried or self.material.generated)

    @property
    def is_missing(self) -> bool:
        return self.material.necessity == "required" and not self.is_met

    @property
    def is_deferred(self) -> bool:
        """容缺: the guide marks it, and the applicant has not handed it in yet."""
        return self.material.necessity == "deferrable" and not self.is_met


def day_of(application: Application) -> dt.date:
    """The day that `today()` is for its answers: that of the submission, for ever; today while it is a draft."""
    at = application.submitted_at
    return at.astimezone(clock.ZONE).date() if at else clock.today()


def facts(application: Application) -> dict[str, Any]:
    """The names that conditions of a guide may use, with the day."""
    return on_day({**application.answers, "situation": dict(application.situation)}, day_of(application))


def following(application: Application) -> Any:
    """What follows from the answers: `catalogue.guide.Following`."""
    return application.guide.following(facts(application))


def limit_of(application: Application) -> Any:
    """The limit of this applicant: `catalogue.guide.LimitFor`."""
    return application.guide.limit_for(facts(application))


FILES = Prepared(lambda: MaterialFile.objects.select_related("file").order_by("id"), "application")


def needs(application: Application, *, round: int | None = None) -> list[Need]:
    """In the order of the guide; two queries, however many materials there are."""
    given: dict[str, list[MaterialFile]] = {}
    for row in FILES.all(application.pk):
        if round is None or row.round == round:
            given.setdefault(row.material_key, []).append(row)
    materials = application.guide.materials_for(facts(application))
    held = _held(application) if any(m.exempt_by for m in materials) else {}
    came = {one["material"]: one for one in application.carried or [] if one.get("material")}
    return [
        Need(m, given.get(m.key, []), None if m.key in came else held.get(m.exempt_by or ""), came.get(m.key))
        for m in materials
    ]


def _held(application: Application) -> dict[str, Licence]:
    """Valid licences of whom it is for, by the slug of their type: a child's ID card is not the parent's."""
    theirs = beneficiary(application)
    number = theirs.id_number if theirs else application.user.id_number
    held = valid_of(application.user)
    return {one.type.slug: one for one in held if one.enterprise_key or one.holder_code == number}


def situated(application: Application) -> list[tuple[str, str]]:
    """(question, answer) of the situation in words, as they were asked; a question without an answer is "–"."""
    asked = application.guide.asked(application.situation)
    return [
        (question.text.said(), str(next((one.label for one in carried.options(question, answer) if one.picked), "–")))
        for question, answer in asked
    ]


def told_notes(application: Application) -> list[str]:
    """What the applicant was told because of these answers."""
    return [note.said() for note in application.guide.outcome(facts(application)).notes]
