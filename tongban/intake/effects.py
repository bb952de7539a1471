from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from tongban.documents import api as documents
from tongban.intake import announcements, sequences
from tongban.intake.models import Application
from tongban.intake.states import State
from tongban.kit import clock
from tongban.kit.act import SYSTEM
from tongban.outbox.api import effect, periodic


@effect("intake.forget_file", lane="papers")
def forget_file(payload: dict[str, Any], token: str) -> None:
    """The row is gone; now the bytes. Gone already is as good."""
    documents.forget_key(payload["file"])


@periodic("intake.forget_drafts", every_seconds=3600)
def forget_drafts() -> None:
    """What was typed into a discarded draft is forgotten at once; an untouched draft after 180 days."""
    old = clock.now() - dt.timedelta(days=180)
    for draft in Application.objects.filter(state=State.DRAFT, saved_at__lt=old)[:200]:
        still_old = Application.objects.filter(pk=draft.pk, state=State.DRAFT, saved_at__lt=old)
        with transaction.atomic():
            if still_old.update(state=State.DISCARDED, answers={}, situation={}) and draft.bundle_id:
                announcements.dropped.announce(application=draft, by=SYSTEM)


@periodic("intake.also_needed", every_seconds=86400)
def also_needed() -> int:
    return len(sequences.compute())
