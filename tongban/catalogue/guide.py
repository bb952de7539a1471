"""The guide (实施清单) of one item, as data: what one published version holds.

Strict: what is not known here is refused.
Names follow GB/T 39554.2-2020. Codes follow GB/T 39554.1-2020: basic 12, task 31, handling item 33.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self

from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _p
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from tongban.catalogue.element_names import path_in_words
from tongban.catalogue.elements import Elements
from tongban.forms.api import Label, Text, wanted_in_words
from tongban.forms.api import load as load_form
from tongban.kit.checkdigits import uscc_ok
from tongban.kit.errors import BadInput
from tongban.kit.languages import in_english
from tongban.promises.api import Basis as Cited
from tongban.promises.api import cite
from tongban.workflow.api import ExpressionFault, compile_expression, holds_or, owned

# GB/T 39046-2020: 1 国家 2 省 3 市 4 县 5 乡镇 6 村 7 分级管理.
LEVELS = "1234567"
YES = {True, "true", "yes", "1"}
NO = {False, "false", "no", "0"}


def _fault(wanted: str, found: Any) -> PydanticCustomError:
    return PydanticCustomError("wanted", "{wanted}", {"wanted": wanted, "found": found})


def _digits(text: str, length: int) -> str:
    if not (len(text) == length and text.isascii() and text.isdigit()):
        raise _fault(_("%(n)d digits") % {"n": length}, text)
    return text


def _base_code(text: str) -> str:
    return _digits(text, 12)


def _uscc(text: str) -> str:
    if not uscc_ok(text):
        raise _fault(_("a unified social credit code with a right check digit (GB 32100)"), text)
    return text


def _task_code(text: str) -> str:
    """18 of the organ, 1 level, 12 of the basic code."""
    if len(text) != 31:
        raise _fault(_("31 characters: 18 of the organ, 1 level, 12 of the basic code"), f"{len(text)}: {text}")
    _uscc(text[:18])
    if text[18] not in LEVELS:
        raise _fault(_("a level from 1 (State) to 7 at character 19"), text[18])
    _base_code(text[19:])
    return text


def _handle_code(text: str) -> str:
    """The task code and a number of two digits."""
    if len(text) != 33:
        raise _fault(_("33 characters: the task code and two digits"), f"{len(text)}: {text}")
    _task_code(text[:31])
    _digits(text[31:], 2)
    return text


def _expression(text: str) -> str:
    try:
        compile_expression(text)
    except ExpressionFault as error:
        raise _fault(_("an expression that can be read (%(why)s)") % {"why": error}, text) from error
    return text


BaseCode = Annotated[str, AfterValidator(_base_code)]
Uscc = Annotated[str, AfterValidator(_uscc)]
TaskCode = Annotated[str, AfterValidator(_task_code)]
HandleCode = Annotated[str, AfterValidator(_handle_code)]
Expr = Annotated[str, AfterValidator(_expression)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z0-9_]{0,59}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
Days = Annotated[int, Field(ge=0, le=3650)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Basis(Part):
    """`text` is a short true quotation of the article, or nothing."""

    law: Words
    article: Words
    text: str | None = None

    @property
    def zh(self) -> str:
        return f"《{self.law}》{self.article}"

    def said(self) -> str:
        """In the active language; in Chinese also where the law has no English name."""
        return cite(Cited(self.law, self.article), "en") if in_english() else self.zh

    def lang(self) -> str:
        """The `lang` attribute of what `said` says, where it is Chinese on an English page."""
        return "zh-Hans" if in_english() and "《" in self.said() else ""

    def __str__(self) -> str:
        return self.said()


class Condition(Part):
    text: Text


class Option(Part):
    value: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    label: Label


class Question(Part):
    """A question of the situation. Its `when` looks at earlier questions only, as `situation.<key>`."""

    key: Key
    text: Text
    help: Text | None = None
    type: Literal["choice", "yesno"]
    options: list[Option] = []
    when: Expr | None = None

    @model_validator(mode="after")
    def _has_options(self) -> Self:
        if self.type == "choice" and len(self.options) < 2:
            raise _fault(_("at least two options, because the type is choice"), len(self.options))
        if self.type == "yesno" and self.options:
            raise _fault(_("no options, because the type is yesno"), len(self.options))
        return self

    def read(self, given: Any) -> str | bool | None:
        """None when it is not answered, or when the answer is none of the options."""
        if self.type == "choice":
            return given if any(given == option.value for option in self.options) else None
        if not isinstance(given, (bool, str)):
            return None
        return True if given in YES else False if given in NO else None


class OutcomeRow(Part):
    """A row of the decision table: when it holds, the applicant is refused here, or told something."""

    when: Expr
    refuse: Text | None = None
    note: Text | None = None
    basis: Basis | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.refuse is None) == (self.note is None):
            raise _fault(
                _("either `refuse` or `note`"),
                _p("found in a guide", "both") if self.refuse else _p("found in a guide", "neither"),
            )
        return self


class Expected(Part):
    """What an example leads to: keys of questions and materials, Chinese names of fees and steps, in their order."""

    questions: list[Key] = []
    refused: bool = False
    materials: list[Key] = []
    fees: list[Words] = []
    steps: list[Words] = []
    legal_days: Days | None = None
    promise_days: Days | None = None


class Example(Part):
    """Answers of somebody who might come, kept with the guide so that every later change is tried against them."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    answers: dict[Key, bool | str]
    expect: Expected


