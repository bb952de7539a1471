"""The statutory papers: what each must hold before a template is asked to print it.

A paper's template is `papers/<code>.typ`. Dates are ISO and printed 2026年11月21日; texts are Chinese and printed as
they are: nothing in them is markup.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field, ValidationError, model_validator

from tongban.documents.paper_parts import (
    Correction,
    DayUnit,
    Inspector,
    Line,
    Material,
    Moment,
    Named,
    Paragraph,
    Part,
    Remedies,
    Row,
    Sheet,
    Supplement,
)
from tongban.kit.errors import BadInput

Seal = Literal["office", "special", "none"]


class Receipt(Sheet):
    """收件凭证. `beneficiary`: whom it is for, where somebody else applied. `next` says what happens now and until when; `query_code` goes with the case number."""

    received_at: Moment
    channel: Line
    applicant_id: Line | None = None
    agent: Line | None = None
    beneficiary: Line | None = None
    materials: Annotated[list[Material], Field(max_length=200)]
    query_code: Line
    next: Paragraph


class CorrectionNotice(Sheet):
    """一次性补正告知书 (行政许可法 §32(1)(4)): *all* items at once. `effect` is what follows if nothing is handed in."""

    received_on: dt.date
    corrections: Annotated[list[Correction], Field(min_length=1, max_length=100)]
    due: dt.date
    effect: Paragraph
    basis: Line = "《中华人民共和国行政许可法》第三十二条第一款第四项"


class Acceptance(Sheet):
    """受理通知书 (§32(1)(5)). Limits are in `unit`; a limit of None means that no such clock runs.

    `deemed`: five working days passed in silence, so the acceptance date is the day the materials came.
    """

    received_on: dt.date
    accepted_on: dt.date
    legal_days: Annotated[int, Field(ge=0, le=999)] | None = None
    promise_days: Annotated[int, Field(ge=0, le=999)] | None = None
    unit: DayUnit = "workday"
    due: dt.date | None = None
    deemed: bool = False
    supplements: list[Supplement] = Field(default_factory=list, max_length=50)
    query_code: Line | None = None
    basis: Line = "《中华人民共和国行政许可法》第三十二条第一款第五项"

    @model_validator(mode="after")
    def _deemed_from_receipt(self) -> Acceptance:
        if self.deemed and self.accepted_on != self.received_on:
            raise ValueError("a deemed acceptance counts from the day the materials were received")
        return self


class NotAccepted(Sheet):
    """不予受理决定书 (§32(1)(2)): the reason, the organ that is competent, and the remedies."""

    received_on: dt.date
    reason: Paragraph
    competent: Line | None = None
    competent_address: Line | None = None
    remedies: Remedies
    basis: Line = "《中华人民共和国行政许可法》第三十二条第一款第二项"


class NotRequired(Sheet):
    """不需许可告知书 (§32(1)(1)): the matter needs no permit, or, outside licensing, no application."""

    received_on: dt.date
    reason: Paragraph
    matter: Line = "不需要取得行政许可"
    advice: Paragraph | None = None
    remedies: Remedies | None = None
    basis: Line = "《中华人民共和国行政许可法》第三十二条第一款第一项"


class SpecialProcedure(Sheet):
    """特别程序告知书 (§45): the decision clock stands still for `days` at most, from `starts`."""

    accepted_on: dt.date
    kind: Literal["听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"]
    ground: Line
    days: Annotated[int, Field(ge=1, le=999)]
    unit: DayUnit = "workday"
    starts: dt.date
    performed_by: Line | None = None
    due_without: dt.date | None = None
    basis: Line = "《中华人民共和国行政许可法》第四十五条"


class Extension(Sheet):
    """延期办理告知书 (§42): once, approved, with the reason. `days` counts in `unit`."""

    accepted_on: dt.date
    old_due: dt.date
    new_due: dt.date
    days: Annotated[int, Field(ge=1, le=999)]
    unit: DayUnit = "workday"
    reason: Paragraph
    approver: Line
    approved_on: dt.date
    basis: Line = "《中华人民共和国行政许可法》第四十二条第一款"

    @model_validator(mode="after")
    def _later(self) -> Extension:
        if self.new_due <= self.old_due:
            raise ValueError("the new date must be later than the old one")
        return self


class Grant(Sheet):
    """准予决定书 (§38(1)). `content` is what is granted; `valid_until` None with a `valid_from` means 长期.

    `verb` goes before the item; `given` says what a benefit gives.
    """

    accepted_on: dt.date
    verb: Line = "准予"
    given: Paragraph | None = None
    content: Annotated[list[Row], Field(max_length=40)]
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    licence: Named | None = None
    duties: list[Paragraph] = Field(default_factory=list, max_length=30)
    delivery: Paragraph | None = None
    remedies: Remedies | None = None
    basis: Line = "《中华人民共和国行政许可法》第三十八条第一款"


class Refusal(Sheet):
    """不予…决定书 (§38(2)): reasons and remedies are not optional."""

    accepted_on: dt.date
    verb: Line = "不予准许"
    findings: Paragraph | None = None
    reasons: Annotated[list[Paragraph], Field(min_length=1, max_length=30)]
    remedies: Remedies
    basis: Line = "《中华人民共和国行政许可法》第三十八条第二款"


class Withdrawal(Sheet):
    """终止办理通知书: withdrawn by the applicant, not corrected in time, or for another reason."""

    received_on: dt.date
    kind: Literal["withdrawn", "not_corrected", "other"]
    asked_on: dt.date | None = None
    reason: Paragraph | None = None
    ended_on: dt.date
    returned: list[Line] = Field(default_factory=list, max_length=100)
    remedies: Remedies | None = None
    basis: Line | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> Withdrawal:
        if self.kind == "other" and not self.reason:
            raise ValueError("an end for another reason must state the reason")
        return self


class Delivery(Sheet):
    """送达回证. `signed_by` and `signed_at` stay empty on a paper that is to be signed by hand."""

    documents: Annotated[list[Named], Field(min_length=1, max_length=20)]
    recipient: Line
    method: Literal["窗口领取", "直接送达", "邮寄送达", "电子送达", "留置送达", "公告送达"]
    place: Line
    served_at: Moment | None = None
    signed_by: Line | None = None
    signed_at: Moment | None = None
    relation: Line | None = None
    served_by: list[Line] = Field(default_factory=list, max_length=4)
    remark: Paragraph | None = None


class LicenceFace(Sheet):
    """An e-licence's face; `identifier` is the GB/T 36904 one, `number` what the licence calls 编号.

    `valid_until` None prints 长期. The state emblem is never drawn.
    """

    identifier: Line
    version: Line = "001"
    number_label: Line = "编号"
    holder_label: Line = "持证主体"
    rows: Annotated[list[Row], Field(max_length=24)]
    valid_from: dt.date
    valid_until: dt.date | None = None
    remark: Line | None = None

    @model_validator(mode="after")
    def _titled(self) -> LicenceFace:
        if not self.title:
            raise ValueError("a licence needs its title, such as 食品经营许可证")
        return self


class InspectionNotice(Sheet):
    """派员核查通知 (§34(3), §55): at least two inspectors, with their certificates. `replaces`: numbers of the earlier
    notices of this visit, which no longer count.
    """

    accepted_on: dt.date
    inspectors: Annotated[list[Inspector], Field(min_length=2, max_length=10)]
    at: Moment
    place: Line
    scope: Annotated[list[Paragraph], Field(min_length=1, max_length=30)]
    replaces: list[Line] = Field(default_factory=list, max_length=20)
    basis: Line = "《中华人民共和国行政许可法》第三十四条第三款"


@dataclass(frozen=True)
class Paper:
    """`seal`: the organ's own seal, its special seal (§32), or none. `red` papers have the red head of a decision."""

    code: str
    title_zh: str
    title_en: str
    seal: Seal
    model: type[Sheet]
    red: bool = False


