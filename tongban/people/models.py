from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy as _p

from tongban.kit import clock, ids
from tongban.kit.fields import PersonalClass, PersonalField, mask
from tongban.kit.subjects import Subject
from tongban.people.assurance.levels import Level, level_of
from tongban.people.roles import ROLES, SIDES, Role


class Kind(models.TextChoices):
    CITIZEN = "citizen", _p("account kind", "Citizen")
    OFFICIAL = "official", _p("account kind", "Official")


class User(AbstractBaseUser, Subject):
    """Whoever can sign in. No ID number is a login name; names and numbers are sealed (A1, Q2)."""

    subject_type = "account"

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CITIZEN)
    login = models.CharField(max_length=60, unique=True, null=True)  # a chosen name, or a staff number
    name = PersonalField("name", PersonalClass.GENERAL, purpose="who applies")
    id_type = models.CharField(max_length=3, default="111")  # GA/T 2000.156
    id_number = PersonalField(
        "id_number", PersonalClass.SENSITIVE, purpose="the one identity of a person", indexed=True
    )
    id_number_index: str
    # Who registers only says a number. Another account said it first: that one is found by it, this one is not.
    number_held_elsewhere = models.BooleanField(default=False)
    phone = PersonalField("phone", PersonalClass.GENERAL, purpose="contact, codes", indexed=True)
    phone_unproved = models.BooleanField(default=False)  # named at a window, and no code came back from it: `phones`
    email = PersonalField("email", PersonalClass.GENERAL, purpose="contact, recovery", indexed=True)
    card_code = PersonalField(
        "card_code", PersonalClass.SENSITIVE, purpose="found by the social security card", indexed=True
    )
    assurance = models.PositiveSmallIntegerField(default=Level.PHONE)  # the highest verification that holds
    phone_index: str
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    merged_into: Any = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    is_frozen = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now)
    acting_under: Mandate | None = None  # for whom somebody acts in this request; see `mandates.choosing`
    known_mandates: list[Mandate] | None = None  # read once for a page; an act asks anew

    USERNAME_FIELD = "login"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["id_type", "id_number_index"],
                condition=~models.Q(id_number_index="") & models.Q(number_held_elsewhere=False),
                name="people_one_account_per_person",
            ),
            models.UniqueConstraint(
                fields=["phone_index"], condition=~models.Q(phone_index=""), name="people_one_account_per_phone"
            ),
            models.UniqueConstraint(
                fields=["email_index"], condition=~models.Q(email_index=""), name="people_one_account_per_email"
            ),
            models.UniqueConstraint(
                fields=["card_code_index"], condition=~models.Q(card_code_index=""), name="people_one_account_per_card"
            ),
        ]

    objects: Any = models.Manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def actor_key(self) -> str:
        return f"user:{self.pk}"

    @property
    def actor_label(self) -> str:
        return self.name

    @property
    def level(self) -> Level:
        return level_of(self.assurance)

    @property
    def is_official(self) -> bool:
        return self.kind == Kind.OFFICIAL

    used_post: Post | None = None  # by which the last right was asked for and found

    @cached_property
    def current_posts(self) -> list[Post]:
        return [post for post in self.posts.all() if post.is_current] if self.is_official else []

    def hold(self, posts: list[Post]) -> None:
        """The posts were read already."""
        self.current_posts = [post for post in posts if post.is_current]

    @property
    def proved_phone(self) -> str:
        return "" if self.phone_unproved else self.phone

    @property
    def masked_name(self) -> str:
        return mask("name", self.name)


def _side_of_the_role() -> models.Case:
    sides = [models.When(role=role, then=models.Value(side)) for role, side in sorted(SIDES.items())]
    return models.Case(*sides, default=models.Value(""))


