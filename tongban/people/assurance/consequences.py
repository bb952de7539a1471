"""What merging does to the person, said before it is done and after: sign-in, contacts, what follows."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.people.assurance.following import everything
from tongban.people.factors.models import Factor
from tongban.people.models import User


def of_merging(kept: User, old: User) -> list[str]:
    return [_of_sign_in(old), _way_in(kept, old), _of_phone(kept, old), *_of_email(kept, old), _of_rows(kept, old)]


def _of_sign_in(old: User) -> str:
    if old.has_usable_password() or Factor.objects.filter(user=old).exists():
        return _(
            "The password, passkeys and second steps of the other account end: nobody signs in with them any more."
        )
    return _("The other account has no password and no passkey.")


def _way_in(kept: User, old: User) -> str:
    if kept.has_usable_password():
        return _("The person signs in with the password of the account that is kept.")
    if kept.proved_phone or (old.proved_phone and not kept.phone):
        return _(
            "The account that is kept has no password: the person signs in with a code to its telephone, and sets a "
            "password under “My account”."
        )
    return _("The account that is kept has neither password nor telephone: nobody signs in until it has a telephone.")


def _of_phone(kept: User, old: User) -> str:
    if not old.phone:
        return _("The other account has no telephone.")
    if not kept.phone:
        return _("The telephone of the other account comes along.")
    return _("The telephone of the other account is dropped: the account that is kept has its own.")


def _of_email(kept: User, old: User) -> list[str]:
    if not old.email:
        return []
    if not kept.email:
        return [_("The e-mail address of the other account comes along.")]
    return [_("The e-mail address of the other account is dropped: the account that is kept has its own.")]


def _of_rows(kept: User, old: User) -> str:
    following, staying = Counter[str](), Counter[str]()
    for one in everything().values():
        moving, left = one.parted(old, kept)
        following[str(one.label)] += len(moving)
        staying[str(one.label)] += left
    told = _counted(following) or pgettext("what follows", "nothing")
    said = _("These follow: %(what)s.") % {"what": told}
    if left_there := _counted(staying):
        said += _(" These stay behind, since the account that is kept has the same: %(what)s.") % {"what": left_there}
    return said


def _counted(counts: Counter[str]) -> str:
    return pgettext("list", ", ").join(f"{label} {count}" for label, count in counts.items() if count)
