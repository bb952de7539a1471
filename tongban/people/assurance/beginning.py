"""Beginning with whatever is at hand: the number of a document, the telephone, the code of a card.

None of them is a name to sign in with. The account that it belongs to is told by which name it signs in; whoever typed
learns nothing, neither from the answer nor from the time it takes: the same row is written for everybody, and the
worker finds out whose account it is. What was typed does not stand on the answer.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.kit import clock, crypto
from tongban.kit.act import SYSTEM, act
from tongban.kit.errors import BadInput
from tongban.kit.fields import mask
from tongban.messages.api import send
from tongban.people.assurance import id_types
from tongban.people.factors.models import DoorCode
from tongban.people.models import User
from tongban.people.signin import TooMany, count_try

LETTERS = 3  # in a quarter of an hour, to one account, and for one number that was typed
MINUTES = 10  # a letter that could not leave until then is of no use any more
PURPOSE = "begin"  # no code is sent for it, and none fits


def ask_whose_account(*, typed: str) -> DoorCode:
    """Says nothing about whether there is one. Raises TooMany, alike for what belongs to nobody."""
    plain = id_types.plain(typed)
    if not plain:
        raise BadInput(_("Type one of the three."), errors={"begin": [_("Type one of the three.")]})
    count_try("begin", plain, LETTERS)
    expires = clock.now() + dt.timedelta(minutes=MINUTES)
    wanted = DoorCode(purpose=PURPOSE, typed=plain, expires_at=expires)
    with act(wanted, "people.ask_account", by=SYSTEM) as this:
        this.effect("people.send_code", code=str(wanted.pk))
    return wanted


def whose(typed: str) -> User | None:
    """By blind indexes alone."""
    plain = id_types.plain(typed)
    by_number = Q(id_number_index=crypto.blind("id_number", plain), number_held_elsewhere=False)
    by_phone = Q(phone_index=crypto.blind("phone", plain), phone_unproved=False)
    by_card = Q(card_code_index=crypto.blind("card_code", plain))
    rows = User.objects.filter(by_number | by_phone | by_card, is_active=True)
    found: User | None = rows.order_by("made_at").first()
    return found


def tell_whose_account(wanted: DoorCode) -> None:
    """In the worker. A message to the account's own telephone, else its e-mail address; sent once, however often this
    runs, and to nobody where no account is meant, or too often."""
    user = whose(wanted.typed)
    if user is None or not (user.proved_phone or user.email) or not _counted_for(user):
        return
    channel = "phone" if user.proved_phone else "email"
    name = user.login or mask(channel, getattr(user, channel))
    with act(user, "people.tell_account", by=SYSTEM) as this:
        waiting = DoorCode.objects.filter(pk=wanted.pk, used_at=None, expires_at__gt=clock.now())
        if not waiting.update(used_at=clock.now()):
            this.nothing_happened()
            return
        this.note(channel=channel)
        send(
            this,
            template="people.your_account",
            user=user,
            channel=channel,
            address=getattr(user, channel),
            language=user.language,
            name=name,
            url=f"{settings.SITE_URL}/account/sign-in/",
        )


def _counted_for(user: User) -> bool:
    """By whichever of the three it was asked."""
    try:
        count_try("begin", user.actor_key, LETTERS)
    except TooMany:
        return False
    return True