class Situation(Part):
    questions: list[Question] = []
    outcomes: list[OutcomeRow] = []
    examples: Annotated[list[Example], Field(max_length=100)] = []


class FileOf(Part):
    """A file of a shared material: its key, what it is called, its kind, its bytes."""

    file: Words
    name: Words
    kind: Words
    size: Annotated[int, Field(ge=0)]


class Material(Part):
    """`exempt_by` is the slug of the licence type that replaces it; `copies` counts paper copies; `shared`: the key of
    the shared material whose words these are; `generated`: made of the form, so that nobody hands it in.
    """

    key: Key
    shared: Key | None = None
    name: Text
    necessity: Literal["required", "optional", "deferrable"] = "required"
    when: Expr | None = None
    source: Literal["applicant", "government", "intermediary"] = "applicant"
    kind: Literal["original", "copy", "either"] = "original"
    form: Literal["paper", "electronic", "either"] = "electronic"
    copies: Annotated[int, Field(ge=0, le=99)] = 1
    exempt_by: Key | None = None
    sample_note: Text | None = None
    accept_standard: Text | None = None
    form_file: FileOf | None = None
    sample_file: FileOf | None = None
    basis: Basis | None = None
    max_files: Annotated[int, Field(ge=1, le=50)] = 5
    generated: bool = False


class Step(Part):
    """A step of the flow chart; `days` in working days, 0 for the same day."""

    name: Text
    who: Text
    days: Days
    standard: Text | None = None
    when: Expr | None = None


class Limit(Part):
    """The limit of those for whom it holds, in working days: the first row that holds counts, and what it leaves out
    is the guide's own."""

    when: Expr
    legal_days: Days | None = None
    promise_days: Days | None = None
    basis: Basis | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.legal_days is None and self.promise_days is None:
            raise _fault(_("`legal_days` or `promise_days`"), _p("found in a guide", "neither"))
        return self


class Fee(Part):
    """`amount_fen` is nothing when the sum depends on the case; `standard` says how it is worked out."""

    name: Text
    standard: Text
    basis: Basis | None = None
    amount_fen: Annotated[int, Field(ge=0)] | None = None
    when: Expr | None = None


class Given(Part):
    """What a benefit gives, such as so many yuan a month, to those for whom `when` holds."""

    text: Text
    when: Expr | None = None


class Beneficiary(Part):
    """Whom a service is for where somebody else may apply: the fields of the form with that person's name and number.

    `once`: nobody is given it twice, by whomever it is applied for.
    """

    name_field: Key
    id_field: Key
    once: bool = False


class Entry(Part):
    """What whoever grants writes into the register, such as the number that somebody is given by it."""

    key: Key
    label: Label
    type: Literal["text", "id_number"] = "text"


class Result(Part):
    """`gives`: of a benefit; every row that holds counts. `face`: the fields of the form that decision and licence
    show, in this order; without it the first plain answers. `entries`: asked of whoever grants.
    """

    type: Literal["licence", "document", "none"]
    name: Text
    gives: list[Given] = []
    licence_type: Key | None = None
    validity_years: Annotated[int, Field(ge=1, le=99)] | None = None
    face: list[Key] = []
    entries: Annotated[list[Entry], Field(max_length=10)] = []


class Place(Part):
    name: Text
    address: Text
    hours: Text
    phone: Words
    window: Text | None = None


class Channel(Part):
    way: Literal["window", "web", "phone", "letter", "email"]
    value: Words


