"""Asking for a mandate, and answering. Whoever asks never learns whether the other has an account.

A request waits for two weeks; it is the same row with the same page whether or not somebody can find it.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tongban.kit import ages, clock, crypto
from tongban.kit.act import This, act
from tongban.kit.errors import BadInput, NotAllowed, Refused
from tongban.kit.telephones import mobile
from tongban.kit.typed import are_digits, half_width
from tongban.kit.writing import writing
from tongban.messages.api import send_code
from tongban.people.assurance import id_types
from tongban.people.assurance.names import is_called
from tongban.people.factors import codes
from tongban.people.factors.codes import CODE_MINUTES
from tongban.people.mandates.ages import under_age
from tongban.people.mandates.ending import replaced
from tongban.people.mandates.enterprises import check_can_name
from tongban.people.mandates.models import ALL_DEEDS, Mandate
from tongban.people.mandates.rules import check_can_take_back, check_is_asked
from tongban.people.mandates.states import RELATIVES, TABLE, Capacity, Consent, Kind, Scope
from tongban.people.mandates.wording import told
from tongban.people.models import Code, User
from tongban.people.signin import count_try

LONGEST_DAYS = 3 * 366  # a mandate between persons; then they agree anew
ASKED_AT_MOST = 10  # requests of one person in a quarter of an hour
ASKED_OF_ONE = 5  # and to one telephone or number
PURPOSE = "mandate"


@dataclass(frozen=True)
class Terms:
    """What an agent may do, in what, and until when. `days`: how long it counts."""

    scope: str = Scope.ALL
    items: list[str] = field(default_factory=list)
    deeds: list[str] = field(default_factory=lambda: list(ALL_DEEDS))
    days: int = 365
    since: dt.date | None = None
    sees_earlier: bool = False

    def put_into(self, mandate: Mandate) -> None:
        mandate.scope, mandate.items = self.scope, self.items if self.scope != Scope.ALL else []
        mandate.deeds = [deed for deed in ALL_DEEDS if deed in self.deeds]
        mandate.sees_earlier = self.sees_earlier
        mandate.since = self.since or clock.today()
        mandate.until = mandate.since + dt.timedelta(days=self.days - 1)

    def faults(self) -> dict[str, list[str]]:
        errors: dict[str, list[str]] = {}
        if not 1 <= self.days <= LONGEST_DAYS:
            errors["days"] = [_("A mandate counts for at most three years.")]
        if self.scope not in Scope.values or (self.scope != Scope.ALL and not self.items):
            errors["items"] = [_("Choose at least one, or “Every service”.")]
        if not set(self.deeds) & set(ALL_DEEDS):
            errors["deeds"] = [_("Choose at least one thing that the agent may do.")]
        return errors


def typed_person(name: str, phone: str, id_number: str) -> tuple[str, str, str]:
    """Half width and without spaces at the ends. Raises BadInput for what nobody's telephone or number can be."""
    name, phone, id_number = name.strip(), mobile(phone), half_width(id_number).upper()
    errors: dict[str, list[str]] = {}
    if not name:
        errors["name"] = [_("Type the name as it stands on the ID card.")]
    if not phone and not id_number:
        errors["phone"] = [_("Type the mobile number or the ID number, so that the right person is asked.")]
    if phone and not (len(phone) == 11 and phone.startswith("1") and are_digits(phone)):
        errors["phone"] = [_("A mobile number has 11 digits and begins with 1; you typed %d characters.") % len(phone)]
    if id_number and (said := id_types.fault(id_types.CITIZEN, id_number)):
        errors["id_number"] = [said]
    if errors:
        raise BadInput(_("Some answers can't be used yet."), errors=errors)
    return name, phone, id_number


