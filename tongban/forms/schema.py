"""The schema of a form: pages, fields, conditions, checks. Strict: what is not known here is refused."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal, Self

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from tongban.forms import agreement, faults, patterns
from tongban.forms.words import Label, Text
from tongban.kit.errors import Refused
from tongban.workflow.api import compile_expression

FieldType = Literal[
    "text", "longtext", "number", "money", "date", "id_number", "uscc", "phone", "email", "bank_card",
    "choice", "choices", "yesno", "division", "address", "point", "signature", "upload", "group",
]  # fmt: skip
PersonalClass = Literal["general", "sensitive", "minor"]

# What the page itself posts, and what the expression grammar means by itself. Functions of days are not among them:
# a function is one only before a bracket, and forms of older versions may have a field called `date` or `age`.
RESERVED = frozenset(
    "add remove refresh open next back save csrfmiddlewaretoken situation answers"
    " true false null and or not in len min max sum".split()
)
APPLIES_TO: dict[str, set[str]] = {
    "options": {"choice", "choices"},
    "min": {"number", "money", "date", "choices", "division", "address"},
    "max": {"number", "money", "date", "choices", "division", "address"},
    "material": {"upload"},
    "min_length": {"text", "longtext"},
    "max_length": {"text", "longtext"},
    "pattern": {"text", "longtext"},
    "pattern_message": {"text", "longtext"},
    "unit": {"number", "money"},
    "fields": {"group"},
    "min_items": {"group"},
    "max_items": {"group"},
    "item_label": {"group"},
}
MOST_ITEMS = 50

MOST_PAGES, MOST_FIELDS = 60, 500  # of a form; a field of a group counts once


def applies_to(part: str) -> frozenset[str]:
    """The types that may have this part; none of a part that every type has."""
    return frozenset(APPLIES_TO.get(part, ()))


def _none() -> str:
    return pgettext("found in a form", "none")


def _key(text: str) -> str:
    if not re.fullmatch(r"[a-z][A-Za-z0-9_]{0,59}", text):
        raise faults.fault(_("an identifier: a small letter first, then letters, digits or _"), text)
    if text in RESERVED:
        raise faults.fault(_("another word, because this one has a meaning of its own"), text)
    return text


def _expression(text: str) -> str:
    try:
        compile_expression(text)
    except Refused as error:
        raise faults.fault(_("an expression that can be read. %(error)s") % {"error": error}, text) from error
    return text


def _pattern(text: str) -> str:
    try:
        patterns.compiled(text)
    except patterns.PatternRefused as error:
        raise faults.fault(str(error), text) from error
    return text


Key = Annotated[str, AfterValidator(_key)]
Expr = Annotated[str, AfterValidator(_expression)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Fact = Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+)+$")]
Autofill = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+( [a-z0-9-]+)*$")]
Value = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Option(Strict):
    value: Value
    label: Label


class Check(Strict):
    """`expr` must be true when the field is filled in; else `message` stands beside it."""

    expr: Expr
    message: Text


class FormField(Strict):
    """One question.

    `min` and `max`: the figure of a number; **fen** of money, as it is stored; an ISO date or "today" of a
    date; how many of choices; level 1 (province) to 5 (village) of a division or an address, where `min` is 3 unless
    given. `material`: the key of the material that an upload is handed in for; a file is a material wherever it comes.
    """

    key: Key
    type: FieldType
    label: Label
    help: Text | None = None
    required: bool = True
    when: Expr | None = None
    personal: PersonalClass | None = None
    options: list[Option] | None = None
    min: int | float | str | None = None
    max: int | float | str | None = None
    min_length: Annotated[int, Field(ge=1)] | None = None
    max_length: Annotated[int, Field(ge=1, le=20_000)] | None = None
    pattern: Pattern | None = None
    pattern_message: Text | None = None
    unit: Label | None = None
    material: Key | None = None
    autofill: Autofill | None = None
    prefill: Fact | None = None
    prefill_when: Expr | None = None  # of the situation: `situation.applicant == 'self'`
    checks: list[Check] = []
    fields: list[FormField] | None = None
    min_items: Annotated[int, Field(ge=0, le=MOST_ITEMS)] | None = None
    max_items: Annotated[int, Field(ge=1, le=MOST_ITEMS)] | None = None
    item_label: Label | None = None

    @model_validator(mode="after")
    def _belongs(self) -> Self:
        for part, types in APPLIES_TO.items():
            if getattr(self, part) is not None and self.type not in types:
                wanted = _("no “%(part)s” on a field of type %(type)s, only on %(types)s")
                words = {"part": part, "type": self.type, "types": ", ".join(sorted(types))}
                raise faults.fault(wanted % words, part, part)
        return self

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.type in ("choice", "choices") and not self.options:
            raise faults.fault(
                _("“options” with at least one option, because the type is %s") % self.type, _none(), "options"
            )
        if self.type == "upload" and not self.material:
            raise faults.fault(_("“material”, the key of the material that is handed in here"), _none(), "material")
        if self.prefill_when and not self.prefill:
            raise faults.fault(_("“prefill”, which the condition “prefill_when” belongs to"), _none(), "prefill")
        faults.refuse_twice([option.value for option in self.options or []], _("each option once"), "options")
        if self.pattern and not self.pattern_message:
            raise faults.fault(_("words that say what the pattern wants"), _none(), "pattern_message")
        self._check_effort()
        return self

    def _check_effort(self) -> None:
        """A text without a length of its own is bounded by its kind; no kind takes more than 4,000 characters then."""
        try:
            patterns.check_effort(self.pattern or "", self.max_length or 4000)
        except patterns.PatternRefused as error:
            raise faults.fault(str(error), self.pattern, "pattern") from error

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        least, most = _bound(self, "min"), _bound(self, "max")
        if least is not None and most is not None and "today" not in (least, most) and least > most:
            raise _above(_said(self, least), _said(self, most), "min")
        if self.min_length and self.max_length and self.min_length > self.max_length:
            raise _above(self.min_length, self.max_length, "min_length")
        return self

    @model_validator(mode="after")
    def _group(self) -> Self:
        if self.type != "group":
            return self
        if not self.fields:
            raise faults.fault(_("“fields” with at least one field, because the type is group"), _none())
        if any(field.type == "group" for field in self.fields):
            raise faults.fault(_("no group inside a group (one level only)"), "group")
        if any(field.type == "upload" for field in self.fields):
            raise faults.fault(_("no upload inside a group: a material is handed in once"), "upload")
        if self.least_items > self.most_items:
            raise _above(self.least_items, self.most_items, "min_items")
        places = [f"fields[{f}].key" for f in range(len(self.fields))]
        faults.refuse_twice([field.key for field in self.fields], _("each short name once"), places=places)
        return self

    @property
    def least_items(self) -> int:
        return self.min_items if self.min_items is not None else int(self.required)

    @property
    def most_items(self) -> int:
        return self.max_items or 20


def _above(least: Any, most: Any, part: str) -> PydanticCustomError:
    found = _("%(least)s as the least and %(most)s as the most") % {"least": least, "most": most}
    return faults.fault(_("a least that is not above the most"), found, part)


def _said(field: FormField, bound: Any) -> Any:
    return f"{bound / 100:.2f}" if field.type == "money" else bound


def _bound(field: FormField, side: str) -> Any:
    bound = getattr(field, side)
    if bound is None or field.type not in APPLIES_TO["min"]:
        return None
    if field.type == "date":
        return _date_bound(bound, side)
    whole = field.type in ("money", "choices", "division", "address")
    if isinstance(bound, str) or (whole and not isinstance(bound, int)):
        raise faults.fault(_("a whole number") if whole else _("a number"), bound, side)
    if field.type in ("division", "address") and not 1 <= bound <= 5:
        raise faults.fault(_("a level from 1 (province) to 5 (village)"), bound, side)
    return bound


def _date_bound(bound: Any, side: str) -> str:
    try:
        if bound != "today":
            dt.date.fromisoformat(bound)
    except (TypeError, ValueError):
        raise faults.fault(_("a date such as 2026-03-03, or today"), bound, side) from None
    return str(bound)


class Page(Strict):
    key: Key
    title: Label
    help: Text | None = None
    when: Expr | None = None
    fields: Annotated[list[FormField], Field(min_length=1)]


class Form(Strict):
    """Keys of fields are unique across pages, because answers and expressions name them without a page."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$")]
    version: Annotated[int, Field(ge=1)]
    title: Label
    pages: Annotated[list[Page], Field(min_length=1, max_length=MOST_PAGES)]

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        """First of all, because what follows compares fields with each other."""
        found = sum(1 + len(field.fields or []) for page in self.pages for field in page.fields)
        if found > MOST_FIELDS:
            raise faults.fault(_("at most %d fields in the whole form") % MOST_FIELDS, found)
        return self

    @model_validator(mode="after")
    def _unique(self) -> Self:
        faults.refuse_twice([page.key for page in self.pages], _("each page key once"))
        fields = [
            (field.key, f"pages[{p}].fields[{f}].key")
            for p, page in enumerate(self.pages)
            for f, field in enumerate(page.fields)
        ]
        places = [place for _key, place in fields]
        faults.refuse_twice([key for key, _place in fields], _("each short name once"), places=places)
        return self

    @model_validator(mode="after")
    def _expressions_agree(self) -> Self:
        agreement.check(self)
        return self

    def page(self, key: str) -> Page:
        for page in self.pages:
            if page.key == key:
                return page
        words = {"form": self.code, "page": key, "pages": ", ".join(page.key for page in self.pages)}
        raise Refused(_("The form %(form)s has no page %(page)s; its pages are %(pages)s.") % words, found=key)


def load(data: Any) -> Form:
    """Raises BadInput; its `errors` map each path, as `pages[0].fields[2].type`, to sentences.

    The same schema is checked once per process: every page of an application asks for it, and a form is frozen.
    """
    try:
        written = orjson.dumps(data)
    except TypeError:  # no JSON: the checks below say what is wrong with it
        return _checked(data)
    known = _loaded.get(written)
    if known is None:
        known = _checked(data)
        if len(_loaded) > 500:
            _loaded.clear()
        _loaded[written] = known
    return known


_loaded: dict[bytes, Form] = {}


def _checked(data: Any) -> Form:
    try:
        return Form.model_validate(data)
    except ValidationError as error:
        raise faults.refusal(error) from error
