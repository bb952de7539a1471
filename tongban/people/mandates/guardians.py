"""Guardians (监护人): entered at a window by proof, never by one official alone for somebody of full age, and shown to
whom they care for, who may say that it is wrong.

民法典 §27 (of minors), §28 (of adults without full capacity), §36 and §39 (how it ends); PIPL §31 (under 14).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from tongban.kit import clock, crypto
from tongban.kit.act import This, act, in_turn
from tongban.kit.ages import decides_from, is_of_age, of_age_from
from tongban.kit.errors import BadInput, NotAllowed
from tongban.kit.prepared import insert
from tongban.kit.typed import half_width
from tongban.people.mandates.ages import birthday, is_child
from tongban.people.mandates.asking import begin
from tongban.people.mandates.attesting import both, check_is_free, check_is_not_of, new, taken_in
from tongban.people.mandates.ending import _end
from tongban.people.mandates.models import ALL_DEEDS, Mandate
from tongban.people.mandates.rules import check_can_dismiss, check_can_refuse, check_can_second, is_seconded_by
from tongban.people.mandates.standing import live
from tongban.people.mandates.states import TABLE, Capacity, Consent, Kind, State
from tongban.people.mandates.wording import refused_as, told
from tongban.people.models import User
from tongban.people.rules import check_may, posts_with
from tongban.people.signin import count_try

PROOFS = ("birth_certificate", "household_register", "court_decision", "committee_paper")
FOR_ADULTS = ("court_decision", "committee_paper")
MOST = 200  # that wait for a second official
TRIES = 20  # to end one, of one official in a quarter of an hour


def guardian(
    *,
    principal: dict[str, str],
    agent: dict[str, str],
    proof: str,
    paper: str = "",
    days: int | None,
    upload: UploadedFile | None,
    by: User,
) -> Mandate:
    """`paper`: number and day of the court's decision or the committee's paper; `upload`: a photo of the proof.

    Under 14 it counts until the 14th birthday, from 14 to 17 until the 18th; of full age it waits for a second official
    and counts for `days`, or until it is ended.
    """
    check_may(by, "people.verify")
    errors = {} if proof in PROOFS else {"proof": [_("Choose the proof that you saw.")]}
    if upload is None:
        errors["upload"] = [_("Add a photo or scan of the proof.")]
    whose, who = both(principal, agent, errors, by)
    if said := _no_guardian(whose, who):
        raise BadInput(_("This person can't be the guardian."), errors={"agent_id_number": [said]})
    until, is_minor = _until(whose, days)
    if not is_minor:
        _check_is_proved(proof, paper)
    assert upload is not None
    mandate = new(Kind.GUARDIAN, Capacity.GUARDIAN, whose, who, Consent.PROOF, proof, by, "people.verify")
    mandate.deeds, mandate.sees_earlier, mandate.paper = ALL_DEEDS, True, paper.strip()
    with taken_in(mandate, upload, by) as file, in_turn(whose):
        check_is_not_of(whose, who, by)
        check_is_free(whose, who)
        with act(mandate, "people.enter_guardian", by=by) as this:
            this.write()
            insert(file)
            this.note(document=proof, sha256=file.sha256, minor=is_minor)
            mandate.until = until
            others = _guardians_of(whose, but=who)
            for other in {row.agent for row in others if row.is_live}:
                told(this, "mandates.other_guardian", to=other)
            if is_minor and not others:
                _begin(this)
            else:
                told(this, "mandates.guardian_waits", to=whose)
                told(this, "mandates.guardian_asked", to=who)
    return mandate


def _guardians_of(whose: User, *, but: User) -> list[Mandate]:
    """Who is or was one: a child's second guardian is agreed to by a second official, and the first hears of it."""
    rows = Mandate.objects.filter(kind=Kind.GUARDIAN, principal=whose, consented_at__isnull=False)
    return list(rows.exclude(agent=but).select_related("agent", "principal"))


def _no_guardian(whose: User, who: User) -> str:
    """Of full age (民法典 §17), and not under the guardianship of the other."""
    born = birthday(who)
    if born is not None and not is_of_age(born, clock.today()):
        return _("A guardian is %(years)d years old at least.") % {"years": settings.FULL_AGE}
    if live().filter(kind=Kind.GUARDIAN, principal=who, agent=whose).exists():
        return _("This person is under the guardianship of the other one.")
    return ""


