"""What the data of every paper is made of. The texts are Chinese law language: they are data, not interface."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from tongban.kit import clock

# C0 and C1 controls, byte-order marks and direction overrides print as nothing or turn a line around.
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _cleaned(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return _UNPRINTABLE.sub("", value.replace("\t", " ").replace("\r\n", "\n").replace("\r", "\n"))


def _local(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(clock.ZONE) if moment.tzinfo else moment.replace(tzinfo=clock.ZONE)


Line = Annotated[str, BeforeValidator(_cleaned), StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Paragraph = Annotated[
    str, BeforeValidator(_cleaned), StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)
]
Moment = Annotated[dt.datetime, AfterValidator(_local)]
DayUnit = Literal["workday", "day"]


class Part(BaseModel):
    """An unknown key is an error: a misspelt one would print a paper with a hole."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Contact(Part):
    """Whom the addressee may ask; printed as one line at the end of the paper."""

    department: Line | None = None
    phone: Line | None = None
    address: Line | None = None
    hours: Line | None = None


class CheckAt(Part):
    """Where anybody can check the paper: `url` stands in the QR code, `site` and `code` are printed to be typed."""

    url: Annotated[str, StringConstraints(min_length=8, max_length=600, pattern=r"^https?://\S+$")]
    site: Line
    code: Line


class Remedies(Part):
    """Computed by the caller: reconsideration body, court, days, and whether reconsideration must come first."""

    paragraph: Paragraph


class Named(Part):
    """A statute or a licence by name, with its number where it has one."""

    name: Line
    number: Line | None = None


class Material(Part):
    """One row of the receipt; `note` says what was taken from elsewhere (免提交), promised later (容缺) and the like."""

    name: Line
    form: Line = "电子件"
    copies: Annotated[int, Field(ge=0, le=999)] = 1
    note: Line | None = None


class Correction(Part):
    """One thing to be put right: `material` what it is about, `problem` what is wrong, `demand` what to hand in."""

    material: Line
    problem: Paragraph
    demand: Paragraph


class Supplement(Part):
    """A secondary material that may follow after acceptance (容缺) and the last day for it."""

    name: Line
    due: dt.date


class Inspector(Part):
    name: Line
    certificate: Line


class Row(Part):
    """A field on the face of a licence. `wide` rows take the whole width."""

    label: Line
    value: Paragraph
    wide: bool = False


class Sheet(Part):
    """What every paper has.

    `number` is the document number (蒲市监许受〔2026〕12号), `case_number` the one number of the case (统一收件码).
    `addressee_kind` decides between 你 and 你单位. `title` replaces the paper's usual title (准予变更决定书 …).
    `demo` marks the paper all over and must stay true until a recognised seal provider signs.
    """

    organ: Line
    number: Line
    addressee: Line
    addressee_kind: Literal["person", "enterprise"] | None = None
    item: Line
    case_number: Line
    issued: dt.date
    check: CheckAt
    contact: Contact | None = None
    title: Line | None = None
    seal_line: Line = "行政审批专用章"
    demo: bool = True
