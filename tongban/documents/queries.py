from __future__ import annotations

from django.db.models import QuerySet

from tongban.documents.models import File, Paper
from tongban.kit.subjects import Subject


def papers_of(subject: Subject) -> QuerySet[Paper]:
    """Oldest first."""
    rows = Paper.objects.filter(subject_type=subject.subject_type, subject_key=subject.subject_key)
    return rows.select_related("file").order_by("id")


def files_of(subject: Subject) -> QuerySet[File]:
    return File.objects.filter(subject_type=subject.subject_type, subject_key=subject.subject_key)


def paper_of_file(sha256: str) -> Paper | None:
    return Paper.objects.select_related("file").filter(file__sha256=sha256).first()
