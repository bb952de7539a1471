from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy as _p

from tongban.documents.scanning import Scan
from tongban.kit import clock, ids
from tongban.kit.fields import PersonalBytesField, PersonalClass, PersonalField, PersonalJSONField


class Grade(models.TextChoices):
    """How far a stored material can be trusted (国办函〔2016〕108号; standards §1.5)."""

    A = "A", _p("trust grade", "Issued by the organ")
    B = "B", _p("trust grade", "Compared with the original at a window")
    C = "C", _p("trust grade", "Uploaded by the applicant")
    D = "D", _p("trust grade", "Made by the applicant")


class File(models.Model):
    """A stored file. Its bytes lie under FILES_DIR by key, outside the web root, mode 0600."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    subject_type = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=64)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    name = PersonalField("text", PersonalClass.GENERAL, purpose="the file's own name, as its owner chose it")
    kind = models.CharField(max_length=10)  # jpg png pdf docx ofd
    mime = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)  # of the plain bytes
    secret = PersonalBytesField("file_key", PersonalClass.SENSITIVE, purpose="to open the stored bytes", default=b"")
    grade = models.CharField(max_length=1, choices=Grade.choices, default=Grade.C)
    scan = models.CharField(max_length=8, choices=Scan.choices, default=Scan.NONE, blank=True)
    found = models.CharField(max_length=120, blank=True)  # what the scanner calls it, where it is harmful
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_key"], name="file_subject"),
            models.Index(fields=["id"], name="file_unscanned", condition=models.Q(scan=Scan.WAITING)),
        ]

    @property
    def is_open(self) -> bool:
        """Whether anybody may look inside: not before the scanner did, and never what it calls harmful."""
        return self.scan not in (Scan.WAITING, Scan.HARMFUL)

    @property
    def why_closed(self) -> str:
        if self.scan == Scan.WAITING:
            return _("This file is being looked at by the virus scanner.")
        if self.scan == Scan.HARMFUL:
            return _("This file stays closed: the virus scanner found harmful software in it.")
        return ""


class Paper(models.Model):
    """A statutory document (文书). Its content, template and seal are fixed inside the act that makes it;
    the worker prints and signs the PDF afterwards (design §3.6). Written once, never changed."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    subject_type = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)  # as documents.papers knows it
    number = models.CharField(max_length=60, unique=True)
    org_code = models.CharField(max_length=18)
    region_code = models.CharField(max_length=12)
    content: Any = PersonalJSONField("paper", PersonalClass.SENSITIVE, purpose="what the document says")
    digest = models.CharField(max_length=64)  # of the canonical content
    signature = models.CharField(max_length=200)  # over the digest, by the installation's record key
    check_code = models.CharField(max_length=12, unique=True)
    demo = models.BooleanField()
    made_at = models.DateTimeField(default=clock.now)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")
    # SHA-256 of what the seal covers: the PDF without its signature, which can be written in more ways than one
    signed_digest = models.CharField(max_length=64, blank=True, default="", db_index=True)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_key", "id"], name="paper_subject")]

    @property
    def is_printed(self) -> bool:
        return self.file_id is not None


from tongban.documents.stamps.models import FileStamp  # noqa: E402, F401 - Django finds the models of a room here
