"""Everything we hold about somebody as one zip: JSON for programs, a page for people, their files (PIPL Article 45).

The worker makes it, and it lies sealed like any file; it is fetched once with the password, and gone.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.documents.api import File, files_of, forget_key, keep, read
from tongban.kit import clock
from tongban.kit.act import SYSTEM, act
from tongban.kit.errors import NotAllowed, Refused
from tongban.kit.fields import PersonalBytesField, PersonalField
from tongban.kit.holdings import Holding, holdings, value_at
from tongban.kit.languages import in_words
from tongban.kit.subjects import SubjectType
from tongban.messages.api import register as wording
from tongban.messages.api import tell
from tongban.people.models import User
from tongban.people.privacy.models import Package
from tongban.people.privacy.retention import of_row

wording(
    "people.package_ready",
    gettext_lazy("Your data is ready to be fetched"),
    gettext_lazy("The copy of your data that you asked for is ready. You can fetch it once, until %(until)s."),
)


def ask_package(*, user: User, by: User) -> Package:
    """The one that is being made already, or a new one."""
    package = Package(user=user)
    try:
        with act(package, "people.ask_package", by=by) as this:
            this.effect("people.pack", package=str(package.pk))
    except IntegrityError:
        return Package.objects.get(user=user, state__in=[Package.State.ASKED, Package.State.READY])
    return package


def pack(package: Package) -> None:
    """In the worker. Killed half-way it leaves bytes that no row names, which are swept."""
    whole = zipped(package.user)
    file = keep(content=whole, name="my-data.zip", kind="zip", mime="application/zip", subject=package)
    with act(package, "people.pack", by=SYSTEM) as this:
        if this.subject.state != Package.State.ASKED:
            this.nothing_happened()
            return
        file.save(force_insert=True)
        this.subject.state, this.subject.size, this.subject.ready_at = Package.State.READY, len(whole), this.at
        until = (this.at + dt.timedelta(days=settings.KEEP_PACKAGES_DAYS)).date().isoformat()
        tell(this, to=this.subject.user, template="people.package_ready", url="/account/data/", until=until)


def check_can_fetch(package: Package, user: Any) -> None:
    if getattr(user, "pk", None) != package.user_id:
        raise NotAllowed(_("This belongs to somebody else."))
    if package.state != Package.State.READY:
        cure = _("Ask for a new copy.")
        raise Refused(_("This copy cannot be fetched."), found=package.get_state_display(), cure=cure)


def fetch_package(*, package: Package, by: User) -> bytes:
    """Once: afterwards neither row nor disk has it."""
    with act(package, "people.fetch_package", by=by, rule=check_can_fetch) as this:
        whole = read(files_of(package).get())
        _drop_file(package)
        this.subject.state = Package.State.FETCHED
    return whole


def forget_package(package: Package) -> int:
    _drop_file(package)
    return Package.objects.filter(pk=package.pk).exclude(state="fetched").update(state=Package.State.GONE)


def zipped(user: User) -> bytes:
    """`my-data.json`, `my-data.html`, and under `files/` what was handed in and written, up to the limit."""
    out, left = io.BytesIO(), settings.PACKAGE_LIMIT
    with translation.override(user.language), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        told = [_told(holding, user) for holding in holdings()]
        for part in told:
            for name, file in part.pop("stored"):
                content = _content(file) if file.size <= left else b""
                if content:
                    archive.writestr(f"files/{name}", content)
                    left -= file.size
                part["files"].append({"name": f"files/{name}", "bytes": file.size, "enclosed": bool(content)})
        facts = {"made_at": clock.now(), "person": user.name, "holdings": told}
        archive.writestr(
            "my-data.json", json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, default=str)
        )
        archive.writestr("my-data.html", render_to_string("people/privacy/my_data_file.html", facts))
    return out.getvalue()


def _content(file: File) -> bytes:
    try:
        return read(file)
    except FileNotFoundError:
        return b""


def _told(holding: Holding, user: User) -> dict[str, Any]:
    rows = list(holding.of(user))
    return {
        "name": holding.name,
        "title": str(holding.title),
        "why": str(holding.why),
        "basis": holding.basis,
        "fields": {path: {"label": str(label)} | declared(holding, path) for path, label in holding.says.items()},
        "rows": [_row(holding, row, said) for row, said in zip(rows, _said(holding, rows), strict=True)],
        "stored": [file for row in rows for file in (holding.files(row) if holding.files else ())],
        "files": [],
    }


def _said(holding: Holding, rows: list[Any]) -> Iterable[Iterable[tuple[Any, Any]]]:
    """Each row in words, as far as its room has words for it; else its values, a code by its name in our lists."""
    if holding.all_read:
        return holding.all_read(rows)
    if holding.reads:
        return [holding.reads(row) for row in rows]
    return [[(label, named(row, path)) for path, label in holding.says.items()] for row in rows]


def named(row: Any, path: str) -> Any:
    """The value, or what its column calls it."""
    return value_at(row, f"get_{path}_display") or value_at(row, path)


def _row(holding: Holding, row: Any, said: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    keep = of_row(holding, row)
    until = keep.until(holding.since(row))
    values = holding.values(row)
    return {
        "values": values,
        "said": [(str(label), in_words(value)) for label, value in said if value not in (None, "", {}, [])],
        "kept": keep.name,
        "until": until.isoformat() if until and until.year < 9999 else None,
    }


def declared(holding: Holding, path: str) -> dict[str, str]:
    """Class and purpose of a value, where the field that holds it declares them."""
    if "." in path:
        return {}
    field = next((one for one in holding.model._meta.get_fields() if one.name == path), None)
    if not isinstance(field, (PersonalField, PersonalBytesField)):
        return {}
    return {"class": str(field.personal_class), "purpose": field.purpose}


def packages_of(user: User) -> Iterator[Package]:
    yield from Package.objects.filter(user=user).order_by("-id")[:5]


def _drop_file(package: Package) -> None:
    for file in files_of(package):
        transaction.on_commit(partial(forget_key, file.pk))  # the key, which goes with the row
        file.delete()


def check_can_see(package: Package, user: Any) -> None:
    if getattr(user, "pk", None) != package.user_id:
        raise NotAllowed(_("This belongs to somebody else."))


SUBJECT = SubjectType(
    model=Package,
    label=lambda package: _("A copy of your data"),
    url=lambda package: "/account/data/",
    check_can_see=check_can_see,
    parties=lambda package: (package.user_id,),
)
