"""The official's acts before a decision: open, accept, correct, refuse acceptance, suspend, extend, transfer.

Reviewing and deciding stand in `deciding.py`. Each is one act: rule, state, clock, paper, message, process step.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.cases import clocks, papers, protection, steps, wording  # noqa: F401 - wording registers
from tongban.cases.bundles.moving import moved
from tongban.cases.models import Case, Comment, MaterialCheck
from tongban.cases.rules import (
    check_can,
    check_can_see,
    check_can_tick,
    check_can_turn,
    check_is_applicant,
    check_may_follow,
    check_state,
    somebody_was_first,
)
from tongban.cases.states import TABLE
from tongban.cases.telling import tell, tell_done
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.kit.act import SYSTEM, Actor, This, act
from tongban.kit.errors import BadInput
from tongban.people.api import User, staff_of
from tongban.promises import api as promises
from tongban.ratings import api as ratings
from tongban.workflow import api as workflow

CORRECTION_DAYS = 15  # working days for the applicant where the guide names no other period: our setting, no law's


def open_case(*, application: intake.Application, by: Actor) -> Case:
    """A submitted application becomes a case: its clocks begin, its process starts."""
    assert application.receipt_no is not None and application.submitted_at is not None
    guide, day = application.guide, clocks_day(application.submitted_at)
    theirs = intake.beneficiary(application)
    case = Case(
        number=application.receipt_no,
        project_no=f"{guide.code}{intake.day_and_serial(application.receipt_no)}",
        application=application,
        version_id=application.version_id,
        item_code=guide.code,
        item_name=application.item_name,
        item_name_en=application.item_name_en,
        user=application.user,
        enterprise=application.enterprise,
        agent=application.agent,
        applicant_name=application.enterprise.name if application.enterprise else application.user.name,
        beneficiary_name=theirs.name if theirs and not theirs.is_applicant else "",
        beneficiary_id=theirs.id_number if theirs else "",
        region_code=application.region_code,
        org_code=application.org_code,
        channel=application.channel,
        regime=guide.regime,
        immediate=guide.kind == "immediate",
        received_at=application.submitted_at,
        protects=" ".join(protection.groups(guide, application, day)),
    )
    with act(case, "cases.open", by=by) as this:
        this.write()
        clocks.make_received(this, day)
        steps.follow(this, workflow.begin(this, process=guide.process, data={"situation": application.situation}))
        this.note(number=case.number, project=case.project_no, regime=case.regime)
        tell(this, "cases.opened", code=application.query_code)
    return case


def clocks_day(moment: dt.datetime) -> dt.date:
    """The day in Shanghai, from which clocks count."""
    return papers.local(moment).date()


def law_first(case: Case) -> None:
    """Silence beyond the limit has its answer already, even when no worker has written it down yet: an act that
    comes late finds the case accepted by law, and is told so."""
    if case.due_on < clock.today():
        promises.draw_overdue(case, "acceptance")


def accept(*, case: Case, note: str = "", by: Actor) -> Case:
    """Acceptance by an official. Secondary materials the guide marks may follow (容缺), where the regime knows it."""
    law_first(case)
    with act(case, "cases.accept", by=by, rule=check_can("accept")) as this:
        this.subject.tolerated = _deferred(this.subject)
        _accept(this, "accept", this.at)
        this.note(tolerated=this.subject.tolerated, remark=bool(note))
        tell(this, "cases.accepted")
    return this.subject


def _deferred(case: Case) -> list[str]:
    """Keys of secondary materials that the guide lets follow (容缺) and that are not here yet."""
    if not any(material.necessity == "deferrable" for material in case.guide.materials):
        return []
    return [need.material.key for need in intake.needs(case.application) if need.is_deferred]


def _accept(this: This[Case], how: str, since: dt.datetime) -> None:
    """The same for every way to acceptance: `since` is when it counts from."""
    case = this.subject
    case.state = TABLE.target(how, case.state)
    case.accepted_at, case.examiner = since, case.examiner or _examiner(this.by)
    clocks.make_accepted(this, clocks_day(since))
    if "accept" in case.ready:
        steps.follow(this, workflow.step(this, act="accept", data={"accepted": True}))
    papers.acceptance(this)


def _examiner(by: Actor) -> User | None:
    return by if isinstance(by, User) and by.is_official else None


def deem_accepted(*, case: Case, by: Actor = SYSTEM) -> Case:
    """Five working days of silence: accepted by law from the day of receipt (行政许可法 §32(4)). Once."""

    def rule(row: Case, actor: Any) -> None:
        check_state("deem_accepted", row)
        clocks.check_silent(row, "deemed_accepted")

    with act(case, "cases.deem_accepted", by=by, rule=rule) as this:
        this.subject.deemed = True
        _accept(this, "deem_accepted", this.subject.received_at)
        this.note(article="行政许可法 §32(4)", since=clocks_day(this.subject.received_at).isoformat())
        tell(this, "cases.deemed")
    return this.subject


def ask_correction(*, case: Case, items: list[dict[str, str]], days: int = CORRECTION_DAYS, by: Actor) -> Case:
    """Asks once, for everything: `items` = [{"key", "problem", "demand"}], keys of the guide's materials or "form".

    Nothing beyond the guide can be asked for. `days`: working days the applicant gets.
    """
    whole = whole_items(case, items)
    if not 1 <= days <= 90:
        raise BadInput(_("The period can't be used."), errors={"days": [_("Between 1 and 90 working days.")]})
    law_first(case)
    with act(case, "cases.ask_correction", by=by, rule=check_can("ask_correction")) as this:
        row = this.subject
        row.state = TABLE.target("ask_correction", row.state)
        calendar = promises.calendar_in_force()
        row.correction_due = calendar.add_workdays(this.at.date(), days)
        unpublished = calendar.unpublished(this.at.date(), row.correction_due)
        row.correction = {"items": whole, "provisional": list(unpublished)}
        promises.keep(this, kind="acceptance")
        promises.drop(this, kind="decision")  # registration counts anew from the complete materials
        clocks.stop_showing(row)
        papers.correction(this, whole, row.correction_due)
        this.note(count=len(whole), keys=[i["key"] for i in whole], due=row.correction_due.isoformat())
        tell(this, "cases.correction", count=len(whole), due_date=row.correction_due)
    return this.subject


def whole_items(case: Case, items: list[dict[str, str]]) -> list[dict[str, str]]:
    known = {m.key: m.name for m in case.guide.materials}
    errors: dict[str, list[str]] = {}
    whole = []
    for item in items:
        key = item["key"]
        if key != "form" and key not in known:
            errors[key] = [_("The guide does not list this material; nothing beyond the guide can be asked for.")]
        elif not item.get("problem", "").strip() or not item.get("demand", "").strip():
            errors[key] = [_("Say what is wrong with it, and what to hand in.")]
        else:
            name = known[key].zh if key in known else "申请表"
            whole.append(
                {"key": key, "name": name, "problem": item["problem"].strip(), "demand": item["demand"].strip()}
            )
    if not items:
        errors["items"] = [_("Choose at least one thing that has to be corrected.")]
    if errors:
        raise BadInput(_("The notice is not complete yet."), errors=errors)
    return whole


def supply(*, case: Case, note: str = "", by: User) -> Case:
    """The applicant supplied everything that was asked for: accepted at once (行政许可法 §32(5)).

    Raises BadInput naming what is still missing.
    """
    missing = still_missing(case)
    if missing:
        raise BadInput(
            _("Something that was asked for is still missing."),
            errors={
                item["key"]: [_("Please upload this: %(demand)s") % {"demand": item["demand"]}] for item in missing
            },
        )
    with act(case, "cases.supply", by=by, rule=check_is_applicant("supply")) as this:
        row = this.subject
        if note.strip():
            row.correction = {**row.correction, "note": note.strip()[:2000]}
        if promises.regime(row.regime).clock("acceptance") is None:
            clocks.make(this, "decision", this.at.date())
        _accept(this, "supply", this.at)
        this.note(items=len(row.correction["items"]))
        tell(this, "cases.accepted")
        tell_done(this, gettext_lazy("handed in what had to be corrected"))
    return this.subject


def still_missing(case: Case) -> list[dict[str, str]]:
    """Items of the notice without a new file; the form is corrected in words."""
    given = set(case.application.material_files.filter(round=1).values_list("material_key", flat=True))
    return [item for item in case.correction.get("items", []) if item["key"] not in given and item["key"] != "form"]


def add_correction_file(*, case: Case, material_key: str, upload: Any, by: User) -> intake.MaterialFile:
    """A file for an item of the notice; earlier files of the material stay in the record."""
    check_is_applicant("supply")(case, by)
    if material_key not in {item["key"] for item in case.correction.get("items", [])}:
        raise BadInput(_("The notice does not ask for this."), found=material_key)
    intake.check_total(case.application, upload.size or 0)
    stored = intake.take_in(case.application, upload, by)
    rule = check_is_applicant("supply")
    with intake.forgotten_if_refused(stored), act(case, "cases.add_file", by=by, rule=rule) as this:
        row = intake.MaterialFile.objects.create(
            application=case.application, material_key=material_key, file=stored, round=1
        )
        this.note(material=material_key, sha256=stored.sha256)
    return row


def add_deferred_file(*, case: Case, material_key: str, upload: Any, by: User) -> intake.MaterialFile:
    """A secondary material that was allowed to follow (容缺) comes in; the decision waits for the last of them."""
    rule = check_may_follow(material_key)
    rule(case, by)
    intake.check_total(case.application, upload.size or 0)
    stored = intake.take_in(case.application, upload, by)
    with intake.forgotten_if_refused(stored), act(case, "cases.add_deferred_file", by=by, rule=rule) as this:
        made = intake.MaterialFile.objects.create(
            application=case.application, material_key=material_key, file=stored, round=1
        )
        this.subject.tolerated = [key for key in this.subject.tolerated if key != material_key]
        this.note(material=material_key, sha256=stored.sha256, left=len(this.subject.tolerated))
        tell_done(this, gettext_lazy("handed in a material that was still missing"))
    return made


def lapse(*, case: Case, by: Actor = SYSTEM) -> Case:
    """The period for the corrections is over and nothing came: the case ends, with a notice."""

    def rule(row: Case, actor: Any) -> None:
        check_state("lapse", row)

    with act(case, "cases.lapse", by=by, rule=rule) as this:
        _end(this, "lapse")
        papers.ending(this, "not_corrected", "")
        tell(this, "cases.lapsed")
    return this.subject


def _end(this: This[Case], how: str, *, clock_end: str = "drop") -> None:
    case = this.subject
    case.state = TABLE.target(how, case.state)
    steps.close_all(this)
    case.is_open, case.ended_at, case.ready = False, this.at, []
    clocks.end_all(this, how=clock_end)
    workflow.stop(this)
    invite(this.subject, this.by)
    moved(this)


def invite(ended: Case | intake.Application, by: Actor) -> None:
    """Whatever the end, the person may say how it was."""
    ratings.invite(
        origin=ended,
        user=ended.user,
        occasion="finish",
        title=ended.item_name,
        title_en=ended.item_name_en,
        org_code=ended.org_code,
        region_code=ended.region_code,
        by=by,
    )


def refuse_acceptance(*, case: Case, reason: str, competent: str, by: Actor) -> Case:
    """Not this organ's power: a decision naming the competent organ, the same working day (§32(2))."""
    _needs(reason=reason, competent=competent)
    law_first(case)
    with act(case, "cases.refuse_acceptance", by=by, rule=check_can("refuse_acceptance")) as this:
        _note_same_day(this, "not_ours")
        _end(this, "refuse_acceptance", clock_end="keep")
        papers.not_accepted(this, reason.strip(), competent.strip())
        tell(this, "cases.not_accepted", competent=competent.strip())
    return this.subject


