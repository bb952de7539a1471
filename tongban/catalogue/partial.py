"""What is known of an item that another system listed: a guide with holes, told as such, never applied for here.

It stands in a version's content with `"partial": true`. Completing it makes a `Guide` of it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from tongban.catalogue.elements import Elements, Line
from tongban.catalogue.guide import (
    Basis,
    Channel,
    Condition,
    Faq,
    FileOf,
    Guide,
    Key,
    Material,
    Part,
    Result,
    Situation,
    Words,
    content_digest,
    load,
    refusal_of,
)
from tongban.forms.api import Text

Unit = Literal["workday", "day", "hour", "month", "year"]
Count = Annotated[int, Field(ge=0)]


class PartialMaterial(Part):
    """Whether it is required, and how it is handed in: as the list says, or not told (None). `exempt_by`: as in a whole
    guide. `shared`, `form_file`, `sample_file`: of a shared material, as in a whole guide.
    """

    key: Words
    shared: Key | None = None
    name: Text
    exempt_by: Key | None = None
    necessity: Literal["required", "optional", "deferrable"] | None = None
    source: Literal["applicant", "government", "intermediary", "other"] | None = None
    source_note: Text | None = None
    kind: Literal["original", "copy", "either"] | None = None
    form: Literal["paper", "electronic", "either"] | None = None
    copies: Count | None = None
    originals: Count | None = None
    pages: Count | None = None
    page_format: Line = ""
    blank_form: Line = ""
    sample: Line = ""
    fill_note: Text | None = None
    sample_note: Text | None = None
    accept_standard: Text | None = None
    form_file: FileOf | None = None
    sample_file: FileOf | None = None
    basis_text: Text | None = None
    notes: Text | None = None


class PartialStep(Part):
    """`days` in working days."""

    name: Text
    who: Text | None = None
    days: Count | None = None
    standard: Text | None = None


class PartialFee(Part):
    name: Text
    standard: Text
    basis_text: Text | None = None
    reducible: bool | None = None
    reduce_basis: Text | None = None
    notes: Text | None = None


class PartialGuide(Elements, Part):
    """Limits count in their own unit. `online`, `express`, `bookable`: as the list says, or not told (None)."""

    partial: Literal[True]
    code: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    handle_code: Line = ""
    name: Text
    base_code: str = ""
    parent_code: Line = ""
    aliases: list[Words] = []
    type_code: str = ""
    type_name: str = ""
    kind: Literal["", "immediate", "promise", "other"] = ""
    region_code: Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
    org_code: Words
    parent_name: str = ""
    co_dept: str = ""
    legal_days: Count | None = None
    legal_unit: Unit = "workday"
    promise_days: Count | None = None
    promise_unit: Unit = "workday"
    system_url: str | None = None
    audience: list[Literal["person", "enterprise"]] = []
    topics: list[str] = []
    topic_names: list[Words] = []
    conditions: list[Condition] = []
    materials: list[PartialMaterial] = []
    process_text: Text | None = None
    steps: list[PartialStep] = []
    fees: list[PartialFee] = []
    questions: list[Faq] = []
    visits: Count | None = None
    visits_reason: Text | None = None
    number_limit: Text | None = None
    online_depth: list[Annotated[int, Field(ge=1, le=7)]] = []
    online: bool | None = None
    express: bool | None = None
    bookable: bool | None = None
    place_lines: list[Words] = []
    consult: list[Channel] = []
    complain: list[Channel] = []

    # What a whole guide has besides, so that a page may ask both for the same things.
    @property
    def handled_by(self) -> str:
        return "elsewhere"

    @property
    def is_ours(self) -> bool:
        return False

    @property
    def entrusted_by(self) -> str:
        return ""

    @property
    def regime(self) -> str:
        return ""

    @property
    def form(self) -> None:
        return None

    @property
    def process(self) -> None:
        return None

    @property
    def system_name(self) -> Text | None:
        return None

    @property
    def result(self) -> Result | None:
        return None

    @property
    def bases(self) -> list[Basis]:
        """What a list says of the law is words, not articles: `basis_text`."""
        return []

    @property
    def situation(self) -> Situation:
        return Situation()

    @property
    def is_fully_online(self) -> bool:
        return (bool(self.online) or 5 in self.online_depth) and self.visits == 0

    def materials_for(self, answers: Any) -> list[Material]:
        return []

    def digest(self) -> str:
        return content_digest(self)


def is_partial(content: Any) -> bool:
    return isinstance(content, dict) and content.get("partial") is True


def load_partial(data: Any) -> PartialGuide:
    """Raises BadInput, as `guide.load` does."""
    try:
        return PartialGuide.model_validate(data)
    except ValidationError as error:
        raise refusal_of(error) from error


def load_any(content: Any) -> Guide | PartialGuide:
    return load_partial(content) if is_partial(content) else load(content)
