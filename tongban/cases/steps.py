"""Steps that a department drew into its process and no act of the law fulfils: 法制审核, 集体讨论, 征求意见, 会签, each by
its post, in its organ, with its own days under the one limit of the case (W1, W2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongban.cases.models import NEVER, Case, Step
from tongban.cases.near import check_is_not_near
from tongban.cases.states import State
from tongban.kit import clock
from tongban.kit.act import This, act
from tongban.kit.errors import BadInput, NotAllowed, Refused
from tongban.people.api import ROLES, User, check_may, may, reach
from tongban.promises import api as promises
from tongban.regions.api import organisation
from tongban.workflow import api as workflow

# Post of a task → the right that its people hold. A drawing names no other post.
POSTS = {
    "examiner": "cases.review",
    "inspector": "cases.inspect",
    "head": "cases.approve_extension",
    "decision_maker": "cases.decide",
}
MOST_DAYS = 365
MOST_WORDS = 4000  # characters
PREFIX = f"{workflow.DO}:"


def posts() -> list[tuple[str, Any]]:
    return [(code, ROLES[code].name) for code in POSTS]


def is_step(act: str) -> bool:
    return act.startswith(PREFIX)


def follow(this: This[Case], ready: list[str]) -> None:
    """The case after its process went on: new steps are opened with their days, those that fell away are closed."""
    case, had = this.subject, any(is_step(name) for name in this.subject.ready)
    case.ready = ready
    if not had and not any(is_step(name) for name in ready):
        return
    tasks = {
        f"{task['id']}:{task['key']}": task for task in workflow.run_of(case).ready if is_step(workflow.act_of(task))
    }
    standing = {step.occurrence: step for step in case.steps.filter(is_open=True)}
    for occurrence, step in standing.items():
        if occurrence not in tasks:
            _close(this, step)
    for occurrence, task in tasks.items():
        if occurrence not in standing:
            _open(this, occurrence, task)


def _open(this: This[Case], occurrence: str, task: dict[str, Any]) -> None:
    case = this.subject
    organ = organisation(task.get("org") or case.org_code)
    step = Step(
        case=case, occurrence=occurrence, key=task["key"], name=task["name"], name_en=task["name_en"], note=task["note"],
        post=task["post"], not_same_as=task["not_same_as"], asks_whether=task["answer"] == workflow.AGREE, asks=task.get("asks", ""),
        org_code=organ.pk, region_code=organ.region_id if organ.pk != case.org_code else case.region_code,
        opened_at=this.at, due_on=NEVER,
    )  # fmt: skip
    if task["limit"]:
        spec = promises.ClockSpec(
            code="S", start=this.at.astimezone(clock.ZONE).date(), limit=int(task["limit"]), kind=_kind(step)
        )
        promise = promises.make(
            this, spec=spec, regime=case.regime, org_code=step.org_code, region_code=step.region_code
        )
        step.due_on = promise.due_on or NEVER
    step.save(force_insert=True)
    _show(case, step)


def _show(case: Case, step: Step) -> None:
    """On the row of the case, by which its rights are known without a query. What another organ did it may see again."""
    others = [one for one in case.asked if one["key"] != step.key]
    if step.is_open or (step.by_id and step.org_code != case.org_code):
        shown = {"key": step.key, "post": step.post, "org": step.org_code, "region": step.region_code}
        others.append(shown | {"open": step.is_open})
    case.asked = others


def _close(this: This[Case], step: Step) -> None:
    """Done, or no longer needed."""
    step.is_open = False
    step.save(update_fields=["is_open", "agreed", "words", "by", "done_at"] if step.by_id else ["is_open"])
    _show(this.subject, step)
    if step.has_due:
        (promises.keep if step.by_id else promises.drop)(this, kind=_kind(step))


def close_all(this: This[Case]) -> None:
    """The case ended otherwise."""
    if any(is_step(name) for name in this.subject.ready):
        for step in this.subject.steps.filter(is_open=True):
            _close(this, step)


def _kind(step: Step) -> str:
    return f"step:{step.key}"


def open_step(case: Case, key: str) -> Step:
    """Raises Refused, saying who did it where somebody did."""
    found = case.steps.filter(key=key, is_open=True).first()
    if found is None:
        done = case.steps.filter(key=key, by__isnull=False).select_related("by").order_by("-id").first()
        if done is not None and done.by is not None:
            said = _("“%(step)s” was done by %(who)s.") % {"step": done.shown_name, "who": done.by.name}
            raise Refused(said, cure=_("Load the page again to see how it stands."))
        raise Refused(_("The case does not wait for this step."), found=key)
    return found


def check_can_do(key: str) -> Callable[[Case, Any], None]:
    def rule(case: Case, user: Any) -> None:
        check_step(case, open_step(case, key), user)

    return rule


def check_step(case: Case, step: Step, user: Any) -> None:
    """The post in the organ of the step; never whoever the case is about, nor who may not do both."""
    check_may(user, POSTS[step.post], org_code=step.org_code, region_code=step.region_code)
    check_is_not_near(case, user)
    if case.state not in State.being_decided:
        raise Refused(_("The case is not being examined now."), found=case.get_state_display())
    if step.not_same_as and user.actor_key in _who_did(case, step.not_same_as):
        raise NotAllowed(
            _("You did “%(other)s” of this case; somebody else has to do this.") % {"other": step.not_same_as}
        )


def _who_did(case: Case, key: str) -> set[str]:
    """Actor keys of the people who did the task: an act of the law by what it found, a step by its row."""
    task = workflow.task_named(case, key)
    act = workflow.act_of(task) if task else ""
    if is_step(act):
        return {f"user:{pk}" for pk in case.steps.filter(key=key, by__isnull=False).values_list("by_id", flat=True)}
    if act == "inspect":
        return {report["by"] for report in case.findings.get("inspection", [])}
    if act == "accept":
        return {f"user:{case.examiner_id}"} if case.examiner_id else set()
    found = case.findings.get(act, {})
    return {found["by"]} if isinstance(found, dict) and "by" in found else set()


def do_step(*, case: Case, key: str, agreed: bool | None = None, words: str = "", by: User) -> Step:
    """Done, or agreed to or not: the process goes on with `<task>.agreed`. Raises BadInput where the answer or its reason
    is missing."""
    with act(case, "cases.do_step", by=by, rule=check_can_do(key)) as this:
        step = open_step(this.subject, key)
        said = words.strip()[:MOST_WORDS]
        errors: dict[str, list[str]] = {}
        if step.asks_whether and agreed is None:
            errors["agreed"] = [_("Choose an answer.") if step.asks else _("Say whether you agree.")]
        if step.asks_whether and not step.asks and agreed is False and not said:
            errors["words"] = [_("Say why you do not agree; whoever decides reads it.")]
        if errors:
            raise BadInput(_("The step is not complete yet."), errors=errors)
        step.agreed = agreed if step.asks_whether else None
        step.words, step.by, step.done_at = said, by, this.at
        _close(this, step)
        data = {key: {"agreed": agreed, "done": True}} if key.isidentifier() else {}
        follow(this, workflow.step(this, act=step.act, data=data))
        this.note(step=step.name, agreed=step.agreed, organ=step.org_code)
    return step


def waits_for(case: Case, user: User) -> bool:
    """Whether one of its open steps is the person's. By the row alone."""
    return case.state in State.being_decided and any(one["open"] and _reaches(one, user) for one in case.asked)