class Faq(Part):
    q: Text
    a: Text


class ReviewPoint(Part):
    key: Key
    text: Text
    basis: Basis | None = None


class Taken(Part):
    """What an earlier item of a bundle results in stands in a later one: as a material, or in a field of its form.
    `entry`: which entry of the decision; none is the number of the licence, or of the decision."""

    source: Words
    material: Key | None = None
    field: Key | None = None
    entry: Key | None = None

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if (self.material is None) == (self.field is None):
            raise _fault(
                _("either `material` or `field`"),
                _p("found in a guide", "both") if self.material else _p("found in a guide", "neither"),
            )
        return self


class Member(Part):
    """One item of a bundle (一件事). `when`: who needs it, by the bundle's questions. `answers`: of its questions those
    that the bundle answers for everybody. `asked`: fields that are asked only under a further condition, such as a
    number that another item of the bundle gives. `after`: earlier items that must be granted before this one is handed
    on; `takes`: what it takes over from them. `same`: its questions, fields and materials that another item calls
    otherwise: own key → that key. The rest is made by composing: the version of the item's guide, and what the bundle
    calls its questions, fields and materials; `outcomes` and `fees` are the Chinese words of what it brought."""

    code: Words
    when: Expr | None = None
    after: list[Words] = []
    takes: list[Taken] = []
    same: dict[Key, Key] = {}
    answers: dict[Key, bool | str] = {}
    asked: dict[Key, Expr] = {}
    version: Annotated[int, Field(ge=1)] | None = None
    questions: dict[Key, Key] = {}
    fields: dict[Key, Key] = {}
    materials: dict[Key, Key] = {}
    outcomes: list[Words] = []
    fees: list[Words] = []

    @property
    def waits_for(self) -> list[str]:
        """Codes of earlier items, each once."""
        return list(dict.fromkeys([*self.after, *(taken.source for taken in self.takes)]))


class Apart(Part):
    """What the items of a bundle took when each was applied for by itself; `days` are working days."""

    visits: Annotated[int, Field(ge=0, le=999)]
    materials: Annotated[int, Field(ge=0, le=999)]
    days: Days
    steps: Annotated[int, Field(ge=0, le=999)]


class Remedy(Part):
    """What reconsideration depends on: the kind of organ, as in the list of organisations, and its order.

    行政复议法 2023 §23 (reconsideration first), §24 to §28 (which body).
    """

    organ_kind: Key
    reconsideration_first: bool = False


@dataclass(frozen=True)
class Outcome:
    """What the answers lead to: every row that refuses, and every note that holds."""

    refusals: list[OutcomeRow] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    @property
    def refusal(self) -> OutcomeRow | None:
        return self.refusals[0] if self.refusals else None

    @property
    def refuse(self) -> Text | None:
        return self.refusal.refuse if self.refusal else None


@dataclass(frozen=True)
class LimitFor:
    """The limit of one applicant, in working days; `basis` as the row or the guide names it."""

    legal_days: int | None
    promise_days: int | None
    basis: Basis | None


@dataclass(frozen=True)
class Following:
    """All that follows from the answers of one applicant."""

    outcome: Outcome
    materials: list[Material]
    fees: list[Fee]
    steps: list[Step]
    limit: LimitFor


