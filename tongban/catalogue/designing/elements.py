"""Pages, fields and fields of a group by their address: `p0`, `p0.f2`, `p0.f2.g1`; and what may be done with them."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

Content = dict[str, Any]
ADDRESS = re.compile(r"p(\d{1,3})(?:\.f(\d{1,3})(?:\.g(\d{1,3}))?)?")
NEW_PAGE, NEW_QUESTION = ("新的一页", "New page"), ("新的问题", "New question")
TYPES: tuple[tuple[str, Any], ...] = (
    ("text", gettext_lazy("Short text")),
    ("longtext", gettext_lazy("Long text")),
    ("number", pgettext_lazy("type of field", "Number")),
    ("money", gettext_lazy("Money")),
    ("date", gettext_lazy("Date")),
    ("id_number", gettext_lazy("ID number")),
    ("uscc", gettext_lazy("Unified social credit code")),
    ("phone", pgettext_lazy("type of field", "Telephone")),
    ("email", pgettext_lazy("type of field", "E-mail")),
    ("bank_card", gettext_lazy("Bank card number")),
    ("choice", gettext_lazy("One of several")),
    ("choices", gettext_lazy("Any of several")),
    ("yesno", gettext_lazy("Yes or no")),
    ("division", gettext_lazy("Place from the tree of divisions")),
    ("address", gettext_lazy("Address: place and street")),
    ("point", gettext_lazy("Point on the map")),
    ("signature", pgettext_lazy("type of field", "Signature")),
    ("upload", gettext_lazy("Upload of a material")),
    ("group", gettext_lazy("List that repeats, such as people")),
)


@dataclass(frozen=True)
class Line:
    """An element in the outline. `depth` 0 page, 1 field, 2 field of a group."""

    at: str
    depth: int
    title: str
    type: Any
    first: bool
    last: bool
    faulty: bool = False
    conditional: bool = False

    @property
    def id(self) -> str:
        return self.at.replace(".", "-")


def outline(form: Content, faulty: set[str]) -> Iterator[Line]:
    names = dict(TYPES)
    pages = form["pages"]
    for p, page in enumerate(pages):
        yield _line(f"p{p}", 0, page, "title", "", p, pages, faulty)
        for f, one in enumerate(page["fields"]):
            line = _line(f"p{p}.f{f}", 1, one, "label", names.get(one["type"], one["type"]), f, page["fields"], faulty)
            yield (
                line
                if len(page["fields"]) == 1
                else replace(line, first=line.first and p == 0, last=line.last and p == len(pages) - 1)
            )
            inner = one.get("fields") or []
            for g, field in enumerate(inner):
                title = names.get(field["type"], field["type"])
                yield _line(f"p{p}.f{f}.g{g}", 2, field, "label", title, g, inner, faulty)


def _line(
    at: str, depth: int, one: Content, name: str, type: Any, place: int, among: list[Content], faulty: set[str]
) -> Line:
    title = (one.get(name) or {}).get("zh") or one.get("key", "")
    return Line(at, depth, title, type, place == 0, place == len(among) - 1, at in faulty, bool(one.get("when")))


def among(form: Content, at: str) -> tuple[list[Content], int] | None:
    """(the list that the element stands in, its place); None if there is no such element."""
    found = ADDRESS.fullmatch(at)
    if found is None:
        return None
    rows: list[Content] = form["pages"]
    place = int(found[1])
    for name, number in (("fields", found[2]), ("fields", found[3])):
        if place >= len(rows):
            return None
        if number is None:
            break
        rows, place = rows[place].get(name) or [], int(number)
    return (rows, place) if place < len(rows) else None


def element(form: Content, at: str) -> Content | None:
    found = among(form, at)
    return found[0][found[1]] if found else None


def path_of(at: str) -> str:
    """`p0.f2.g1` as the check-up says it: `form.pages[0].fields[2].fields[1]`."""
    parts = [f"[{part[1:]}]" for part in at.split(".")]
    return "form.pages" + ".fields".join(parts)


def at_of(path: str) -> str:
    """The element that a path of the check-up lies in; "" of the form itself."""
    found = re.match(r"form\.pages\[(\d+)\](?:\.fields\[(\d+)\](?:\.fields\[(\d+)\])?)?", path)
    if not found:
        return ""
    return ".".join(f"{letter}{number}" for letter, number in zip("pfg", found.groups(), strict=True) if number)


def at_of_key(form: Content, key: str, depth: int | None = None) -> str:
    """`depth`: 0 for a page, 1 for a field, 2 for one of a list; any, where none is given."""
    for line_at, one in _walk(form):
        if one.get("key") == key and depth in (None, line_at.count(".")):
            return line_at
    return ""


def _walk(form: Content) -> Iterator[tuple[str, Content]]:
    for p, page in enumerate(form["pages"]):
        yield f"p{p}", page
        for f, one in enumerate(page.get("fields") or []):
            yield f"p{p}.f{f}", one
            yield from ((f"p{p}.f{f}.g{g}", inner) for g, inner in enumerate(one.get("fields") or []))


# Changes


def begun(content: Content) -> Content:
    """The first form of a guide: one page with one question."""
    page = {"key": "page_1", "title": words(NEW_PAGE), "fields": [new_field("text", [], {})]}
    return {"code": content["base_code"], "version": 1, "title": dict(content["name"]), "pages": [page]}


def words(pair: tuple[str, str]) -> Content:
    return {"zh": pair[0], "en": pair[1]}


def add_page(form: Content) -> str:
    keys = {page["key"] for page in form["pages"]} | {"page"}
    page = {
        "key": _free("page", keys),
        "title": words(NEW_PAGE),
        "fields": [new_field("text", list(_keys(form)), {})],
    }
    form["pages"].append(page)
    return f"p{len(form['pages']) - 1}"


def add_field(form: Content, at: str, kind: str, content: Content) -> str:
    """After the element named; on a page at its end, on a group or within it inside the group."""
    found = ADDRESS.fullmatch(at)
    owner = element(form, at)
    if found is None or owner is None:
        return at
    one = new_field(kind, list(_keys(form)), content)
    page = form["pages"][int(found[1])]
    if found[2] is None:
        page["fields"].append(one)
        return f"{at}.f{len(page['fields']) - 1}"
    if found[3] is None:
        page["fields"].insert(int(found[2]) + 1, one)
        return f"p{found[1]}.f{int(found[2]) + 1}"
    return _add_inner(page["fields"][int(found[2])], at.rpartition(".")[0], int(found[3]) + 1, one)


def add_inner(form: Content, at: str, kind: str, content: Content) -> str:
    """At the end of a group."""
    group = element(form, at)
    if group is None or group.get("type") != "group":
        return at
    one = new_field(kind, list(_keys(form)), content)
    return _add_inner(group, at, len(group.get("fields") or []), one)


def _add_inner(group: Content, at: str, place: int, one: Content) -> str:
    group.setdefault("fields", []).insert(place, one)
    return f"{at}.g{place}"


def _keys(form: Content) -> Iterator[str]:
    return (one["key"] for at, one in _walk(form) if "." in at)


def _free(stem: str, taken: Any) -> str:
    number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def new_field(kind: str, taken: list[str], content: Content) -> Content:
    """Whole from the beginning, so that the draft can be saved at once."""
    kind = kind if kind in dict(TYPES) else "text"
    one: Content = {"key": _free(kind, taken), "type": kind, "label": words(NEW_QUESTION)}
    if kind in ("choice", "choices"):
        one["options"] = [{"value": v, "label": words((f"选项{v.upper()}", f"Option {v.upper()}"))} for v in "ab"]
    if kind == "upload":
        one["material"] = next((m["key"] for m in content.get("materials") or []), "material")
    if kind == "group":
        one["fields"] = [new_field("text", [*taken, one["key"]], {})]
    return one


def remove(form: Content, at: str) -> str:
    """What is selected then. The last page, the last field of a page or group, and a page with several fields stay."""
    found = among(form, at)
    if found is None or len(found[0]) < 2:
        return at
    rows, place = found
    if "." not in at and len(rows[place]["fields"]) > 1:
        return at
    del rows[place]
    head, _dot, last = at.rpartition(".")
    name = f"{last[0]}{min(place, len(rows) - 1)}"
    return f"{head}.{name}" if head else name


def move(form: Content, at: str, by: int) -> str:
    found = among(form, at)
    if found is None:
        return at
    if not 0 <= found[1] + by < len(found[0]):
        return _to_the_next_page(form, at, by)
    rows, place = found
    rows[place], rows[place + by] = rows[place + by], rows[place]
    head, _dot, last = at.rpartition(".")
    name = f"{last[0]}{place + by}"
    return f"{head}.{name}" if head else name


def _to_the_next_page(form: Content, at: str, by: int) -> str:
    """The first field up, the last one down: a field leaves its page unless it is the only one there."""
    page, _dot, last = at.rpartition(".")
    number = int(page[1:]) + by if at.count(".") == 1 else -1
    fields = form["pages"][int(page[1:])]["fields"] if number >= 0 else []
    if not 0 <= number < len(form["pages"]) or len(fields) < 2:
        return at
    one, others = fields.pop(int(last[1:])), form["pages"][number]["fields"]
    others.insert(0 if by > 0 else len(others), one)
    return f"p{number}.f{0 if by > 0 else len(others) - 1}"


def copied(content: Content) -> Content:
    return copy.deepcopy(content)


def cannot_remove() -> str:
    return _(
        "The last one stays: a form has a page, and a page or a list has a field. "
        "A page with several fields goes when they are taken out or moved to another page."
    )
