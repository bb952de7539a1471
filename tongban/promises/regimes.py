"""Which clocks run under each regime, which acts the desk may offer, and why not. Data, with its articles.

Deemed acceptance, the pause for an Article 45 procedure and automatic renewal exist in licensing law only.
Site visits, consultation, sealing and sign-off stop no clock anywhere (Regulation on Improving the Business
Environment, Article 36).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from tongban.kit.errors import Refused
from tongban.promises.clocks import ClockSpec, Silence, Unit
from tongban.promises.statutes import LOCAL, RECALLED, SEEN, SETTING, Basis

Starts = Literal["received", "accepted", "decided", "requested"]


@dataclass(frozen=True, slots=True)
class PauseKind:
    """A procedure whose time is not counted. `code` goes into `ClockEvent.reason`."""

    code: str
    zh: str
    en: str
    basis: Basis


ARTICLE_45 = Basis("licensing", "45")
PAUSE_KINDS: dict[str, PauseKind] = {
    code: PauseKind(code, zh, en, ARTICLE_45)
    for code, zh, en in (
        ("hearing", "听证", "a hearing"),
        ("tender", "招标", "a tender"),
        ("auction", "拍卖", "an auction"),
        ("inspection", "检验", "an inspection of goods or equipment"),
        ("testing", "检测", "testing"),
        ("quarantine", "检疫", "quarantine"),
        ("appraisal", "鉴定", "an expert appraisal"),
        ("expert_review", "专家评审", "an expert review"),
    )
}
ARTICLE_45_KINDS = tuple(PAUSE_KINDS)
# Excluded by laws of their own; an item whose version names one of these may pause for it.
PAUSE_KINDS |= {
    "project_assessment": PauseKind(
        "project_assessment", "委托评估", "a commissioned assessment", Basis("projects", "10.1")
    ),
    "third_party": PauseKind(
        "third_party",
        "征求第三方和其他机关意见",
        "asking third parties and other organs",
        Basis("disclosure", "33.3"),
    ),
}


@dataclass(frozen=True, slots=True)
class Extension:
    """Once, by at most `days`, the reason told to the applicant.

    `approver`: head, registrar_head, government_head or disclosure_head.
    """

    days: int
    approver: str
    approver_zh: str
    approver_en: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class ClockRule:
    """`limit` None: the law gives no figure, so the item must. `number`: C1–C17 of the table of clocks."""

    number: str
    kind: str
    zh: str
    en: str
    limit: int | None
    basis: Basis | None
    starts: Starts
    unit: Unit = "workday"
    on_silence: Silence = "broken"
    extension: Extension | None = None
    pauses: tuple[str, ...] = ()
    provenance: str = SEEN
    note: str = ""


@dataclass(frozen=True, slots=True)
class RenewalRule:
    """Apply `days_before` natural days before expiry; the organ decides before expiry; silence renews."""

    days_before: int
    basis: Basis
    silence_basis: Basis
    provenance: str
    note: str = ""


@dataclass(frozen=True)
class Regime:
    code: str
    zh: str
    en: str
    clocks: tuple[ClockRule, ...]
    pauses: tuple[str, ...]
    acts: frozenset[str]
    instead: Mapping[str, Any] = field(default_factory=dict)
    renewal: RenewalRule | None = None
    note: str = ""

    def clock(self, kind: str) -> ClockRule | None:
        return next((rule for rule in self.clocks if rule.kind == kind), None)

    def offers(self, act: str) -> bool:
        return act in self.acts

    def why_not(self, act: str) -> Any:
        """The sentence beside the greyed button; "" when the act is offered."""
        if self.offers(act):
            return ""
        return self.instead.get(act, _("The rules that govern this matter do not know this act."))

    def may_pause_for(self, kind: str, named_by_item: tuple[str, ...] = ()) -> bool:
        """`named_by_item`: what another law excludes, as the item's version says with its basis."""
        return kind in self.pauses or kind in named_by_item


# The acts of the desk. A submitted application leaves it by one of ANSWERS; there is no informal way back.
ANSWERS = frozenset({"accept", "refuse_not_needed", "refuse_not_ours", "ask_once", "withdraw"})
ALWAYS = ANSWERS | {"comment", "transfer", "grant", "refuse", "deliver", "terminate", "revoke"}
LICENSING_ACTS = ALWAYS | {
    "tolerate",
    "decide_on_the_spot",
    "suspend",
    "resume",
    "extend",
    "hold_hearing",
    "name_inspectors",
    "report_up",
    "renew",
}

