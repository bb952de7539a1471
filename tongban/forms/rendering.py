"""What the templates of a page show, worked out beforehand so that they hold no logic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as by_default
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.forms.answers import PageAnswers, values_of
from tongban.forms.asked import scope_of
from tongban.forms.conditional import Condition, look_at
from tongban.forms.conditions import applies
from tongban.forms.kinds import KINDS, Kind, Wrong
from tongban.forms.kinds.address import apart
from tongban.forms.kinds.division import ancestors, chosen, deepest_level, level, level_name
from tongban.forms.kinds.signature import INK, drawing
from tongban.forms.schema import Form, FormField, Page
from tongban.forms.shapes import DivisionChoices, Errors, TypedFields, Values
from tongban.forms.typed import from_values

MOST_RADIOS = 7


@dataclass(frozen=True)
class Answer:
    """One answer that may be picked."""

    value: str
    label: str
    picked: bool
    id: str


@dataclass(frozen=True)
class Select:
    """One level of the division chooser."""

    id: str
    label: str
    answers: list[Answer]


@dataclass(frozen=True)
class Item:
    """One item of a group. `remove` is the value of its button, empty if it must stay."""

    legend: str
    questions: list[Question]
    remove: str


@dataclass(frozen=True)
class Question:
    """A field at its place. `marker`: id of the element that says whether a conditional field is hidden."""

    field: FormField
    name: str
    typed: Any
    errors: list[str]
    condition: Condition
    hidden: bool = False
    focused: bool = False
    decides: bool = False
    answers: list[Answer] = by_default(default_factory=list)
    selects: list[Select] = by_default(default_factory=list)
    more_levels: bool = False
    items: list[Item] = by_default(default_factory=list)

    @property
    def id(self) -> str:
        return f"f-{self.name}"

    @property
    def first_id(self) -> str:
        """Where a link to this question puts the cursor."""
        if self.field.type == "group":
            return f"{self.id}-add" if len(self.items) < self.field.most_items else self.id
        if self.selects:
            return self.selects[-1].id
        if self.field.type in ("address", "signature"):
            return f"{self.id}-{'code' if self.field.type == 'address' else 'name'}"
        return self.answers[0].id if self.answers and self.as_radios else self.id

    @property
    def marker(self) -> str:
        return f"w-{self.name}" if self.condition.deciders else ""

    @property
    def kind(self) -> Kind:
        return KINDS[self.field.type]

    @property
    def template(self) -> str:
        return "forms/kinds/group.html" if self.field.type == "group" else self.kind.template

    @property
    def as_radios(self) -> bool:
        return self.field.type == "choices" or len(self.answers) <= MOST_RADIOS + 1

    @property
    def described_by(self) -> str:
        ids = [
            (self.help, "help"),
            (self.marker, "when"),
            (self.unit, "unit"),
            (self.errors, "error"),
        ]
        return " ".join(f"{self.id}-{part}" for wanted, part in ids if wanted)

    @property
    def unit(self) -> str:
        if self.field.type == "money":
            return self.field.unit.said() if self.field.unit else pgettext("unit of money", "yuan")
        return self.field.unit.said() if self.field.unit else ""

    @property
    def label(self) -> str:
        return self.field.label.said()

    @property
    def help(self) -> str:
        """A date without help gets an example: no picker shows how to type it."""
        if self.field.help:
            return self.field.help.said()
        examples = {
            "date": _("For example 2026-03-03 or 20260303."),
            "point": _("Latitude and longitude in degrees, for example 30.196667, 103.506389."),
        }
        return examples.get(self.field.type, "")

    @property
    def help_lang(self) -> str:
        return self.field.help.lang() if self.field.help else ""

    @property
    def add_label(self) -> str:
        return _("Add: %(item)s") % {"item": (self.field.item_label or self.field.label).said()}

    @property
    def line(self) -> str:
        """Of an address, below the place."""
        return apart(self.typed)[1]

    @property
    def files_there(self) -> int:
        return int(self.typed) if str(self.typed).isdigit() else 0

    @property
    def ink(self) -> str:
        return next((part for part in self.typed if part.startswith(INK)), "")

    @property
    def drawing(self) -> str:
        """Of the ink, if it is whole."""
        try:
            return drawing(self.kind.read(self.field, [self.ink], None)) if self.ink else ""
        except Wrong:
            return ""

    @property
    def signed_name(self) -> str:
        return next((part for part in self.typed if part and not part.startswith(INK)), "")

    def walk(self) -> Iterator[Question]:
        return (one for _entry, one in self.entries())

    def entries(self) -> Iterator[tuple[str, Question]]:
        """The question, then those in its entries; with what the entry is called."""
        yield "", self
        for item in self.items:
            yield from ((item.legend, question) for question in item.questions)


@dataclass(frozen=True)
class Shown:
    page: Page
    questions: list[Question]

    def walk(self) -> Iterator[Question]:
        for question in self.questions:
            yield from question.walk()

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """(id to jump to, label unless the sentence names it, sentence) of each error, from the top down. In a group
        the label says in which entry."""
        return [
            (one.first_id, " · ".join(part for part in (entry, "" if one.label in error else one.label) if part), error)
            for question in self.questions
            for entry, one in question.entries()
            for error in one.errors
        ]

    @property
    def is_signed(self) -> bool:
        return any(one.field.type == "signature" for one in self.walk())

    @property
    def markers(self) -> str:
        """For hx-select-oob: only these empty elements are exchanged; nobody's typing is disturbed."""
        return ",".join(f"#{one.marker}" for one in self.walk() if one.marker)