def ask(*, name: str, phone: str, id_number: str, capacity: str, terms: Terms, by: User) -> Mandate:
    """Somebody asks to act for a relative or friend. Raises BadInput for what can be told without knowing anybody."""
    name, phone, id_number = typed_person(name, phone, id_number)
    errors = terms.faults()
    if capacity not in RELATIVES:
        errors["capacity"] = [_("Choose what you are to this person.")]
    if phone == by.phone or (id_number and id_number == by.id_number):
        errors["phone"] = [_("That is yourself.")]
    born = id_types.birthday(id_types.CITIZEN, id_number) if id_number else None
    if ages.is_child(born, clock.today()):
        said = _("This is the number of a child under %(years)d: the guardian acts for it. Go to a window with the birth certificate or the household register; it is entered there.")  # fmt: skip
        errors["id_number"] = [said % {"years": settings.GUARDED_UNTIL}]
    if said := under_age(by):
        raise NotAllowed(said)
    if errors:
        raise BadInput(_("Some answers can't be used yet."), errors=errors)
    _count(by, phone, id_number)
    mandate = Mandate(kind=Kind.FAMILY, capacity=capacity, agent=by)
    mandate.asked_name, mandate.asked_phone, mandate.asked_number = name, phone, id_number
    terms.put_into(mandate)
    with act(mandate, "people.ask_mandate", by=by) as this:
        this.note(kind=mandate.kind, scope=mandate.scope, until=str(mandate.until), deeds=mandate.deeds)
        told(this, "mandates.asked", to=holder(name, phone, id_number))
    return mandate


def _count(by: User, phone: str, id_number: str) -> None:
    count_try("mandate", by.actor_key, ASKED_AT_MOST)
    for what, typed in (("mandate_phone", phone), ("mandate_number", id_number)):
        if typed:
            count_try(what, typed, ASKED_OF_ONE)


def holder(name: str, phone: str, id_number: str) -> User | None:
    """Whose telephone or number it is, if the name is theirs too."""
    rows: list[User] = []
    if phone:
        rows += User.objects.filter(phone_index=crypto.blind("phone", phone), phone_unproved=False)
    if id_number:
        index = crypto.blind("id_number", id_number)
        rows += User.objects.filter(id_type="111", id_number_index=index, number_held_elsewhere=False)
    return next((row for row in rows if row.is_active and is_called(row, name)), None)


def send_consent_code(*, mandate: Mandate, by: User) -> str:
    """To the telephone of whoever is asked, else to their letter box; says where. Raises Refused without either."""
    check_is_asked("agree")(mandate, by)
    count_try("mandate_code", by.actor_key, 5)
    channel = "phone" if by.proved_phone else "email"
    address = getattr(by, channel)
    if not address:
        raise Refused(
            _("We have neither a telephone nor an e-mail address of yours to send the code to."),
            cure=_("Come to any window with your ID card; it is agreed on there."),
        )
    plain = codes.new()
    with act(mandate, "people.send_mandate_code", by=by, rule=check_is_asked("agree")) as this:
        expires = clock.now() + dt.timedelta(minutes=CODE_MINUTES)
        code = Code.objects.create(user=by, purpose=PURPOSE, digest="", expires_at=expires)
        Code.objects.filter(pk=code.pk).update(digest=_digest(code, mandate, plain))
        this.note(channel=channel)
        send_code(this, user=by, channel=channel, address=address, code=plain, minutes=CODE_MINUTES)
    return channel


def _digest(code: Code, mandate: Mandate, plain: str) -> str:
    """A code agrees to one mandate and to no other."""
    return crypto.blind(f"code:{code.pk}:{mandate.pk}", plain)


def _latest_code(user: User) -> Code | None:
    return Code.objects.filter(user=user, purpose=PURPOSE).order_by("-id").first()


