"""Who stands before somebody in charge is let in again by that person's word, which the record keeps.

At a window an official who sees the document of a citizen; for officials their system administrator, and nobody else.
No administrator alone comes into an account that decides, publishes or gives rights: its password is set on the machine.
"""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.kit import clock, crypto
from tongban.kit.act import SYSTEM, Actor, This, act
from tongban.kit.errors import BadInput, NotAllowed
from tongban.kit.typed import half_width
from tongban.messages.api import register as wording
from tongban.messages.api import tell
from tongban.people.assurance.names import is_called
from tongban.people.factors import passwords, recovering
from tongban.people.factors.models import Factor, Recourse, RecoveryCode
from tongban.people.factors.telling import tell_everywhere
from tongban.people.models import Kind, User
from tongban.people.roles import ROLES
from tongban.people.rules import check_may, may

LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
SIGNS = 16

wording(
    "people.vouched_for",
    gettext_lazy("You were seen at a window"),
    gettext_lazy(
        "An official saw your document and vouched for you. For %(hours)d hours a code to one of your channels is "
        "enough to set a new password. If you were at no window, tell 12345 at once."
    ),
)
wording(
    "people.let_in",
    gettext_lazy("The administrator lets you in again"),
    gettext_lazy(
        "Your system administrator gave you a new password for %(hours)d hours, and you were signed out everywhere. If "
        "you did not ask for it, say so at once."
    ),
)
wording(
    "people.has_let_in",
    gettext_lazy("You let an official in again"),
    gettext_lazy("%(login)s got a new password from you. If it was not you, set a new password of your own at once."),
)


def vouch(*, id_number: str, name: str, evidence: str, by: User) -> Recourse:
    """Raises BadInput when no account has this number and this name; says no more about it."""
    check_may(by, "people.verify")
    user = _seen(id_number, name)
    if not evidence.strip():
        raise BadInput(_("The document is missing."), errors={"evidence": [_("Say which document you saw.")]})
    now = clock.now()
    ends = now + dt.timedelta(hours=settings.LET_IN_HOURS)
    with act(user, "people.vouch", by=by) as this:
        made = Recourse.objects.create(user=user, how=Recourse.How.WINDOW, ripe_at=now, ends_at=ends)
        this.note(recourse=str(made.pk), evidence=evidence)
        tell_everywhere(this, to=this.subject, template="people.vouched_for", hours=settings.LET_IN_HOURS)
    return made


def _seen(id_number: str, name: str) -> User:
    index = crypto.blind("id_number", half_width(id_number).upper())
    found: User | None = User.objects.filter(
        id_number_index=index, number_held_elsewhere=False, kind=Kind.CITIZEN, is_active=True
    ).first()
    if found is None or not is_called(found, name):
        said = _("No account has this number together with this name. Compare both with the document.")
        raise BadInput(_("Nobody was found."), errors={"id_number": [said]})
    return found


def official_called(login: str) -> User:
    found: User | None = User.objects.filter(login=login.strip(), kind=Kind.OFFICIAL, is_active=True).first()
    if found is None:
        raise BadInput(
            _("Nobody was found."), errors={"login": [_("No official has this user name, or they have left.")]}
        )
    return found


def check_can_let_in(user: User, by: Actor) -> None:
    """Of the administrator's own region or organ, and never oneself. `SYSTEM` is the command of the machine's keeper."""
    if by is SYSTEM:
        return
    if isinstance(by, User) and by.pk == user.pk:
        raise NotAllowed(_("Nobody lets themselves in."), cure=_("Ask another administrator."))
    posts = [post for post in user.posts.all() if post.is_current]
    reached = any(may(by, "people.let_in", org_code=p.org_code, region_code=p.region_code) for p in posts)
    if not reached:
        check_may(by, "people.let_in", org_code="-", region_code="-")
    _check_alone(user)


def _check_alone(user: User) -> None:
    """What takes two to be given does not come into the hands of one: not now, from a later day on, or as proposed."""
    roles = {post.role for post in user.posts.all() if not post.is_over}
    roles |= set(user.appointments.filter(state="proposed").values_list("role", flat=True))
    powerful = sorted(str(ROLES[role].name) for role in roles if ROLES[role].is_powerful)
    if powerful:
        raise NotAllowed(
            _("No administrator alone lets in somebody with such a post."),
            found=" / ".join(powerful),
            wanted=_("two people at the machine"),
            cure=_("Ask the keeper of the machine: together with a second person they run “tongban let-in %(login)s”.")
            % {"login": user.login},
        )


def let_in(*, user: User, lost: bool, by: Actor) -> str:
    """A password to be told from mouth to ear, and to be changed at once. `lost`: the second steps are gone too."""
    check_can_let_in(user, by)
    plain = _start_password()
    sealed, ends = make_password(plain), clock.now() + dt.timedelta(hours=settings.LET_IN_HOURS)
    with act(user, "people.let_in", by=by) as this:
        Recourse.objects.filter(user=user, used_at=None, stopped_at=None).update(stopped_at=this.at)
        Recourse.objects.create(
            user=user, how=Recourse.How.ADMINISTRATOR, ripe_at=this.at, ends_at=ends, by_phone=by is SYSTEM
        )
        passwords.set_password(this, sealed)
        if lost:
            _drop_factors(this)
        recovering.sign_out_everywhere(user)
        this.note(lost=lost)
        tell_everywhere(this, to=this.subject, template="people.let_in", hours=settings.LET_IN_HOURS)
        if isinstance(by, User):
            tell(this, to=by, template="people.has_let_in", url="/account/security/", login=user.login)
    return plain


def _start_password() -> str:
    """Until it has enough kinds of signs."""
    while True:
        plain = "-".join("".join(secrets.choice(LETTERS) for _n in range(SIGNS // 4)) for _m in range(4))
        if not passwords.faults_of(plain):
            return plain


def _drop_factors(this: This[User]) -> None:
    count, _kinds = Factor.objects.filter(user=this.subject).delete()
    RecoveryCode.objects.filter(user=this.subject).delete()
    this.note(factors=count)
    how = str(Recourse.How.ADMINISTRATOR.label)
    tell_everywhere(this, to=this.subject, template="people.factors_dropped", how=how)
