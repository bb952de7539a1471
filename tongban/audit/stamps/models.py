from __future__ import annotations

from django.db import models

from tongban.audit.models import TreeHead


class HeadStamp(models.Model):
    """`token` is the authority's answer over the SHA-256 of the head as it is told to others, signature included."""

    head = models.OneToOneField(TreeHead, models.PROTECT, primary_key=True, related_name="stamp")
    at = models.DateTimeField()
    authority = models.CharField(max_length=200)
    token = models.BinaryField()

    class Meta:
        app_label = "audit"
