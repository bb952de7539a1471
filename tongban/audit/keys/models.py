from __future__ import annotations

from django.db import models

from tongban.kit.subjects import Subject


class KeyChange(Subject):
    """Somebody turned keys; the entry names them, never what they hold."""

    subject_type = "key_change"

    what = models.CharField(max_length=20)

    class Meta:
        app_label = "audit"
