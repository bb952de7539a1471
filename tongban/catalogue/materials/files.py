"""The files of a shared material: a blank form, a filled-in sample. Each is part of the version that names it."""

from __future__ import annotations

from typing import Any, BinaryIO, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.catalogue.materials.actions import check_can_keep, draft_material, open_material
from tongban.catalogue.materials.content import FILES
from tongban.catalogue.materials.models import MaterialVersion, SharedMaterial
from tongban.documents.api import File, Grade, forget, take_upload, words_of
from tongban.kit.act import SYSTEM, Actor
from tongban.kit.errors import BadInput
from tongban.kit.secrecy import found_in
from tongban.kit.writing import writing


def attach(*, material: SharedMaterial, which: str, upload: UploadedFile | None, by: Actor) -> MaterialVersion:
    """Into the draft, or a new one, as a change of the material; no upload: takes the file out. What is published keeps
    its own. Raises BadInput for a file that is none of those that are taken.
    """
    if which not in FILES:
        raise BadInput(_("Say which file it is."), found=which)
    if by is not SYSTEM:
        check_can_keep(material, by)
    if upload is None:
        return _drafted(material, which, None, by)
    file = take_upload(upload=upload, subject=material, owner=None, grade=Grade.A)
    try:
        check_may_be_published(upload, file.kind)
        with writing():
            file.save(force_insert=True)
            return _drafted(material, which, file, by)
    except BaseException:
        forget(file)
        raise


def check_may_be_published(upload: UploadedFile, kind: str) -> None:
    """Raises BadInput for numbers of persons and marks of secrecy in the words of the file (Q8). Somebody else publishes
    it afterwards, and looks at what no program reads: scans and pictures.
    """
    assert upload.file is not None
    for found in found_in(words_of(cast(BinaryIO, upload.file), kind)):
        if found.kind == "secret_mark":
            raise BadInput(
                _("This file bears a mark of secrecy and cannot be published."),
                found=found.shown,
                cure=_(
                    "Have the office that marked it say in writing that it may be published, and take the mark out."
                ),
            )
        if found.kind in ("id_number", "bank_card"):
            raise BadInput(
                _("This file shows a number that could be somebody's."),
                found=found.shown,
                wanted=_("no number of a person"),
                cure=_("Take it out, or use a made-up one with asterisks (110101********0011)."),
            )


def _drafted(material: SharedMaterial, which: str, file: File | None, by: Actor) -> MaterialVersion:
    version = open_material(material) or material.current
    assert version is not None
    content = {name: value for name, value in version.content.items() if name != which}
    if file is not None:
        content[which] = {"file": str(file.pk), "name": file.name, "kind": file.kind, "size": file.size}
    return draft_material(material=material, content=content, note=version.change_note, by=by)


def published_file(key: UUID) -> File | None:
    """A file that a published version names or named: an older guide still offers the older form."""
    file = File.objects.filter(pk=key, subject_type=SharedMaterial.subject_type).first()
    if file is None:
        return None
    named: Any = Q()
    for which in FILES:
        named |= Q(**{f"content__{which}__file": str(key)})
    rows = MaterialVersion.objects.filter(named, material_id=UUID(file.subject_key), published_at__isnull=False)
    return file if rows.exists() else None
