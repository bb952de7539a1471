"""What a person can do against an act, computed from the act, the organ and the law: never pasted.

Reconsideration by the Administrative Reconsideration Law as revised in 2023, whose text was read. Of the
Administrative Litigation Law the figures are recalled and stand in `LITIGATION`: check them against the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from django.utils.translation import gettext_lazy as _

from tongban.kit.errors import Refused
from tongban.promises.api import Basis, cite, numeral

Level = Literal["township", "county", "city", "province", "national"]


def law(article: str) -> Basis:
    return Basis("reconsideration", article)


class Act(StrEnum):
    GRANT = "grant"
    GRANT_WITH_BURDENS = "grant_with_burdens"
    REFUSAL = "refusal"
    NOT_ACCEPTED = "not_accepted"
    NOT_REQUIRED = "not_required"
    TERMINATION = "termination"
    REVOCATION = "revocation"
    FAILURE_TO_ACT = "failure_to_act"
    LICENCE_NOT_ANSWERED = "licence_not_answered"
    REGISTRATION_REFUSED = "registration_refused"
    BENEFIT_REFUSED = "benefit_refused"
    SERVICE_REFUSED = "service_refused"
    DISCLOSURE_REFUSED = "disclosure_refused"
    DISCLOSURE_OTHER = "disclosure_other"
    ON_THE_SPOT_PENALTY = "on_the_spot_penalty"
    PENALTY = "penalty"
    COERCION = "coercion"
    RESOURCE_RIGHT_TAKEN = "resource_right_taken"
    RESOURCE_RIGHT_DECIDED = "resource_right_decided"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class ActRule:
    """`scope`: why it can be reconsidered. `first`: the item that wants reconsideration before a lawsuit.

    `told`: the paper must tell the remedies. `reading`: by which interpretation `first` applies, if by one.
    """

    scope: Basis
    zh: str
    en: str
    first: Basis | None = None
    told: bool = True
    reading: str = ""


DECISION = ("本决定", "this decision")
INACTION = ("本机关未履行法定职责", "a failure to perform a legal duty")
LICENCE, OTHER, DUTY = law("11..3"), law("11..15"), law("23.1.3")
ACTS = {
    Act.GRANT: ActRule(LICENCE, *DECISION, told=False),
    Act.GRANT_WITH_BURDENS: ActRule(LICENCE, *DECISION),
    Act.REFUSAL: ActRule(LICENCE, *DECISION),
    Act.NOT_ACCEPTED: ActRule(LICENCE, *DECISION),
    Act.NOT_REQUIRED: ActRule(LICENCE, "本告知", "this notice"),
    Act.TERMINATION: ActRule(LICENCE, "本通知", "this notice"),
    Act.REVOCATION: ActRule(LICENCE, *DECISION),
    Act.FAILURE_TO_ACT: ActRule(law("11..11"), *INACTION, DUTY),
    Act.LICENCE_NOT_ANSWERED: ActRule(LICENCE, *INACTION, DUTY),
    Act.REGISTRATION_REFUSED: ActRule(OTHER, *DECISION),
    Act.BENEFIT_REFUSED: ActRule(
        law("11..12"),
        *DECISION,
        DUTY,
        reading="Article 11, item 12 speaks of benefits not given; that a written refusal is among "
        "the failures to act of Article 23 is an interpretation. Told the other way, a court may dismiss "
        "and the 60 days be lost.",
    ),
    Act.SERVICE_REFUSED: ActRule(OTHER, *DECISION),
    Act.DISCLOSURE_REFUSED: ActRule(law("11..14"), "本答复", "this reply", law("23.1.4")),
    Act.DISCLOSURE_OTHER: ActRule(law("11..14"), "本答复", "this reply"),
    Act.ON_THE_SPOT_PENALTY: ActRule(law("11..1"), "本处罚决定", "this penalty", law("23.1.1")),
    Act.PENALTY: ActRule(law("11..1"), "本处罚决定", "this penalty"),
    Act.COERCION: ActRule(law("11..2"), *DECISION),
    Act.RESOURCE_RIGHT_TAKEN: ActRule(law("11..4"), *DECISION, law("23.1.2")),
    Act.RESOURCE_RIGHT_DECIDED: ActRule(law("11..4"), *DECISION),
    Act.STEP: ActRule(OTHER, "本通知", "this notice", told=False),
}


@dataclass(frozen=True, slots=True)
class OrganRule:
    """`bodies`: the fields of `Organ` that name who reconsiders, in the order of the law.

    `final`: after its own reconsideration one may also ask the State Council.
    """

    bodies: tuple[str, ...]
    basis: Basis
    level: Level
    court: Literal["basic", "intermediate"] = "basic"
    final: bool = False


GOVERNMENT, SUPERIOR, ITSELF = ("government_name",), ("superior_name",), ("name",)
ORGANS = {
    "county_department": OrganRule(GOVERNMENT, law("24.1.1"), "county"),
    "city_department": OrganRule(GOVERNMENT, law("24.1.1"), "city"),
    "provincial_department": OrganRule(GOVERNMENT, law("24.1.1"), "province"),
    "justice_department": OrganRule((*GOVERNMENT, *SUPERIOR), law("28"), "county"),
    "township_government": OrganRule(SUPERIOR, law("24.1.2"), "township"),
    "county_government": OrganRule(SUPERIOR, law("24.1.2"), "county", "intermediate"),
    "city_government": OrganRule(SUPERIOR, law("24.1.2"), "city", "intermediate"),
    "provincial_government": OrganRule(ITSELF, law("24.2"), "province", "intermediate", final=True),
    "subdistrict_office": OrganRule(GOVERNMENT, law("24.1.3"), "township"),
    "prefectural_office": OrganRule(GOVERNMENT, law("24.1.3"), "city", "intermediate"),
    "prefectural_department": OrganRule(GOVERNMENT, law("24.3"), "city"),
    "authorised_institution": OrganRule(GOVERNMENT, law("24.1.4"), "county"),
    "dispatched_office": OrganRule(GOVERNMENT, law("24.4"), "county"),
    "state_council_department": OrganRule(ITSELF, law("25..1"), "national", "intermediate", final=True),
    "state_council_dispatched_office": OrganRule(SUPERIOR, law("25..2"), "national"),
    "state_council_institution": OrganRule(SUPERIOR, law("25..3"), "national"),
    "tax": OrganRule(SUPERIOR, law("27"), "county"),
    "finance": OrganRule(SUPERIOR, law("27"), "county"),
    "foreign_exchange": OrganRule(SUPERIOR, law("27"), "county"),
    "state_security": OrganRule(SUPERIOR, law("27"), "county"),
    "customs": OrganRule(SUPERIOR, law("27"), "county", "intermediate"),
}


@dataclass(frozen=True, slots=True)
class Litigation:
    """Figures of the Administrative Litigation Law: recalled, not read. Months and days are calendar ones."""

    months: int = 6
    days_after_reconsideration: int = 15
    basis: Basis = Basis("litigation", "46.1")
    after_basis: Basis = Basis("litigation", "45")
    seat_basis: Basis = Basis("litigation", "18.1")
    intermediate_basis: Basis = Basis("litigation", "15")
    real_estate_basis: Basis = Basis("litigation", "20")
    provenance: str = "recalled"


LITIGATION = Litigation()
RECONSIDERATION_DAYS = 60  # natural days: Article 88 makes working days of 3, 5, 7 and 10 only


@dataclass(frozen=True)
class Organ:
    """The organ and its neighbours, by name, from the data of its region.

    `kind`: a code of `ORGANS`. `government_name`: the government it belongs to; of a dispatched office, that
    of its department. `superior_name`: the next higher government or department. `court_name`: the basic
    court of its seat, or the court a region gives these cases to. `local_government_name`: for an office that
    a city's department set up by district, the government of that district. `acts_for`: the organ that
    entrusted it. `names_en`: Chinese name → English name.
    """

    name: str
    kind: str
    level: Level | None = None
    government_name: str = ""
    superior_name: str = ""
    court_name: str = ""
    intermediate_court_name: str = ""
    local_government_name: str = ""
    acts_for: Organ | None = None
    names_en: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LawFlags:
    """What another law says of this act. `reconsideration_days`: only a longer period counts (Article 20).

    `first_by`, `final_by`: the law that wants reconsideration first, or makes it final. `real_estate_court`:
    of the place where the property lies. `benefit_refusal_first`: see `ACTS`. `online`: where to apply; a
    paper that is served online must name it (Article 22).
    """

    reconsideration_days: int | None = None
    lawsuit_months: int | None = None
    lawsuit_days: int | None = None
    lawsuit_basis: Basis | None = None
    first_by: Basis | None = None
    final_by: Basis | None = None
    real_estate_court: str = ""
    benefit_refusal_first: bool = True
    online: str = ""


@dataclass(frozen=True, slots=True)
class Remedies:
    """Days are natural days. `court`: "" when no lawsuit is open. `must_be_told`: no paper may omit it.

    `recalled`: the citations that rest on memory, to be checked before anybody relies on them.
    """

    reconsideration_bodies: tuple[str, ...]
    reconsideration_days: int
    reconsideration_first: bool
    court: str
    lawsuit_months: int | None
    lawsuit_days: int | None
    days_after_reconsideration: int
    state_council_may_rule: bool
    articles: tuple[Basis, ...]
    paragraph_zh: str
    paragraph_en: str
    must_be_told: bool
    recalled: tuple[Basis, ...]
    reading: str = ""


PLAIN = LawFlags()


def act_of(regime: str, outcome: str, *, social_security: bool = True) -> Act:
    """The act that an outcome of a case is under its regime.

    `outcome`: grant, refuse, not_accepted, not_required, terminated, failure. `social_security` False: a
    subsidy that is no social security, such as one for machinery.
    """
    if outcome in ("refuse", "not_accepted") and regime != "licensing":
        if regime == "assistance" and social_security:
            return Act.BENEFIT_REFUSED
        return Act.REGISTRATION_REFUSED if regime == "registration" else Act.SERVICE_REFUSED
    return {
        "grant": Act.GRANT,
        "refuse": Act.REFUSAL,
        "not_accepted": Act.NOT_ACCEPTED,
        "not_required": Act.NOT_REQUIRED,
        "terminated": Act.TERMINATION,
        "failure": Act.LICENCE_NOT_ANSWERED if regime == "licensing" else Act.FAILURE_TO_ACT,
    }[outcome]


def remedies(act: Act | str, organ: Organ, law_flags: LawFlags = PLAIN) -> Remedies:
    """Refused when the organ's kind is unknown or a name that the paper needs is missing from its data."""
    act = Act(act)
    if act == Act.STEP:
        return _of_a_step()
    respondent = organ.acts_for or organ
    rule, of_organ = ACTS[act], _rule_of(respondent)
    first = _first(act, rule, law_flags)
    bodies, body_basis = _bodies(respondent, of_organ)
    months, days = _lawsuit_period(law_flags)
    found = _Found(rule, respondent, law_flags, bodies, _days(law_flags), first, "", months, days, of_organ.final)
    if not law_flags.final_by:
        found.court = _court(respondent, of_organ, law_flags)
    articles = _articles(rule, organ, of_organ, law_flags, first, body_basis)
    return Remedies(
        reconsideration_bodies=bodies,
        reconsideration_days=found.reconsideration_days,
        reconsideration_first=first is not None,
        court=found.court,
        lawsuit_months=months,
        lawsuit_days=days,
        days_after_reconsideration=LITIGATION.days_after_reconsideration,
        state_council_may_rule=of_organ.final,
        articles=articles,
        paragraph_zh=found.in_chinese(act),
        paragraph_en=found.in_english(act),
        must_be_told=rule.told,
        recalled=tuple(basis for basis in articles if basis.law == "litigation"),
        reading=rule.reading if first else "",
    )


