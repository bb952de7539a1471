from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.catalogue.exchange.fields import column_in_words
from tongban.catalogue.exchange.states import AT_WORK, State
from tongban.kit import clock
from tongban.kit.subjects import Subject


class ListKind(models.TextChoices):
    """What a list tells of."""

    ITEMS = "items", _p("kind of a list", "Implementation items")
    BASIC = "basic", _p("kind of a list", "Basic list")
    MATERIALS = "materials", _p("kind of a list", "Shared materials")

    @property
    def part(self) -> str:
        """Of fields.txt."""
        return {"items": "item", "basic": "basic", "materials": "shared"}[self.value]


class ImportSource(Subject):
    """Where lists come from, and what was learnt of them: which column means what, whose they are."""

    subject_type = "import_source"

    name = models.CharField(max_length=100)
    org_code = models.CharField(max_length=18)
    region_code = models.CharField(max_length=12)
    mapping: Any = models.JSONField(default=dict)  # heading → our field, `-` passes it over
    editions: Any = models.JSONField(default=dict)  # code set → the edition of its codes
    given: Any = models.JSONField(default=dict)  # region_code, org_code, dept where rows do not say
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org_code", "name"], name="import_source_name")]

    def __str__(self) -> str:
        return self.name


class ImportRun(Subject):
    """One file on its way into the catalogue. The counts are those of the last check or of the taking over."""

    subject_type = "import_run"

    source = models.ForeignKey(ImportSource, models.PROTECT, related_name="runs")
    file = models.ForeignKey("documents.File", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ListKind.choices, default=ListKind.ITEMS)
    org_code = models.CharField(max_length=18)
    region_code = models.CharField(max_length=12)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UPLOADED)
    language = models.CharField(max_length=10)
    columns: Any = models.JSONField(default=list)  # heading, samples and guess of each column
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    cancellations = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)  # faults counted and not kept
    position = models.PositiveIntegerField(default=0)  # entries of the file dealt with
    ahead = models.PositiveIntegerField(default=0)  # items written behind the position, of the batch in hand
    total = models.PositiveIntegerField(default=0)  # entries of the file, known once it was checked
    told = models.CharField(max_length=600, blank=True)  # why it cannot be read

    class Meta:
        indexes = [
            models.Index(fields=["org_code", "id"], name="import_run_org"),
            models.Index(fields=["region_code", "id"], name="import_run_region"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.state}"

    @property
    def part(self) -> str:
        return ListKind(self.kind).part

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK

    @property
    def share(self) -> int:
        """Of the file, in per cent; 0 while nobody knows how long it is."""
        return min(100, self.position * 100 // self.total) if self.total else 0


class ImportFault(models.Model):
    """One line of what a check or a taking over found."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="faults")
    number = models.PositiveIntegerField()
    severity = models.CharField(max_length=8)
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=100, blank=True)  # our field
    heading = models.CharField(max_length=100, blank=True)  # what stands above the cell
    code = models.CharField(max_length=64, blank=True)
    found = models.CharField(max_length=200, blank=True)
    wanted = models.CharField(max_length=600, blank=True)
    cure = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_fault_number")]
        indexes = [models.Index(fields=["run", "severity", "number"], name="import_fault_severity")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"

    @property
    def shown_column(self) -> str:
        """What stands above the cell; else the name of our field."""
        return self.heading or column_in_words(self.column, self.run.part)
