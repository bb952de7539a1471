"""What was typed and uploaded and never handed in: gone with its draft, its account, or after its days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from tongban.documents.api import File
from tongban.intake import announcements
from tongban.intake.actions import discard
from tongban.intake.models import Application, MaterialFile
from tongban.intake.states import State
from tongban.kit import clock
from tongban.kit.act import SYSTEM, Effect
from tongban.outbox.api import post

MOST = 200  # in one transaction


def forget_drafts_of(user: Any) -> int:
    drafts = list(Application.objects.filter(user=user, state=State.DRAFT))
    for draft in drafts:
        discard(application=draft, by=user)
    return len(drafts)


def forget_old_drafts(before: dt.datetime) -> int:
    """The oldest first; as many as one run bears."""
    gone = 0
    for draft in Application.objects.filter(state=State.DRAFT, saved_at__lt=before).order_by("saved_at")[:MOST]:
        still_old = Application.objects.filter(pk=draft.pk, state=State.DRAFT, saved_at__lt=before)
        with transaction.atomic():
            changed = still_old.update(state=State.DISCARDED, answers={}, situation={}, carried={})
            gone += changed
            if changed and draft.bundle_id:
                announcements.dropped.announce(application=draft, by=SYSTEM)
    return gone


def loose_files(before: dt.datetime) -> Any:
    """Uploaded for a draft that is no more, or for none."""
    used = MaterialFile.objects.filter(file=OuterRef("pk")).exclude(application__state=State.DISCARDED)
    rows = File.objects.filter(owner__isnull=False, subject_type=Application.subject_type, made_at__lt=before)
    return rows.filter(~Exists(used))


def forget_uploads(before: dt.datetime) -> int:
    return _drop(loose_files(before))


def loose_files_of(user: Any) -> Any:
    return loose_files(clock.now() + dt.timedelta(minutes=1)).filter(owner=user)


def forget_uploads_of(user: Any) -> int:
    return _drop(loose_files_of(user))


def _drop(rows: Any) -> int:
    """Rows first, then the bytes: what a worker leaves half done is swept."""
    keys = [str(key) for key in rows.values_list("pk", flat=True)[: MOST * 10]]
    with transaction.atomic():
        MaterialFile.objects.filter(file_id__in=keys).delete()
        File.objects.filter(pk__in=keys).delete()
        post([Effect("intake.forget_file", {"file": key}, f"file:{key}", None) for key in keys])
    return len(keys)