def _rule_of(organ: Organ) -> OrganRule:
    try:
        return ORGANS[organ.kind]
    except KeyError:
        raise Refused(
            _("The kind of this organ is not known, so its remedies can't be told."),
            found=f"{organ.name}: {organ.kind or '–'}",
            wanted=", ".join(ORGANS),
            cure=_("Enter the kind of the organ among the organisations."),
        ) from None


def _first(act: Act, rule: ActRule, flags: LawFlags) -> Basis | None:
    """The article that wants reconsideration before a lawsuit, or None when the person may choose."""
    if act == Act.BENEFIT_REFUSED and not flags.benefit_refusal_first:
        return flags.first_by
    return rule.first or flags.first_by


def _bodies(organ: Organ, rule: OrganRule) -> tuple[tuple[str, ...], Basis]:
    """Names of those who may reconsider. Of an office that a city's or municipality's department set up by
    district, the government of that district too (Article 24, paragraph 4)."""
    wanted = list(rule.bodies)
    by_district = organ.kind == "dispatched_office" and organ.level in ("city", "province")
    if by_district and organ.local_government_name:
        wanted.append("local_government_name")
    return tuple(dict.fromkeys(_named(organ, name) for name in wanted)), rule.basis


NAMED = {
    "name": _("its own name"),
    "government_name": _("the government it belongs to"),
    "superior_name": _("its superior organ"),
    "local_government_name": _("the government of the district"),
    "court_name": _("the basic people's court of its seat"),
    "intermediate_court_name": _("the intermediate people's court"),
}


