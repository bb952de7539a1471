"""What can be set of a page or a field: as fields of the designer, and back into the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.catalogue.designing import picking
from tongban.catalogue.designing.elements import ADDRESS, NEW_QUESTION, TYPES, Content, words
from tongban.catalogue.designing.picking import Picker, Subject
from tongban.catalogue.designing.questions import options_text, subjects, typed_options
from tongban.catalogue.editing import Field
from tongban.forms.api import FACTS, applies_to, fact_fits

PREFIX = "design."
YES_NO = (("yes", _("Yes")), ("no", _("No")))
PERSONAL = (
    ("", _p("class of personal data", "as the type says")),
    ("general", _p("class of personal data", "personal")),
    ("sensitive", _p("class of personal data", "sensitive personal")),
    ("minor", _p("class of personal data", "of a minor under 14")),
)
AUTOFILL = ("name", "tel", "email", "street-address", "postal-code", "organization", "bday")
BOUNDS = {
    "number": (_("Least"), _("Most")),
    "money": (_("Least, in yuan"), _("Most, in yuan")),
    "date": (_("Earliest: a date, or today"), _("Latest: a date, or today")),
    "choices": (_("How many at least"), _("How many at most")),
    "division": (_("At least down to level (1 province to 5 village)"), _("At most down to level")),
    "address": (_("At least down to level (1 province to 5 village)"), _("At most down to level")),
}
CALLED = {
    "label": _("Question"),
    "required": _("Must be answered"),
    "key": _("Short name, for conditions"),
    "when": _("Asked only if"),
    "prefill": _("Filled in beforehand with"),
    "prefill_when": _("Filled in beforehand only if"),
    "material": _("For which material"),
    "min_length": _("Characters at least"),
    "max_length": _("Characters at most"),
    "pattern": _("Pattern (regular expression)"),
    "pattern_message": _("What the pattern wants"),
    "min_items": _("Entries at least"),
    "max_items": _("Entries at most"),
    "item_label": _("What one entry is called"),
}
"""Properties as the designer labels them, where the guide calls them otherwise."""
KIND = {"choice": "choice", "choices": "choice", "yesno": "yesno", "number": "number", "money": "number"}


@dataclass(frozen=True)
class CheckRow:
    """A check of a field: it must hold, else the message stands beside the field."""

    number: int
    fields: list[Field]


@dataclass(frozen=True)
class Sheet:
    """Everything that can be set of one element."""

    fields: list[Field]
    more: list[Field]
    pickers: list[Picker]
    checks: list[CheckRow]


def called(one: Content, name: str) -> Any:
    """The label that the property has on the sheet of this element; none where it has no label of its own."""
    if name in ("min", "max") and (bounds := BOUNDS.get(one.get("type", ""))):
        return bounds[name == "max"]
    return CALLED.get(name) if "type" in one else None


class Wrong(Mapping[str, list[str]]):
    """Faults by the name of the property; what lies deeper than a property belongs to it."""

    def __init__(self, faults: Mapping[str, list[str]]) -> None:
        self.faults = faults

    def __getitem__(self, name: str) -> list[str]:
        return [
            said
            for path, sentences in self.faults.items()
            if path == name or path.startswith((f"{name}.", f"{name}["))
            for said in sentences
        ]

    def __iter__(self) -> Iterator[str]:
        return iter(self.faults)

    def __len__(self) -> int:
        return len(self.faults)


def sheet(
    content: Content, form: Content, at: str, one: Content, faults: Mapping[str, list[str]], english: bool
) -> Sheet:
    """`faults`: property → sentences, as `min` or `label.en`."""
    wrong = Wrong(faults)
    if "." not in at:
        fields = [
            _line("key", _("Short name"), one, wrong),
            *_both("title", _("Title"), one, wrong),
            *_both("help", _("Help"), one, wrong),
        ]
        return Sheet(fields, [], [_when(content, form, at, one, wrong, english)], [])
    kind = one.get("type", "text")
    fields = [
        *_both("label", _("Question"), one, wrong),
        _choice("type", _p("of a field", "Type"), kind, TYPES if at.count(".") == 1 else _inner_types(), wrong),
        _choice("required", _("Must be answered"), "no" if one.get("required") is False else "yes", YES_NO, wrong),
        *_both("help", _("Help"), one, wrong),
        *_of_type(kind, one, content, wrong),
    ]
    prefills = _prefills(kind, one, at)
    more = [
        _line("key", _("Short name, for conditions"), one, wrong),
        _choice("personal", _("Personal data"), one.get("personal") or "", PERSONAL, wrong),
        _choice("prefill", _("Filled in beforehand with"), one.get("prefill") or "", prefills, wrong),
        _choice("autofill", _("What the browser may fill in"), one.get("autofill") or "", _autofill(one), wrong),
    ]
    pickers = [_when(content, form, at, one, wrong, english)]
    if at.count(".") == 1:
        asked = subjects((content.get("situation") or {}).get("questions") or [], english)
        text = one.get("prefill_when") or ""
        help = _("As situation.… == …; nothing: always.")
        pickers.append(
            picking.picker(
                PREFIX + "prefill_when", _("Filled in beforehand only if"), text, asked, wrong["prefill_when"], help
            )
        )
    return Sheet(fields, more, pickers, list(_checks(one, wrong)))


def _prefills(kind: str, one: Content, at: str) -> list[tuple[str, Any]]:
    """What fits the type, and what stands there already; nothing inside a list, whose entries nobody knows beforehand."""
    fitting = {} if at.count(".") > 1 else {name: words for name, words in FACTS.items() if fact_fits(name, kind)}
    kept = one.get("prefill")
    known = {kept: FACTS.get(kept, kept)} if kept and kept not in fitting else {}
    return [("", "–"), *fitting.items(), *known.items()]


def _inner_types() -> tuple[tuple[str, Any], ...]:
    return tuple(pair for pair in TYPES if pair[0] not in ("group", "upload"))


def _autofill(one: Content) -> list[tuple[str, Any]]:
    """Those of HTML that people know, and what stands there already."""
    known = [one["autofill"]] if one.get("autofill") and one["autofill"] not in AUTOFILL else []
    return [("", "–"), *((name, name) for name in (*AUTOFILL, *known))]


def _line(name: str, label: Any, one: Content, wrong: Wrong, kind: Any = "line") -> Field:
    value = one.get(name)
    return Field(PREFIX + name, label, kind, "" if value is None else str(value), (), wrong[name])


def _choice(name: str, label: Any, value: str, choices: Sequence[tuple[str, Any]], wrong: Wrong) -> Field:
    return Field(PREFIX + name, label, "choice", value, tuple(choices), wrong[name])


def _both(name: str, label: Any, one: Content, wrong: Wrong) -> list[Field]:
    words = one.get(name) or {}
    named = (("zh", _("%(label)s (Chinese)")), ("en", _("%(label)s (English)")))
    kind: Any = "area" if name == "help" else "line"
    return [
        Field(
            f"{PREFIX}{name}.{lang}", _Labelled(text, label), kind, words.get(lang) or "", (), _own(wrong, name, lang)
        )
        for lang, text in named
    ]


def _own(wrong: Wrong, name: str, lang: str) -> list[str]:
    return wrong[f"{name}.{lang}"] or (wrong.faults.get(name, []) if lang == "zh" else [])


class _Labelled:
    """A label inside a label, both translated when they are shown."""

    def __init__(self, words: Any, label: Any) -> None:
        self.words, self.label = words, label

    def __str__(self) -> str:
        return str(self.words) % {"label": self.label}


def _of_type(kind: str, one: Content, content: Content, wrong: Wrong) -> Iterator[Field]:
    if kind in applies_to("options"):
        label = _("Answers, one a line: value | Chinese | English")
        yield Field(PREFIX + "options", label, "lines", options_text(one.get("options") or []), (), wrong["options"])
    if kind in BOUNDS:
        for name, label in zip(("min", "max"), BOUNDS[kind], strict=True):
            yield Field(PREFIX + name, label, "line", _bound_text(kind, one.get(name)), (), wrong[name])
    if kind in applies_to("unit") and kind != "money":
        yield from _both("unit", _("Unit"), one, wrong)
    if kind in applies_to("material"):
        materials = [(m["key"], m["name"]["zh"]) for m in content.get("materials") or []]
        known = [(one["material"], one["material"])] if one.get("material") not in dict(materials) else []
        yield _choice("material", _("For which material"), one.get("material") or "", [*materials, *known], wrong)
    if kind in applies_to("pattern"):
        yield _line("min_length", _("Characters at least"), one, wrong, "number")
        yield _line("max_length", _("Characters at most"), one, wrong, "number")
        yield _line("pattern", _("Pattern (regular expression)"), one, wrong)
        yield from _both("pattern_message", _("What the pattern wants"), one, wrong)
    if kind == "group":
        yield _line("min_items", _("Entries at least"), one, wrong, "number")
        yield _line("max_items", _("Entries at most"), one, wrong, "number")
        yield from _both("item_label", _("What one entry is called"), one, wrong)


def _bound_text(kind: str, value: Any) -> str:
    if kind == "money" and isinstance(value, int):
        return f"{value // 100}.{value % 100:02d}"
    return "" if value is None else str(value)


def _when(content: Content, form: Content, at: str, one: Content, wrong: Wrong, english: bool) -> Picker:
    known = [*subjects((content.get("situation") or {}).get("questions") or [], english), *above(form, at, english)]
    return picking.picker(PREFIX + "when", _("Asked only if"), one.get("when") or "", known, wrong["when"])


def above(form: Content, at: str, english: bool) -> list[Subject]:
    """Fields that a condition here may name: those above, and inside a group those above in it too."""
    found = ADDRESS.fullmatch(at)
    if found is None:
        return []
    page, place, inner = (int(number) if number is not None else None for number in found.groups())
    rows = [one for earlier in form["pages"][:page] for one in earlier["fields"]]
    if place is not None:
        rows += form["pages"][page]["fields"][:place]
    if inner is not None:
        rows += (form["pages"][page]["fields"][place].get("fields") or [])[:inner]
    return [_subject(one, english) for one in rows if one.get("type") != "group"]


def _subject(one: Content, english: bool) -> Subject:
    def said(words: Content) -> str:
        return (words.get("en") if english else "") or words.get("zh") or ""

    options = tuple((o["value"], said(o["label"])) for o in one.get("options") or [])
    return Subject(one["key"], said(one.get("label") or {}), KIND.get(one.get("type", ""), "text"), options)


def _checks(one: Content, wrong: Wrong) -> Iterator[CheckRow]:
    for number, row in enumerate([*(one.get("checks") or []), {}]):
        message, path = row.get("message") or {}, f"checks[{number}]"
        prefix = f"{PREFIX}checks.{number}."
        own = wrong[path] or (wrong.faults.get("checks", []) if number == 0 else [])
        yield CheckRow(
            number,
            [
                Field(f"{prefix}expr", _("Must hold (expression)"), "line", row.get("expr", ""), (), own),
                Field(f"{prefix}zh", _("Else it says (Chinese)"), "line", message.get("zh") or ""),
                Field(f"{prefix}en", _("Else it says (English)"), "line", message.get("en") or ""),
            ],
        )


# Back into the form


def write(one: Content, given: Mapping[str, str], content: Content, form: Content, at: str, english: bool) -> None:
    """What was posted of the element; what its type does not have goes."""
    if PREFIX + "key" not in given:
        return
    _text(one, given, "key")
    for name in ("title", "help") if "." not in at else ("label", "help", "unit", "pattern_message", "item_label"):
        _words(one, given, name)
    _condition(one, given, "when", [*subjects(_questions(content), english), *above(form, at, english)])
    if "." not in at:
        return
    kind = given.get(PREFIX + "type", one.get("type", "text"))
    before, one["type"] = one.get("type"), kind
    emptied = PREFIX + "options" in given and before == kind
    _put(one, "required", False if given.get(PREFIX + "required") == "no" else None)
    for name in ("personal", "prefill", "autofill", "material", "pattern"):
        _text(one, given, name)
    for name in ("min_length", "max_length", "min_items", "max_items"):
        _number(one, given, name)
    for name in ("min", "max"):
        if before != kind:
            one.pop(name, None)
        elif PREFIX + name in given:
            _put(one, name, _bound(kind, given[PREFIX + name].strip()))
    if PREFIX + "options" in given:
        _put(one, "options", typed_options(given[PREFIX + "options"]) or None)
    _condition(one, given, "prefill_when", subjects(_questions(content), english))
    if not one.get("prefill"):
        one.pop("prefill_when", None)
    _put(one, "checks", list(_typed_checks(given)) or None)
    _fit(one, kind, content, emptied)


def _questions(content: Content) -> list[Content]:
    return (content.get("situation") or {}).get("questions") or []


def _put(one: Content, name: str, value: Any) -> None:
    if value is None or value == "":
        one.pop(name, None)
    else:
        one[name] = value


def _text(one: Content, given: Mapping[str, str], name: str) -> None:
    if PREFIX + name in given:
        _put(one, name, given[PREFIX + name].strip())


def _words(one: Content, given: Mapping[str, str], name: str) -> None:
    if f"{PREFIX}{name}.zh" in given:
        texts = {lang: given.get(f"{PREFIX}{name}.{lang}", "").replace("\r\n", "\n").strip() for lang in ("zh", "en")}
        _put(one, name, {lang: text for lang, text in texts.items() if text} or None)


def _number(one: Content, given: Mapping[str, str], name: str) -> None:
    """A number that is none stays as typed, and the form's own check says what it wants."""
    if PREFIX + name in given:
        text = given[PREFIX + name].strip()
        _put(one, name, int(text) if re.fullmatch(r"[0-9]{1,6}", text) else text)


