"""Opening an account: first the codes come back, then it is there. Nothing on the way tells who has one already.

Whoever has the telephone or the letter box learns it: instead of a code they get a message that leads to the account.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.kit import clock, crypto
from tongban.kit.act import SYSTEM, This, act
from tongban.kit.errors import BadInput, Refused
from tongban.kit.telephones import mobile
from tongban.kit.typed import half_width
from tongban.kit.writing import writing
from tongban.messages.api import register as wording
from tongban.messages.api import send, tell
from tongban.people.actions import faults_of
from tongban.people.assurance import id_types
from tongban.people.counter import holder_of_number
from tongban.people.factors import codes
from tongban.people.factors.codes import CODE_MINUTES
from tongban.people.models import Registration, User
from tongban.people.signin import count_try

KEPT = ("name", "id_type", "id_number", "phone", "email", "password", "language")  # what goes over into the account
LETTERS_PER_ADDRESS = 5  # in a quarter of an hour, to one telephone or letter box

wording(
    "people.has_account",
    gettext_lazy("You have an account already"),
    gettext_lazy(
        "Somebody wanted to open an account with this number or address, which belongs to an account already. "
        "If it was you: sign in, or set a new password here: %(url)s. If not, you need do nothing; nobody got in."
    ),
)
wording(
    "people.number_said_again",
    gettext_lazy("A second account was opened with your ID number"),
    gettext_lazy(
        "Somebody opened another account with your ID number. It sees nothing of yours. If it was you, your cases and "
        "licences are in this account here, and you can set a new password for it with a code. If not, please tell 12345."
    ),
)


def begin_registration(
    *,
    name: str,
    id_number: str,
    phone: str,
    email: str,
    password: str,
    id_type: str = id_types.CITIZEN,
    language: str = "zh-hans",
) -> Registration:
    """Sends the codes, or word to the holder. Raises BadInput for what can be told without knowing any account."""
    given = {
        "name": name.strip(),
        "id_type": id_type,
        "id_number": id_types.plain(id_number),
        "phone": mobile(phone),
        "email": half_width(email),
    }
    if errors := faults_of(**given, password=password):
        raise BadInput(_("Some answers can't be used yet."), errors=errors)
    for channel in ("phone", "email"):
        if given[channel]:
            count_try(f"register_{channel}", given[channel], LETTERS_PER_ADDRESS)
    expires = clock.now() + dt.timedelta(minutes=CODE_MINUTES)
    given["id_type"] = id_types.kept_as(id_type)
    wanted = Registration(**given, password=make_password(password), language=language, expires_at=expires)
    _begin(wanted)
    return wanted


def send_again(wanted: Registration) -> Registration:
    """What was typed, with new codes: a registration of its own, so that the codes sent before fit nothing. Counted as
    the first time. Raises Refused once the account is open."""
    if wanted.used_at is not None:
        raise Refused(_("This account was opened already."), cure=_("Sign in."))
    for channel in ("phone", "email"):
        if address := getattr(wanted, channel):
            count_try(f"register_{channel}", address, LETTERS_PER_ADDRESS)
    anew = Registration(
        **{name: getattr(wanted, name) for name in KEPT}, expires_at=clock.now() + dt.timedelta(minutes=CODE_MINUTES)
    )
    _begin(anew)
    return anew


def _begin(wanted: Registration) -> None:
    with act(wanted, "people.begin_registration", by=SYSTEM) as this:
        wanted.phone_digest = _ask(this, "phone")
        wanted.email_digest = _ask(this, "email") if wanted.email else ""


def _ask(this: This[Registration], channel: str) -> str:
    """The digest of the code that has to come back; of one that nobody was sent, where the address has its account."""
    wanted, code = this.subject, codes.new()
    address = getattr(wanted, channel)
    holder = _holder(channel, address)
    sent: dict[str, Any] = {"channel": channel, "address": address, "user": holder}
    if holder is not None:
        url = f"{settings.SITE_URL}/account/recover/"
        send(this, template="people.has_account", language=holder.language, url=url, **sent)
        return crypto.blind("code", secrets.token_hex(32))
    send(this, template="people.code", language=wanted.language, code=code, minutes=CODE_MINUTES, **sent)
    return _digest(wanted, channel, code)


def _holder(channel: str, address: str) -> User | None:
    """Whoever only named a telephone at a window does not keep it from whoever shows that it is theirs."""
    found = User.objects.filter(**{f"{channel}_index": crypto.blind(channel, address)})
    rows = found.filter(phone_unproved=False) if channel == "phone" else found
    holder: User | None = rows.first()
    return holder


def _digest(wanted: Registration, channel: str, code: str) -> str:
    return crypto.blind(f"code:{wanted.pk}:{channel}", code)


def finish_registration(*, wanted: Registration, phone_code: str, email_code: str = "") -> User:
    """The account, once both codes fit. Raises BadInput; five tries, and each registration leads to one account."""
    if not _codes_fit(wanted, phone_code, email_code):
        raise codes.does_not_fit(Registration.objects.get(pk=wanted.pk), "phone_code")
    try:
        return open_account(wanted)
    except IntegrityError:  # somebody was first with the number, the telephone or the address in these minutes
        return open_account(wanted)


def _codes_fit(wanted: Registration, phone_code: str, email_code: str) -> bool:
    same = Registration.objects.filter(pk=wanted.pk, used_at=None)
    with writing():
        if not codes.counted(same):
            return False
        by_phone = secrets.compare_digest(wanted.phone_digest, _digest(wanted, "phone", phone_code))
        by_email = not wanted.email or secrets.compare_digest(wanted.email_digest, _digest(wanted, "email", email_code))
        return by_phone and by_email and bool(same.update(used_at=clock.now()))


def open_account(wanted: Registration) -> User:
    """Of somebody whose codes fitted."""
    earlier = holder_of_number(wanted.id_number, wanted.id_type)
    user = User(
        **{name: getattr(wanted, name) for name in KEPT},
        number_held_elsewhere=earlier is not None,
    )
    _check_still_free(user)
    with act(user, "people.register", by=user) as this:
        this.note(kind=user.kind)
        named = User.objects.filter(phone_index=crypto.blind("phone", user.phone), phone_unproved=True)
        named.exclude(pk=user.pk).update(phone="", phone_index="", phone_unproved=False)
        if earlier is not None:
            tell(this, to=earlier, template="people.number_said_again", url="/account/")
    return user


def _check_still_free(user: User) -> None:
    """Whoever comes here has shown that telephone and letter box are theirs, so they may know."""
    for channel in ("phone", "email"):
        typed = getattr(user, channel)
        if typed and _holder(channel, typed) is not None:
            said = _("There is an account with this already. Sign in, or set a new password with a code.")
            raise BadInput(_("The account can't be opened."), errors={"phone_code": [said]})
