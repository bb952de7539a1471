from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import QuerySet

from tongban.documents.models import File, Paper
from tongban.documents.stamps.models import FileStamp
from tongban.kit.subjects import Subject


def papers_of(subject: Subject) -> QuerySet[Paper]:
    """Oldest first."""
    rows = Paper.objects.filter(subject_type=subject.subject_type, subject_key=subject.subject_key)
    return rows.select_related("file").order_by("id")


def files_of(subject: Subject) -> QuerySet[File]:
    return File.objects.filter(subject_type=subject.subject_type, subject_key=subject.subject_key)


def stamp_of(paper: Paper) -> tuple[dt.datetime | None, str]:
    """When an authority stamped its PDF, and which; nothing where none did."""
    stamp = FileStamp.objects.filter(file=paper.file_id).first() if paper.file_id else None
    return (stamp.at, stamp.authority) if stamp else (None, "")


def paper_of_file(sha256: str) -> Paper | None:
    return Paper.objects.select_related("file").filter(file__sha256=sha256).first()


def paper_signed_as(covered: Collection[str]) -> Paper | None:
    """By what its seal covers (`Check.covered`), of a file whose signature holds but is written otherwise than it left here."""
    return Paper.objects.select_related("file").filter(signed_digest__in=[one for one in covered if one]).first()
