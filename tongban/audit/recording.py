"""Writes the entry of an act, under the subject's own lock."""

from __future__ import annotations

from typing import Any

from tongban.audit.models import Entry
from tongban.kit import crypto
from tongban.kit.act import This
from tongban.kit.prepared import insert
from tongban.kit.records import canonical


def record(this: This[Any]) -> None:
    subject = this.subject
    entry = Entry(
        subject_type=subject.subject_type,
        subject_key=subject.subject_key,
        position=subject.audit_count + 1,
        act=this.name,
        by_key=this.by.actor_key,
        at=this.at,
        notes=this.notes,
        previous=subject.audit_head,
    )
    entry.digest = crypto.digest(canonical(entry.facts()))
    insert(entry)
    subject.audit_count, subject.audit_head = entry.position, entry.digest
