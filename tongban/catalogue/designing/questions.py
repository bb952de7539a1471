"""The questions of a situation as fields: one block each, an empty one at the end."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.catalogue.designing import picking
from tongban.catalogue.designing.picking import Picker, Subject
from tongban.catalogue.editing import Field

Content = dict[str, Any]
MOST = 60
TYPES = (("choice", _p("type of question", "One of several")), ("yesno", _p("type of question", "Yes or no")))


@dataclass(frozen=True)
class Block:
    """One question. `number` counts from 0; the last block is empty and adds one."""

    number: int
    title: str
    fields: list[Field]
    when: Picker
    is_new: bool


def subjects(questions: Sequence[Content], english: bool = False) -> list[Subject]:
    """What a condition after these questions may name."""
    return [_subject(one, english) for one in questions if one.get("key")]


def _subject(one: Content, english: bool) -> Subject:
    def said(text: Any) -> str:
        return str((text.get("en") if english else "") or text.get("zh") or "") if isinstance(text, dict) else ""

    options = tuple((o["value"], said(o.get("label"))) for o in one.get("options") or [])
    return Subject(f"situation.{one['key']}", said(one.get("text")) or one["key"], one.get("type", "choice"), options)


def blocks(questions: Sequence[Content], errors: Mapping[str, list[str]], english: bool) -> list[Block]:
    """`errors` under names such as `situation.questions.2.text.zh`."""
    return [
        _block(number, one, questions[:number], errors, english, number == len(questions))
        for number, one in enumerate([*questions, {}])
    ]


def _block(
    number: int, one: Content, before: Sequence[Content], errors: Mapping[str, list[str]], english: bool, is_new: bool
) -> Block:
    prefix, path = f"q{number}.", f"situation.questions.{number}."

    def wrong(*names: str) -> list[str]:
        return [said for name in names for key, all_ in errors.items() if key == path + name for said in all_]

    def words(name: str, language: str) -> str:
        return (one.get(name) or {}).get(language) or ""

    under = [said for key, all_ in errors.items() if key.startswith(f"{path}options") for said in all_]
    fields = [
        Field(f"{prefix}place", _("Place in the order"), "number", str(number + 1)),
        Field(f"{prefix}key", _("Short name, for conditions"), "line", one.get("key", ""), (), wrong("key")),
        Field(f"{prefix}type", _("Type of question"), "choice", one.get("type", "choice"), TYPES, wrong("type")),
        Field(f"{prefix}text.zh", _("Question (Chinese)"), "line", words("text", "zh"), (), wrong("text", "text.zh")),
        Field(f"{prefix}text.en", _("Question (English)"), "line", words("text", "en"), (), wrong("text.en")),
        Field(f"{prefix}help.zh", _("Help (Chinese)"), "line", words("help", "zh"), (), wrong("help", "help.zh")),
        Field(f"{prefix}help.en", _("Help (English)"), "line", words("help", "en"), (), wrong("help.en")),
        Field(
            f"{prefix}options", _("Answers, one a line: value | Chinese | English"), "lines", _options(one), (), under
        ),
    ]
    when = picking.picker(
        f"{prefix}when", _("Asked only if"), one.get("when") or "", subjects(before, english), wrong("when")
    )
    return Block(number, words("text", "zh"), fields, when, is_new)


def _options(one: Content) -> str:
    return options_text(one.get("options") or [])


def options_text(options: Sequence[Content]) -> str:
    rows = (
        (o.get("value", ""), *(str((o.get("label") or {}).get(lang) or "") for lang in ("zh", "en"))) for o in options
    )
    return "\n".join(" | ".join(row).rstrip(" |") for row in rows)


def typed_options(text: str) -> list[Content]:
    """`value | Chinese | English`, one a line; what is left out is missing, and said by the check."""
    found = []
    for line in text.replace("\r\n", "\n").split("\n"):
        value, zh, en = (part.strip() for part in (line.replace("｜", "|") + "||").split("|")[:3])
        if value or zh:
            label = {"zh": zh} | ({"en": en} if en else {})
            found.append({"value": value or zh, "label": label})
    return found


def typed(questions: Sequence[Content], given: Mapping[str, str], english: bool) -> list[Content]:
    """In the order of the places typed; a block whose words were all taken out goes."""
    count = given.get("questions", "")
    known = min(int(count), MOST) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    rows = [(_place(given, n), n, one) for n in range(known) for one in _typed(questions, n, given, english)]
    return [one for _place, _number, one in sorted(rows, key=lambda row: row[:2])]


def _place(given: Mapping[str, str], number: int) -> int:
    text = given.get(f"q{number}.place", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else number + 1


def _typed(questions: Sequence[Content], number: int, given: Mapping[str, str], english: bool) -> Iterator[Content]:
    prefix = f"q{number}."

    def text(name: str) -> str:
        return given.get(prefix + name, "").strip()

    if not any(text(name) for name in ("key", "text.zh", "text.en", "options")):
        return
    one: Content = copy.deepcopy(questions[number]) if number < len(questions) else {}
    one |= {"key": text("key"), "type": text("type") or "choice"}
    for name in ("text", "help"):
        words = {lang: text(f"{name}.{lang}") for lang in ("zh", "en") if text(f"{name}.{lang}")}
        one.pop(name, None)
        one |= {name: words} if words else {}
    options = typed_options(given.get(f"{prefix}options", ""))
    one.pop("options", None)
    one |= {"options": options} if options else {}
    when = picking.read(given, f"{prefix}when", subjects(questions[:number], english))
    one.pop("when", None)
    one |= {"when": when} if when else {}
    yield one