def not_required(*, case: Case, reason: str, by: Actor) -> Case:
    """The matter needs no permit: told the same working day (§32(1))."""
    _needs(reason=reason)
    law_first(case)
    with act(case, "cases.not_required", by=by, rule=check_can("not_required")) as this:
        _note_same_day(this, "not_needed")
        _end(this, "not_required", clock_end="keep")
        papers.not_required(this, reason.strip())
        tell(this, "cases.not_required")
    return this.subject


def _note_same_day(this: This[Case], kind: str) -> None:
    """C17, 即时: made and kept in one breath, so that a late answer stands as a broken promise for everybody."""
    case = this.subject
    if promises.regime(case.regime).clock(kind) is not None:
        spec = promises.clock_spec(case.regime, kind, clocks_day(case.received_at))
        promises.make(this, spec=spec, regime=case.regime)
        kept = promises.keep(this, kind=kind)
        this.note(same_day=bool(kept and kept.state == promises.State.KEPT))


def _needs(**fields: str) -> None:
    errors = {name: [_("This can't be empty.")] for name, value in fields.items() if not value.strip()}
    if errors:
        raise BadInput(_("The notice is not complete yet."), errors=errors)


def withdraw(*, case: Case, reason: str = "", by: User) -> Case:
    """The applicant withdraws before the decision."""
    with act(case, "cases.withdraw", by=by, rule=check_is_applicant("withdraw")) as this:
        _end(this, "withdraw")
        papers.ending(this, "withdrawn", reason.strip())
        tell(this, "cases.withdrawn")
        tell_done(this, gettext_lazy("withdrew the application"))
    return this.subject