class Post(models.Model):
    """A role held in an organ of a region, between two dates. `for_post`: held as the deputy of whoever has that post."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="posts")
    role = models.CharField(max_length=40)
    # As the role says, computed by the database, where `staff/guards.py` keeps the sides apart.
    side = models.GeneratedField(
        expression=_side_of_the_role(), output_field=models.CharField(max_length=10), db_persist=True
    )
    org_code = models.CharField(max_length=18)
    region_code = models.CharField(max_length=12)
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, editable=False)  # taken away before its last day
    for_post: Any = models.ForeignKey("self", models.CASCADE, null=True, related_name="deputies")
    used_on = models.DateField(null=True, editable=False)  # the last day on which something was done by it

    class Meta:
        indexes = [models.Index(fields=["org_code", "role"], name="people_post_org")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(for_post=None) | models.Q(until__isnull=False), name="people_deputy_has_an_end"
            ),
        ]

    @property
    def described(self) -> Role:
        return ROLES[self.role]

    @property
    def is_current(self) -> bool:
        return self.since <= clock.today() and not self.is_over

    @property
    def is_over(self) -> bool:
        """Of a deputy also with the post they stand in for."""
        if self.ended_at is not None or (self.until is not None and self.until < clock.today()):
            return True
        return self.for_post_id is not None and self.for_post.is_over

    @property
    def stands_for(self) -> User | None:
        """Whose deputy holds it."""
        return self.for_post.user if self.for_post else None


class Standing(models.TextChoices):
    SAID = "said", _p("standing of an enterprise", "Not compared yet")
    AGREES = "agrees", _p("standing of an enterprise", "Agrees with the register")
    DIFFERS = "differs", _p("standing of an enterprise", "Differs from the register")
    CANCELLED = "cancelled", _p("standing of an enterprise", "Cancelled or revoked")


class Enterprise(Subject):
    """A legal person or other body with a unified social credit code; the code and name are public.

    `standing`: what the register of legal persons said last, with its request in the log of the exchange.
    """

    subject_type = "enterprise"

    uscc = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    legal_representative = PersonalField("name", PersonalClass.GENERAL, purpose="who represents the enterprise")
    address = models.CharField(max_length=200, blank=True)
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.SAID)
    differs: Any = models.JSONField(default=list)  # which of name and representative
    compared_at = models.DateTimeField(null=True)
    compared_by = models.CharField(max_length=40, blank=True)  # the register
    reference = models.CharField(max_length=40, blank=True)

    @property
    def is_verified(self) -> bool:
        return self.standing == Standing.AGREES


class Attempt(models.Model):
    """Tries at a door (sign-in, code) in a window of time: shared by every process, kept for a day."""

    key = models.CharField(primary_key=True, max_length=80)  # what, blind index of who, window number
    count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)


class Code(models.Model):
    """A one-time code sent to a phone or e-mail; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=20)
    digest = models.CharField(max_length=128)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Registration(Subject):
    """An account that somebody wants, until the codes sent to their phone and e-mail address come back.

    It is the same row, with the same letters out, whether or not phone or address belongs to an account already.
    """

    subject_type = "registration"

    name = PersonalField("name", PersonalClass.GENERAL, purpose="who wants an account")
    id_type = models.CharField(max_length=3, default="111")  # GA/T 2000.156
    id_number = PersonalField("id_number", PersonalClass.SENSITIVE, purpose="whose account it will be")
    phone = PersonalField("phone", PersonalClass.GENERAL, purpose="contact, codes")
    email = PersonalField("email", PersonalClass.GENERAL, purpose="contact, codes")
    password = models.CharField(max_length=128)  # as Django keeps it
    language = models.CharField(max_length=10)
    phone_digest = models.CharField(max_length=128)
    email_digest = models.CharField(max_length=128, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


from tongban.people.assurance import models as _assurance  # noqa: E402,F401 - its rows belong to this room
from tongban.people.factors import models as _of_factors  # noqa: E402, F401 - so that Django finds them
from tongban.people.mandates.models import Mandate  # noqa: E402 - Django finds it here
from tongban.people.oidc.models import (  # noqa: E402, F401 - Django finds the models of a room here
    Authorization,
    Connection,
    System,
    Token,
    UpperIdentity,
)
from tongban.people.privacy import models as _privacy  # noqa: E402, F401 - so that Django finds them
from tongban.people.staff import models as _staff  # noqa: E402, F401 - Django finds them here
