from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F
from django.utils.translation import gettext as _

from tongban.kit import checkdigits, clock, crypto
from tongban.kit.act import SYSTEM, Actor, act
from tongban.kit.errors import BadInput
from tongban.kit.typed import are_digits, half_width, is_one_address
from tongban.kit.writing import writing
from tongban.messages.api import send_code
from tongban.people.models import Code, Kind, Post, User
from tongban.people.rules import check_may
from tongban.people.signin import account_for, count_try, counted_as

CODE_MINUTES = 10
CODE_TRIES = 5


def register(*, name: str, id_number: str, phone: str, email: str, password: str, language: str = "zh-hans") -> User:
    """An account at once, without codes (level 1: registered), for set-up; the doors go by `registering`.

    Raises BadInput with the fields at fault, also with those that belong to an account already.
    """
    id_number, phone, email = half_width(id_number).upper(), half_width(phone), half_width(email)
    errors = faults_of(name=name, id_number=id_number, phone=phone, email=email, password=password)
    if errors:
        raise BadInput(_("Some answers can't be used yet."), errors=errors)
    user = User(name=name.strip(), id_number=id_number, phone=phone, email=email, language=language)
    user.set_password(password)
    try:
        with act(user, "people.register", by=user) as this:
            this.note(kind=user.kind)
    except IntegrityError as error:
        raise BadInput(_("Some answers can't be used yet."), errors=_taken(user)) from error
    return user


def faults_of(*, name: str, id_number: str, phone: str, email: str, password: str) -> dict[str, list[str]]:
    """Field → sentences, for everything that can be told without asking whether an account exists."""
    errors: dict[str, list[str]] = {}
    id_number, digits, email = half_width(id_number).upper(), half_width(phone), half_width(email)
    if not name.strip():
        errors["name"] = [_("Type your name as it stands on your ID card.")]
    if not checkdigits.id_ok(id_number):
        errors["id_number"] = [id_fault(id_number)]
    if not (len(digits) == 11 and digits.startswith("1") and are_digits(digits)):
        errors["phone"] = [_("A mobile number has 11 digits and begins with 1; you typed %d characters.") % len(digits)]
    if email and not is_one_address(email):
        errors["email"] = [_("Type one e-mail address alone; it looks like name@example.cn.")]
    try:
        password_validation.validate_password(password)
    except ValidationError as error:
        errors["password"] = list(error.messages)
    return errors


def id_fault(number: str) -> str:
    if len(number) != 18:
        return _("An ID number has 18 characters; you typed %d.") % len(number)
    if checkdigits.id_birthday(number) is None:
        return _("The birthday in the ID number (characters 7 to 14) is no date.")
    return _("The last character does not fit the others: please compare with your ID card.")


def _taken(user: User) -> dict[str, list[str]]:
    message = _("There is an account with this already. Sign in, or set a new password with a code.")
    taken = {}
    for field in ("id_number", "phone", "email"):
        index = getattr(user, f"{field}_index")
        if index and User.objects.filter(**{f"{field}_index": index}).exists():
            taken[field] = [message]
    return taken or {"phone": [message]}


def send_recovery_code(*, typed: str, channel: str) -> None:
    """Sends a code to the account's phone or e-mail. Says nothing about whether the account exists."""
    count_try("code", counted_as(typed), 5)
    user = account_for(typed)
    address = getattr(user, channel, "") if user and channel in {"phone", "email"} else ""
    if user is None or not address:
        return
    plain = f"{secrets.randbelow(10**6):06d}"
    with act(user, "people.send_code", by=SYSTEM) as this:
        expires = clock.now() + dt.timedelta(minutes=CODE_MINUTES)
        code = Code.objects.create(user=user, purpose="recover", digest="", expires_at=expires)
        Code.objects.filter(pk=code.pk).update(digest=crypto.blind(f"code:{code.pk}", plain))
        this.note(channel=channel)
        send_code(this, user=user, channel=channel, address=address, code=plain, minutes=CODE_MINUTES)


def recover(*, typed: str, code: str, password: str) -> User:
    """Sets a new password with a code. Each code bears five tries, and works once."""
    count_try("recover", counted_as(typed), 10)
    user = account_for(typed)
    try:
        password_validation.validate_password(password)
    except ValidationError as error:
        raise BadInput(_("This password can't be used."), errors={"password": list(error.messages)}) from error
    if user is None or not _code_fits(user, code):
        raise BadInput(
            _("The code does not fit."),
            errors={"code": [_("The code is wrong, used or older than %d minutes. Ask for a new one.") % CODE_MINUTES]},
        )
    sealed = make_password(password)  # takes a twentieth of a second: never under a lock
    with act(user, "people.recover", by=user) as this:
        this.subject.password = sealed
    return this.subject


def _code_fits(user: User, typed: str) -> bool:
    with writing():
        living = Code.objects.filter(user=user, purpose="recover", used_at=None, expires_at__gt=clock.now())
        latest = living.order_by("-id").first()
        if latest is None:
            return False
        # Counted by the row as it is now, so that tries at the same instant are not more tries.
        if not Code.objects.filter(pk=latest.pk, tries__lt=CODE_TRIES).update(tries=F("tries") + 1):
            return False
        if not secrets.compare_digest(latest.digest, crypto.blind(f"code:{latest.pk}", typed)):
            return False
        return bool(Code.objects.filter(pk=latest.pk, used_at=None).update(used_at=clock.now()))


def change_password(*, user: User, old: str, new: str, by: User) -> User:
    if not user.check_password(old):
        raise BadInput(_("The old password does not fit."), errors={"old": [_("Type the password you use now.")]})
    try:
        password_validation.validate_password(new)
    except ValidationError as error:
        raise BadInput(_("This password can't be used."), errors={"new": list(error.messages)}) from error
    sealed = make_password(new)
    with act(user, "people.change_password", by=by) as this:
        if this.subject.password != user.password:  # another window was first; what fitted then fits no more
            raise BadInput(_("The old password does not fit."), errors={"old": [_("Type the password you use now.")]})
        this.subject.password = sealed
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


def verify_at_window(*, user: User, evidence: str, by: User) -> User:
    """An official saw the person with the document in hand (现场身份验证, A2): level 2."""
    check_may(by, "people.verify")
    with act(user, "people.verify_at_window", by=by) as this:
        this.subject.assurance = max(this.subject.assurance, 2)
        this.note(evidence=evidence)
    return this.subject


def hire(*, login: str, name: str, password: str, posts: list[dict[str, Any]], by: Actor = SYSTEM) -> User:
    """An official with posts: `[{"role", "org_code", "region_code"}]`. Raises BadInput when the login is taken."""
    user = User(kind=Kind.OFFICIAL, login=login, name=name, assurance=3)
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