def suspend(*, case: Case, kind: str, ground: str, days: int, by_whom: str = "", by: Actor) -> Case:
    """An Article 45 procedure stops the decision clock; the notice with the time it takes goes out with it."""
    if kind not in promises.regime(case.regime).pauses:
        raise BadInput(
            _("No law stops the clock for this."),
            errors={"kind": [_("Only the procedures of Article 45; visits, consultation and sign-off never stop it.")]},
        )
    _needs(ground=ground)
    if not 1 <= days <= 365:
        raise BadInput(_("The time needed can't be used."), errors={"days": [_("Between 1 and 365 working days.")]})
    with act(case, "cases.suspend", by=by, rule=check_can("suspend")) as this:
        row = this.subject
        row.state, row.suspended_for = TABLE.target("suspend", row.state), kind
        paper = papers.special_procedure(this, kind, ground.strip(), days, by_whom.strip())
        basis = promises.PAUSE_KINDS[kind].basis
        clocks.show(row, promises.pause(this, kind="decision", basis=basis, reason=kind, document=paper.number))
        if "suspend" in row.ready:
            steps.follow(this, workflow.step(this, act="suspend", data={"procedure": {"kind": kind}}))
        this.note(kind=kind, days=days, article="行政许可法 §45")
        words = promises.PAUSE_KINDS[kind]
        tell(this, "cases.suspended", kind={"zh": words.zh, "en": words.en}, days=days)
    return this.subject


