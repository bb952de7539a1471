"""An account here and who an upper platform says somebody is: joined only when the person says so."""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext as _

from tongban.kit import crypto
from tongban.kit.act import This, act
from tongban.kit.errors import NotAllowed, Refused
from tongban.people.assurance.levels import level_of
from tongban.people.assurance.models import Way
from tongban.people.assurance.verifying import raised
from tongban.people.factors.zone import check_zone
from tongban.people.models import User
from tongban.people.oidc.models import UpperIdentity
from tongban.people.oidc.upper import Said


def known(said: Said) -> User | None:
    """The account that was joined to this person."""
    rows = UpperIdentity.objects.select_related("user")
    found = rows.filter(issuer=settings.UPPER_ISSUER, subject_digest=said.subject_digest).first()
    return found.user if found else None


def link_upper(*, user: User, said: Said, by: User) -> User:
    """Raises Refused when the ID numbers differ or one of the two is joined already. Where they agree, the level is
    taken over, at most as high as the settings say."""
    _check_can_link(user)
    agrees = said.agrees_with(user.id_type, user.id_number)
    if agrees is False:
        raise Refused(
            _("The two are not the same person: the ID numbers differ."),
            cure=_("Sign in here with your own account, or bring your ID card to any window."),
        )
    try:
        with act(user, "people.link_upper", by=by, rule=check_zone) as this:
            if agrees:
                raised(this, level_of(said.level), Way.UPPER, register=settings.UPPER_NAME[:40])
            _join(this, said, bool(agrees))
    except IntegrityError as error:
        raise Refused(
            _("One of the two accounts is linked to another already."), cure=_("End the other link first.")
        ) from error
    return this.subject


def _check_can_link(user: User) -> None:
    if user.is_official:
        raise NotAllowed(
            _("Accounts of officials are not opened from outside."), cure=_("Sign in here with your staff number.")
        )


def _join(this: This[User], said: Said, agrees: bool) -> None:
    this.note(issuer=settings.UPPER_ISSUER, level=said.level, number_agrees=agrees)
    UpperIdentity.objects.create(
        user=this.subject, issuer=settings.UPPER_ISSUER, subject_digest=said.subject_digest, number_agrees=agrees
    )


def open_by_upper(*, said: Said) -> User:
    """A new account with what the upper platform says, after the person agreed. A telephone that is taken stays with
    its holder."""
    user = User(name=said.name)
    if said.phone and not User.objects.filter(phone_index=crypto.blind("phone", said.phone)).exists():
        user.phone = said.phone
    user.set_unusable_password()
    try:
        with act(user, "people.open_by_upper", by=user) as this:
            raised(this, level_of(said.level), Way.UPPER, register=settings.UPPER_NAME[:40])
            _join(this, said, agrees=False)
    except IntegrityError as error:
        if (earlier := known(said)) is not None:  # opened in another window at the same instant
            return earlier
        raise Refused(_("The account can't be opened."), cure=_("Try again.")) from error
    return user


def unlink_upper(*, user: User, by: User) -> None:
    with act(user, "people.unlink_upper", by=by, rule=check_zone) as this:
        if not this.subject.has_usable_password():
            raise Refused(
                _("Then nothing would open this account any more."), cure=_("Set a password first, with a code.")
            )
        gone, _kinds = UpperIdentity.objects.filter(user=this.subject, issuer=settings.UPPER_ISSUER).delete()
        if not gone:
            this.nothing_happened()