HEAD = ("head", "本行政机关负责人", "the head of the organ")
NO_PAUSE = _(
    "Only the procedures of Article 45 of the Administrative Licensing Law stop a clock; no law stops this one."
)
NO_RENEWAL = _("Automatic renewal belongs to licences (Administrative Licensing Law, Article 50).")
NO_EXTENSION = _(
    "The limit of this service is what its guide promises, and no law lets anybody lengthen it: extensions belong to "
    "licences and registrations. Instead: hand the case to a colleague who has time, or decide within the limit; a "
    "decision that comes after it gives the reason for the delay."
)
NO_INSPECTORS = _(
    "Naming two inspectors, for a visit or for inspection, testing and quarantine, belongs to licences (Administrative "
    "Licensing Law, Articles 34 and 55). Instead: write in the review what you saw or asked."
)
NO_HEARING = _("The licensing hearing belongs to licences (Administrative Licensing Law, Articles 46 to 48).")
NO_NOTICE = _(
    "The public notice in the village or community belongs to social assistance (Interim "
    "Measures for Social Assistance, Article 11)."
)
NO_REPORT = _(
    "The review by a lower organ before the decision belongs to licences (Administrative Licensing Law, Article 35)."
)
ELSEWHERE = _("This is decided in another system; here it can only be handed over and followed.")

LICENSING = Regime(
    code="licensing",
    zh="行政许可",
    en="Administrative licensing",
    clocks=(
        ClockRule(
            "C1",
            "acceptance",
            "受理审查",
            "Acceptance check",
            5,
            Basis("licensing", "32.1.4"),
            "received",
            on_silence="deemed_accepted",
            note="At once or within five days one complete notice of what is missing; silence means accepted "
            "from the day the materials were received.",
        ),
        ClockRule(
            "C17",
            "not_needed",
            "不需许可的告知",
            "Notice that no licence is needed",
            0,
            Basis("licensing", "32.1.1"),
            "received",
            note="即时: read as the same working day.",
        ),
        ClockRule(
            "C17",
            "not_ours",
            "不属本机关职权的决定",
            "Decision that it is another organ's power",
            0,
            Basis("licensing", "32.1.2"),
            "received",
            note="即时: read as the same working day.",
        ),
        ClockRule(
            "C2",
            "decision",
            "许可决定",
            "Decision",
            20,
            Basis("licensing", "42.1"),
            "accepted",
            extension=Extension(10, *HEAD, Basis("licensing", "42.1")),
            pauses=ARTICLE_45_KINDS,
            note="A law or regulation of its own may set another limit.",
        ),
        ClockRule(
            "C3",
            "joint_decision",
            "统一、联合、集中办理",
            "Joint decision",
            45,
            Basis("licensing", "42.2"),
            "accepted",
            extension=Extension(
                15,
                "government_head",
                "本级人民政府负责人",
                "the head of the government",
                Basis("licensing", "42.2"),
            ),
            pauses=ARTICLE_45_KINDS,
        ),
        ClockRule(
            "C4",
            "lower_review",
            "下级机关初审",
            "Review by the lower organ",
            20,
            Basis("licensing", "43"),
            "accepted",
            pauses=ARTICLE_45_KINDS,
        ),
        ClockRule("C5", "delivery", "颁发、送达", "Issue and delivery", 10, Basis("licensing", "44"), "decided"),
        ClockRule(
            "C7",
            "hearing",
            "组织听证",
            "Holding the hearing",
            20,
            Basis("licensing", "47.1"),
            "requested",
            note=("Asked for within five days of being told of the right; time and place are told seven days before."),
        ),
        ClockRule(
            "C16",
            "inspectors",
            "指派核查人员",
            "Naming two inspectors",
            5,
            Basis("licensing", "55.2"),
            "accepted",
            note="两名以上工作人员: for a visit (核查) Article 34(3) demands them and gives no time; for 检验、检测、检疫 "
            "Article 55(2) gives five days from acceptance, which this product keeps for both.",
        ),
    ),
    pauses=ARTICLE_45_KINDS,
    acts=LICENSING_ACTS,
    instead={
        "public_notice": NO_NOTICE,
        "register_on_the_spot": _(
            "Registration on the spot belongs to market registration; a licence is decided on the spot instead."
        ),
    },
    renewal=RenewalRule(
        30,
        Basis("licensing", "50.1"),
        Basis("licensing", "50.2"),
        SEEN,
        ("Another law, regulation or rule may set another time; that the 30 days are natural days is recalled."),
    ),
)

