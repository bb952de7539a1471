from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.exchange.connectors import everything
from tongban.kit import clock, ids


class Outcome(models.TextChoices):
    ANSWERED = "answered", _p("outcome of a request", "Answered")
    SLOW = "slow", _p("outcome of a request", "Too slow")
    DOWN = "down", _p("outcome of a request", "Not reached")
    REFUSED = "refused", _p("outcome of a request", "Refused by the partner")
    UNREADABLE = "unreadable", _p("outcome of a request", "Not understood")
    UNSIGNED = "unsigned", _p("outcome of a request", "Wrongly signed")
    CLOSED = "closed", _p("outcome of a request", "Not asked, the line rests")


class Request(models.Model):
    """One question to a partner: which, for what, when, how long, what came of it. No name and no number of anybody."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    connector = models.CharField(max_length=40)
    operation = models.CharField(max_length=40)
    purpose = models.CharField(max_length=60)  # a code, such as people.compare
    about_type = models.CharField(max_length=40, blank=True)
    about_key = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=clock.now)
    milliseconds = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    answer = models.CharField(max_length=20, blank=True)  # a code, such as agrees
    detail = models.CharField(max_length=100, blank=True)  # of a fault: a kind or a status

    class Meta:
        indexes = [
            models.Index(fields=["connector", "-at"], name="exchange_latest"),
            models.Index(fields=["at"], name="exchange_old"),
        ]

    @property
    def partner(self) -> Any:
        known = everything().get(self.connector)
        return known.name if known else self.connector

    @property
    def asked(self) -> Any:
        known = everything().get(self.connector)
        return known.asks.get(self.operation, self.operation) if known else self.operation


class Line(models.Model):
    """The state of the line to one partner, the same for every process: after some failures in a row it rests, then
    one question tries it."""

    connector = models.CharField(primary_key=True, max_length=40)
    failures = models.PositiveIntegerField(default=0)  # in a row
    rests_until = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
