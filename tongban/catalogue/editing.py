"""The plain elements of a guide as fields of a page: what stands in them, and the content that was typed.

A field's name is its path in the content: `name.zh`, `conditions.0.text.zh`. The errors of `guide.load` come back
under the same names, so that each stands beside its field. Whatever has no field here is edited as JSON.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.catalogue import authorities
from tongban.catalogue.bounds import MOST_IN_A_LIST
from tongban.catalogue.element_names import HANDLED_BY, PROTECTED, path_in_words
from tongban.catalogue.materials.content import SHARED
from tongban.catalogue.presenting import span
from tongban.catalogue.processes import choices
from tongban.catalogue.regime_words import regime_name, regimes
from tongban.kit.languages import as_read
from tongban.kit.typed import are_digits
from tongban.people.api import Level

Content = dict[str, Any]
Choices = tuple[tuple[str, Any], ...]
Kind = Literal["line", "area", "lines", "number", "money", "choice", "level", "ticks", "shared"]
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
# What the installation asks for everything stands first (`LEVEL_TO_APPLY`).
LEVELS = (("", _("As for any service here")), *((str(int(one)), one.label) for one in Level))
IN_PERSON = (
    ("apply", _p("only in person", "Fill in the application")),
    ("sign", _p("only in person", "Sign and submit")),
    ("take", _p("only in person", "Receive the result")),
)

KINDS = (
    ("promise", _p("kind of handling", "Within a promise")),
    ("immediate", _p("kind of handling", "On the spot")),
)
AUDIENCES = (("person", _("Personal")), ("enterprise", _("Business")))
RESULTS = (
    ("none", _p("kind of result", "Nothing on paper")),
    ("document", _p("kind of result", "A document")),
    ("licence", _p("kind of result", "A licence")),
)


@dataclass(frozen=True)
class Spec:
    """One field: `path` within its part; `lines`: a list of words, one a line; `money`: typed in yuan, kept in fen;
    `level`: a choice kept as a number; `ticks`: some of the choices, each under a name of its own (`protects.ill`).
    """

    path: str
    label: Any
    kind: Kind = "line"
    choices: Choices = ()
    offered: Callable[[Content], Choices] | None = None  # choices that the content decides


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
    (
        "nature",
        _("What kind of service it is"),
        (
            Spec("kind", _("Kind of handling"), "choice", KINDS),
            Spec("regime", _("Rules of time limits"), "choice", offered=lambda _content: regimes()),
            Spec("audience", _("For whom"), "ticks", AUDIENCES),
            Spec("result.type", _("What the result is"), "choice", RESULTS),
            *both("result.name", _("Name of the result")),
        ),
    ),
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
            Spec("process", _("Process"), "choice", offered=choices),
        ),
    ),
    (
        "power",
        _("Whose power it is"),
        (
            Spec(
                "power_source",
                _("Source of the power"),
                "choice",
                offered=lambda _content: authorities.choices("power_source"),
            ),
            Spec("entrusted_by", _("Organ that entrusts or delegates it"), "choice", offered=authorities.organs),
            Spec("entrust_name", _("or its name, if it is not on the list")),
            Spec(
                "org_nature",
                _("Nature of the organ"),
                "choice",
                offered=lambda _content: authorities.choices("org_nature"),
            ),
        ),
    ),
    (
        "who",
        _("Who applies, and how surely"),
        (
            Spec("identity_level", _("How surely the identity must be shown to apply online"), "level", LEVELS),
            Spec("only_in_person", _("What only the applicant may do, in person"), "ticks", IN_PERSON),
            Spec("protects", _("Who is specially protected"), "ticks", tuple(PROTECTED.items())),
        ),
    ),
)
LISTS: tuple[tuple[str, Any, tuple[Spec, ...]], ...] = (
    (
        "bases",
        _("Basis in law"),
        (Spec("law", _("Law")), Spec("article", _("Article")), Spec("text", _("What the article says"), "area")),
    ),
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
    Spec("shared", _("Shared material (its key)"), "shared"),
    *both("name", _("Name")),
    Spec("necessity", _("Necessity"), "choice", NECESSITIES),
    Spec("copies", _("Copies"), "number"),
    Spec("max_files", _("Files at most"), "number"),
    *both("accept_standard", _("Accepted if"), "area"),
    *both("sample_note", _("Note on the sample"), "area"),
)


# What a guide that a list left incomplete can hold; all else comes when it is completed (`partial`).
IN_A_LIST = {"legal_days", "promise_days", "visits", "conditions", "consult", "complain", "aliases"}
Part = tuple[str, Any, tuple[Spec, ...]]


def parts_of(content: Content) -> tuple[tuple[Part, ...], tuple[Part, ...], tuple[Spec, ...]]:
    """(single fields, lists, fields of a material) that this content has a place for."""
    if content.get("partial") is not True:
        return SINGLE, LISTS, MATERIALS
    single = tuple(
        (key, title, tuple(spec for spec in specs if spec.path in IN_A_LIST or spec.path.startswith("name.")))
        for key, title, specs in SINGLE
    )
    single = tuple(part for part in single if part[2])
    lists = tuple(part for part in LISTS if part[0] in IN_A_LIST)
    return single, lists, tuple(spec for spec in MATERIALS if spec.path.startswith("name."))


@dataclass(frozen=True)
class Field:
    """A field as the page draws it."""

    name: str
    label: Any
    kind: Kind
    value: str
    choices: tuple[tuple[str, Any], ...] = ()
    errors: list[str] = field(default_factory=list)
    locked: bool = False  # taken over from the basic list

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def ticks(self) -> list[tuple[str, Any, bool]]:
        ticked = self.value.split("\n")
        return [(f"{self.name}.{code}", words, code in ticked) for code, words in self.choices]


@dataclass(frozen=True)
class Block:
    """Fields under a heading; the rows of a list are blocks of a block."""

    key: str
    title: Any
    fields: list[Field]
    rows: list[Block] = field(default_factory=list)
    count: int = 0
    hint: str = ""

    @property
    def filled(self) -> int:
        """Rows that hold something; the last one of a list is empty."""
        return self.count - 1


# From the content to the page


def blocks(content: Content, errors: Mapping[str, list[str]], locked: Collection[str] = ()) -> list[Block]:
    """`errors` under names as `by_name` makes them; `locked`: elements that nobody changes here."""
    singles, listed, of_material = parts_of(content)
    single = [Block(key, title, _locked(_fields(specs, content, "", errors), locked)) for key, title, specs in singles]
    lists = [_list(key, title, specs, content, errors) for key, title, specs in listed]
    rows = [*_rows(content, "materials"), {}]
    materials = [_material(row, i, errors, of_material) for i, row in enumerate(rows)]
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


def _locked(fields: list[Field], elements: Collection[str], depth: int = 0) -> list[Field]:
    return [replace(one, locked=True) if one.name.split(".")[depth] in elements else one for one in fields]


def _material(row: Content, place: int, errors: Mapping[str, list[str]], specs: tuple[Spec, ...]) -> Block:
    fields = _fields(specs, row, f"materials.{place}.", errors)
    return Block(f"materials-{place}", _title(row), _locked(fields, SHARED if row.get("shared") else (), 2))


def _fields(specs: tuple[Spec, ...], part: Content, prefix: str, errors: Mapping[str, list[str]]) -> list[Field]:
    return [
        Field(
            prefix + spec.path,
            spec.label,
            spec.kind,
            _shown(read(part, spec.path), spec.kind),
            spec.offered(part) if spec.offered else spec.choices,
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
    singles, listed, of_material = parts_of(content)
    for _key, _words, specs in singles:
        _write_all(content, specs, "", given)
    for key, _words, specs in listed:
        if (count := _count(given.get(f"{key}.count", ""))) is not None:
            content[key] = list(_typed_rows(_rows(content, key), specs, key, given, count))
    if rows := list(_typed_materials(_rows(content, "materials"), of_material, given)):
        content["materials"] = rows
    else:
        content.pop("materials", None)
    return content


def _typed_materials(rows: list[Content], specs: tuple[Spec, ...], given: Mapping[str, str]) -> Iterator[Content]:
    """A material whose name was taken out goes; a new one is called by its name or by the key of a shared one."""
    taken = {str(row.get("key")) for row in rows}
    for i in range(max(_count(given.get("materials.count", "")) or 0, len(rows))):
        is_new = i >= len(rows)
        row: Content = {} if is_new else copy.deepcopy(rows[i])
        names = [given.get(f"materials.{i}.{path}") for path in ("name.zh", "name.en", "shared")]
        if (is_new and not any(names)) or (not is_new and None not in names and not any(names)):
            continue
        _write_all(row, specs, f"materials.{i}.", given)
        if is_new:
            row["key"] = _free_key(taken)
            row["name"] = row.get("name") or {"zh": row["shared"]}
        yield row


def _free_key(taken: set[str]) -> str:
    key = next(one for number in range(1, MOST_IN_A_LIST * 2) if (one := f"material_{number}") not in taken)
    taken.add(key)
    return key


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
            ticked = [code for code, _words in spec.choices if f"{prefix}{spec.path}.{code}" in given]
            _write(part, spec.path.split("."), (ticked or None) if spec.kind == "ticks" else _value(spec, text))


def _value(spec: Spec, text: str) -> Any:
    """None for nothing; a number that is none stays as typed, and the guide's own check says what it wants."""
    text = text.replace("\r\n", "\n").strip()
    if spec.kind == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()]
    if spec.kind in ("number", "level") and re.fullmatch(r"[0-9]{1,6}", text):
        return int(text)
    if spec.kind == "money" and (yuan := re.fullmatch(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?(?: ?元)?", text)):
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
    """One element that differs, and its values as they are read; "" stands for nothing."""

    path: str
    old: str
    new: str
    where: str = ""


def differences(old: Content, new: Content) -> list[Difference]:
    """Field by field, in the order of the newer content. Rows with a `key` are compared by it, others by place."""
    before, after = dict(_flat(old)), dict(_flat(new))
    names = _names(old) | _names(new)
    paths = [*after, *(path for path in before if path not in after)]
    return [
        Difference(path, before.get(path, ""), after.get(path, ""), path_in_words(path, names))
        for path in paths
        if before.get(path, "") != after.get(path, "")
    ]


def _flat(value: Any, path: str = "", part: Content | None = None) -> Iterator[tuple[str, str]]:
    """`part`: the object that holds the value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key), value)
    elif isinstance(value, list) and any(isinstance(row, dict) for row in value):
        for number, row in enumerate(value):
            key = row.get("key", number) if isinstance(row, dict) else number
            yield from _flat(row, f"{path}[{key}]")
    elif value not in (None, "", []):
        values = value if isinstance(value, list) else [value]
        yield path, "\n".join(_read(path, one, part or {}) for one in values)


DAYS = ("legal_days", "promise_days", "tolerant", "days")
CHOSEN: dict[str, dict[str, Any]] = {
    "necessity": dict(NECESSITIES),
    "way": dict(WAYS),
    "kind": {
        **dict(KINDS),
        "original": _("original"), "copy": _("copy"), "either": _("original or copy"),
    },
    "form": {"paper": _("on paper"), "electronic": _("as a file"), "either": _("on paper or as a file")},
    "source": {
        "government": _("Issued by a government office"), "applicant": _("You bring it yourself"),
        "intermediary": _("Made by an intermediary that you choose"),
    },
    "audience": dict(AUDIENCES),
    "handled_by": HANDLED_BY,
    "only_in_person": dict(IN_PERSON),
    "protects": PROTECTED,
}  # fmt: skip


def _read(path: str, value: Any, part: Content) -> str:
    """A value with its unit, as a reader of the guide finds it."""
    name = path.rpartition(".")[2]
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, int):
        if name == "identity_level":
            return f"{value} · {Level(value).label}"
        if name == "amount_fen" or (part.get("type") == "money" and name in ("min", "max")):
            return str(_("%(yuan)s yuan") % {"yuan": _shown(value, "money")})
        if name in DAYS:
            return span(value, part.get(f"{name.removesuffix('_days')}_unit") or "workday")
    if name == "regime":
        return regime_name(value)
    if isinstance(value, str) and (said := authorities.in_words(path, value)) is not None:
        return said
    return str(CHOSEN.get(name, {}).get(value, value)) if isinstance(value, str) else str(value)


def _names(value: Any) -> dict[str, str]:
    """Rows with a key by the words they have."""
    if isinstance(value, list):
        return {key: name for row in value for key, name in _names(row).items()}
    if not isinstance(value, dict):
        return {}
    found = {key: name for inner in value.values() for key, name in _names(inner).items()}
    words: Content = next(
        (value[one] for one in ("name", "label", "title", "text") if isinstance(value.get(one), dict)), {}
    )
    own = as_read(words.get("zh") or "", words.get("en") or "")
    return found | ({str(value["key"]): own} if own and "key" in value else {})
