from __future__ import annotations

from django.db import models

from tongban.kit import clock, ids
from tongban.kit.subjects import Subject


class Row(models.Model):
    """An effect that has still to run; a row that ran is gone, a dead one waits for a person.

    `id` gives the order; a row runs only when no earlier living row has its `key`.
    """

    id = models.BigAutoField(primary_key=True)
    token = models.UUIDField(default=ids.new, unique=True, editable=False)  # the idempotency key of the effect
    lane = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    run_after = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    dead = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["lane", "run_after", "id"], name="outbox_due", condition=models.Q(dead=False)),
            models.Index(fields=["key", "id"], name="outbox_key"),
            models.Index(fields=["id"], name="outbox_dead", condition=models.Q(dead=True)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key} ({self.attempts})"


class Replay(Subject):
    """Somebody gave a dead letter its tries again; the record says who."""

    subject_type = "replay"

    row = models.BigIntegerField()
    name = models.CharField(max_length=80)
    key = models.CharField(max_length=120)


class Tick(models.Model):
    """Periodic work as a row: due when `next_at` has passed; the worker moves it on before it works."""

    name = models.CharField(primary_key=True, max_length=80)
    every_seconds = models.PositiveIntegerField()
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
