from __future__ import annotations

from django.db import models

from tongban.documents.models import File


class FileStamp(models.Model):
    """`token` is kept where the stamp came after the printing, over the file's SHA-256; else it is in the PDF itself."""

    file = models.OneToOneField(File, models.PROTECT, primary_key=True, related_name="stamp")
    at = models.DateTimeField()
    authority = models.CharField(max_length=200)
    token = models.BinaryField(blank=True, default=b"")

    class Meta:
        app_label = "documents"
