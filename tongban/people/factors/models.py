"""What a person can show beside the password, and where they are signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit import clock, ids
from tongban.kit.fields import PersonalClass, PersonalField
from tongban.kit.subjects import Subject


class FactorKind(models.TextChoices):
    TOTP = "totp", _p("second factor", "Code from an app")
    PASSKEY = "passkey", _p("second factor", "Passkey")
    CERTIFICATE = "cert", _p("second factor", "Certificate")


class Factor(models.Model):
    """Something that only this person has: the secret of an app (RFC 6238), the public half of a passkey, the
    number of a certificate."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=10, choices=FactorKind.choices)
    name = PersonalField("factor_name", PersonalClass.GENERAL, purpose="so that the person knows which one it is")
    secret = PersonalField("factor_secret", PersonalClass.SENSITIVE, purpose="to check what the person shows")
    credential = models.CharField(max_length=32, null=True, unique=True)  # digest of what names a passkey
    certificate = PersonalField(
        "certificate", PersonalClass.SENSITIVE, purpose="to know an official's certificate", indexed=True
    )  # serial and issuer
    counter = models.BigIntegerField(default=-1)  # the last time step of an app, the last count of a passkey
    synced = models.BooleanField(default=False)  # whether a passkey may be copied to other devices (backup eligible)
    made_at = models.DateTimeField(default=clock.now)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate_index"],
                condition=~models.Q(certificate_index=""),
                name="people_certificate_of_one",
            )
        ]


class RecoveryCode(models.Model):
    """One of the codes for the day on which the other factors are lost; shown once."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    code = PersonalField("recovery_code", PersonalClass.SENSITIVE, purpose="to check what the person shows")
    made_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)


class DeskSession(AbstractBaseSession):
    """A session of the official zone. The role of the public processes neither reads nor writes these rows (Q6)."""

    class Meta(AbstractBaseSession.Meta):
        db_table = "people_desksession"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from tongban.people.sessions import SessionStore  # which reads these rows

        return SessionStore


class SignedIn(models.Model):
    """One signing in. The session itself is the row of the same digest; without that row it has ended."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="signed_in")
    session = models.CharField(max_length=40, db_index=True)  # the digest under which the session lies
    device = models.CharField(max_length=32, db_index=True)  # the digest of the device's own cookie
    agent = models.CharField(max_length=40)  # browser and system in our words
    network = PersonalField("network", PersonalClass.GENERAL, purpose="so that the person recognises the place")
    amr = models.JSONField(default=list)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="people_signed_in_at")]


class PasswordUsed(models.Model):
    """A password that was set, as Django keeps it: the latest says since when, the last ones may not come again."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="passwords_used")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(default=clock.now)


class DoorCode(Subject):
    """A code that somebody asks for at a door, or (begin) by which name they sign in. The row is the same whether or
    not there is such an account: the worker finds that out, and sends the code or the name."""

    subject_type = "door_code"

    purpose = models.CharField(max_length=10)  # sign_in | sign_in2 | recover | recover2 | lost | begin
    channel = models.CharField(max_length=5)  # phone | email
    typed = PersonalField("account_typed", PersonalClass.GENERAL, purpose="whose account is meant")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="door_codes")
    digest = models.CharField(max_length=32)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Recourse(models.Model):
    """The second proof of who has lost the others: waiting time that nobody stopped, or the word of somebody in charge
    who saw the person. It holds from `ripe_at` until `ends_at`, and once."""

    class How(models.TextChoices):
        WAITING = "waiting", _p("recourse", "waiting time")
        WINDOW = "window", _p("recourse", "seen at a window")
        ADMINISTRATOR = "administrator", _p("recourse", "let in by the administrator")

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recourses")
    how = models.CharField(max_length=13, choices=How.choices)
    asked_at = models.DateTimeField(default=clock.now)
    ripe_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    by_phone = models.BooleanField(default=False)  # no administrator alone: a code to the person, or two at the machine

    class Meta:
        indexes = [models.Index(fields=["user", "-asked_at"], name="people_recourse_of")]
