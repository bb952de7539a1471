"""Beginning with whatever is at hand: the number of a document, the telephone, the code of a card.

None of them is a name to sign in with. The account that it belongs to is told by which name it signs in; whoever typed
learns nothing, and what was typed does not stand on the answer.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.kit import crypto
from tongban.kit.act import SYSTEM, act
from tongban.kit.errors import BadInput
from tongban.kit.fields import mask
from tongban.messages.api import send
from tongban.people.assurance import id_types
from tongban.people.models import User
from tongban.people.signin import count_try

LETTERS = 3  # in a quarter of an hour, to one account


def whose(typed: str) -> User | None:
    """By blind indexes alone."""
    plain = id_types.plain(typed)
    if not plain:
        return None
    by_number = Q(id_number_index=crypto.blind("id_number", plain), number_held_elsewhere=False)
    by_phone = Q(phone_index=crypto.blind("phone", plain), phone_unproved=False)
    by_card = Q(card_code_index=crypto.blind("card_code", plain))
    rows = User.objects.filter(by_number | by_phone | by_card, is_active=True)
    found: User | None = rows.order_by("made_at").first()
    return found


def tell_whose_account(*, typed: str) -> None:
    """A message to the account's own telephone, else its e-mail address. Says nothing about whether there is one."""
    if not id_types.plain(typed):
        raise BadInput(_("Type one of the three."), errors={"begin": [_("Type one of the three.")]})
    count_try("begin", id_types.plain(typed), LETTERS)
    user = whose(typed)
    if user is None or not (user.proved_phone or user.email):
        return
    channel = "phone" if user.proved_phone else "email"
    name = user.login or mask(channel, getattr(user, channel))
    with act(user, "people.tell_account", by=SYSTEM) as this:
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