REGISTRATION = Regime(
    code="registration",
    zh="登记",
    en="Registration",
    clocks=(
        ClockRule(
            "C11",
            "decision",
            "登记",
            "Registration",
            3,
            Basis("market_registration", "19.1"),
            "received",
            extension=Extension(
                3,
                "registrar_head",
                "登记机关负责人",
                "the head of the registrar",
                Basis("market_registration", "19.1"),
            ),
            note="On the spot when complete and in due form; the three working days are for what can't be. "
            "There is no separate acceptance; after a correction notice the clock begins anew with the "
            "complete materials.",
        ),
    ),
    pauses=(),
    acts=(ALWAYS | {"register_on_the_spot", "extend", "decide_on_the_spot"}) - {"refuse_not_needed"},
    instead={
        "suspend": NO_PAUSE,
        "resume": NO_PAUSE,
        "renew": NO_RENEWAL,
        "name_inspectors": NO_INSPECTORS,
        "hold_hearing": NO_HEARING,
        "public_notice": NO_NOTICE,
        "report_up": NO_REPORT,
        "tolerate": _(
            "Registration is a check of form: what is complete is registered, what is missing is asked "
            "for once (Regulation on the Registration of Market Entities, Article 19)."
        ),
        "refuse_not_needed": _(
            "“No licence needed” is an answer of licensing law (Administrative Licensing Law, Article 32)."
        ),
    },
)

ASSISTANCE = Regime(
    code="assistance",
    zh="社会救助",
    en="Social assistance",
    clocks=(
        ClockRule(
            "",
            "acceptance",
            "受理",
            "Acceptance check",
            5,
            None,
            "received",
            provenance=SETTING,
            note="Article 60 says “in time” (及时) and no figure; the office's own promise.",
        ),
        ClockRule(
            "",
            "decision",
            "审核确认",
            "Decision",
            None,
            Basis("assistance", "11"),
            "accepted",
            note=(
                "The Interim Measures give the steps (inquiry, first opinion, public notice, approval) and "
                "no number of days: the item names its own limit and where it comes from."
            ),
        ),
    ),
    pauses=(),
    acts=ALWAYS | {"public_notice", "tolerate"},
    instead={
        "suspend": NO_PAUSE,
        "resume": NO_PAUSE,
        "extend": NO_EXTENSION,
        "renew": NO_RENEWAL,
        "name_inspectors": NO_INSPECTORS,
        "hold_hearing": NO_HEARING,
        "report_up": NO_REPORT,
        "decide_on_the_spot": _(
            "Social assistance is decided after inquiry and public notice (Interim Measures for Social "
            "Assistance, Article 11)."
        ),
        "register_on_the_spot": _("This matter is no registration."),
    },
)

PROMISE_ONLY = Regime(
    code="promise_only",
    zh="承诺时限",
    en="The office's own promise",
    clocks=(
        ClockRule(
            "C13",
            "acceptance",
            "受理",
            "Acceptance check",
            5,
            None,
            "received",
            provenance=SETTING,
            note="No national figure; one local statute says one working day for online applications.",
        ),
        ClockRule(
            "",
            "decision",
            "办结",
            "Answer",
            None,
            None,
            "accepted",
            provenance=SETTING,
            note="The item's own promise, or a limit of its own law.",
        ),
    ),
    pauses=(),
    acts=ALWAYS | {"tolerate", "decide_on_the_spot"},
    instead={
        "suspend": NO_PAUSE,
        "resume": NO_PAUSE,
        "extend": NO_EXTENSION,
        "renew": NO_RENEWAL,
        "name_inspectors": NO_INSPECTORS,
        "hold_hearing": NO_HEARING,
        "public_notice": NO_NOTICE,
        "report_up": NO_REPORT,
        "register_on_the_spot": _("This matter is no registration."),
    },
)

EXTERNAL = Regime(
    code="external",
    zh="由其他系统办理",
    en="Handled in another system",
    clocks=(),
    pauses=(),
    acts=frozenset({"comment", "withdraw", "hand_over"}),
    instead=dict.fromkeys(LICENSING_ACTS | {"public_notice", "register_on_the_spot"}, ELSEWHERE),
)

REGIMES = {each.code: each for each in (LICENSING, REGISTRATION, ASSISTANCE, PROMISE_ONLY, EXTERNAL)}


def regime(code: str) -> Regime:
    try:
        return REGIMES[code]
    except KeyError:
        raise Refused(_("This regime is not known."), found=code, wanted=", ".join(REGIMES)) from None


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """A limit that another law sets for one matter; for the writers of guides."""

    zh: str
    limit: int
    unit: Unit
    basis: Basis
    regime: str
    extension: Extension | None = None
    provenance: str = SEEN
    note: str = ""


