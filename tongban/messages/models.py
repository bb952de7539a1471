from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy as _p

from tongban.kit import clock, ids
from tongban.kit.fields import PersonalClass, PersonalField, PersonalJSONField
from tongban.messages.wording import words


class Message(models.Model):
    """One message in somebody's in-app box. Rendered in the reader's language when read."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    template = models.CharField(max_length=60)
    facts: Any = PersonalJSONField("message", PersonalClass.GENERAL, purpose="what the message tells")
    url = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_key = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="message_box"),
            models.Index(fields=["user"], name="message_unread", condition=models.Q(read_at__isnull=True)),
        ]


class Delivery(models.Model):
    """One letter or SMS, written by the worker from a template: no zone sends words of its own. Kept in the demo's mail
    box when no gateway is set; without `user` it went to a stranger."""

    class State(models.TextChoices):
        WAITING = "waiting", _p("delivery state", "Waiting")
        SENT = "sent", _p("delivery state", "Sent")
        KEPT = "kept", _p("delivery state", "Kept in the demo mail box")

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    channel = models.CharField(max_length=10)
    address = PersonalField("address", PersonalClass.GENERAL, purpose="where it is sent")
    template = models.CharField(max_length=60)
    facts: Any = PersonalJSONField("message", PersonalClass.GENERAL, purpose="what it tells")
    language = models.CharField(max_length=10)
    url = models.CharField(max_length=200, blank=True)  # on our site, below a letter
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-id"], name="delivery_latest")]

    @property
    def title(self) -> str:
        return words(self.template, self.facts, self.language)[0][:200]

    @property
    def body(self) -> str:
        said = words(self.template, self.facts, self.language)[1]
        return f"{said}\n\n{settings.SITE_URL}{self.url}" if self.channel == "email" and self.url else said