@dataclass(frozen=True)
class _Place:
    """Where a question stands: what goes before its name, what expressions see, which fields are here."""

    scope: Values
    on_page: Mapping[str, FormField]
    errors: Errors
    focus: str
    divisions: DivisionChoices | None
    prefix: str = ""

    def inside(self, group: FormField, index: int, typed: TypedFields) -> _Place:
        fields = group.fields or []
        own = values_of(fields, typed, self.scope, self.divisions)
        on_page = {**self.on_page, **{field.key: field for field in fields}}
        prefix = f"{self.prefix}{group.key}-{index}-"
        return replace(self, scope={**self.scope, **own}, on_page=on_page, prefix=prefix)


def lay_out(
    form: Form,
    page_key: str,
    answers: PageAnswers | Values,
    errors: Errors | None,
    situation: Values,
    *,
    earlier: Values | None = None,
    division_choices: DivisionChoices | None = None,
) -> Shown:
    """`answers`: what `read` gave, with `earlier` those of earlier pages; or the kept values of all pages."""
    page = form.page(page_key)
    if not isinstance(answers, PageAnswers):
        earlier = {**answers, **(earlier or {})}
        answers = PageAnswers({field.key: answers.get(field.key) for field in page.fields})
    scope = scope_of(form, {**(earlier or {}), **answers.values}, situation, None)
    typed = {**from_values(page.fields, answers.values), **answers.typed}
    on_page = {field.key: field for field in page.fields}
    place = _Place(scope, on_page, errors or {}, answers.focus, division_choices)
    return Shown(page, _questions(page.fields, typed, place))


def _questions(fields: Sequence[FormField], typed: TypedFields, place: _Place) -> list[Question]:
    conditions = {field.key: look_at(field.when, place.scope, place.on_page) for field in fields}
    deciders = {name for condition in conditions.values() for name in condition.deciders} | _inner_deciders(
        fields, place
    )
    return [
        _question(field, typed[field.key], conditions[field.key], field.key in deciders, place)
        for field in fields
        if not conditions[field.key].never
    ]


def _inner_deciders(fields: Sequence[FormField], place: _Place) -> set[str]:
    inner = [one for field in fields for one in field.fields or []]
    return {name for one in inner for name in look_at(one.when, place.scope, place.on_page).deciders}


def _question(field: FormField, typed: Any, condition: Condition, decides: bool, place: _Place) -> Question:
    name = place.prefix + field.key
    chain = apart(typed)[0] if field.type == "address" else typed
    placed = field.type in ("division", "address")
    selects = _selects(field, f"f-{name}", chain, place.divisions) if placed else []
    return Question(
        field,
        name,
        typed,
        place.errors.get(name, []),
        condition,
        hidden=not applies(field.when, place.scope),
        focused=place.focus == name,
        decides=decides,
        answers=_answers(field, f"f-{name}", typed),
        selects=selects,
        more_levels=bool(selects) and selects[-1].id != f"f-{name}-{deepest_level(field)}",
        items=_items(field, typed, place) if field.type == "group" else [],
    )


def _items(group: FormField, typed: list[TypedFields], place: _Place) -> list[Item]:
    word = (group.item_label or group.label).said()
    may_go = len(typed) > group.least_items
    return [
        Item(
            f"{word} {index + 1}",
            _questions(group.fields or [], item, place.inside(group, index, item)),
            f"{place.prefix}{group.key}-{index}" if may_go else "",
        )
        for index, item in enumerate(typed)
    ]


def _answers(field: FormField, own_id: str, typed: Any) -> list[Answer]:
    pairs = [(option.value, option.label.said()) for option in field.options or []]
    if field.type == "yesno":
        pairs = [("yes", _("Yes")), ("no", _("No"))]
    if pairs and not field.required and field.type != "choices":
        pairs.append(("", _("No answer")))
    picked = typed if isinstance(typed, list) else [typed]
    return [
        Answer(value, label, value in picked, f"{own_id}-{number}") for number, (value, label) in enumerate(pairs, 1)
    ]


def _selects(field: FormField, own_id: str, typed: list[str], divisions: DivisionChoices | None) -> list[Select]:
    """From the provinces down to the children of the last one chosen."""
    if divisions is None:
        return []
    chain = chosen(typed)
    steps = ancestors(chain[-1]) if chain else []
    selects: list[Select] = []
    for parent in ["", *steps]:
        choices = divisions(parent)
        rank = level(choices[0][0]) if choices else None
        if rank is None or rank > deepest_level(field):
            break
        select_id = f"{own_id}-{rank}"
        answers = [Answer(code, name, code in steps, select_id) for code, name in choices]
        selects.append(Select(select_id, level_name(rank), answers))
    return selects
