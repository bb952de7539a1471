from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy as _p

from tongban.kit import clock, ids
from tongban.kit.fields import PersonalClass, PersonalField, mask
from tongban.kit.subjects import Subject
from tongban.people.roles import ROLES, Role


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
    # Who registers only says a number. Another account said it first: that one is found by it, this one is not.
    number_held_elsewhere = models.BooleanField(default=False)
    phone = PersonalField("phone", PersonalClass.GENERAL, purpose="contact, codes", indexed=True)
    email = PersonalField("email", PersonalClass.GENERAL, purpose="contact, recovery", indexed=True)
    phone_index: str
    id_number_index: str
    assurance = models.PositiveSmallIntegerField(default=1)  # 0–4; 1 = registered, 2 = seen at a window
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
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
    def is_official(self) -> bool:
        return self.kind == Kind.OFFICIAL

    @cached_property
    def current_posts(self) -> list[Post]:
        return [post for post in self.posts.all() if post.is_current] if self.is_official else []

    def hold(self, posts: list[Post]) -> None:
        """The posts were read already."""
        self.current_posts = [post for post in posts if post.is_current]

    @property
    def masked_name(self) -> str:
        return mask("name", self.name)


class Post(models.Model):
    """A role held in an organ of a region, between two dates."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="posts")
    role = models.CharField(max_length=40)
    org_code = models.CharField(max_length=18)
    region_code = models.CharField(max_length=12)
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["org_code", "role"], name="people_post_org")]

    @property
    def described(self) -> Role:
        return ROLES[self.role]

    @property
    def is_current(self) -> bool:
        today = clock.today()
        return self.since <= today and (self.until is None or today <= self.until)


class Enterprise(models.Model):
    """A legal person or other body with a unified social credit code; the code and name are public."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    uscc = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    legal_representative = PersonalField("name", PersonalClass.GENERAL, purpose="who represents the enterprise")
    address = models.CharField(max_length=200, blank=True)


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


from tongban.people.mandates.models import Mandate  # noqa: E402 - Django finds it here
