from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.kit.act import SYSTEM, Actor, act
from tongban.kit.errors import BadInput
from tongban.kit.telephones import mobile
from tongban.kit.typed import are_digits, half_width, is_one_address, odd_sign
from tongban.kit.writing import writing
from tongban.messages.api import register as wording
from tongban.people.assurance import id_types
from tongban.people.assurance.levels import Level
from tongban.people.factors import codes, duties, passwords, recovering
from tongban.people.factors.models import DoorCode
from tongban.people.factors.telling import tell_everywhere
from tongban.people.models import Kind, Post, User
from tongban.people.staff.rules import check_sides_of

wording(
    "people.password_changed",
    gettext_lazy("Your password was changed"),
    gettext_lazy(
        "The password of your account was changed, and other devices were signed out. If it was not you, set a new "
        "one with a code at once."
    ),
)

wording(
    "people.password_of_official_changed",
    gettext_lazy("Your password was changed"),
    gettext_lazy(
        "The password of your account was changed, and other devices were signed out. If it was not you, call your system "
        "administrator at once: they let you in anew."
    ),
)


def register(
    *,
    name: str,
    id_number: str,
    phone: str,
    email: str,
    password: str,
    id_type: str = id_types.CITIZEN,
    language: str = "zh-hans",
) -> User:
    """An account at once, without codes (level 1: registered), for set-up; the doors go by `registering`.

    Raises BadInput with the fields at fault, also with those that belong to an account already.
    """
    id_number, phone, email = id_types.plain(id_number), mobile(phone), half_width(email)
    errors = faults_of(name=name, id_type=id_type, id_number=id_number, phone=phone, email=email, password=password)
    if errors:
        raise BadInput(_("Some answers can't be used yet."), errors=errors)
    user = User(name=name.strip(), id_number=id_number, phone=phone, email=email, language=language)
    user.id_type = id_types.kept_as(id_type)
    user.set_password(password)
    try:
        with act(user, "people.register", by=user) as this:
            this.note(kind=user.kind)
    except IntegrityError as error:
        raise BadInput(_("Some answers can't be used yet."), errors=_taken(user)) from error
    return user


def faults_of(
    *, name: str, id_number: str, phone: str, email: str, password: str, id_type: str = id_types.CITIZEN
) -> dict[str, list[str]]:
    """Field → sentences, for everything that can be told without asking whether an account exists."""
    errors: dict[str, list[str]] = {}
    id_number, digits, email = id_types.plain(id_number), mobile(phone), half_width(email)
    if not name.strip():
        errors["name"] = [_("Type your name as it stands on your ID card.")]
    elif odd := odd_sign(name.strip()):
        said = _("“%(sign)s” stands in no name. Type your name as it stands on your ID card.")
        errors["name"] = [said % {"sign": odd}]
    if said := id_types.fault(id_type, id_number):
        errors["id_number"] = [said]
    elif id_types.is_child(id_type, id_number):
        errors["id_number"] = [
            _(
                "This is the number of a child under %(years)d. A child opens no account: a parent or guardian signs in with "
                "their own and acts for the child (PIPL, Article 31)."
            )
            % {"years": settings.GUARDED_UNTIL}
        ]
    if not (len(digits) == 11 and digits.startswith("1") and are_digits(digits)):
        errors["phone"] = [_("A mobile number has 11 digits and begins with 1; you typed %d characters.") % len(digits)]
    if email and not is_one_address(email):
        errors["email"] = [_("Type one e-mail address alone; it looks like name@example.cn.")]
    try:
        password_validation.validate_password(password)
    except ValidationError as error:
        errors["password"] = list(error.messages)
    return errors


def _taken(user: User) -> dict[str, list[str]]:
    message = _("There is an account with this already. Sign in, or set a new password with a code.")
    taken = {}
    for field in ("id_number", "phone", "email"):
        index = getattr(user, f"{field}_index")
        if index and User.objects.filter(**{f"{field}_index": index}).exists():
            taken[field] = [message]
    return taken or {"phone": [message]}


def change_password(*, user: User, old: str, new: str, shown: DoorCode | None = None, by: User) -> User:
    """`shown`: a code that fitted, where `duties.shows_phone` wants one; it is spent here."""
    if said := passwords.fault_of_own(user, old):
        raise BadInput(_("The old password does not fit."), errors={"old": [said]})
    if faults := passwords.faults_of(new, user):
        raise BadInput(_("This password can't be used."), errors={"new": faults})
    if shown is None and duties.shows_phone(user):
        raise codes.does_not_fit()
    sealed = make_password(new)
    with writing():
        if shown is not None:
            codes.spend(shown)
        return _changed(user, sealed, by_phone=shown is not None, by=by)


def _changed(user: User, sealed: str, *, by_phone: bool, by: User) -> User:
    with act(user, "people.change_password", by=by) as this:
        if this.subject.password != user.password:  # another window was first; what fitted then fits no more
            raise BadInput(_("The old password does not fit."), errors={"old": [_("Type the password you use now.")]})
        passwords.set_password(this, sealed)
        recovering.sign_out_everywhere(user)
        duties.own_password_set(user, by_phone=by_phone)
        of_official = "people.password_of_official_changed" if this.subject.is_official else "people.password_changed"
        tell_everywhere(this, to=this.subject, template=of_official)
    return this.subject


def choose_language(*, user: User, language: str, by: User) -> User:
    """The language of letters and messages; pages follow the visitor's own cookie."""
    known = dict(settings.LANGUAGES)
    if language not in known:
        raise BadInput(_("We do not write this language."), found=language, wanted=", ".join(known))
    with act(user, "people.choose_language", by=by) as this:
        this.subject.language = language
        this.note(language=language)
    return this.subject


def hire(*, login: str, name: str, password: str, posts: list[dict[str, Any]], by: Actor = SYSTEM) -> User:
    """An official with posts: `[{"role", "org_code", "region_code"}]`. Raises BadInput when the login is taken."""
    check_sides_of(str(post["role"]) for post in posts)
    user = User(kind=Kind.OFFICIAL, login=login, name=name, assurance=Level.FACE)
    user.set_password(password)
    try:
        with act(user, "people.hire", by=by) as this:
            this.note(posts=[{k: str(v) for k, v in post.items()} for post in posts])
            this.write()
            Post.objects.bulk_create([Post(user=user, **post) for post in posts])
    except IntegrityError as error:
        raise BadInput(
            _("This account can't be made."), errors={"login": [_("This login is taken. Choose another.")]}
        ) from error
    return user