def _code_fits(user: User, mandate: Mandate, typed: str) -> bool:
    with writing():
        living = Code.objects.filter(user=user, purpose=PURPOSE, used_at=None, expires_at__gt=clock.now())
        latest = living.order_by("-id").first()
        if latest is None or not codes.counted(Code.objects.filter(pk=latest.pk)):
            return False
        if not secrets.compare_digest(latest.digest, _digest(latest, mandate, half_width(typed))):
            return False
        return bool(Code.objects.filter(pk=latest.pk, used_at=None).update(used_at=clock.now()))


def agree(*, mandate: Mandate, code: str, by: User) -> Mandate:
    """The principal says yes, with a code sent to their telephone. Raises BadInput when it does not fit."""
    check_is_asked("agree")(mandate, by)
    if not _code_fits(by, mandate, code):
        raise codes.does_not_fit(_latest_code(by))
    with act(mandate, "people.agree_mandate", by=by, rule=check_is_asked("agree")) as this:
        this.subject.principal = by
        begin(this, Consent.ONLINE)
        told(this, "mandates.agreed", to=this.subject.agent)
        told(this, "mandates.given", to=by)
    return this.subject


def begin(this: This[Mandate], consent: str) -> None:
    """From now on it counts. One that the same two had before ends with it."""
    row = this.subject
    row.state = TABLE.target("agree", row.state)
    row.consent, row.consented_at = consent, this.at
    row.since = max(row.since, this.at.astimezone(clock.ZONE).date())
    replaced(this)
    this.note(consent=consent, since=str(row.since), until=str(row.until or ""))


def accept(*, mandate: Mandate, by: User) -> Mandate:
    """Whom an enterprise named takes it on."""
    with act(mandate, "people.accept_mandate", by=by, rule=check_is_asked("agree")) as this:
        this.subject.agent = by
        begin(this, Consent.ONLINE)
        told(this, "mandates.agreed", to=by)
        told(this, "mandates.given", to=_namer(this.subject))
    return this.subject


def _namer(mandate: Mandate) -> User | None:
    return mandate.named_by.agent if mandate.named_by is not None else None


def decline(*, mandate: Mandate, by: User) -> Mandate:
    with act(mandate, "people.decline_mandate", by=by, rule=check_is_asked("decline")) as this:
        row = this.subject
        row.state, row.ended_at, row.ended_by = TABLE.target("decline", row.state), this.at, by
        told(this, "mandates.declined", to=row.agent or _namer(row), asked=row.asked_name)
    return this.subject


def take_back(*, mandate: Mandate, by: User) -> Mandate:
    """Whoever asked does not want it any more; nobody is told, for nobody may be there."""
    with act(mandate, "people.take_mandate_back", by=by, rule=check_can_take_back) as this:
        row = this.subject
        row.state, row.ended_at, row.ended_by = TABLE.target("take_back", row.state), this.at, by
    return this.subject


def name_agent(*, enterprise: Any, name: str, phone: str, terms: Terms, may_name_others: bool, by: User) -> Mandate:
    """An enterprise names somebody: its legal representative, or an agent who was allowed to, within their own scope."""
    own = check_can_name(enterprise, terms, may_name_others, by)
    name, phone, _number = typed_person(name, phone, "")
    if errors := terms.faults() | ({"phone": [_("That is yourself.")]} if phone == by.phone else {}):
        raise BadInput(_("Some answers can't be used yet."), errors=errors)
    _count(by, phone, "")
    mandate = Mandate(kind=Kind.ENTERPRISE, capacity=Capacity.AGENT, enterprise=enterprise, named_by=own)
    mandate.asked_name, mandate.asked_phone, mandate.may_name_others = name, phone, may_name_others
    terms.put_into(mandate)
    if own.until is not None and mandate.until is not None:
        mandate.until = min(mandate.until, own.until)
    with act(mandate, "people.name_agent", by=by) as this:
        this.note(enterprise=str(enterprise.pk), scope=mandate.scope, until=str(mandate.until), deeds=mandate.deeds)
        told(this, "mandates.offered", to=holder(name, phone, ""))
    return mandate
