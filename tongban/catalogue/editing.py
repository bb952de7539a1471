"""The plain elements of a guide as fields of a page: what stands in them, and the content that was typed.

A field's name is its path in the content: `name.zh`, `conditions.0.text.zh`. The errors of `guide.load` come back
under the same names, so that each stands beside its field. Whatever has no field here is edited as JSON.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.catalogue.bounds import MOST_IN_A_LIST
from tongban.kit.typed import are_digits

Content = dict[str, Any]
Kind = Literal["line", "area", "lines", "number", "money", "choice"]
NECESSITIES = (
    ("required", _p("necessity", "Required")),
    ("deferrable", _p("necessity", "May follow")),
    ("optional", _p("necessity", "Optional")),
)
WAYS = (
    ("window", _p("way to reach", "Window")),
    ("phone", _p("way to reach", "Phone")),
    ("web", _p("way to reach", "Web")),
    ("letter", _p("way to reach", "Letter")),
    ("email", _p("way to reach", "E-mail")),
)
CHINESE, ENGLISH = _p("language of a text", "Chinese"), _p("language of a text", "English")


@dataclass(frozen=True)
class Spec:
    """One field: `path` within its part; `lines`: a list of words, one a line; `money`: typed in yuan, kept in fen."""

    path: str
    label: Any
    kind: Kind = "line"
    choices: tuple[tuple[str, Any], ...] = ()


def both(path: str, label: Any, kind: Kind = "line") -> tuple[Spec, Spec]:
    """A text in two languages."""
    zh, en = (_("%(label)s (Chinese)"), _("%(label)s (English)"))
    return Spec(f"{path}.zh", _Named(zh, label), kind), Spec(f"{path}.en", _Named(en, label), kind)


class _Named:
    """A label inside a label, both translated when they are shown."""

    def __init__(self, words: Any, label: Any) -> None:
        self.words, self.label = words, label

    def __str__(self) -> str:
        return str(self.words) % {"label": self.label}


SINGLE: tuple[tuple[str, Any, tuple[Spec, ...]], ...] = (
    ("names", _("Names"), (*both("name", _("Name")), Spec("aliases", _("What people call it, one a line"), "lines"))),
    (
        "limits",
        _("Limits and visits"),
        (
            Spec("legal_days", _("Working days by law"), "number"),
            Spec("promise_days", _("Working days promised"), "number"),
            Spec("limit_basis.law", _("Law of the limit")),
            Spec("limit_basis.article", _("Article of the limit")),
            Spec("tolerant", _("Working days for materials that may follow"), "number"),
            Spec("visits", _("Visits"), "number"),
            *both("visits_reason", _("Why a visit is needed")),
        ),
    ),
)
LISTS: tuple[tuple[str, Any, tuple[Spec, ...]], ...] = (
    ("conditions", _("Conditions"), both("text", _("Condition"), "area")),
    (
        "places",
        _("Where and when"),
        (
            *both("name", _("Name")),
            *both("address", _("Address")),
            *both("hours", _("Hours")),
            *both("window", _("Window")),
            Spec("phone", _("Phone")),
        ),
    ),
    ("consult", _("How to ask"), (Spec("way", _("Way"), "choice", WAYS), Spec("value", _("Number or address")))),
    ("complain", _("How to complain"), (Spec("way", _("Way"), "choice", WAYS), Spec("value", _("Number or address")))),
    (
        "steps",
        _("Steps"),
        (
            *both("name", _("Name")),
            *both("who", _("Who does it")),
            *both("standard", _("Standard"), "area"),
            Spec("days", _("Working days, 0 for the same day"), "number"),
        ),
    ),
    (
        "fees",
        _("Fees"),
        (
            *both("name", _("Name")),
            *both("standard", _("How the fee is worked out"), "area"),
            Spec("amount_fen", _("Amount in yuan, if it is fixed"), "money"),
            Spec("basis.law", _("Law of the fee")),
            Spec("basis.article", _("Article of the fee")),
        ),
    ),
    ("questions", _("Questions people ask"), (*both("q", _("Question")), *both("a", _("Answer"), "area"))),
)
MATERIALS: tuple[Spec, ...] = (
    *both("name", _("Name")),
    Spec("necessity", _("Necessity"), "choice", NECESSITIES),
    Spec("copies", _("Copies"), "number"),
    Spec("max_files", _("Files at most"), "number"),
    *both("accept_standard", _("Accepted if"), "area"),
    *both("sample_note", _("Note on the sample"), "area"),
)


@dataclass(frozen=True)
class Field:
    """A field as the page draws it."""

    name: str
    label: Any
    kind: Kind
    value: str
    choices: tuple[tuple[str, Any], ...] = ()
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")


@dataclass(frozen=True)
class Block:
    """Fields under a heading; the rows of a list are blocks of a block."""

    key: str
    title: Any
    fields: list[Field]
    rows: list[Block] = field(default_factory=list)
    count: int = 0

    @property
    def filled(self) -> int:
        """Rows that hold something; the last one of a list is empty."""
        return self.count - (self.key != "materials")


# From the content to the page


def blocks(content: Content, errors: Mapping[str, list[str]]) -> list[Block]:
    """`errors` under names as `by_name` makes them."""
    single = [Block(key, title, _fields(specs, content, "", errors)) for key, title, specs in SINGLE]
    lists = [_list(key, title, specs, content, errors) for key, title, specs in LISTS]
    materials = [
        Block(f"materials-{i}", _title(row), _fields(MATERIALS, row, f"materials.{i}.", errors))
        for i, row in enumerate(_rows(content, "materials"))
    ]
    return [*single, *lists, Block("materials", _("Materials"), [], materials, len(materials))]


def _list(key: str, title: Any, specs: tuple[Spec, ...], content: Content, errors: Mapping[str, list[str]]) -> Block:
    """The rows there are and an empty one, which adds a row when something is typed into it."""
    rows = [*_rows(content, key), {}]
    drawn = [Block(f"{key}-{i}", i + 1, _fields(specs, row, f"{key}.{i}.", errors)) for i, row in enumerate(rows)]
    return Block(key, title, [], drawn, len(rows))


def _rows(content: Content, key: str) -> list[Content]:
    rows = content.get(key) or []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _title(row: Content) -> str:
    name = row.get("name")
    return str(name.get("zh", "") if isinstance(name, dict) else row.get("key", ""))


def _fields(specs: tuple[Spec, ...], part: Content, prefix: str, errors: Mapping[str, list[str]]) -> list[Field]:
    return [
        Field(
            prefix + spec.path,
            spec.label,
            spec.kind,
            _shown(read(part, spec.path), spec.kind),
            spec.choices,
            errors.get(prefix + spec.path, []),
        )
        for spec in specs
    ]


def _shown(value: Any, kind: Kind) -> str:
    if value is None:
        return ""
    if kind == "money" and isinstance(value, int):
        return f"{value // 100}.{value % 100:02d}"
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def read(part: Any, path: str) -> Any:
    for step in path.split("."):
        part = part.get(step) if isinstance(part, dict) else None
    return part


# From what was typed to the content


def typed(base: Content, given: Mapping[str, str]) -> Content:
    """`base` with the fields that were sent; nothing else of it changes, and nothing typed is judged here."""
    content = copy.deepcopy(base)
    for _key, _words, specs in SINGLE:
        _write_all(content, specs, "", given)
    for key, _words, specs in LISTS:
        if (count := _count(given.get(f"{key}.count", ""))) is not None:
            content[key] = list(_typed_rows(_rows(content, key), specs, key, given, count))
    for i, row in enumerate(_rows(content, "materials")):
        _write_all(row, MATERIALS, f"materials.{i}.", given)
    return content


def _typed_rows(
    rows: list[Content], specs: tuple[Spec, ...], key: str, given: Mapping[str, str], count: int
) -> Iterator[Content]:
    """A row whose words were all taken out goes; a choice alone makes no row."""
    words = [spec.path for spec in specs if spec.kind != "choice"]
    for i in range(count):
        if any(given.get(f"{key}.{i}.{path}", "").strip() for path in words):
            row = copy.deepcopy(rows[i]) if i < len(rows) else {}
            _write_all(row, specs, f"{key}.{i}.", given)
            yield row


def _count(text: str) -> int | None:
    """How many rows were sent; None, and the list stays as it is, for what is no number."""
    if not are_digits(text):
        return None
    return min(int(text), MOST_IN_A_LIST) if len(text) < 10 else MOST_IN_A_LIST


def _write_all(part: Content, specs: tuple[Spec, ...], prefix: str, given: Mapping[str, str]) -> None:
    for spec in specs:
        if (text := given.get(prefix + spec.path)) is not None:
            _write(part, spec.path.split("."), _value(spec, text))


def _value(spec: Spec, text: str) -> Any:
    """None for nothing; a number that is none stays as typed, and the guide's own check says what it wants."""
    text = text.replace("\r\n", "\n").strip()
    if spec.kind == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()]
    if spec.kind == "number" and re.fullmatch(r"[0-9]{1,6}", text):
        return int(text)
    if spec.kind == "money" and (yuan := re.fullmatch(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?", text)):
        return int(yuan[1]) * 100 + int((yuan[2] or "").ljust(2, "0"))
    return text or None


def _write(part: Content, steps: list[str], value: Any) -> None:
    first, *rest = steps
    if rest:
        inner = part.get(first)
        inner = dict(inner) if isinstance(inner, dict) else {}
        _write(inner, rest, value)
        value = inner if any(word not in (None, "") for key, word in inner.items() if key != "text") else None
    if value is None:
        part.pop(first, None)
    else:
        part[first] = value


# Errors and differences


def by_name(errors: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """`places[0].phone` as `places.0.phone`."""
    return {re.sub(r"\[(\d+)\]", r".\1", path): said for path, said in errors.items()}


@dataclass(frozen=True)
class Difference:
    """One element that differs; "" stands for nothing."""

    path: str
    old: str
    new: str


def differences(old: Content, new: Content) -> list[Difference]:
    """Field by field, in the order of the newer content. Rows with a `key` are compared by it, others by place."""
    before, after = dict(_flat(old)), dict(_flat(new))
    paths = [*after, *(path for path in before if path not in after)]
    return [
        Difference(path, before.get(path, ""), after.get(path, ""))
        for path in paths
        if before.get(path, "") != after.get(path, "")
    ]


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(row, dict) for row in value):
        for number, row in enumerate(value):
            key = row.get("key", number) if isinstance(row, dict) else number
            yield from _flat(row, f"{path}[{key}]")
    elif value not in (None, "", []):
        yield path, "\n".join(map(str, value)) if isinstance(value, list) else str(value)


TITLES: dict[str, Any] = {
    "name": _("Name"), "aliases": _("What people call it"), "legal_days": _("Working days by law"),
    "promise_days": _("Working days promised"), "limit_basis": _("Basis of the limit"), "conditions": _("Conditions"),
    "materials": _("Materials"), "form": _("Form"), "situation": _("Situation"), "process": _("Process"),
    "steps": _("Steps"), "fees": _("Fees"), "visits": _("Visits"), "visits_reason": _("Why a visit is needed"),
    "result": _("Result"), "places": _("Where and when"), "consult": _("How to ask"), "complain": _("How to complain"),
    "questions": _("Questions people ask"), "review_points": _("Points to examine"), "bases": _("Basis in law"),
    "topics": _("Topics"), "audience": _("For whom"), "notes": _("Notes"), "zh": CHINESE, "en": ENGLISH,
    "text": _("Text"), "phone": _("Phone"), "address": _("Address"), "hours": _("Hours"), "window": _("Window"),
    "necessity": _("Necessity"), "accept_standard": _("Accepted if"), "sample_note": _("Note on the sample"),
    "value": _("Number or address"), "way": _("Way"), "q": _("Question"), "a": _("Answer"), "article": _("Article"),
    "law": _("Law"), "tolerant": _("Working days for materials that may follow"), "copies": _("Copies"),
    "max_files": _("Files at most"), "who": _("Who does it"), "days": _("Working days"), "standard": _("Standard"),
    "amount_fen": _("Amount in yuan, if it is fixed"), "basis": _("Basis in law"),
    "limits": _p("of a guide", "Limits of some"), "outcomes": _p("of a guide", "Outcomes"),
    "examples": _("Examples"), "expect": _p("of an example", "Expected"), "options": _p("of a question", "Answers"),
    "refuse": _("Refused"), "note": _("What is said"), "when": _("Asked only if"), "pages": _p("of a form", "Pages"),
    "fields": _p("of a form", "Fields"), "label": _("Question"), "title": _("Title"), "help": _("Help"),
    "type": _p("of a field", "Type"), "key": _("Short name"), "checks": _("Checks"), "min": _("Least"),
    "max": _("Most"), "required": _("Must be answered"), "prefill": _("Filled in beforehand with"),
    "prefill_when": _("Filled in beforehand only if"), "material": _("For which material"), "unit": _("Unit"),
    "pattern": _("Pattern (regular expression)"), "personal": _("Personal data"),
}  # fmt: skip


def path_in_words(path: str) -> str:
    """`materials[id_card].name.zh` as “Materials › id_card › Name › Chinese”; a place in a list counts from 1."""
    steps = [step for step in re.split(r"[.\[\]]+", path) if step]
    return " › ".join(
        str(int(step) + 1) if are_digits(step) and len(step) < 10 else str(TITLES.get(step, step)) for step in steps
    )
