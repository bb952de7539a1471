"""What a check-up leaves: its runs, what it found, what people decided about it, and the rules as data (C8)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit import clock
from tongban.kit.subjects import Subject


class Place(models.TextChoices):
    MATERIALS = "materials", _p("where a word may not stand", "Materials")
    CONDITIONS = "conditions", _p("where a word may not stand", "Conditions")
    PROOFS = "proofs", _p("where a word may not stand", "Materials: a proof that nobody issues")
    SECRECY = "secrecy", _p("where a word may not stand", "Anywhere: meant for the house alone")


class Weight(models.TextChoices):
    ERROR = "error", _p("severity of a rule", "Error")
    WARNING = "warning", _p("severity of a rule", "Warning")
    OFF = "off", _p("severity of a rule", "Off")


class WordRow(Subject):
    """A word of this installation: added, weighed otherwise, or switched off, beside those in `words.txt`."""

    subject_type = "check_word"

    place = models.CharField(max_length=12, choices=Place.choices)
    word = models.CharField(max_length=60)
    weight = models.CharField(max_length=8, choices=Weight.choices)

    class Meta:
        db_table = "catalogue_check_word"
        constraints = [models.UniqueConstraint(fields=["place", "word"], name="check_word_once")]


class RuleRow(Subject):
    """A rule of this installation that weighs otherwise than shipped, or is off."""

    subject_type = "check_rule"

    rule = models.CharField(max_length=40, unique=True)
    weight = models.CharField(max_length=8, choices=Weight.choices, blank=True)

    class Meta:
        db_table = "catalogue_check_rule"


class RunState(models.TextChoices):
    WAITING = "waiting", _p("check-up run", "Waiting")
    RUNNING = "running", _p("check-up run", "Running")
    DONE = "done", _p("check-up run", "Done")


class CheckRun(Subject):
    """One check-up of a division and everything below it, or of one organ in it. `figures`: see `figures.py`."""

    subject_type = "check_run"

    region_code = models.CharField(max_length=12)
    org_code = models.CharField(max_length=18, blank=True)
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.WAITING)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)
    items = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    figures: Any = models.JSONField(default=dict)

    class Meta:
        db_table = "catalogue_check_run"
        indexes = [models.Index(fields=["region_code", "org_code", "-id"], name="check_run_scope")]
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "org_code"],
                condition=models.Q(state__in=("waiting", "running")),
                name="check_run_one_at_a_time",
            )
        ]


class FindingState(models.TextChoices):
    OPEN = "open", _p("finding of the check-up", "Open")
    DRAFTED = "drafted", _p("finding of the check-up", "Mended in a draft")
    DISMISSED = "dismissed", _p("finding of the check-up", "Dismissed")
    GONE = "gone", _p("finding of the check-up", "Mended")


class CheckFinding(Subject):
    """One thing that is wrong with one item, as long as it is: the same from run to run.

    `change`: what would mend it, as data (see `changes.py`); empty where only a person knows. The columns of the item
    are repeated, so that no list joins.
    """

    subject_type = "check_finding"

    mark = models.CharField(max_length=40, unique=True)
    item = models.ForeignKey("catalogue.Item", models.CASCADE, related_name="+")
    code = models.CharField(max_length=64)
    item_name = models.CharField(max_length=300)
    region_code = models.CharField(max_length=12)
    org_code = models.CharField(max_length=18)
    org_name = models.CharField(max_length=120, blank=True)
    rule = models.CharField(max_length=40)
    severity = models.CharField(max_length=8)
    path = models.CharField(max_length=200)
    found = models.TextField(blank=True)
    wanted = models.TextField(blank=True)
    wanted_en = models.TextField(blank=True)
    cure = models.TextField(blank=True)
    cure_en = models.TextField(blank=True)
    change: Any = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=FindingState.choices, default=FindingState.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    first_run = models.ForeignKey(CheckRun, models.CASCADE, related_name="+")
    last_run = models.ForeignKey(CheckRun, models.CASCADE, related_name="+")

    class Meta:
        db_table = "catalogue_check_finding"
        indexes = [
            models.Index(fields=["state", "severity", "org_code", "id"], name="check_finding_list"),
            models.Index(fields=["org_code", "state", "severity", "id"], name="check_finding_organ"),
            models.Index(fields=["rule", "state", "id"], name="check_finding_rule"),
        ]


class GroupState(models.TextChoices):
    OFFERED = "offered", _p("names of one paper", "Offered")
    ACCEPTED = "accepted", _p("names of one paper", "Being renamed")
    REFUSED = "refused", _p("names of one paper", "Different papers")


class NameGroup(Subject):
    """Names of materials that seem to mean one paper. `names`: [[name, items], …], the commonest first."""

    subject_type = "check_names"

    region_code = models.CharField(max_length=12)
    paper = models.CharField(max_length=300)
    count = models.PositiveIntegerField()
    names: Any = models.JSONField(default=list)
    kept = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=GroupState.choices, default=GroupState.OFFERED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    drafted = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(
        default=0
    )  # items that stayed as they are: a draft waits, or a shared material names it
    last_run = models.ForeignKey(CheckRun, models.CASCADE, related_name="+")

    class Meta:
        db_table = "catalogue_check_names"
        constraints = [models.UniqueConstraint(fields=["region_code", "paper"], name="check_names_once")]
        indexes = [models.Index(fields=["region_code", "state", "-count", "id"], name="check_names_list")]