OWN_LIMITS = {
    "real_estate": OwnLimit(
        "不动产登记",
        30,
        "workday",
        Basis("real_estate", "20"),
        "registration",
        note="From acceptance. What is not refused in writing on the spot counts as accepted (Article 17).",
    ),
    "housing_fund_withdrawal": OwnLimit(
        "住房公积金提取",
        3,
        "day",
        Basis("housing_fund", "25.2"),
        "promise_only",
        note="日 without 工作: natural days by the general rule.",
    ),
    "housing_fund_loan": OwnLimit("住房公积金贷款", 15, "day", Basis("housing_fund", "26.2"), "promise_only"),
    "residence_permit": OwnLimit(
        "居住证",
        15,
        "day",
        Basis("residence_permit", "9.6"),
        "promise_only",
        note="Local measures may allow up to 30 days.",
    ),
    "project_approval": OwnLimit(
        "企业投资项目核准",
        20,
        "workday",
        Basis("projects", "10.1"),
        "licensing",
        Extension(40, *HEAD, Basis("projects", "10.1")),
    ),
    "disclosure": OwnLimit(
        "政府信息公开答复",
        20,
        "workday",
        Basis("disclosure", "33.2"),
        "promise_only",
        Extension(
            20,
            "disclosure_head",
            "政府信息公开工作机构负责人",
            "the head of the disclosure office",
            Basis("disclosure", "33.2"),
        ),
    ),
    "minimum_living": OwnLimit(
        "最低生活保障",
        30,
        "workday",
        Basis("minimum_living"),
        "assistance",
        provenance=RECALLED,
        note="45 working days in special cases; recalled, check the text.",
    ),
    "online_first_check": OwnLimit(
        "在线申请初审",
        1,
        "workday",
        Basis("安阳市政务服务条例", "42"),
        "promise_only",
        provenance=LOCAL,
        note="A rule of one city, as an example of a shorter acceptance check.",
    ),
}


def clock_spec(
    code: str,
    kind: str,
    start: dt.date,
    *,
    legal_days: int | None = None,
    promise_days: int | None = None,
    basis: Basis | None = None,
    unit: Unit | None = None,
    extension: Extension | None = None,
) -> ClockSpec:
    """The clock of this kind under the regime `code`, with what the item's version says.

    `legal_days` and `unit` replace the regime's limit where a law of its own says so (`basis` names it);
    `promise_days` may be shorter, never longer. Refused when no figure is known, or none is allowed.
    """
    rule = regime(code).clock(kind)
    if rule is None:
        raise Refused(_("No such clock runs under this regime."), found=kind, wanted=_kinds(code))
    legal = rule.limit if legal_days is None else legal_days
    _check_days(rule, legal, legal_days, promise_days, basis)
    limit = legal if promise_days is None else promise_days
    assert limit is not None
    most = extension or rule.extension
    by_law = basis if basis is not None else rule.basis
    shorter = legal is not None and limit != legal
    return ClockSpec(
        code=rule.number or rule.kind,
        start=start,
        limit=limit,
        unit=unit or rule.unit,
        basis=None if shorter else by_law,
        kind=rule.kind,
        legal_limit=legal if shorter else None,
        legal_basis=by_law if shorter else None,
        extension_days=most.days if most else 0,
        on_silence=rule.on_silence,
    )


def _check_days(
    rule: ClockRule, legal: int | None, legal_days: int | None, promise_days: int | None, basis: Basis | None
) -> None:
    if legal is None and promise_days is None:
        raise Refused(
            _("The law gives no number of days for this, and the guide gives none either."),
            wanted=_("a promised number of working days"),
            cure=_("Enter the promised limit in the guide."),
        )
    if rule.limit is not None and legal_days is not None and legal_days > rule.limit and basis is None:
        raise Refused(
            _("A limit longer than the general one needs the law that allows it."),
            found=legal_days,
            wanted=rule.limit,
            cure=_("Name the law and its article in the guide, or enter a shorter limit."),
        )
    if legal is not None and promise_days is not None and promise_days > legal:
        raise Refused(
            _("The promised limit is longer than the legal one."),
            found=promise_days,
            wanted=legal,
            cure=_("Promise the legal limit or less."),
        )


def _kinds(code: str) -> str:
    return ", ".join(rule.kind for rule in regime(code).clocks) or "–"