def resume(*, case: Case, result: str = "", by: Actor) -> Case:
    """The result of the procedure is in: the clock goes on with what remained."""
    with act(case, "cases.resume", by=by, rule=check_can("resume")) as this:
        row = this.subject
        row.state = TABLE.target("resume", row.state)
        clocks.show(row, promises.resume(this, kind="decision", reason=row.suspended_for))
        heard = workflow.hear(this, message=PROCEDURE_DONE, data={"procedure": {"result": result.strip()}})
        steps.follow(this, heard)
        row.findings = {**row.findings, "procedure": {"kind": row.suspended_for, "result": result.strip()[:4000]}}
        this.note(kind=row.suspended_for)
        row.suspended_for = ""
        tell(this, "cases.resumed")
    return this.subject


PROCEDURE_DONE = "cases.resumed"


def ask_extension(*, case: Case, days: int, reason: str, by: User) -> Case:
    """Asks the head of the organ to extend the limit once (§42)."""
    _needs(reason=reason)
    most = promises.regime(case.regime).clock("decision")
    limit = most.extension.days if most and most.extension else 0
    if not 1 <= days <= limit:
        raise BadInput(
            _("The extension can't be used."),
            errors={"days": [_("Between 1 and %(limit)d working days.") % {"limit": limit}]},
        )
    with act(case, "cases.ask_extension", by=by, rule=check_can("ask_extension")) as this:
        this.subject.extension = {"asked": {"days": days, "reason": reason.strip()[:500], "by": by.actor_key}}
        this.note(days=days)
    return this.subject