def _until(whose: User, days: int | None) -> tuple[dt.date | None, bool]:
    """The last day, and whether the person is a minor. Of whom no birthday is known an official decides as of an adult."""
    born = birthday(whose)
    if born is not None and is_child(whose):
        return decides_from(born) - dt.timedelta(days=1), True
    if born is not None and not is_of_age(born, clock.today()):
        return of_age_from(born) - dt.timedelta(days=1), True
    return clock.today() + dt.timedelta(days=days - 1) if days is not None else None, False


def _check_is_proved(proof: str, paper: str) -> None:
    if proof not in FOR_ADULTS:
        said = _("For an adult a court's decision or the paper of the residents' committee is needed.")
        raise BadInput(_("This proof is for minors."), errors={"proof": [said]})
    if len(paper.strip()) < 4:
        said = _("Type number and date of the court's decision or of the committee's paper.")
        raise BadInput(_("Which paper it is isn't said."), errors={"paper": [said]})


def _begin(this: This[Mandate]) -> None:
    row = this.subject
    begin(this, row.consent)
    given = "mandates.guardian_given" if row.kind == Kind.GUARDIAN else "mandates.given"
    told(this, given, to=row.principal)
    told(this, "mandates.agreed", to=this.subject.agent)


def waiting(by: Any) -> list[Mandate]:
    """Guardians of adults, and mandates that reach far, in the reach of this official; the oldest first."""
    if not posts_with(by, "people.verify"):
        return []
    rows = Mandate.objects.filter(attested_by__isnull=False, state=State.ASKED).select_related("principal", "agent")
    return [row for row in rows.order_by("id")[:MOST] if is_seconded_by(row, by)]


def second_mandate(*, mandate: Mandate, by: User) -> Mandate:
    """By a second official, who looked at the paper: from now on it counts."""
    with act(mandate, "people.second_mandate", by=by, rule=check_can_second) as this:
        row = this.subject
        assert row.principal is not None and row.agent is not None
        if row.kind == Kind.GUARDIAN and (said := _no_guardian(row.principal, row.agent)):
            raise NotAllowed(said)
        TABLE.target("second", row.state)
        row.seconded_by_key = by.actor_key
        this.note(seconded=True)
        _begin(this)
    return this.subject


def refuse_mandate(*, mandate: Mandate, why: str, by: User) -> Mandate:
    """By a second official who doubts, or taken back by the first."""
    if not why.strip():
        raise BadInput(_("The reason is missing."), errors={"why": [_("Say why it does not count.")]})
    with act(mandate, "people.refuse_mandate", by=by, rule=check_can_refuse) as this:
        row = this.subject
        row.state, row.ended_at, row.ended_by = TABLE.target("refuse", row.state), this.at, by
        row.ended_why = why.strip()[:300]
        this.note(taken_back=by.pk == row.attested_by_id)
        for person in (row.principal, row.agent):
            told(this, refused_as(row), to=person)
    return this.subject


def dismiss(
    *, principal_id_number: str, agent_id_number: str, paper: str, upload: UploadedFile | None, by: User
) -> Mandate:
    """A court or the committee dismissed the guardian, or the person has full capacity again: with the paper in hand.
    Raises BadInput where these two have no guardianship."""
    check_may(by, "people.verify")
    count_try("guardian_end", by.actor_key, TRIES)
    errors: dict[str, list[str]] = {}
    if len(paper.strip()) < 4:
        errors["paper"] = [_("Type number and date of the paper by which it ends.")]
    if upload is None:
        errors["upload"] = [_("Add a photo or scan of the paper.")]
    if errors:
        raise BadInput(_("Some answers can't be used yet."), errors=errors)
    assert upload is not None
    mandate = _between(principal_id_number, agent_id_number)
    check_can_dismiss(mandate, by)
    with taken_in(mandate, upload, by) as file:
        with act(mandate, "people.dismiss_guardian", by=by, rule=check_can_dismiss) as this:
            insert(file)
            this.note(sha256=file.sha256)
            _end(this, "revoke", paper)
    return this.subject


def _between(principal: str, agent: str) -> Mandate:
    index = {
        name: crypto.blind("id_number", half_width(typed).upper())
        for name, typed in (("principal", principal), ("agent", agent))
    }
    rows = Mandate.objects.filter(
        kind=Kind.GUARDIAN, state__in=[State.ACTIVE, State.RESTING],
        principal__id_number_index=index["principal"], agent__id_number_index=index["agent"],
    )  # fmt: skip
    found = rows.order_by("-id").first()
    if found is None:
        said = _("Between these two no guardianship is entered here. Compare both numbers with the documents.")
        raise BadInput(_("Nothing was found."), errors={"principal_id_number": [said]})
    return found
