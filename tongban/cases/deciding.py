"""Inspecting, reviewing, deciding, delivering: the acts that lead to a decision on paper."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.cases import clocks, looking, outcomes, papers, steps
from tongban.cases.actions import clocks_day, invite, law_first
from tongban.cases.bundles.moving import moved
from tongban.cases.entries import check_entries, enter, entered
from tongban.cases.face import decided
from tongban.cases.granting import issue_licence
from tongban.cases.models import Case, MaterialCheck
from tongban.cases.periods import years_later
from tongban.cases.receiving import Receiver, check_receiver, noted
from tongban.cases.rules import check_can, check_only_applicant, check_state, somebody_was_first
from tongban.cases.states import TABLE, State
from tongban.cases.telling import tell, tell_done
from tongban.documents.api import papers_of
from tongban.kit.act import SYSTEM, Actor, This, Under, act
from tongban.kit.errors import BadInput, Refused
from tongban.people.api import Deed, User, staff_of
from tongban.promises import api as promises
from tongban.workflow import api as workflow

NOTHING: Mapping[str, str] = MappingProxyType({})


def name_inspectors(*, case: Case, inspectors: list[User], at: dt.datetime, place: str, scope: str, by: User) -> Case:
    """Two or more inspectors of the organ for a visit (核查, 行政许可法 §34(3)), within five working days of acceptance."""
    keys = [str(person.pk) for person in inspectors]
    if len(set(keys)) < 2:
        raise BadInput(
            _("Two inspectors are needed."), errors={"inspectors": [_("Name at least two different people.")]}
        )
    able = {str(person.pk) for person in staff_of(case.org_code, "cases.inspect")}
    if foreign := set(keys) - able:
        raise BadInput(
            _("Not everybody named is an inspector of this organ."),
            errors={"inspectors": [_("Choose inspectors of this organ.")]},
            found=len(foreign),
        )
    if not place.strip() or not scope.strip():
        raise BadInput(_("The notice is not complete yet."), errors={"place": [_("Say where, and what is looked at.")]})
    with act(case, "cases.name_inspectors", by=by, rule=check_can("name_inspectors")) as this:
        row = this.subject
        if row.inspectors != case.inspectors:
            raise somebody_was_first(row, "cases.name_inspectors")
        row.inspectors = keys
        row.findings = {**row.findings, "visit": {"at": at.isoformat(), "place": place.strip(), "scope": scope.strip()}}
        clocks.inspectors_named(this)
        papers.inspection_notice(this, inspectors, at, place.strip(), scope.strip())
        this.note(inspectors=[f"user:{key}" for key in keys], article="行政许可法 §34(3)")
        local = papers.local(at)
        when = {"zh": f"{local.month}月{local.day}日{local:%H:%M}", "en": f"{local.day} {local:%B, %H:%M}"}
        tell(this, "cases.inspection", at=when)
    return this.subject


def inspect(*, case: Case, passed: bool, report: str, by: User) -> Case:
    """Each of the inspectors writes what was found; the second one completes the step."""
    if not report.strip():
        raise BadInput(_("The report is empty."), errors={"report": [_("Write what was found on site.")]})

    def rule(row: Case, user: Any) -> None:
        check_can("inspect")(row, user)
        if any(r["by"] == user.actor_key for r in row.findings.get("inspection", [])):
            raise BadInput(
                _("You have written your report already."), cure=_("The second inspector writes the other one.")
            )

    with act(case, "cases.inspect", by=by, rule=rule) as this:
        row = this.subject
        entry = {"by": by.actor_key, "passed": passed, "report": report.strip()[:4000], "at": this.at.isoformat()}
        done = [*row.findings.get("inspection", []), entry]
        row.findings = {**row.findings, "inspection": done}
        data = {"inspection": {"passed": all(r["passed"] for r in done)}}
        steps.follow(this, workflow.step(this, act="inspect", data=data))
        this.note(passed=passed, report=len(done))
    return this.subject


def review(
    *,
    case: Case,
    opinion: str,
    reasons: str,
    ticked: Collection[str] = (),
    left_open: Mapping[str, str] = NOTHING,
    by: User,
) -> Case:
    """The examiner proposes: `opinion` "grant" or "refuse", with reasons from what was ticked and found.

    Required materials that failed their standard cannot end in a proposal to grant; against an inspection's report
    it takes reasons. What nobody ticked is ticked
    now (`ticked`) or explained (`left_open`), see `looking.settle`; else BadInput.
    """
    if opinion not in ("grant", "refuse"):
        raise BadInput(_("Choose a proposal."), errors={"opinion": [_("Propose to grant or to refuse.")]})
    if opinion == "refuse" and not reasons.strip():
        raise BadInput(_("A refusal needs reasons."), errors={"reasons": [_("Write the reasons and their articles.")]})
    against = any(not report["passed"] for report in case.findings.get("inspection", []))
    if opinion == "grant" and against and not reasons.strip():
        raise BadInput(
            _("The inspection found it not as required."),
            errors={"reasons": [_("Say why you propose to grant all the same: what was mended, and who saw it.")]},
        )
    with act(case, "cases.review", by=by, rule=check_can("review")) as this:
        row = this.subject
        if opinion == "grant":
            looking.check_nothing_failed(row, _("Something failed its standard, so this can't be proposed."))
        looking.settle(this, ticked=ticked, left_open=left_open, by=by)
        found = {"opinion": opinion, "reasons": reasons.strip()[:4000], "by": by.actor_key}
        row.findings = {**row.findings, "review": found}
        row.examiner = row.examiner or by
        steps.follow(this, workflow.step(this, act="review", data={"review": {"opinion": opinion}}))
        this.note(opinion=opinion, ticked=MaterialCheck.objects.filter(case=row).count())
    return this.subject


def check(*, case: Case, agreed: bool, remark: str = "", by: User) -> Case:
    """一审一核: the second person agrees, or the case goes back to review."""
    if not agreed and not remark.strip():
        raise BadInput(
            _("Say why you do not agree."), errors={"remark": [_("The reviewer has to know what to change.")]}
        )
    with act(case, "cases.check", by=by, rule=check_can("check")) as this:
        row = this.subject
        row.findings = {
            **row.findings,
            "check": {"agreed": agreed, "remark": remark.strip()[:2000], "by": by.actor_key},
        }
        steps.follow(this, workflow.step(this, act="check", data={"check": {"agreed": agreed}}))
        this.note(agreed=agreed)
    return this.subject


def grant(
    *,
    case: Case,
    given: str = "",
    entries: Mapping[str, str] = NOTHING,
    ticked: Collection[str] = (),
    left_open: Mapping[str, str] = NOTHING,
    by: User,
) -> Case:
    """Grants. The decision is fixed, numbered and signed in the act; the licence follows in the same transaction.

    What failed its standard stands in the way, whenever it was marked. Where nobody reviewed the case before, whoever
    decides looks at the points: `ticked`, `left_open` as in `review`. `given`: what a benefit gives, where the guide's
    own rate for this applicant is not it. `entries`: what the guide asks of whoever grants, by key.
    """
    _check_says_what_is_given(case, given)
    written = check_entries(case, entries)
    with act(case, "cases.decide", by=by, rule=check_can("decide")) as this:
        _check_nothing_failed(this.subject)
        _settle_unless_reviewed(this, ticked, left_open, by)
        if given.strip():
            this.subject.findings = {**this.subject.findings, "given": given.strip()[:MOST_GIVEN]}
        enter(this, written)
        _decide(this, "decide", by, {"decision": {"granted": True}})
        _grant_paper(this)
        tell(this, "cases.granted")
    return this.subject


MOST_GIVEN = 300  # characters


def _check_says_what_is_given(case: Case, given: str) -> None:
    if outcomes.is_benefit(case) and not given.strip() and not outcomes.standard(case):
        raise BadInput(
            _("The decision does not say yet what is granted."),
            errors={"given": [_("Write what is granted: how much, for what, from when.")]},
        )


def _check_nothing_failed(case: Case) -> None:
    looking.check_nothing_failed(case, _("Something failed its standard, so this can't be granted."))


def _settle_unless_reviewed(this: This[Case], ticked: Collection[str], left_open: Mapping[str, str], by: User) -> None:
    if "review" not in this.subject.findings:
        looking.settle(this, ticked=ticked, left_open=left_open, by=by)


def grant_at_once(
    *,
    case: Case,
    entries: Mapping[str, str] = NOTHING,
    ticked: Collection[str] = (),
    left_open: Mapping[str, str] = NOTHING,
    by: User,
) -> Case:
    """即办件: accepted and granted in one step, one transaction (行政许可法 §34(2)); both papers are written.

    `ticked`, `left_open` as in `review`; what failed its standard stands in the way as there. `entries` as in `grant`.
    """
    written = check_entries(case, entries)
    law_first(case)
    with act(case, "cases.decide_at_once", by=by, rule=check_can("decide_at_once")) as this:
        row = this.subject
        _check_nothing_failed(row)
        looking.settle(this, ticked=ticked, left_open=left_open, by=by)
        row.accepted_at, row.examiner = this.at, by
        clocks.make_accepted(this, clocks_day(this.at))
        papers.acceptance(this)
        enter(this, written)
        _decide(this, "decide_at_once", by, {"decision": {"granted": True}})
        _grant_paper(this)
        tell(this, "cases.granted")
    return this.subject


def _decide(this: This[Case], how: str, by: User, data: dict[str, Any]) -> None:
    case = this.subject
    case.state = TABLE.target(how, case.state)
    case.decided_at, case.decided_by, case.refused = this.at, by, how == "refuse"
    steps.follow(this, workflow.step(this, act="decide", data=data))
    steps.close_all(this)
    for kind in ("decision", "renewal"):
        promises.keep(this, kind=kind)
    promises.drop(this, kind="inspectors")
    clocks.stop_showing(case)
    clocks.make(this, "delivery", this.at.date())
    this.note(result=case.guide.result.type)
    moved(this)


def deem_renewed(*, case: Case, by: Actor = SYSTEM) -> Case:
    """The licence expired while the organ was silent: the renewal counts as granted (行政许可法 §50(2)). Once."""

    def rule(row: Case, actor: Any) -> None:
        check_state("deem_renewed", row)
        clocks.check_silent(row, "deemed_renewed")

    with act(case, "cases.deem_renewed", by=by, rule=rule) as this:
        row = this.subject
        steps.close_all(this)
        row.state, row.decided_at, row.ready = TABLE.target("deem_renewed", row.state), this.at, []
        for kind in ("renewal", "decision"):
            promises.keep(this, kind=kind)
        promises.drop(this, kind="inspectors")
        workflow.stop(this)
        clocks.stop_showing(row)
        clocks.make(this, "delivery", this.at.date())
        this.note(article="行政许可法 §50(2)", result=row.guide.result.type)
        moved(this)
        _grant_paper(this, basis="《中华人民共和国行政许可法》第五十条第二款")
        tell(this, "cases.renewed")
    return this.subject


def _grant_paper(this: This[Case], basis: str = "") -> None:
    """The decision, and the licence where the guide promises one: both or neither."""
    if this.subject.guide.result.type == "licence":
        issue_licence(case=this.subject, by=this.by)
    papers.grant(
        this,
        [{"label": r["label"], "value": r["value"]} for r in [*decided(this.subject), *entered(this.subject)]],
        years_later(this.at.date(), this.subject.guide.result.validity_years),
        by_law=basis,
    )


NAMED = re.compile(
    r"《[^》]+》|第\s*[\d〇零一二三四五六七八九十百千]+\s*[条款项]|§\s*\d|\barticles?\s+\d", re.IGNORECASE
)


def refuse(
    *, case: Case, reasons: str, ticked: Collection[str] = (), left_open: Mapping[str, str] = NOTHING, by: User
) -> Case:
    """Refuses, with reasons and the remedies computed for this organ and act (§38(2)). The rest as in `grant`. Raises
    `BadInput` where no reason names what it rests on: an article, or a condition of the guide."""
    lines = [line.strip() for line in reasons.splitlines() if line.strip()]
    if not lines:
        raise BadInput(_("A refusal needs reasons."), errors={"reasons": [_("Write the reasons and their articles.")]})
    if not any(map(NAMED.search, lines)):
        wanted = _(
            "No reason names an article. Write on which one it rests, such as 《…》第十二条, or which condition."
        )
        raise BadInput(_("A refusal needs reasons."), errors={"reasons": [wanted]})
    with act(case, "cases.refuse", by=by, rule=check_can("refuse")) as this:
        _settle_unless_reviewed(this, ticked, left_open, by)
        _decide(this, "refuse", by, {"decision": {"granted": False}})
        papers.refusal(this, lines)
        tell(this, "cases.refused")
    return this.subject


METHODS = {"electronic": "电子送达", "window": "窗口领取"}
BY_OFFICIALS = ("window",)  # who opens it on the platform is served by that, and by nobody else's click


def deliver(*, case: Case, method: str, place: str = "", receiver: Receiver, by: Actor) -> Case:
    """Hands out the result with a proof of service; only a document that exists can be handed out (design §3.6)."""
    if method not in BY_OFFICIALS:
        raise BadInput(
            _("Choose a manner of service."),
            errors={"method": [_("At a window; electronically the applicant receives it by opening it.")]},
        )
    check_receiver(case, receiver)
    with act(case, "cases.deliver", by=by, rule=check_can("deliver")) as this:
        _hand_over(this, method, place.strip() or "政务服务中心窗口", receiver)
        tell(this, "cases.delivered")
    return this.subject


def _hand_over(this: This[Case], method: str, place: str, receiver: Receiver) -> None:
    case = this.subject
    handed = [p for p in papers_of(case) if p.kind in ("grant", "refusal")]
    if not handed or not all(p.is_printed for p in handed):
        raise Refused(
            _("The document is not printed yet."), cure=_("The printer needs a moment; try again in a minute.")
        )
    case.state = TABLE.target("deliver", case.state)
    case.is_open, case.ended_at = False, this.at
    promises.keep(this, kind="delivery")
    clocks.stop_showing(case)
    papers.proof_of_service(this, handed, METHODS[method], place, receiver)
    this.note(method=method, handed=[p.number for p in handed], **noted(receiver))
    invite(this.subject, this.by)
    moved(this)


def receive_online(*, case: Case, by: User) -> Case:
    """The applicant, or whoever may receive it for them, opened the decision on the platform: that is electronic
    service, with its proof (S10). Once."""

    def rule(row: Case, user: Any) -> Under | None:
        return check_only_applicant(row, user, Deed.TAKE)

    with act(case, "cases.deliver", by=by, rule=rule) as this:
        if this.subject.state == State.DELIVERED:
            this.nothing_happened()
        else:
            _hand_over(this, "electronic", "本平台“我的办件”", _receiver(this.subject, by))
            tell_done(this, gettext_lazy("received the decision"))
    return this.subject


def _receiver(case: Case, by: User) -> Receiver:
    if case.enterprise_id is None and by.pk != case.user_id:
        return Receiver("agent", by.name)
    return Receiver("applicant" if case.beneficiary_name else "self")