def _named(organ: Organ, name: str) -> str:
    if found := str(getattr(organ, name)):
        return found
    raise Refused(
        _("The remedies against this organ can't be told: a name is missing from its data."),
        found=organ.name,
        wanted=NAMED[name],
        cure=_("Enter it among the organisations, then try again."),
    )


def _court(organ: Organ, rule: OrganRule, flags: LawFlags) -> str:
    """The basic court of the seat; the intermediate one against governments from the county up, departments
    of the State Council and customs; where real estate is at stake, the court of the place where it lies."""
    if flags.real_estate_court:
        return flags.real_estate_court
    if rule.court == "basic":
        return _named(organ, "court_name")
    return organ.court_name if "中级" in organ.court_name else _named(organ, "intermediate_court_name")


def _days(flags: LawFlags) -> int:
    longer = flags.reconsideration_days
    if longer is None:
        return RECONSIDERATION_DAYS
    if longer < RECONSIDERATION_DAYS:
        raise Refused(
            _("Only a longer period counts (Administrative Reconsideration Law, Article 20)."),
            found=longer,
            wanted=f"≥ {RECONSIDERATION_DAYS}",
        )
    return longer


def _lawsuit_period(flags: LawFlags) -> tuple[int | None, int | None]:
    """(months, days), one of them None."""
    if flags.lawsuit_days is not None:
        return None, flags.lawsuit_days
    return flags.lawsuit_months or LITIGATION.months, None


