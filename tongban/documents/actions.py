"""Papers are fixed inside the act that makes them; files are taken in before it."""

from __future__ import annotations

import datetime as dt
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.documents import sniff, storing
from tongban.documents.models import File, Grade, Paper
from tongban.documents.opening import check_opens
from tongban.documents.papers import checked, paper
from tongban.documents.scanning import looked_at
from tongban.kit import clock, crypto, ids
from tongban.kit.act import This
from tongban.kit.errors import BadInput
from tongban.kit.models import next_value
from tongban.kit.prepared import insert
from tongban.kit.records import canonical
from tongban.kit.subjects import Subject

# Which word stands between the organ's word and the year: 蒲市监许受〔2026〕12号.
NUMBER_WORDS = {
    "receipt": "收",
    "correction": "补",
    "acceptance": "受",
    "not_accepted": "不受",
    "not_required": "免",
    "special_procedure": "特",
    "extension": "延",
    "grant": "准",
    "refusal": "不准",
    "withdrawal": "终",
    "delivery": "送",
    "licence_face": "证",
    "inspection_notice": "核",
}


def next_number(*, word: str, kind: str, year: int) -> str:
    """The document number of an organ's next paper of a kind in a year."""
    stem = f"{word}{NUMBER_WORDS[kind]}"
    return f"{stem}〔{year}〕{next_value(f'paper:{stem}:{year}')}号"


def write(this: This[Any], *, kind: str, organ: Any, content: dict[str, Any], number: str = "") -> Paper:
    """Fixes a paper inside an act: content, number, check code and signature; the worker prints it afterwards.

    `organ`: a `regions.Organisation`. Raises BadInput when the content is not what the paper must hold (§3.6).
    """
    subject = this.subject
    number = number or next_number(word=organ.word, kind=kind, year=this.at.year)
    code = ids.query_code(10)
    plain = framed(kind, content, organ=organ, number=number, code=code, at=this.at)
    digest = crypto.digest(canonical(plain))
    made = Paper(
        subject_type=subject.subject_type,
        subject_key=subject.subject_key,
        kind=kind,
        number=number,
        org_code=organ.code,
        region_code=getattr(subject, "region_code", ""),
        content=plain,
        digest=digest,
        signature=crypto.sign_record(f"{number}|{digest}".encode()),
        check_code=code,
        demo=settings.DEMO,
        made_at=this.at,
    )
    insert(made)
    this.notes.setdefault("papers", []).append({"kind": kind, "number": number, "digest": digest})
    this.effect("documents.print", key=f"paper:{made.pk}", paper=str(made.pk))
    return made


def framed(
    kind: str, content: dict[str, Any], *, organ: Any, number: str, code: str, at: dt.datetime
) -> dict[str, Any]:
    """The content of a paper with what every paper says by itself. Raises BadInput as `write`."""
    site = settings.SITE_URL
    whole = content | {
        "organ": organ.name,
        "number": number,
        "issued": at.astimezone(clock.ZONE).date().isoformat(),
        "demo": settings.DEMO,
        "check": {"url": f"{site}/check/?code={code}", "site": f"{site}/check/", "code": code},
    }
    return checked(kind, whole).model_dump(mode="json", exclude_none=True)


def store_upload(*, upload: UploadedFile, subject: Subject, owner: Any, grade: str = Grade.C) -> File:
    """Takes a file in: looked at by content, written to the disk, then to the table. Raises what `take_upload` raises."""
    file = take_upload(upload=upload, subject=subject, owner=owner, grade=grade)
    insert(file)
    return file


def take_upload(*, upload: UploadedFile, subject: Subject, owner: Any, grade: str = Grade.C) -> File:
    """The bytes are on the disk; the row that names them is for the caller to save, inside the act, or to `forget`.

    Raises BadInput naming the file, what was found and what is taken (jpg png pdf docx ofd, whole, at most 20 MB).
    """
    limit = settings.UPLOAD_FILE_LIMIT
    size = upload.size or 0
    if size > limit:
        raise BadInput(
            _("“%(name)s” is too large.") % {"name": upload.name},
            found=_("%(size).1f MB") % {"size": size / 2**20},
            wanted=_("at most %(size)d MB") % {"size": limit // 2**20},
            cure=_("Take the photo at a lower resolution, or split the document into several files."),
        )
    assert upload.file is not None
    kind = sniff.sniff(cast(BinaryIO, upload.file), size=size, name=upload.name or "")
    check_opens(cast(BinaryIO, upload.file), kind)
    scan = looked_at(cast(BinaryIO, upload.file), upload.name or "")
    key = ids.new()
    upload.file.seek(0)
    kept = storing.put(key, upload.chunks())
    return File(
        id=key,
        subject_type=subject.subject_type,
        subject_key=subject.subject_key,
        owner=owner,
        name=(upload.name or "file")[:200],
        kind=kind.code,
        mime=kind.mime,
        grade=grade,
        scan=scan,
        **kept._asdict(),
    )


def take_list(*, upload: UploadedFile, subject: Subject, owner: Any, most: int) -> File:
    """A file of data, at most `most` bytes; what it is, its reader says. As `take_upload`, the row is not saved."""
    size = upload.size or 0
    if size > most or not size:
        raise BadInput(
            _("“%(name)s” is too large.") % {"name": upload.name} if size else _("The file is empty."),
            found=_("%(size).1f MB") % {"size": size / 2**20},
            wanted=_("at most %(size)d MB") % {"size": most // 2**20},
            cure=_("Split it into several files.") if size else _("Choose the file again."),
        )
    scan = looked_at(cast(BinaryIO, upload.file), upload.name or "")
    key = ids.new()
    upload.seek(0)
    kept = storing.put(key, upload.chunks(), seal=False)  # read as a file, and names nobody
    name = (upload.name or "file")[:200]
    where = {"subject_type": subject.subject_type, "subject_key": subject.subject_key, "owner": owner, "name": name}
    mime = "application/octet-stream"
    return File(id=key, mime=mime, kind=storing.LIST, scan=scan, **where, **kept._asdict())


def keep(*, content: bytes, name: str, kind: str, mime: str, subject: Any, grade: str = Grade.A) -> File:
    """What the program itself made. As `take_upload`, the row is not saved."""
    key = ids.new()
    kept = storing.put(key, [content])
    where = {"subject_type": subject.subject_type, "subject_key": subject.subject_key}
    return File(id=key, name=name, kind=kind, mime=mime, grade=grade, **where, **kept._asdict())


def copied(file: File, *, subject: Subject) -> File:
    """The same file for another subject, whose rights it then has. The row is for the caller to save, inside the act."""
    key = ids.new()
    storing.put_again(key, file)
    kept = ("owner_id", "name", "kind", "mime", "size", "sha256", "secret", "grade", "scan", "found")
    values = {name: getattr(file, name) for name in kept}
    return File(id=key, subject_type=subject.subject_type, subject_key=subject.subject_key, **values)


def paper_title(made: Paper) -> str:
    """What stands at its head; in English the name of its kind."""
    known = paper(made.kind)
    if (get_language() or "").startswith("en"):
        return known.title_en
    return str(made.content.get("title") or known.title_zh)


def iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
