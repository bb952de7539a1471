"""Mandates that an official writes down: at a window with the documents in hand, and on the spot by a village officer
with a paper or photo and a second person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.utils.translation import gettext as _

from tongban.documents.api import File, Grade, forget, take_upload
from tongban.kit.act import This, act, in_turn
from tongban.kit.errors import AlreadyDone, BadInput, NotAllowed
from tongban.kit.prepared import insert
from tongban.people.assurance import id_types
from tongban.people.counter import person_at_counter
from tongban.people.mandates.ages import is_child, under_age
from tongban.people.mandates.asking import Terms, begin
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.states import RELATIVES, Capacity, Consent, Deed, Kind, State
from tongban.people.mandates.wording import told
from tongban.people.models import User
from tongban.people.rules import check_may, post_for

OFFICER_DAYS = 366  # of a mandate of a village officer at most; then the villager is asked anew


def at_window(
    *,
    principal: dict[str, str],
    agent: dict[str, str],
    capacity: str,
    terms: Terms,
    document: str,
    upload: UploadedFile | None,
    by: User,
) -> Mandate:
    """Both are there, or the principal alone with the other's name and number. `principal`, `agent`: name, id_number,
    and the phone of whom no official ever met. `upload`: the paper that the principal signed.

    What reaches far (to sign, to receive, to see what was before) waits for a second official.
    """
    check_may(by, "people.verify")
    errors = terms.faults() | _document_fault(document)
    if upload is None:
        errors["upload"] = [_("Add the signed paper, or a photo of it.")]
    if capacity not in RELATIVES:
        errors["capacity"] = [_("Choose what the agent is to this person.")]
    whose, who = both(principal, agent, errors, by)
    if is_child(whose):
        raise BadInput(
            _("A child gives no mandate."),
            errors={"principal_id_number": [_child_said()]},
        )
    if said := under_age(who):
        raise BadInput(_("This person can't act for others."), errors={"agent_id_number": [said]})
    assert upload is not None
    mandate = new(Kind.FAMILY, capacity, whose, who, Consent.WINDOW, document, by, "people.verify")
    terms.put_into(mandate)
    with taken_in(mandate, upload, by) as file, in_turn(whose):
        check_is_not_of(whose, who, by)
        check_is_free(whose, who)
        return _written(mandate, by, file)


FAR = (Deed.SIGN, Deed.TAKE)


def reaches_far(mandate: Mandate) -> bool:
    """An officer signs what they fill in on the spot; to receive licences or to see the past is asked of two as well."""
    far = (Deed.TAKE,) if mandate.kind == Kind.OFFICER else FAR
    return mandate.sees_earlier or any(mandate.lets(deed) for deed in far)


def check_is_not_of(whose: User, who: User, by: User) -> None:
    """No official writes down a mandate of their own; an officer's, on the spot, says so."""
    if by.pk in (whose.pk, who.pk):
        raise NotAllowed(_("Nobody settles their own identity."), cure=_("Ask a colleague."))


def check_is_free(whose: User, who: User) -> None:
    """None comes over an objection or over one that waits."""
    rows = Mandate.objects.filter(principal=whose, agent=who, attested_by__isnull=False)
    if rows.filter(state=State.ASKED).exists():
        raise AlreadyDone(_("This waits for a second official already."))
    if rows.filter(state=State.RESTING).exists():
        raise NotAllowed(
            _("The person in care says that this is wrong, and it is being looked into."),
            cure=_("Wait for the supervisor's answer."),
        )


def _child_said() -> str:
    said = _("Under %(years)d years of age the guardian decides: choose “Guardian”.")
    return said % {"years": settings.GUARDED_UNTIL}


