from __future__ import annotations

from typing import Any

from django.db import models

from tongban.kit import clock, ids
from tongban.kit.fields import PersonalClass, PersonalField
from tongban.kit.subjects import Subject


class Entry(models.Model):
    """One act. `digest` covers everything in the row and the digest before it *of the same subject*."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    subject_type = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=64)
    position = models.PositiveIntegerField()
    act = models.CharField(max_length=80)
    by_key = models.CharField(max_length=64)
    at = models.DateTimeField()
    notes = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    number = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_key", "position"], name="audit_entry_position"),
            models.UniqueConstraint(fields=["number"], name="audit_entry_number"),
        ]
        indexes = [
            models.Index(fields=["id"], name="audit_unnumbered", condition=models.Q(number__isnull=True)),
            models.Index(fields=["by_key", "-at"], name="audit_by"),
            models.Index(fields=["digest"], name="audit_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_key} #{self.position} {self.act}"

    def facts(self) -> dict[str, Any]:
        """What the digest covers. The instant is written in UTC with microseconds, the same on every database."""
        return {
            "id": str(self.id),
            "subject": [self.subject_type, self.subject_key, self.position],
            "act": self.act,
            "by": self.by_key,
            "at": self.at.astimezone(clock.UTC).isoformat(timespec="microseconds"),
            "notes": self.notes,
            "previous": self.previous,
        }


class FailedSignIn(Subject):
    """A failure at a door that the record has. `account`: the key of the account that was tried; empty: nobody's name.

    Written once like its entry, by either zone: so no stranger locks the row of an account.
    """

    subject_type = "failed_sign_in"

    account = models.CharField(max_length=64, blank=True, db_index=True)


class LogRow(models.Model):
    """The one log: every entry gets its number within a second, and each number covers the one before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    entry = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]


class Tile(models.Model):
    """256 neighbouring hashes of the tree over the log, 32 bytes each; see `merkle`."""

    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="audit_tile_place")]


class TreeHead(models.Model):
    """The root of the log when it had `size` entries, signed with the key of the installation (S12)."""

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    signature = models.CharField(max_length=200)

    class Meta:
        ordering = ["size"]

    def facts(self) -> dict[str, Any]:
        """What the signature covers."""
        at = self.at.astimezone(clock.UTC).isoformat(timespec="microseconds")
        return {"tree_head": {"size": self.size, "root": self.root, "at": at}}


class Look(models.Model):
    """Somebody opened personal data: who, in which post, whose, why, for what (PIPL Article 55; requirement Q2).

    `code`: the reason, of those that `people` knows; `reason`: what was said beside it. `until`: what was opened stays
    open for whoever looked until then. `later`: the rule under which the person is shown it later (a lawful inspection).
    """

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    by_key = models.CharField(max_length=64)
    org_code = models.CharField(max_length=18, blank=True)
    role = models.CharField(max_length=40, blank=True)
    person_key = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=64)
    what = models.CharField(max_length=80)
    code = models.CharField(max_length=30, blank=True)
    reason = PersonalField("text", PersonalClass.GENERAL, purpose="why personal data was opened")
    at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)
    later = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_key", "-at"], name="audit_look_person"),
            models.Index(
                fields=["by_key", "subject_key"], name="audit_look_open", condition=models.Q(until__isnull=False)
            ),
        ]


from tongban.audit.keys.models import KeyChange  # noqa: E402, F401 - Django finds the models of a room here
from tongban.audit.stamps.models import HeadStamp  # noqa: E402, F401