def had_a_step(case: Case, user: Any) -> bool:
    """Whether a post of theirs does, or did, a step of it: they look at it as whoever works on it. By the row alone."""
    return any(_reaches(one, user) for one in case.asked)


def is_of_their_organ(case: Case, user: Any) -> bool:
    """Whether a step was given to an organ whose cases they see."""
    return any(may(user, "cases.see", org_code=one["org"], region_code=one["region"]) for one in case.asked)


def _reaches(one: dict[str, Any], user: Any) -> bool:
    return may(user, POSTS[one["post"]], org_code=one["org"], region_code=one["region"])


def mine(case: Case, user: User) -> list[tuple[Step, str]]:
    """The open steps that the person's posts do, each with why not, or nothing. One query, none without steps."""
    if not any(is_step(name) for name in case.ready):
        return []
    return [(step, _why_not(case, step, user)) for step in case.steps.filter(is_open=True) if holds(step, user)]


def holds(step: Step, user: Any) -> bool:
    return may(user, POSTS[step.post], org_code=step.org_code, region_code=step.region_code)


def _why_not(case: Case, step: Step, user: User) -> str:
    try:
        check_step(case, step, user)
    except (NotAllowed, Refused) as refused:
        return str(refused.message)
    return ""


def names_of_steps(cases: Iterable[Case]) -> dict[tuple[Any, str], str]:
    """(case, act) → its name. One query where one of them waits for a step."""
    waiting = [case.pk for case in cases if any(is_step(name) for name in case.ready)]
    rows = Step.objects.filter(case__in=waiting, is_open=True) if waiting else []
    return {(row.case_id, row.act): row.shown_name for row in rows}


def of(case: Case) -> list[Step]:
    """Every step so far, the oldest first; asked for only where the process is not one of the library."""
    if case.guide.process in workflow.library.codes():
        return []
    return list(case.steps.select_related("by").order_by("opened_at", "id"))


def open_steps(user: User) -> QuerySet[Step]:
    """What waits for the organs of the person, the most urgent first, by `ORDER`."""
    rows = Step.objects.filter(reach(user, "cases.see"), is_open=True, case__state__in=State.being_decided)
    return rows.select_related("case")


ORDER = ["due_on", "id"]
