"""Who stands at the counter with an ID document: the number belongs to whom the document shows.

Whoever registered online only said a number. An account that nobody at a window has ever seen is handed over only when
it agrees with the document; else it lives on without the number, and the person at the counter gets an own account.
"""

from __future__ import annotations

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.kit import crypto
from tongban.kit.act import This, act
from tongban.kit.errors import BadInput
from tongban.kit.telephones import mobile
from tongban.messages.api import register as wording
from tongban.people.assurance import id_types
from tongban.people.assurance.levels import Level
from tongban.people.assurance.models import Verification, Way
from tongban.people.assurance.names import is_called
from tongban.people.assurance.verifying import organ, raised, unseen, was_met
from tongban.people.factors.telling import tell_everywhere
from tongban.people.models import User
from tongban.people.rules import check_may

wording(
    "people.number_seen_elsewhere",
    gettext_lazy("Your account is no longer found by its ID number"),
    gettext_lazy(
        "Somebody came to a service window with the document of this ID number, and name or telephone were not those of "
        "your account. Your account, its cases and licences stay as they are. If the number is yours, please come to a "
        "window with your document, or tell 12345."
    ),
)


class _Changed(Exception):
    """The account found was seen at a window, or lost its number, in this very moment."""


def person_at_counter(
    *, name: str, id_number: str, phone: str, without_phone: bool = False, id_type: str = id_types.CITIZEN,
    apart: bool = False, exact: bool = False, by: User, right: str = "cases.receive",
) -> User:  # fmt: skip
    """The account of somebody who stands at the counter: found by the document's number, else made without a password.

    That is no verification yet: it is made with the document looked at (`assurance.verifying`). An account that no
    official ever met has to agree with the name on the document and with the telephone that the
    person has (`agrees`); else, once the clerk says that it is somebody else's (`apart`), it loses the number to a new
    account, and its holder is told. `without_phone`: they have none. `exact`: who has an account is called as typed, and no account loses anything.
    """
    check_may(by, right)
    id_number, phone = id_types.plain(id_number), mobile(phone)
    if phone and not phone.isascii():
        raise BadInput(
            _("The telephone number can't be right."), errors={"phone": [_("Type it in the digits 0 to 9.")]}
        )
    if said := id_types.fault(id_type, id_number):
        raise BadInput(_("The ID number can't be right."), errors={"id_number": [said]})
    found = holder_of_number(id_number, id_type)
    if found is not None and exact:
        check_fits(found, name=name, phone=phone)
        return found
    if found is not None and (was_met(found) or agrees(found, name=name, phone=phone, without_phone=without_phone)):
        return found
    if found is not None:
        check_is_apart(found, name=name, said=apart)
    user = _newcomer(name.strip(), id_types.kept_as(id_type), id_number, phone)
    try:
        with act(user, "people.met_at_counter", by=by) as this:
            this.note(evidence="ID document seen")
            if found is not None:
                _take_number(this, found)
            raised(this, Level.PHONE, Way.COUNTER, document=id_type, org_code=organ(by, right))
    except (IntegrityError, _Changed):  # at the next counter somebody met the same person or telephone a moment ago
        return person_at_counter(
            name=name, id_number=id_number, phone=phone, without_phone=without_phone, id_type=id_type, apart=apart,
            exact=exact, by=by, right=right,
        )  # fmt: skip
    return user


def holder_of_number(id_number: str, id_type: str = id_types.CITIZEN) -> User | None:
    """By the blind index; the number itself never leaves the request."""
    index = crypto.blind("id_number", id_types.plain(id_number))
    kept = id_types.kept_as(id_type)
    found: User | None = User.objects.filter(id_type=kept, id_number_index=index, number_held_elsewhere=False).first()
    return found


def check_fits(account: User, *, name: str, phone: str) -> None:
    """The account is this person's, as far as typed words can say; its own name is told to nobody."""
    if not is_called(account, name):
        said = _("No account has this number together with this name. Compare both with the document.")
        raise BadInput(_("Nobody was found."), errors={"name": [said]})
    if not was_met(account) and phone != account.phone:
        said = _(
            "Nobody at a window has seen the holder of this account yet: type the mobile number of the account, or let "
            "the person come to a window first, with the document."
        )
        raise BadInput(_("The telephone is missing."), errors={"phone": [said]})


def agrees(account: User, *, name: str, phone: str, without_phone: bool = False) -> bool:
    """Whether name and telephone of the account are those of the document and the person. Raises BadInput without
    them: then nothing was compared, and whoever opened the account online may have read name and number somewhere."""
    errors: dict[str, list[str]] = {}
    if not name.strip():
        errors["name"] = [
            _("Nobody at a window has seen the holder of this account yet: type the name on the document to compare.")
        ]
    elif not is_called(account, name):
        return False
    if account.phone and not phone and not without_phone:
        errors["phone"] = [
            _(
                "Nobody at a window has seen the holder of this account yet: type the mobile number of the person to "
                "compare, or say that they have none."
            )
        ]
    if errors:  # all that is needed, in one round
        raise BadInput(_("Name or telephone are missing."), errors=errors)
    return phone == account.phone


def check_is_apart(account: User, *, name: str, said: bool) -> None:
    """One letter typed wrongly takes nobody's number away: a name that a register confirmed stays, and otherwise the
    clerk looks at the document again and says so."""
    if account.assurance >= Level.COMPARED and not is_called(account, name):
        wrong = _(
            "The register knows this number under another name. Look at the document again; who changed their name by "
            "law is found under the old one, and corrected after the document was looked at."
        )
        raise BadInput(_("The name is not the one of this number."), errors={"name": [wrong]})
    if not said:
        doubt = _(
            "An account opened online has this number with another name or telephone. Look at both again. Tick here only "
            "if it is not this person's: they then get an account of their own, and that account loses the number."
        )
        raise BadInput(_("Name or telephone differ from the account."), errors={"apart": [doubt]})


def _newcomer(name: str, id_type: str, id_number: str, phone: str) -> User:
    user = User(name=name, id_type=id_type, id_number=id_number)
    if not User.objects.filter(phone_index=crypto.blind("phone", phone)).exists():
        user.phone, user.phone_unproved = phone, bool(phone)
    user.set_unusable_password()
    return user


def _take_number(this: This[User], account: User) -> None:
    """Asked of the row as it is now, so that nobody who was verified meanwhile loses anything."""
    if not unseen(account.pk).update(number_held_elsewhere=True, assurance=Level.PHONE):
        raise _Changed
    shown = Verification.objects.filter(user=account, withdrawn_at=None, level__gt=Level.PHONE)
    shown.update(withdrawn_at=this.at, withdrawn_by_key=this.by.actor_key, withdrawn_reason="number seen elsewhere")
    this.note(number_taken_from=account.actor_key)
    this.write()  # the message points at the new account
    tell_everywhere(this, to=account, template="people.number_seen_elsewhere", url="/account/")
