"""Who stands at the counter with an ID document: the number belongs to whom the document shows.

Whoever registered online only said a number. An account that nobody at a window has ever seen is handed over only when
it agrees with the document; else it lives on without the number, and the person at the counter gets an own account.
"""

from __future__ import annotations

import unicodedata

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.kit import checkdigits, crypto
from tongban.kit.act import This, act
from tongban.kit.errors import BadInput
from tongban.kit.typed import half_width
from tongban.messages.api import register as wording
from tongban.messages.api import tell
from tongban.people.actions import id_fault
from tongban.people.models import User
from tongban.people.rules import check_may

SEEN = 2  # the level of who was seen at a window

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


def person_at_counter(*, name: str, id_number: str, phone: str, by: User, right: str = "cases.receive") -> User:
    """The account of somebody who stands at the counter: found by ID number, else made without a password.

    One that was never seen at a window has to agree with the name on the document, and with the telephone if one is
    given (`agrees`); else it loses the number to a new account, and its holder is told.
    """
    check_may(by, right)
    id_number, phone = half_width(id_number).upper(), half_width(phone)
    if phone and not phone.isascii():
        raise BadInput(
            _("The telephone number can't be right."), errors={"phone": [_("Type it in the digits 0 to 9.")]}
        )
    if not checkdigits.id_ok(id_number):
        raise BadInput(_("The ID number can't be right."), errors={"id_number": [id_fault(id_number)]})
    found = holder_of_number(id_number)
    if found is not None and (found.assurance >= SEEN or agrees(found, name=name, phone=phone)):
        return found
    user = _newcomer(name.strip(), id_number, phone)
    try:
        with act(user, "people.met_at_counter", by=by) as this:
            this.note(evidence="ID document seen")
            if found is not None:
                _take_number(this, found)
    except (IntegrityError, _Changed):  # at the next counter somebody met the same person or telephone a moment ago
        return person_at_counter(name=name, id_number=id_number, phone=phone, by=by, right=right)
    return user


def holder_of_number(id_number: str) -> User | None:
    index = crypto.blind("id_number", id_number)
    found: User | None = User.objects.filter(id_type="111", id_number_index=index, number_held_elsewhere=False).first()
    return found


def agrees(account: User, *, name: str, phone: str) -> bool:
    """Whether name and telephone of the account are those of the document and the person. Raises BadInput without a
    name: then nothing was compared."""
    if not name.strip():
        said = _(
            "Nobody at a window has seen the holder of this account yet: type the name on the document to compare."
        )
        raise BadInput(_("The name is missing."), errors={"name": [said]})
    return is_called(account, name) and phone in ("", account.phone)


def is_called(account: User, name: str) -> bool:
    return _plain(account.name) == _plain(name)


def _plain(name: str) -> str:
    """Without spaces, half width, small letters, one middle dot."""
    plain = unicodedata.normalize("NFKC", name).casefold().translate(dict.fromkeys(map(ord, "•‧・･"), "·"))
    return "".join(plain.split())


def _newcomer(name: str, id_number: str, phone: str) -> User:
    user = User(name=name, id_number=id_number, assurance=SEEN)
    if not User.objects.filter(phone_index=crypto.blind("phone", phone)).exists():
        user.phone = phone
    user.set_unusable_password()
    return user


def _take_number(this: This[User], account: User) -> None:
    """Asked of the row as it is now, so that nobody who was verified meanwhile loses anything."""
    unseen = User.objects.filter(pk=account.pk, assurance__lt=SEEN, number_held_elsewhere=False)
    if not unseen.update(number_held_elsewhere=True):
        raise _Changed
    this.note(number_taken_from=account.actor_key)
    this.write()  # the message points at the new account
    tell(this, to=account, template="people.number_seen_elsewhere", url="/account/")
