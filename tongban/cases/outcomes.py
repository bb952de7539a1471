"""What a decision is called and what it gives, by the type of the item. The words are Chinese law language: data.

Types of items as in the national catalogue (`catalogue.reading_fields.TYPES`). Titles of licences stand in the tables of
papers (行政许可法 §38); 登记 follows 市场主体登记管理条例 §19. The others are usage, named after the type.
"""

from __future__ import annotations

from dataclasses import dataclass

from tongban.cases.models import Case
from tongban.intake import api as intake

BENEFIT = "05"  # 行政给付


@dataclass(frozen=True)
class Outcome:
    """Titles of the two papers, and the verbs of their sentences “决定：…”."""

    granted: str
    refused: str
    grants: str = "准予"
    refuses: str = "不予准许"


BY_TYPE = {
    "01": Outcome("准予行政许可决定书", "不予行政许可决定书", refuses="不予许可"),
    BENEFIT: Outcome("准予行政给付决定书", "不予行政给付决定书", "批准", "不予给付"),
    "07": Outcome("准予行政确认决定书", "不予行政确认决定书", refuses="不予确认"),
    "08": Outcome("给予行政奖励决定书", "不予行政奖励决定书", "批准", "不予奖励"),
}
REGISTRATION = Outcome("准予登记通知书", "不予登记通知书", refuses="不予登记")
OTHER = Outcome("准予办理决定书", "不予办理决定书", refuses="不予办理")


def outcome_of(case: Case) -> Outcome:
    if case.regime == "registration":
        return REGISTRATION
    return BY_TYPE.get(case.guide.type_code, OTHER)


def granted_title(case: Case) -> str:
    """A document that the guide promises is the decision itself; a licence's decision keeps its statutory name."""
    result = case.guide.result
    if result.type == "document" and case.regime != "licensing":
        return str(result.name.zh)
    return outcome_of(case).granted


def is_benefit(case: Case) -> bool:
    return bool(case.guide.type_code == BENEFIT)


def standard(case: Case) -> str:
    """What the guide gives to somebody in this situation; "" where it names no rate."""
    return "；".join(text.zh.rstrip("。；") for text in case.guide.gives(intake.facts(case.application)))


def given(case: Case) -> str:
    """What is given: as whoever decided wrote it, before that as the guide says."""
    return str(case.findings.get("given") or standard(case))