_ALL = [
    Paper("receipt", "收件凭证", "Receipt of an application", "special", Receipt),
    Paper("correction", "一次性补正告知书", "Notice of everything to be corrected", "special", CorrectionNotice),
    Paper("acceptance", "受理通知书", "Notice of acceptance", "special", Acceptance),
    Paper("not_accepted", "不予受理决定书", "Decision not to accept", "special", NotAccepted),
    Paper("not_required", "不需要取得行政许可告知书", "Notice that no permit is needed", "special", NotRequired),
    Paper("special_procedure", "特别程序告知书", "Notice of a special procedure", "special", SpecialProcedure),
    Paper("extension", "延期办理告知书", "Notice of extension", "special", Extension),
    Paper("grant", "准予行政许可决定书", "Decision to grant", "office", Grant, red=True),
    Paper("refusal", "不予行政许可决定书", "Decision to refuse", "office", Refusal, red=True),
    Paper("withdrawal", "终止办理通知书", "Notice that the case has ended", "special", Withdrawal),
    Paper("delivery", "送达回证", "Proof of service", "none", Delivery),
    Paper("licence_face", "电子证照", "Face of an e-licence", "office", LicenceFace),
    Paper("inspection_notice", "派员核查通知书", "Notice of an inspection", "special", InspectionNotice),
]
PAPERS: dict[str, Paper] = {paper.code: paper for paper in _ALL}


def paper(code: str) -> Paper:
    """Raises BadInput on an unknown code."""
    if code not in PAPERS:
        raise BadInput(_("There is no such paper."), found=code, wanted=", ".join(PAPERS))
    return PAPERS[code]


def checked(code: str, data: dict[str, Any]) -> Sheet:
    """The data as the paper's model. Raises BadInput whose `errors` maps `corrections.0.demand` to its sentences."""
    kind = paper(code)
    try:
        return kind.model.model_validate(data)
    except ValidationError as error:
        raise _bad(kind, error) from None


def _bad(kind: Paper, error: ValidationError) -> BadInput:
    errors: dict[str, list[str]] = {}
    for fault in error.errors(include_url=False, include_input=False):
        errors.setdefault(".".join(map(str, fault["loc"])) or "paper", []).append(fault["msg"])
    return BadInput(
        _("The data for the paper “%(paper)s” cannot be used.") % {"paper": kind.title_zh},
        errors=errors,
        found="; ".join(f"{place}: {says[0]}" for place, says in errors.items()),
        wanted=", ".join(name for name, field in kind.model.model_fields.items() if field.is_required()),
        cure=_("Supply or mend these fields: %(fields)s.") % {"fields": ", ".join(errors)},
    )


__all__ = ["PAPERS", "Paper", "Part", "Seal", "Sheet", "checked", "paper"]