def _bound(kind: str, text: str) -> Any:
    if kind == "money" and (yuan := re.fullmatch(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?", text)):
        return int(yuan[1]) * 100 + int((yuan[2] or "").ljust(2, "0"))
    if kind != "date" and re.fullmatch(r"-?[0-9]{1,12}", text):
        return int(text)
    if kind == "number" and re.fullmatch(r"-?[0-9]{1,12}\.[0-9]{1,6}", text):
        return float(text)
    return text


def _condition(one: Content, given: Mapping[str, str], name: str, known: list[Subject]) -> None:
    if PREFIX + name in given:
        _put(one, name, picking.read(given, PREFIX + name, known))


def _typed_checks(given: Mapping[str, str]) -> Iterator[Content]:
    for number in range(20):
        expr, zh, en = (given.get(f"{PREFIX}checks.{number}.{part}", "").strip() for part in ("expr", "zh", "en"))
        if expr or zh or en:
            yield {"expr": expr, "message": {"zh": zh} | ({"en": en} if en else {})}


def _fit(one: Content, kind: str, content: Content, emptied: bool) -> None:
    """A changed type loses what it does not have, and gets what it cannot be without; answers that somebody took out
    are missed by the check of the form.
    """
    for name in list(one):
        if (types := applies_to(name)) and kind not in types:
            del one[name]
    if kind in ("choice", "choices") and not one.get("options") and not emptied:
        one["options"] = [{"value": v, "label": {"zh": f"选项{v.upper()}", "en": f"Option {v.upper()}"}} for v in "ab"]
    if kind == "group" and not one.get("fields"):
        one["fields"] = [{"key": f"{one.get('key', 'list')}_1", "type": "text", "label": words(NEW_QUESTION)}]
    if kind == "upload" and not one.get("material"):
        one["material"] = next((m["key"] for m in content.get("materials") or []), "material")