def on_site(
    *,
    name: str,
    id_number: str,
    phone: str,
    terms: Terms,
    document: str,
    witness: str,
    upload: UploadedFile | None,
    by: User,
) -> Mandate:
    """A village officer and a villager: the consent is a file, and a second person was there."""
    check_may(by, "mandates.assist")
    errors = terms.faults() | _document_fault(document)
    if terms.days > OFFICER_DAYS:
        errors["days"] = [_("An officer acts for a year at most; then the villager is asked anew.")]
    if not witness.strip():
        errors["witness"] = [_("Type the name of the second person who was there.")]
    if witness.strip() in (by.name, name.strip()):
        errors["witness"] = [_("The second person is neither you nor the villager.")]
    if upload is None:
        errors["upload"] = [_("Add the signed paper, or a photo of it.")]
    if errors:
        raise BadInput(_("Some answers can't be used yet."), errors=errors)
    assert upload is not None
    villager = person_at_counter(
        name=name, id_number=id_number, phone=phone, exact=True, by=by, right="mandates.assist"
    )  # fmt: skip
    _check_villager(villager, by)
    mandate = new(Kind.OFFICER, Capacity.OFFICER, villager, by, Consent.ON_SITE, document, by, "mandates.assist")
    terms.put_into(mandate)
    mandate.witness = witness.strip()
    with taken_in(mandate, upload, by) as file, in_turn(villager):
        check_is_free(villager, by)
        return _written(mandate, by, file)


def _check_villager(villager: User, by: User) -> None:
    if villager.pk == by.pk:
        raise NotAllowed(_("That is yourself."))
    if is_child(villager):
        raise NotAllowed(
            _("For a child its guardian acts."), cure=_("Let the guardian be entered at a window, with the proof.")
        )


def _document_fault(document: str) -> dict[str, list[str]]:
    if document in dict(id_types.with_id_number()):
        return {}
    return {"document": [_("Nothing is chosen. Choose which document you saw.")]}


def both(principal: dict[str, str], agent: dict[str, str], errors: dict[str, list[str]], by: User) -> tuple[User, User]:
    """Their accounts, found or made by the number; every fault is told beside its own field."""
    found: list[User] = []
    for side, typed in (("principal", principal), ("agent", agent)):
        try:
            found.append(_found(typed, by))
        except BadInput as error:
            errors |= {f"{side}_{name}": said for name, said in error.errors.items()}
    if not errors and found[0].pk == found[1].pk:
        errors["agent_id_number"] = [_("Both are the same person.")]
    if errors:
        raise BadInput(_("Some answers can't be used yet."), errors=errors)
    return found[0], found[1]


def _found(typed: dict[str, str], by: User) -> User:
    return person_at_counter(
        name=typed["name"], id_number=typed["id_number"], phone=typed.get("phone", ""), exact=True, by=by,
        right="people.verify",
    )  # fmt: skip


def new(kind: str, capacity: str, whose: User, who: User, consent: str, document: str, by: User, right: str) -> Mandate:
    """`right`: by which it is attested, and so in which organ and region."""
    post = post_for(by, right)
    assert post is not None
    return Mandate(
        kind=kind,
        capacity=capacity,
        principal=whose,
        agent=who,
        consent=consent,
        document=document,
        attested_by=by,
        org_code=post.org_code,
        region_code=post.region_code,
    )


def _written(mandate: Mandate, by: User, file: File | None = None) -> Mandate:
    """One after the other for one principal, so that of two windows the later finds the earlier one's."""
    assert mandate.principal is not None
    with in_turn(mandate.principal), act(mandate, "people.attest_mandate", by=by) as this:
        this.write()
        waits = reaches_far(mandate)
        if not waits:
            begin(this, mandate.consent)
        this.note(kind=mandate.kind, document=mandate.document, deeds=mandate.deeds, scope=mandate.scope)
        if file is not None:
            insert(file)
            this.note(sha256=file.sha256)
        _tell(this, waits)
    return mandate


def _tell(this: This[Mandate], waits: bool) -> None:
    row = this.subject
    if waits:
        told(this, "mandates.window_waits", to=row.principal)
        told(this, "mandates.window_asked", to=row.agent)
        return
    if row.kind == Kind.OFFICER:
        told(this, "mandates.on_site", to=row.principal, witness=row.witness)
        return
    told(this, "mandates.given", to=row.principal)
    told(this, "mandates.agreed", to=row.agent)


@contextmanager
def taken_in(mandate: Mandate, upload: UploadedFile, by: User) -> Iterator[File]:
    """The bytes on the disk before the act names them; where it does not come to that, nothing of them stays."""
    stored = take_upload(upload=upload, subject=mandate, owner=by, grade=Grade.B)
    try:
        yield stored
    except Exception:
        if not connection.needs_rollback:
            File.objects.filter(pk=stored.pk).delete()
        forget(stored)
        raise


def evidence_of(mandate: Mandate) -> Any:
    return File.objects.filter(subject_type=Mandate.subject_type, subject_key=mandate.subject_key)