def _articles(
    rule: ActRule, organ: Organ, of_organ: OrganRule, flags: LawFlags, first: Basis | None, body: Basis
) -> tuple[Basis, ...]:
    found = [rule.scope, law("20.1")]
    if organ.acts_for:
        found.append(law("19.3"))
    if first:
        found += [first] if first.law == "reconsideration" else [law("23.1.5"), first]
    found.append(body)
    if of_organ.final:
        found.append(law("26"))
    if flags.final_by:
        return (*found, law("10"), flags.final_by)
    return (*found, *_articles_of_court(of_organ, flags, first))


def _articles_of_court(of_organ: OrganRule, flags: LawFlags, first: Basis | None) -> list[Basis]:
    period = LITIGATION.after_basis if first else flags.lawsuit_basis or LITIGATION.basis
    place = LITIGATION.real_estate_basis if flags.real_estate_court else LITIGATION.seat_basis
    found = [law("34"), period, place] if first else [period, place]
    return [*found, LITIGATION.intermediate_basis] if of_organ.court == "intermediate" else found


SILENT = (Act.FAILURE_TO_ACT, Act.LICENCE_NOT_ANSWERED)


@dataclass
class _Found:
    """What has been worked out, to be said in both languages."""

    rule: ActRule
    organ: Organ
    flags: LawFlags
    bodies: tuple[str, ...]
    reconsideration_days: int
    first: Basis | None
    court: str
    months: int | None
    days: int | None
    final: bool

    def in_chinese(self, act: Act) -> str:
        must = "应当先" if self.first and self.court else "可以"
        opening = f"如认为{self.rule.zh}" if act in SILENT else f"如不服{self.rule.zh}"
        apply = f"{opening}，{must}自{self._since_zh(act)}之日起{numeral(self.reconsideration_days)}日内，"
        apply += f"向{'或者'.join(self.bodies)}申请行政复议"
        return f"{apply}{self._then_zh()}。{self._more_zh()}"

    def _since_zh(self, act: Act) -> str:
        return "履行职责的期限届满" if act in SILENT else f"知道或者应当知道{self.rule.zh}"

    def _then_zh(self) -> str:
        if not self.court:
            assert self.flags.final_by is not None
            return f"；依照{cite(self.flags.final_by, 'zh')}，行政复议决定为最终裁决"
        after = numeral(LITIGATION.days_after_reconsideration)
        if self.first:
            return (
                f"；对行政复议决定不服的，可以自收到行政复议决定书之日起{after}日内，"
                f"依法向{self.court}提起行政诉讼。行政复议机关决定不予受理、驳回申请或者逾期不作答复的，"
                f"可以自收到决定书之日起或者行政复议期限届满之日起{after}日内，依法提起行政诉讼"
            )
        period = f"{numeral(self.months)}个月" if self.months else f"{numeral(self.days or 0)}日"
        return f"；也可以自知道或者应当知道{self.rule.zh}之日起{period}内，依法向{self.court}提起行政诉讼"

    def _more_zh(self) -> str:
        told = ""
        if self.final and self.court:
            told += "对上述行政复议决定不服的，也可以向国务院申请裁决，国务院的裁决为最终裁决。"
        if self.flags.online:
            told += f"行政复议申请可以在线提交：{self.flags.online}。"
        return told

    def in_english(self, act: Act) -> str:
        must = "you must first apply" if self.first and self.court else "you may apply"
        opening = "If you hold that there is" if act in SILENT else "If you disagree with"
        since = "the end of the period for acting" if act in SILENT else "the day you learned of it"
        bodies = " or ".join(self._english(name) for name in self.bodies)
        apply = f"{opening} {self.rule.en}, {must} to {bodies} for administrative reconsideration "
        apply += f"within {self.reconsideration_days} days of {since}"
        return f"{apply}{self._then_en()}.{self._more_en()}"

    def _then_en(self) -> str:
        if not self.court:
            assert self.flags.final_by is not None
            return f"; by the {cite(self.flags.final_by, 'en')}, that decision is final"
        court, after = self._english(self.court), LITIGATION.days_after_reconsideration
        if self.first:
            return (
                f"; if you disagree with the outcome, you may sue in {court} within {after} days of "
                "receiving it. If your application is not accepted, dismissed or not answered in time, you "
                f"may sue within {after} days of that decision or of the end of the period"
            )
        period = f"{self.months} months" if self.months else f"{self.days} days"
        return f"; or you may sue in {court} within {period} of the day you learned of it"

    def _more_en(self) -> str:
        told = ""
        if self.final and self.court:
            told += " Against the reconsideration decision you may also ask the State Council for a final ruling."
        if self.flags.online:
            told += f" You can apply for reconsideration online: {self.flags.online}"
        return told

    def _english(self, name: str) -> str:
        return self.organ.names_en.get(name, name)


def _of_a_step() -> Remedies:
    """A notice on the way (correction, special procedure, extension): contested with what it leads to."""
    return Remedies(
        reconsideration_bodies=(),
        reconsideration_days=0,
        reconsideration_first=False,
        court="",
        lawsuit_months=None,
        lawsuit_days=None,
        days_after_reconsideration=0,
        state_council_may_rule=False,
        articles=(),
        paragraph_zh=(
            "本通知是办理过程中的告知；如有异议，可以向本机关提出。"
            "对最终作出的决定不服的，可以依法申请行政复议或者提起行政诉讼。"
        ),
        paragraph_en=(
            "This notice is a step on the way; objections may be raised with this organ. Against the "
            "decision in the end you may apply for administrative reconsideration or sue."
        ),
        must_be_told=False,
        recalled=(),
        reading="That a step is contested together with the decision is common doctrine, recalled.",
    )
