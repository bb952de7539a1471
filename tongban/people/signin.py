"""Signing in by name, phone or e-mail; limits that hold across processes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tongban.kit import clock, crypto
from tongban.kit.errors import Refused
from tongban.kit.prepared import Prepared
from tongban.kit.telephones import mobile
from tongban.kit.writing import writing
from tongban.people.models import Attempt, Post, User

WINDOW = 60 * settings.LOCK_MINUTES  # seconds
TRIES_PER_ACCOUNT = settings.TRIES_PER_ACCOUNT
TRIES_PER_ADDRESS = settings.TRIES_PER_ADDRESS


class TooMany(Refused):
    status = 429


def count_try(what: str, who: str, limit: int) -> None:
    """Counts a try at a door; raises TooMany above the limit of these minutes."""
    count = counted(what, who)
    if count > limit:
        raise TooMany(
            _("There were too many tries."),
            found=_("%(count)d tries in %(minutes)d minutes") % {"count": count, "minutes": settings.LOCK_MINUTES},
            wanted=_("at most %(limit)d") % {"limit": limit},
            cure=_("Wait %(minutes)d minutes, or come in by a passkey or a code to your phone.")
            % {"minutes": settings.LOCK_MINUTES},
        )


def counted(what: str, who: str, more: int = 1) -> int:
    """How often it happened in these minutes, this time included."""
    window = int(clock.now().timestamp()) // WINDOW
    key = f"{what}:{crypto.blind(what, who)}:{window}"
    with writing():
        Attempt.objects.get_or_create(key=key)
        Attempt.objects.filter(key=key).update(count=F("count") + more)
        return int(Attempt.objects.values_list("count", flat=True).get(key=key))


def forgive(what: str, who: str) -> None:
    """The door was opened rightly: earlier tries of these minutes count no more."""
    window = int(clock.now().timestamp()) // WINDOW
    Attempt.objects.filter(key=f"{what}:{crypto.blind(what, who)}:{window}").delete()


def take_back(what: str, who: str) -> None:
    """This try did no harm: it counts no more, those before it do."""
    window = int(clock.now().timestamp()) // WINDOW
    key = f"{what}:{crypto.blind(what, who)}:{window}"
    Attempt.objects.filter(key=key, count__gt=0).update(count=F("count") - 1)


def key_of(typed: str) -> UUID | None:
    """Of the account that is called so."""
    key: UUID | None = _called(typed).values_list("pk", flat=True).first()  # a whole row takes longer to read than none
    return key


def key_and_end(typed: str) -> tuple[UUID | None, bool]:
    """Of the account that is called so, and whether it has ended; as short for nobody's name."""
    found = _called(typed).values_list("pk", "is_active").first()
    return (found[0], not found[1]) if found else (None, False)


def account_for(typed: str) -> User | None:
    """By chosen name or staff number, phone, or e-mail. Never by ID number."""
    found: User | None = _called(typed).first()
    return found


def _called(typed: str) -> QuerySet[User]:
    typed, plain = typed.strip(), mobile(typed)
    if not plain:
        return User.objects.none()  # type: ignore[no-any-return]
    by_phone = Q(phone_index=crypto.blind("phone", plain), phone_unproved=False)
    by_contact = by_phone | Q(email_index=crypto.blind("email", plain))
    return User.objects.filter(Q(login=typed) | by_contact)  # type: ignore[no-any-return]


ACTIVE: Prepared[User] = Prepared(lambda: User.objects.filter(is_active=True), "pk")
POSTS = Prepared(lambda: Post.objects.select_related("for_post__user").order_by("id"), "user")


class BlindIndexBackend:
    """Django's authentication backend over the blind indexes."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_: Any
    ) -> User | None:
        user = account_for(username)
        if user is None:
            make_password(password)  # the same time whether the account exists or not
            return None
        if not user.check_password(password) or not user.is_active:  # in this order: it takes the same time
            return None
        return user

    def get_user(self, user_id: Any) -> User | None:
        """Asked by every page: one query for a citizen, two for an official, whose rights are the posts. In the public
        zone an official is a citizen, and no post holds."""
        found = ACTIVE.first(user_id)
        if found is not None and found.is_official:
            found.hold([] if settings.ZONE == "public" else POSTS.all(found.pk))
        return found


def check_password_of(user: User, typed: str) -> bool:
    return check_password(typed, user.password)
