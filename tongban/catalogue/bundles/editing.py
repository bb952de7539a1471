"""The items of a bundle as fields: one block each, an empty one at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.catalogue import named as naming
from tongban.catalogue.designing import picking
from tongban.catalogue.designing.picking import Picker, Subject
from tongban.catalogue.designing.questions import subjects
from tongban.catalogue.editing import Field
from tongban.catalogue.models import Item

Content = dict[str, Any]
MOST = 20
MADE = ("version", "questions", "fields", "materials", "outcomes", "fees")  # of a member what composing writes


@dataclass(frozen=True)
class Block:
    """One item. `stale`: a newer version of its guide is published than the one it was composed of."""

    number: int
    title: str
    fields: list[Field]
    when: Picker
    stale: bool
    is_new: bool
    asks: list[tuple[Any, list[tuple[str, str]]]] = field(default_factory=list)  # kind, (key, words) of its parts


def own_questions(content: Content) -> list[Content]:
    """Those that the bundle itself asks, by which it is decided who needs which item."""
    brought = {new for member in content.get("members") or [] for new in (member.get("questions") or {}).values()}
    return [one for one in (content.get("situation") or {}).get("questions") or [] if one["key"] not in brought]


def blocks(content: Content, members: Sequence[Content], errors: Mapping[str, list[str]], english: bool) -> list[Block]:
    """`errors` under names such as `members.0.code`. One query."""
    codes = [member["code"] for member in members]
    items = {item.code: item for item in Item.objects.filter(code__in=codes).select_related("current")}
    known = subjects(own_questions(content), english)
    return [
        _block(number, member, items.get(member.get("code", "")), known, errors, number == len(members), english)
        for number, member in enumerate([*members, {}])
    ]


def _block(
    number: int,
    member: Content,
    item: Item | None,
    known: list[Subject],
    errors: Mapping[str, list[str]],
    is_new: bool,
    english: bool,
) -> Block:
    prefix, path = f"m{number}.", f"members.{number}."

    def wrong(name: str) -> list[str]:
        return [said for key, texts in errors.items() if key.startswith(path + name) for said in texts]

    answers = "\n".join(f"{key} = {_typed(value)}" for key, value in (member.get("answers") or {}).items())
    asked = "\n".join(f"{key} = {when}" for key, when in (member.get("asked") or {}).items())
    after = "\n".join(member.get("after") or [])
    takes = "\n".join(map(_taking, member.get("takes") or []))
    same = "\n".join(f"{key} = {other}" for key, other in (member.get("same") or {}).items())
    fields = [
        Field(f"{prefix}place", _("Place in the order"), "number", str(number + 1)),
        Field(f"{prefix}code", _("Name or code of the item"), "line", member.get("code", ""), (), wrong("code")),
        Field(
            f"{prefix}answers",
            _("Its questions that are answered here: key = answer"),
            "lines",
            answers,
            (),
            wrong("answers"),
        ),
        Field(
            f"{prefix}asked",
            _("Its fields that are asked only if: key = condition"),
            "lines",
            asked,
            (),
            wrong("asked"),
        ),
        Field(
            f"{prefix}after",
            _("Waits until these items are granted: one code a line"),
            "lines",
            after,
            (),
            wrong("after"),
        ),
        Field(
            f"{prefix}takes",
            _("Taken from an earlier item: material or field, key = code of the item, entry"),
            "lines",
            takes,
            (),
            wrong("takes"),
        ),
        Field(
            f"{prefix}same",
            _("Its questions, fields and materials that another item calls otherwise: key = key there"),
            "lines",
            same,
            (),
            wrong("same"),
        ),
    ]
    when = picking.picker(f"{prefix}when", _("Needed only if"), member.get("when") or "", known, wrong("when"))
    current = item.current.number if item is not None and item.current is not None else None
    stale = current is not None and member.get("version") not in (None, current)
    asks = _asks(item.current.content, english) if item is not None and item.current is not None else []
    return Block(number, item.shown_name if item else "", fields, when, stale, is_new, asks)


def _asks(content: Content, english: bool) -> list[tuple[Any, list[tuple[str, str]]]]:
    """The keys by which the lines above name its parts, each with what people read."""

    def words(text: Any) -> str:
        return str((text or {}).get("en" if english else "zh") or (text or {}).get("zh") or "")

    pages = (content.get("form") or {}).get("pages") or []
    found = [
        (_("Questions of the situation"), [(one["key"], words(one.get("text"))) for one in questions_of(content)]),
        (
            _("Fields"),
            [
                (one["key"], words(one.get("label")))
                for page in pages
                for one in page.get("fields") or ()
                if "key" in one
            ],
        ),
        (_("Materials"), [(one["key"], words(one.get("name"))) for one in content.get("materials") or ()]),
    ]
    return [(kind, rows) for kind, rows in found if rows]


def questions_of(content: Content) -> list[Content]:
    return list((content.get("situation") or {}).get("questions") or [])


def named(given: Mapping[str, str], region: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    """What was typed, with codes where services were named; errors by field where a name means none or several."""
    made, errors = {key: given[key] for key in given}, dict[str, list[str]]()
    places = {number: text for number in range(MOST) if (text := given.get(f"m{number}.code", "").strip())}
    found = naming.read(list(dict.fromkeys(places.values())), region=region)
    codes, offered = dict(found.lines), dict(found.open)
    for number, text in places.items():
        if code := codes[text]:
            made[f"m{number}.code"] = code
        elif ones := offered[text]:
            names = "; ".join(f"{one.shown_name} {one.code}" for one in ones)
            errors[f"members.{number}.code"] = [
                _("Several services could be meant, name one: %(names)s") % {"names": names}
            ]
        else:
            errors[f"members.{number}.code"] = [_("No service in use is called “%(line)s”.") % {"line": text}]
    return made, errors


def _taking(row: Content) -> str:
    kind = "material" if row.get("material") else "field"
    entry = f", {row['entry']}" if row.get("entry") else ""
    return f"{kind} {row[kind]} = {row['source']}{entry}" if row["source"] else str(row[kind])


def _taken(key: str, value: str) -> Content:
    kind, _space, name = key.partition(" ")
    if kind not in ("material", "field"):  # composing says what is wrong with it
        kind, name = "field", key
    source, _comma, entry = (part.strip() for part in value.replace("，", ",").partition(","))
    return {"source": source, kind: name.strip(), **({"entry": entry} if entry else {})}


def _typed(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def typed(members: Sequence[Content], content: Content, given: Mapping[str, str], english: bool) -> list[Content]:
    """In the order of the places typed; a block without a code goes."""
    known = subjects(own_questions(content), english)
    rows = [
        (_place(given, number), number, one)
        for number in range(MOST)
        for one in _typed_member(members, number, given, known)
    ]
    return [one for _place_, _number, one in sorted(rows, key=lambda row: row[:2])]


def _place(given: Mapping[str, str], number: int) -> int:
    text = given.get(f"m{number}.place", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else number + 1


def _typed_member(
    members: Sequence[Content], number: int, given: Mapping[str, str], known: list[Subject]
) -> Iterator[Content]:
    """What composing made of it before is kept, so that its questions are known as its own when it is composed anew."""
    prefix, code = f"m{number}.", given.get(f"m{number}.code", "").strip()
    if not code:
        return
    before = next((member for member in members if member["code"] == code), {})
    made: Content = {name: before[name] for name in MADE if name in before}
    answers = {key: _value(text) for key, text in _lines(given.get(f"{prefix}answers", ""))}
    asked = dict(_lines(given.get(f"{prefix}asked", "")))
    when = picking.read(given, f"{prefix}when", known)
    after = given.get(f"{prefix}after", "").split()
    takes = [_taken(key, value) for key, value in _lines(given.get(f"{prefix}takes", ""))]
    same = dict(_lines(given.get(f"{prefix}same", "")))
    said = {"when": when, "after": after, "takes": takes, "same": same, "answers": answers, "asked": asked}
    yield {"code": code, **{name: value for name, value in said.items() if value}, **made}


def _value(text: str) -> bool | str:
    return {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}.get(text.lower(), text)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """`key = value`, one a line."""
    for line in text.replace("\r\n", "\n").split("\n"):
        key, _sign, value = (part.strip() for part in line.partition("="))
        if key:
            yield key, value
