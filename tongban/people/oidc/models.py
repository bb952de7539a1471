from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit import clock, ids
from tongban.kit.subjects import Subject


class SystemState(models.TextChoices):
    PROPOSED = "proposed", _p("connected system", "Waits for a second person")
    LIVE = "live", _p("connected system", "Connected")
    REFUSED = "refused", _p("connected system", "Refused")
    STOPPED = "stopped", _p("connected system", "Stopped")


class System(Subject):
    """Another system that people sign in to with their account here (in OpenID Connect: a client).

    What was registered is never changed: another address is another registration, which a second person reads again.
    """

    subject_type = "system"

    client_id = models.CharField(max_length=40, unique=True)
    name = models.JSONField(default=dict)  # {"zh", "en"}, as people read it before they agree
    operator = models.JSONField(default=dict)  # which organ runs it
    purpose = models.JSONField(default=dict)  # why it wants what it wants
    redirect_uris = models.JSONField(default=list)
    logout_uris = models.JSONField(default=list)
    sector = models.CharField(max_length=120)  # one person has one subject in a sector, and another in the next
    scopes = models.JSONField(default=list)  # the most it may ask for
    least_level = models.PositiveSmallIntegerField(default=1)  # 0–4, of identity
    token_alg = models.CharField(max_length=5, default="RS256")  # of ID tokens: RS256 or ES256
    secret_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=SystemState.choices, default=SystemState.PROPOSED)
    refusal = models.CharField(max_length=300, blank=True)  # why the second person did not release it
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-made_at"], name="people_system_state")]

    @property
    def is_live(self) -> bool:
        return self.state == SystemState.LIVE

    @property
    def hosts(self) -> list[str]:
        return sorted({urlsplit(uri).netloc for uri in self.redirect_uris})


class Connection(Subject):
    """A person agreed that a system is told who they are; it holds until one of the two ends it."""

    subject_type = "connection"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="connections")
    system = models.ForeignKey(System, models.PROTECT, related_name="connections")
    scopes = models.JSONField(default=list)
    since = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "system"], condition=models.Q(ended_at=None), name="people_connected_once"
            )
        ]


class Authorization(models.Model):
    """One sign-in at a system: the code that was handed out, and how the person had signed in here (`auth_time`)."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="authorizations")
    code_digest = models.CharField(max_length=64, unique=True)
    redirect_uri = models.CharField(max_length=500)
    scopes = models.JSONField(default=list)
    nonce = models.CharField(max_length=500, blank=True)
    code_challenge = models.CharField(max_length=128)
    auth_time = models.BigIntegerField()  # seconds
    acr = models.CharField(max_length=40)
    amr = models.JSONField(default=list)  # RFC 8176
    mandate = models.ForeignKey(
        "people.Mandate", models.SET_NULL, null=True, related_name="+"
    )  # for whom, if not oneself
    session = models.CharField(max_length=64, db_index=True)  # digest of the mark of the session it was asked in
    issued_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["connection", "-issued_at"], name="people_authorization_of")]


class Token(models.Model):
    """An access token; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    authorization = models.ForeignKey(Authorization, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True)

    @property
    def is_good(self) -> bool:
        """Asked with authorization, connection, system and user at hand."""
        asked = self.authorization
        connection = asked.connection
        living = self.revoked_at is None and asked.revoked_at is None and connection.ended_at is None
        return living and clock.now() < self.expires_at and connection.system.is_live and connection.user.is_active


class UpperIdentity(models.Model):
    """Who an upper platform says somebody is: its issuer and subject, and the account here."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="upper_identities")
    issuer = models.CharField(max_length=200)
    subject_digest = models.CharField(max_length=64)
    number_agrees = models.BooleanField(default=False)  # its fingerprint is that of the account's ID number
    since = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject_digest"], name="people_upper_subject_once"),
            models.UniqueConstraint(fields=["issuer", "user"], name="people_upper_account_once"),
        ]
