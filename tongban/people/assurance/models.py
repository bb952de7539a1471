from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit import clock, ids
from tongban.kit.fields import PersonalClass, PersonalField
from tongban.people.assurance.levels import Level, level_of


class Way(models.TextChoices):
    COUNTER = "counter", _p("way to a level", "Met at a counter, document typed")
    REGISTER = "register", _p("way to a level", "Compared with the register")
    WINDOW = "window", _p("way to a level", "Seen at a window with the document")
    CERTIFICATE = "certificate", _p("way to a level", "By digital certificate")
    UPPER = "upper", _p("way to a level", "Taken over from the upper platform")


class Verification(models.Model):
    """What raised somebody to a level: when, by whom or by which register, on which evidence. It stays; when it was
    wrong it is withdrawn, with the reason."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey("people.User", models.PROTECT, related_name="verifications")
    level = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=12, choices=Way.choices)
    at = models.DateTimeField(default=clock.now)
    by_key = models.CharField(max_length=64)
    org_code = models.CharField(max_length=18, blank=True)  # of the official
    register = models.CharField(max_length=40, blank=True)  # the connector that answered
    reference = models.CharField(max_length=40, blank=True)  # its request in the log of the exchange
    document = models.CharField(max_length=3, blank=True)  # GA/T 2000.156
    second_document = models.CharField(max_length=3, blank=True)
    file = models.ForeignKey("documents.File", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_key = models.CharField(max_length=64, blank=True)
    withdrawn_reason = PersonalField("text", PersonalClass.GENERAL, purpose="why a level was wrong")

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="people_verified")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by_key="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_by_key="")),
                name="people_verification_withdrawn_whole",
            )
        ]

    @property
    def shown_level(self) -> Level:
        return level_of(self.level)

    @property
    def holds(self) -> bool:
        return self.withdrawn_at is None


class Undone(models.Model):
    """What two officials do and undo: who made it, who took it back."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    at = models.DateTimeField(default=clock.now)
    by_key = models.CharField(max_length=64)
    reason = PersonalField("text", PersonalClass.GENERAL, purpose="why an identity was merged or frozen")
    undone_at = models.DateTimeField(null=True)
    undone_by_key = models.CharField(max_length=64, blank=True)
    undone_reason = PersonalField("text", PersonalClass.GENERAL, purpose="why that was undone")

    class Meta:
        abstract = True


class Merge(Undone):
    """Two accounts of one person became one. `moved`: model → keys of the rows that followed, so that they can go back;
    `stayed`: model → how many could not, because the kept account has the like of them; `contacts`: what went along."""

    kept = models.ForeignKey("people.User", models.PROTECT, related_name="merges")
    old = models.ForeignKey("people.User", models.PROTECT, related_name="merged_away")
    moved: Any = models.JSONField(default=dict)
    stayed: Any = models.JSONField(default=dict)
    contacts: Any = models.JSONField(default=list)
    number_moved = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old"], condition=models.Q(undone_at=None), name="people_merged_once")
        ]


class MergeAsked(models.Model):
    """Two accounts that would become one, once a second official says so. Nothing moves before; it stays as a record of
    who asked, what was shown and who settled it. `made`: the merge that came of it."""

    class Shown(models.TextChoices):
        SAME = "same", _p("shown for merging", "The document that both accounts bear")
        OLD_DOCUMENT = "document", _p("shown for merging", "The other document itself")
        OLD_PAPER = "paper", _p("shown for merging", "A paper of whoever issued the documents, with both numbers")

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    kept = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    old = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    by_key = models.CharField(max_length=64)
    org_code = models.CharField(max_length=18, blank=True)  # of the official
    reason = PersonalField("text", PersonalClass.GENERAL, purpose="why two accounts would be merged")
    shown = models.CharField(max_length=8, choices=Shown.choices)
    document = models.CharField(max_length=3)  # of the account that goes, GA/T 2000.156
    settled_at = models.DateTimeField(null=True)
    settled_by_key = models.CharField(max_length=64, blank=True)
    settled_reason = PersonalField("text", PersonalClass.GENERAL, purpose="why two accounts were not merged")
    made = models.ForeignKey(Merge, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["old"], condition=models.Q(settled_at=None), name="people_merge_asked_once"
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at=None, settled_by_key="", made=None)
                | (models.Q(settled_at__isnull=False) & ~models.Q(settled_by_key="")),
                name="people_mergeasked_settled_whole",
            ),
        ]


class Freeze(Undone):
    """Nobody signs in with this identity any more: its holder is dead, or the register cancelled it."""

    class Cause(models.TextChoices):
        DEAD_REGISTER = "dead_register", _p("why an identity is frozen", "Dead, says the register of population")
        CANCELLED_REGISTER = "cancelled", _p("why an identity is frozen", "Cancelled, says the register of population")
        DEAD_CERTIFICATE = "dead_paper", _p("why an identity is frozen", "Dead, by certificate of death")
        STOLEN = "stolen", _p("why an identity is frozen", "Used by somebody else")

        @property
        def is_for_officials(self) -> bool:
            """What a register says only the register says."""
            return self in (Freeze.Cause.DEAD_CERTIFICATE, Freeze.Cause.STOLEN)

    user = models.ForeignKey("people.User", models.PROTECT, related_name="freezes")
    cause = models.CharField(max_length=14, choices=Cause.choices)
    reference = PersonalField(
        "text", PersonalClass.SENSITIVE, purpose="which answer of a register or which certificate says so"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(undone_at=None), name="people_frozen_once")
        ]
