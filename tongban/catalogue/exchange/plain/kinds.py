"""How each kind of list becomes an entry here: what a row says, what is there of it, and how it is written."""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.catalogue.basic.actions import draft_basic, publish_basic, submit_basic
from tongban.catalogue.basic.content import load_basic
from tongban.catalogue.basic.models import BasicItem, BasicVersion
from tongban.catalogue.checkup.names import plain
from tongban.catalogue.exchange.values import converted
from tongban.catalogue.materials.actions import draft_material, publish_material, submit_material
from tongban.catalogue.materials.content import load_shared
from tongban.catalogue.materials.merging import key_of
from tongban.catalogue.materials.models import MaterialVersion, SharedMaterial
from tongban.catalogue.reading_fields import Fault
from tongban.kit.act import SYSTEM, Actor
from tongban.licences.api import LicenceType
from tongban.people.api import User, posts_with
from tongban.statutes.api import citations_in

Content = dict[str, Any]
IN_USE = "1"  # of the code set item_state
DELETED = "D"  # of the code set operation
NAMED = re.compile(r"《([^《》]+)》")
ALONE = re.compile(r"《([^《》]+)》([^《》。：:；;]{1,40})")  # as an export writes it
PARTED = re.compile(r"[\s；;]+(?=《)")
WHOLE = "全文"


class Kind(ABC):
    """`part`: of fields.txt. `versions`: where what was written of an entry stands."""

    code: str
    part: str
    label: Any
    versions: Any

    @abstractmethod
    def key(self, content: Content) -> str: ...

    @abstractmethod
    def content(self, number: int, cells: Content, editions: Any, faults: list[Fault]) -> Content: ...

    @abstractmethod
    def known(self, content: Content) -> Any: ...

    @abstractmethod
    def digest(self, content: Content) -> str: ...

    @abstractmethod
    def draft(self, row: Any, content: Content, region: str, by: Actor) -> Any: ...

    @abstractmethod
    def publish(self, row: Any, day: dt.date | None) -> None: ...

    def region(self, content: Content, by: Actor) -> str:
        """For whom a new entry is kept: the division of whoever brings it, else of the province served here."""
        if isinstance(by, User):
            return next((post.region_code for post in posts_with(by, "catalogue.keep_basic")), "")
        return str(settings.HOME_REGION)[:2].ljust(12, "0")


def _text(cells: Content, name: str) -> Content:
    """A text in its languages, as a guide holds it."""
    if name not in cells:
        return {}
    english = cells.get(f"{name}_en")
    return {name: cells[name] | ({"en": english} if english else {})}


class Basic(Kind):
    code, part, label, versions = "basic", "basic", gettext_lazy("Basic list"), BasicVersion

    def key(self, content: Content) -> str:
        return str(content.get("code", ""))

    def content(self, number: int, cells: Content, editions: Any, faults: list[Fault]) -> Content:
        found = converted(number, self.part, cells, editions, faults)
        made: Content = {
            name: found[name]
            for name in ("code", "local_code", "type_code", "levels", "guided_by", "powers")
            if name in found
        }
        made |= _text(found, "name")
        if "type_code" not in made and len(code := made.get("code", "")) == 12:
            made["type_code"] = code[2:4]
        if text := found.get("basis_text"):
            if bases := bases_of(text["zh"]):
                made["bases"] = bases
            else:
                cure = _("It is left empty; name the law in 《》 and the article.")
                faults.append(Fault(number, "basis_text", "warning", text["zh"][:80], _("a law in 《》"), cure))
        return made | {name: found[name] for name in PASSING if name in found}

    def known(self, content: Content) -> BasicItem | None:
        return BasicItem.objects.select_related("current").filter(code=self.key(content)).first()

    def digest(self, content: Content) -> str:
        return load_basic(content).digest()

    def draft(self, row: BasicItem | None, content: Content, region: str, by: Actor) -> BasicItem:
        return draft_basic(item=row, content=content, region_code=region, note=_("From a list"), by=by).item

    def publish(self, row: BasicItem, day: dt.date | None) -> None:
        submit_basic(item=row, by=SYSTEM)
        publish_basic(item=row, effective_on=day, by=SYSTEM)


PASSING = ("item_state", "source_version", "effective_on", "ends_on", "operation")
"""What a row says of itself, and no basic item holds."""


def bases_of(text: str) -> list[Content]:
    """《…》第…条, each by itself or in running text; a law without an article stands for all of it."""
    cited = [pair for part in PARTED.split(text) for pair in _cited(part)]
    return [{"law": law, "article": article} for law, article in dict.fromkeys(cited)]


def _cited(line: str) -> list[tuple[str, str]]:
    if plainly := ALONE.fullmatch(line.strip()):
        return [(plainly[1], plainly[2])]
    cited = citations_in(line)
    laws = {law for law, _article in cited}
    return [*cited, *((law, WHOLE) for law in NAMED.findall(line) if law not in laws)]


class Materials(Kind):
    code, part, label, versions = "materials", "shared", gettext_lazy("Shared materials"), MaterialVersion

    def key(self, content: Content) -> str:
        return str(content.get("key") or plain((content.get("name") or {}).get("zh", "")))

    def content(self, number: int, cells: Content, editions: Any, faults: list[Fault]) -> Content:
        found = converted(number, self.part, cells, editions, faults)
        made: Content = {name: found[name] for name in ("key", "aliases", "source", "kind", "form") if name in found}
        for name in ("name", "sample_note", "accept_standard"):
            made |= _text(found, name)
        if licence := found.get("exempt_by"):
            slug = _slug_of(licence)
            if slug:
                made["exempt_by"] = slug
            else:
                faults.append(
                    Fault(
                        number,
                        "exempt_by",
                        "warning",
                        licence[:80],
                        _("a licence type that we know"),
                        _("Not readable, left empty; fill it in."),
                    )
                )
        return made

    def known(self, content: Content) -> SharedMaterial | None:
        """By its key; a list without keys means the paper that is called so."""
        rows = SharedMaterial.objects.select_related("current")
        if key := content.get("key"):
            return rows.filter(key=key).first()
        name = (content.get("name") or {}).get("zh", "")
        return rows.filter(name=name).order_by("key").first() if name else None

    def digest(self, content: Content) -> str:
        return load_shared(content).digest()

    def draft(self, row: SharedMaterial | None, content: Content, region: str, by: Actor) -> SharedMaterial:
        content = content | {
            "key": row.key if row else content.get("key") or key_of((content.get("name") or {}).get("zh", ""))
        }
        return draft_material(material=row, content=content, region_code=region, note=_("From a list"), by=by).material

    def publish(self, row: SharedMaterial, day: dt.date | None) -> None:
        submit_material(material=row, by=SYSTEM)
        publish_material(material=row, by=SYSTEM)


def _slug_of(licence: str) -> str:
    found = LicenceType.objects.filter(slug=licence).first() or LicenceType.objects.filter(name=licence).first()
    return found.slug if found else ""


KINDS: dict[str, Kind] = {"basic": Basic(), "materials": Materials()}