def extend(*, case: Case, by: User) -> Case:
    """The head approves: once, with the reason told to the applicant."""
    with act(case, "cases.extend", by=by, rule=check_can("extend")) as this:
        row = this.subject
        asked = row.extension["asked"]
        rule = promises.regime(row.regime).clock("decision")
        assert rule is not None and rule.extension is not None
        old_due = promises.needed(row, "decision").due_on
        promise = promises.extend(
            this, kind="decision", days=asked["days"], basis=rule.extension.basis, reason=asked["reason"]
        )
        clocks.show(row, promise)
        row.extension = {"granted": asked | {"approved_by": by.actor_key}}
        papers.extension(this, old_due, promise.due_on, asked["days"], asked["reason"], by)
        this.note(days=asked["days"], article=promises.cite(rule.extension.basis, "zh"))
        tell(this, "cases.extended", days=asked["days"], reason=asked["reason"])
    return this.subject


def decline_extension(*, case: Case, by: User) -> Case:
    with act(case, "cases.decline_extension", by=by, rule=check_can("decline_extension")) as this:
        this.note(days=this.subject.extension["asked"]["days"])
        this.subject.extension = {}
    return this.subject


def transfer(*, case: Case, to: User, by: User) -> Case:
    """Another examiner of the same organ takes the case."""
    if not staff_of(case.org_code, "cases.review").filter(pk=to.pk).exists():
        raise BadInput(
            _("This colleague can't take the case."), errors={"to": [_("Choose an examiner of this organ.")]}
        )
    with act(case, "cases.transfer", by=by, rule=check_can("transfer")) as this:
        if this.subject.examiner_id != case.examiner_id:
            raise somebody_was_first(this.subject, "cases.transfer", "cases.accept")
        this.subject.examiner = to
        this.note(to=to.actor_key)
    return this.subject


def comment(*, case: Case, text: str, by: User) -> Comment:
    """Between officials; the applicant never sees it."""
    _needs(text=text)
    with act(case, "cases.comment", by=by, rule=check_can("comment")) as this:
        made = Comment.objects.create(case=this.subject, by=by, text=text.strip()[:4000])
        this.note(comment=made.pk)
    return made


def tick(*, case: Case, key: str, passed: bool, remark: str = "", by: User) -> MaterialCheck:
    """An examiner ticks a material or a review point against its standard; kept as a reason for the decision.

    What another person ticked before stays in the record beside it.
    """
    check_can_see(case, by)
    known = {m.key for m in case.guide.materials} | {f"point:{p.key}" for p in case.guide.review_points}
    if key not in known:
        raise BadInput(_("The guide does not list this."), found=key)
    if not passed and not _says_something(remark):
        raise BadInput(
            _("What failed needs a reason."),
            errors={"remark": [_("Write what is wrong with it; the applicant and whoever decides read it.")]},
        )
    with act(case, "cases.tick", by=by, rule=check_can_tick) as this:
        earlier = MaterialCheck.objects.select_related("by").filter(case=this.subject, key=key).first()
        if earlier is not None and earlier.by_id != by.pk:
            if passed and not earlier.passed:
                check_can_turn(this.subject, by)
            before = {"passed": earlier.passed, "by": earlier.by.actor_key, "at": earlier.at.isoformat()}
            this.note(before=before)
        values = {"passed": passed, "remark": remark.strip()[:1000], "by": by, "at": this.at}
        check, _made = MaterialCheck.objects.update_or_create(case=this.subject, key=key, defaults=values)
        this.note(key=key, passed=passed)
    return check


def _says_something(remark: str) -> bool:
    """At least two letters or characters; a full stop is no reason."""
    return sum(sign.isalpha() for sign in remark) >= 2


def take_due_date(*, this: This[Any], promise: promises.Promise) -> None:
    """The calendar changed: the case shows the new day. Called inside the act that recomputed the promise."""
    clocks.show(this.subject, promise)