class Guide(Elements, Part):
    """Days are working days, none if nothing is set. `tolerant`: days for handing in what may follow. `entrusted_by`:
    the organ that entrusted or delegated the power (委托、下放), beside the one that exercises it.
    """

    code: TaskCode
    base_code: BaseCode
    handle_code: HandleCode | None = None
    name: Text
    aliases: list[Words] = []
    type_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
    kind: Literal["immediate", "promise"]
    regime: Literal["licensing", "registration", "assistance", "promise_only", "external"]
    region_code: BaseCode
    org_code: Uscc
    partner_orgs: list[Uscc] = []
    entrusted_by: Uscc | None = None
    legal_days: Days | None = None
    promise_days: Days | None = None
    limit_unit: Literal["workday"] = "workday"
    limit_basis: Basis | None = None
    limits: list[Limit] = []
    handled_by: Literal["ours", "municipal", "provincial", "national"] = "ours"
    system_name: Text | None = None
    system_url: Url | None = None
    audience: list[Literal["person", "enterprise"]]
    topics: list[Annotated[str, StringConstraints(pattern=r"^(person|enterprise)\.[0-9]{3}$")]] = []
    bases: list[Basis] = []
    conditions: list[Condition] = []
    situation: Situation = Situation()
    materials: list[Material] = []
    form: dict[str, Any] | None = None
    process: Key | None = None
    steps: list[Step] = []
    fees: list[Fee] = []
    visits: Annotated[int, Field(ge=0, le=99)] = 0
    visits_reason: Text | None = None
    result: Result
    beneficiary: Beneficiary | None = None
    number_limit: Text | None = None
    places: list[Place] = []
    consult: list[Channel] = []
    complain: list[Channel] = []
    questions: list[Faq] = []
    online_depth: list[Annotated[int, Field(ge=1, le=7)]] = []
    review_points: list[ReviewPoint] = []
    tolerant: Annotated[int, Field(ge=1, le=365)] | None = None
    promise_letter: bool = False
    inspection: bool = False
    protects: list[Literal["minor", "ill", "disabled", "low_income"]] = []
    renews: Key | None = None
    remedy: Remedy | None = None
    notes: Text | None = None
    members: Annotated[list[Member], Field(max_length=20)] = []
    apart: Apart | None = None

    @model_validator(mode="after")
    def _codes_agree(self) -> Self:
        """GB/T 39554.1: the task code holds the organ and the basic code, which holds the type."""
        for path, found, wanted in (
            ("code[0:18] = org_code", self.code[:18], self.org_code),
            ("code[19:31] = base_code", self.code[19:], self.base_code),
            ("base_code[2:4] = type_code", self.base_code[2:4], self.type_code),
            ("handle_code[0:31] = code", (self.handle_code or self.code)[:31], self.code),
        ):
            if found != wanted:
                raise _fault(f"{path}, {wanted}", found)
        return self

    @property
    def is_ours(self) -> bool:
        return self.handled_by == "ours"

    @property
    def is_fully_online(self) -> bool:
        """全程网办: the depth reaches 5 (互联网办理)."""
        return 5 in self.online_depth

    def asked(self, answers: Mapping[str, Any]) -> Iterator[tuple[Question, str | bool | None]]:
        """The questions that these answers lead to, each with its answer or None."""
        known: dict[str, Any] = {}
        for question in self.situation.questions:
            if holds(question.when, owned({"situation": known}, self.code)):
                known[question.key] = question.read(answers.get(question.key))
                yield question, known[question.key]

    def read_situation(self, answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """(what counts, errors by question). Answers to hidden questions are dropped without an error."""
        asked = list(self.asked(answers))
        kept = {question.key: answer for question, answer in asked if answer is not None}
        errors = {
            question.key: [_unanswered(question, answers.get(question.key))]
            for question, answer in asked
            if answer is None
        }
        known = {question.key for question in self.situation.questions}
        errors |= {key: [_("This guide asks no such question.")] for key in answers if key not in known}
        return kept, errors

    def materials_for(self, answers: Mapping[str, Any]) -> list[Material]:
        """In the order of the guide. `answers`: every name of a condition, `{"situation": {…}, **fields}`."""
        facts = self._facts(answers)
        return [material for material in self.materials if holds(material.when, facts)]

    def gives(self, answers: Mapping[str, Any]) -> list[Text]:
        """What the result gives; `answers` as for `materials_for`."""
        facts = self._facts(answers)
        return [row.text for row in self.result.gives if holds(row.when, facts, otherwise=False)]

    def outcome(self, answers: Mapping[str, Any]) -> Outcome:
        """`answers` as for `materials_for`."""
        facts = self._facts(answers)
        rows = [row for row in self.situation.outcomes if holds(row.when, facts, otherwise=row.refuse is None)]
        return Outcome([row for row in rows if row.refuse], [row.note for row in rows if row.note])

    def refused_already(self, situation: Mapping[str, Any]) -> Outcome | None:
        """What refuses whatever is answered to the questions that are still open; None where nothing does."""
        answered = {f"situation.{one.key}" for one, answer in self.asked(situation) if answer is not None}
        outcome = self.outcome({"situation": situation})
        sure = [row for row in outcome.refusals if compile_expression(row.when).names() <= answered]
        return Outcome(sure) if sure else None

    def fees_for(self, answers: Mapping[str, Any]) -> list[Fee]:
        """`answers` as for `materials_for`."""
        facts = self._facts(answers)
        return [fee for fee in self.fees if holds(fee.when, facts, otherwise=False)]

    def steps_for(self, answers: Mapping[str, Any]) -> list[Step]:
        """`answers` as for `materials_for`."""
        facts = self._facts(answers)
        return [step for step in self.steps if holds(step.when, facts)]

    @property
    def is_bundle(self) -> bool:
        return bool(self.members)

    def members_for(self, answers: Mapping[str, Any]) -> list[Member]:
        """The items that this applicant needs, in their order. `answers` as for `materials_for`."""
        facts = self._facts(answers)
        return [member for member in self.members if holds(member.when, facts)]

    def limit_for(self, answers: Mapping[str, Any]) -> LimitFor:
        """`answers` as for `materials_for`."""
        facts = self._facts(answers)
        row = next((row for row in self.limits if holds(row.when, facts, otherwise=False)), None)
        if row is None:
            return LimitFor(self.legal_days, self.promise_days, self.limit_basis)
        legal = self.legal_days if row.legal_days is None else row.legal_days
        promise = self.promise_days if row.promise_days is None else row.promise_days
        return LimitFor(legal, promise, row.basis or self.limit_basis)

    def following(self, answers: Mapping[str, Any]) -> Following:
        """`answers` as for `materials_for`."""
        return Following(
            self.outcome(answers),
            self.materials_for(answers),
            self.fees_for(answers),
            self.steps_for(answers),
            self.limit_for(answers),
        )

    def _facts(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers that count: a hidden question reads as null, whatever was once answered."""
        kept, _errors = self.read_situation(answers.get("situation") or {})
        return owned({**answers, "situation": kept}, self.code)

    def digest(self) -> str:
        """SHA-256 of the content, whatever the order of keys and whether a default is written out."""
        return content_digest(self)


def content_digest(part: Part) -> str:
    content = part.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def holds(when: str | None, facts: Mapping[str, Any], *, otherwise: bool = True) -> bool:
    """No condition always holds.

    One that cannot be worked out counts as `otherwise`. What has to be asked or told is asked and told: questions,
    materials, steps, notes, the items of a bundle. Nobody is refused by it, pays a fee by it or is promised money by
    it, and the general limit of the guide counts.
    """
    return when is None or holds_or(compile_expression(when), facts, otherwise)


def _unanswered(question: Question, given: Any) -> str:
    if given in (None, ""):
        return _("Please answer this question.")
    return _("Please choose one of the answers shown; “%(found)s” is none of them.") % {"found": short(given)}


def load(data: Any) -> Guide:
    """Raises BadInput; its `errors` map each path, as `materials[2].name.zh`, to sentences."""
    try:
        guide = Guide.model_validate(data)
    except ValidationError as error:
        raise refusal_of(error) from error
    if guide.form is not None:
        _load_form(guide.form)
    return guide


def refusal_of(error: ValidationError) -> BadInput:
    return refusal_by_path(_sentences(error))


def _load_form(form: dict[str, Any]) -> None:
    try:
        load_form(form)
    except BadInput as error:
        raise refusal_by_path({f"form.{path}": said for path, said in error.errors.items()}) from error


def _sentences(error: ValidationError) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for detail in error.errors(include_url=False):
        errors.setdefault(path_of(detail["loc"]), []).append(_sentence(detail))
    return errors


def refusal_by_path(errors: dict[str, list[str]]) -> BadInput:
    message = _("This guide cannot be used: %(count)d fault(s).") % {"count": sum(map(len, errors.values()))}
    between = _p("label and message", ": ")
    cure = " ".join(path_in_words(path) + between + said[0] for path, said in list(errors.items())[:5])
    return BadInput(message, errors=errors, cure=cure)


def path_of(location: tuple[int | str, ...]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.lstrip(".") or "guide"


def _sentence(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(str(detail["loc"][-1]))
    if kind == "missing":
        return _("It is missing.")
    if kind == "string_too_short" and not detail["input"].strip():
        return _("Please fill this in.")
    if "amount_fen" in detail["loc"] and isinstance(detail["input"], str):
        return _("Give the sum as a number alone, such as 10 or 10.5.")
    found = short(context.get("found", detail["input"]))
    return _("Found %(found)s, wanted %(wanted)s.") % {"found": found, "wanted": wanted_in_words(detail)}


def _unknown_key(key: str) -> str:
    parts: list[type[Part]] = Part.__subclasses__()
    names = {name for part in parts for name in part.model_fields}
    near = get_close_matches(key, sorted(names), n=1)
    if near:
        return _("It is not known here; was “%(near)s” meant?") % {"near": near[0]}
    return _("It is not known here; take it out or correct the name.")


def short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"
