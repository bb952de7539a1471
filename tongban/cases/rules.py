"""Who may do what with a case, when, and why not. Each rule is written once and answers twice:
`check_can` refuses with the reason, and the same reason stands beside the greyed button."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import pgettext_lazy as _p

from tongban.audit.api import last
from tongban.cases.models import Case
from tongban.cases.near import check_is_not_near
from tongban.cases.states import TABLE, State
from tongban.cases.steps import had_a_step, is_of_their_organ, names_of_steps
from tongban.cases.whose import check_for_applicant, is_applicants, matter
from tongban.documents.api import Paper
from tongban.kit import clock
from tongban.kit.act import Under
from tongban.kit.errors import AlreadyDone, NotAllowed, Refused
from tongban.kit.languages import moment_in_words
from tongban.kit.states import WrongState
from tongban.licences import api as licences
from tongban.people.api import Deed, User, check_is_not_over, check_may, may, names_of
from tongban.promises.api import regime
from tongban.workflow import api as workflow

# act of the desk → permission, the regime's own word for it (None: every regime knows it), done through the process
PERMISSION = {
    "accept": "cases.accept",
    "ask_correction": "cases.correct",
    "refuse_acceptance": "cases.refuse_acceptance",
    "not_required": "cases.refuse_acceptance",
    "decide_at_once": "cases.accept",
    "suspend": "cases.suspend",
    "resume": "cases.suspend",
    "ask_extension": "cases.ask_extension",
    "extend": "cases.approve_extension",
    "decline_extension": "cases.approve_extension",
    "name_inspectors": "cases.name_inspectors",
    "inspect": "cases.inspect",
    "review": "cases.review",
    "check": "cases.decide",
    "decide": "cases.decide",
    "refuse": "cases.decide",
    "deliver": "cases.deliver",
    "transfer": "cases.transfer",
    "comment": "cases.comment",
}
# What makes a case somebody's own work: more than seeing it and saying a word.
WORK = frozenset(PERMISSION.values()) - {"cases.comment"}
REGIME_WORD = {
    "accept": "accept",
    "ask_correction": "ask_once",
    "refuse_acceptance": "refuse_not_ours",
    "not_required": "refuse_not_needed",
    "decide_at_once": "decide_on_the_spot",
    "suspend": "suspend",
    "resume": "resume",
    "ask_extension": "extend",
    "extend": "extend",
    "name_inspectors": "name_inspectors",
    "decide": "grant",
    "refuse": "refuse",
    "deliver": "deliver",
}
PROCESS_ACT = {"inspect": "inspect", "review": "review", "check": "check", "decide": "decide", "refuse": "decide"}

# Past tense, for “… was first”.
DONE = {
    "cases.accept": _p("was done", "accepted"),
    "cases.deem_accepted": _p("was done", "accepted by law"),
    "cases.ask_correction": _p("was done", "sent for correction"),
    "cases.deem_renewed": _p("was done", "renewed by law"),
    "cases.supply": _p("was done", "corrected"),
    "cases.refuse_acceptance": _p("was done", "not accepted"),
    "cases.not_required": _p("was done", "answered: no application needed"),
    "cases.decide": _p("was done", "granted"),
    "cases.decide_at_once": _p("was done", "granted"),
    "cases.refuse": _p("was done", "refused"),
    "cases.withdraw": _p("was done", "withdrawn"),
    "cases.suspend": _p("was done", "suspended"),
    "cases.resume": _p("was done", "resumed"),
    "cases.extend": _p("was done", "extended"),
    "cases.review": _p("was done", "reviewed"),
    "cases.inspect": _p("was done", "inspected"),
    "cases.deliver": _p("was done", "delivered"),
    "cases.lapse": _p("was done", "ended without a correction"),
}

# What moves no state, and yet only one of two can be first.
ALSO_DONE = {
    "cases.check": _p("was done", "checked"),
    "cases.transfer": _p("was done", "handed to a colleague"),
    "cases.name_inspectors": _p("was done", "given its inspectors"),
}


def check_can_see(case: Case, user: Any) -> None:
    """The applicant, officials whose post reaches it, and whoever acts for the applicant."""
    reaches = may(user, "cases.see", org_code=case.org_code, region_code=case.region_code)
    if reaches or is_of_their_organ(case, user) or is_applicants(case, user):
        return
    check_is_not_over(user, matter(case))
    if isinstance(user, User) and user.is_official:
        check_may(user, "cases.see", org_code=case.org_code, region_code=case.region_code)
        return
    raise NotAllowed(
        _("This case belongs to somebody else."), cure=_("With its number and query code you see its progress.")
    )


DECISIONS = ("grant", "refusal")


def awaits_receipt(paper: Paper, case: Case) -> bool:
    """A decision is opened by receiving it: the proof of service needs that moment (行政许可法 §44; 送达)."""
    return paper.kind in DECISIONS and case.state in State.decided


def may_open(paper: Paper, user: Any) -> bool:
    """Whether whoever may see the case may open this paper of it, or of the licence it led to; the applicant receives
    the decision first."""
    if paper.subject_type == Case.subject_type and paper.kind in DECISIONS:
        return not unreceived([(Case.subject_type, paper.subject_key)], user)
    if paper.subject_type == licences.Licence.subject_type and (licence := licences.by_key(paper.subject_key)):
        return not unreceived([(licence.origin_type, licence.origin_key)], user)
    return True


def unreceived(origins: Iterable[tuple[str, str]], user: Any) -> frozenset[tuple[str, str]]:
    """Those of the origins that are cases, decided and not delivered: they open to the organ, not yet to the applicant
    or who acts for them. One query."""
    keys = [key for kind, key in origins if kind == Case.subject_type]
    rows = Case.objects.filter(pk__in=keys, state__in=State.decided).only("id", "user_id", "org_code", "region_code")
    return frozenset((Case.subject_type, row.subject_key) for row in rows if _waits(row, user))


def _waits(case: Case, user: Any) -> bool:
    is_applicant = getattr(user, "pk", None) == case.user_id
    return is_applicant or not may(user, "cases.see", org_code=case.org_code, region_code=case.region_code)


def check_can(act: str) -> Callable[[Case, Any], None]:
    """The rule of an act of the desk: right, regime, state, process, and what is special to it."""

    def rule(case: Case, user: Any) -> None:
        check_may(user, PERMISSION[act], org_code=case.org_code, region_code=case.region_code)
        _not_own_case(act, case, user)
        check_makes_sense(act, case)
        if special := SPECIAL.get(act):
            special(case, user)

    return rule


def works_on(row: Any, user: Any) -> bool:
    """`row`: a case, or the application behind it. Without a query."""
    if isinstance(row, Case) and had_a_step(row, user):
        return True
    return any(may(user, right, org_code=row.org_code, region_code=row.region_code) for right in WORK)


TICKED = State.waiting + State.being_decided


def check_can_tick(case: Case, user: Any) -> None:
    """Who examines the case, or accepts it as long as it waits for that; nobody once it is decided."""
    _check_examines(case, user)
    if case.state not in TICKED:
        raise somebody_was_first(case, *DONE)


def _check_examines(case: Case, user: Any) -> None:
    where = {"org_code": case.org_code, "region_code": case.region_code}
    if not (case.state in State.waiting and may(user, "cases.accept", **where)):
        check_may(user, "cases.review", **where)
    _not_own_case("tick", case, user)


def check_can_turn(case: Case, user: Any) -> None:
    """What somebody else marked as failed becomes passed only through another examiner who decides nothing."""
    where = {"org_code": case.org_code, "region_code": case.region_code}
    if may(user, "cases.decide", **where) or not may(user, "cases.review", **where):
        raise NotAllowed(
            _("Somebody else marked this as failed; only an examiner can turn that into passed."),
            wanted=_("an examiner who does not decide"),
            cure=_("Ask the examiner to look again, or go on with what failed."),
        )


def can_tick(case: Case, user: Any) -> bool:
    """Whether the page of the case shows the buttons; asked without a query."""
    try:
        _check_examines(case, user)
    except NotAllowed:
        return False
    return case.state in TICKED


def _not_own_case(act: str, case: Case, user: Any) -> None:
    if act != "transfer":
        check_is_not_near(case, user)


def check_makes_sense(act: str, case: Case) -> None:
    if (word := REGIME_WORD.get(act)) and (why := regime(case.regime).why_not(word)):
        raise Refused(why, found=regime(case.regime).zh)
    if act in TABLE.moves:
        check_state(act, case)
    if (waiting := PROCESS_ACT.get(act)) and waiting not in case.ready:
        if case.findings.get(act) and act in ("review", "check"):
            raise somebody_was_first(case, f"cases.{act}")
        own = {act: name for (_key, act), name in names_of_steps([case]).items()}
        awaited = ", ".join(map(str, steps_named(case.ready, own)))
        raise Refused(
            _("The process of this case does not wait for this now; it waits for: %(steps)s.") % {"steps": awaited},
            wanted=awaited,
        )


def check_state(act: str, case: Case) -> None:
    """As the table says; when somebody was first, the refusal says who, what and when."""
    try:
        TABLE.target(act, case.state)
    except WrongState as wrong:
        raise somebody_was_first(case, *DONE, wanted=wrong.wanted) from wrong


def somebody_was_first(case: Case, *acts: str, wanted: Any = "") -> Refused:
    """A refusal that names the latest of these acts: what was done, by whom, when."""
    found, cure = TABLE.words[case.state], _("Load the page again to see how it stands.")
    latest = last(case, *acts)
    if latest is None:
        return Refused(_("This can't be done now: it is “%(state)s”.") % {"state": found}, found=found, wanted=wanted)
    who = names_of([latest.by_key]).get(latest.by_key) or _("the system")
    when = moment_in_words(latest.at)
    what = (DONE | ALSO_DONE)[latest.act]
    said = _("This case was %(what)s by %(who)s at %(when)s.") % {"what": what, "who": who, "when": when}
    return AlreadyDone(said, found=found, wanted=wanted, cure=cure)


STEP_NAMES = {
    "inspect": _p("process step", "inspection on site"),
    "review": _p("process step", "review"),
    "check": _p("process step", "second check"),
    "decide": _p("process step", "decision"),
}


def steps_named(ready: Iterable[str], own: Mapping[str, str] = MappingProxyType({})) -> list[Any]:
    """`own`: names of the steps that the process has of its own, by their act."""
    return [STEP_NAMES.get(name) or own.get(name) or name for name in dict.fromkeys(ready)] or [_("nothing")]


def _once_only(case: Case, user: Any) -> None:
    if case.correction:
        raise Refused(
            _("This case was sent for correction before; the law allows it once, and completely."),
            cure=_("Accept it, or decide on what there is."),
        )


def _not_extended(case: Case, user: Any) -> None:
    if case.extension.get("granted"):
        raise Refused(_("The limit was extended before; the law allows it once."))


def _no_open_request(case: Case, user: Any) -> None:
    _not_extended(case, user)
    if case.extension.get("asked"):
        raise Refused(_("An extension has been asked for; the head of the organ has to answer first."))


def _extension_asked(case: Case, user: Any) -> None:
    _not_extended(case, user)
    if not case.extension.get("asked"):
        raise Refused(_("Nobody asked for an extension."))
    if case.extension["asked"]["by"] == getattr(user, "actor_key", ""):
        raise NotAllowed(_("Whoever asked for the extension cannot approve it."))


def _is_immediate(case: Case, user: Any) -> None:
    if not case.immediate:
        raise Refused(_("Only what the guide marks as 即办 is decided at once."))
    if "decide" not in case.ready:
        raise Refused(_("The process of this case has more steps."))


def _inspection_item(case: Case, user: Any) -> None:
    if not case.guide.inspection:
        raise Refused(_("The guide of this service knows no inspection."))
    if case.findings.get("inspection") and "inspect" not in case.ready:
        raise Refused(_("The inspection has been done."))


def _is_inspector(case: Case, user: Any) -> None:
    if len(case.inspectors) < 2:
        raise Refused(_("Two inspectors have to be named first."))
    if str(getattr(user, "pk", "")) not in case.inspectors:
        raise NotAllowed(_("Only the inspectors named for this case write the report."))
    visit = case.findings.get("visit", {}).get("at")
    if visit and dt.datetime.fromisoformat(visit) > clock.now():
        raise Refused(
            _("The visit is not over yet: %(at)s.") % {"at": moment_in_words(dt.datetime.fromisoformat(visit))},
            cure=_("Write the report after the visit."),
        )


def _not_own_review(case: Case, user: Any, act: str = "decide") -> None:
    """一审一核: whoever reviewed does not decide, unless the process says that one person may."""
    if case.findings.get("review", {}).get("by") == getattr(user, "actor_key", "") and not _one_person_may(act, case):
        raise NotAllowed(_("You reviewed this case; somebody else has to decide it."))


def _one_person_may(act: str, case: Case) -> bool:
    """Whether the drawing says of the task that waits that whoever reviewed may do it too."""
    waits = [task for task in workflow.run_of(case).ready if workflow.act_of(task) == PROCESS_ACT[act]]
    return bool(waits) and all(task.get("alone") == "yes" for task in waits)


def _may_grant(case: Case, user: Any) -> None:
    """容缺: decided after completion, never before."""
    _not_own_review(case, user)
    if case.tolerated:
        names = [m.name.said() for m in case.guide.materials if m.key in case.tolerated]
        raise Refused(
            _("Some materials that were allowed to follow are not here yet: %(names)s.") % {"names": "、".join(names)},
            cure=_("Wait for them, or refuse with the reason."),
        )


SPECIAL: dict[str, Callable[[Case, Any], None]] = {
    "ask_correction": _once_only,
    "ask_extension": _no_open_request,
    "extend": _extension_asked,
    "decline_extension": _extension_asked,
    "decide_at_once": _is_immediate,
    "name_inspectors": _inspection_item,
    "inspect": _is_inspector,
    "check": partial(_not_own_review, act="check"),
    "decide": _may_grant,
    "refuse": _not_own_review,
}


def check_is_applicant(act: str) -> Callable[[Case, Any], Under | None]:
    """The applicant's own acts, supply and withdraw, and of whoever may do them in their name."""

    def rule(case: Case, user: Any) -> Under | None:
        under = check_only_applicant(case, user, DEEDS[act])
        check_state(act, case)
        return under

    return rule


def check_may_follow(material_key: str) -> Callable[[Case, Any], Under | None]:
    """容缺: the applicant hands in what the acceptance notice let follow."""

    def rule(case: Case, user: Any) -> Under | None:
        under = check_only_applicant(case, user, Deed.SUPPLEMENT)
        if case.state not in State.being_decided or material_key not in case.tolerated:
            raise Refused(_("Nothing more is expected for this material."), found=material_key)
        return under

    return rule


DEEDS = {"supply": Deed.SUPPLEMENT, "withdraw": Deed.SIGN}


def check_only_applicant(case: Case, user: Any, deed: str) -> Under | None:
    """Says so in the words of a case; an agent hears what the mandate lacks."""
    try:
        return check_for_applicant(case, user, deed)
    except NotAllowed as refusal:
        message = _("Only the applicant can do this.")
        raise NotAllowed(message, found=refusal.found, wanted=refusal.wanted, cure=refusal.cure) from refusal


def can(act: str, case: Case, user: Any) -> tuple[bool, str]:
    """(allowed, why not) for the button."""
    try:
        check_can(act)(case, user)
    except Refused as refusal:
        return False, str(refusal)
    return True, ""


LABELS = {
    "accept": (gettext_lazy("Accept"), "a"),
    "decide_at_once": (gettext_lazy("Accept and grant at once"), "d"),
    "ask_correction": (gettext_lazy("Ask once for corrections"), "c"),
    "refuse_acceptance": (gettext_lazy("Not our power"), "m"),
    "not_required": (gettext_lazy("No application needed"), ""),
    "name_inspectors": (gettext_lazy("Name two inspectors"), "i"),
    "inspect": (gettext_lazy("Write the inspection report"), "v"),
    "review": (gettext_lazy("Finish the review"), "r"),
    "check": (gettext_lazy("Second check"), "y"),
    "decide": (gettext_lazy("Grant"), "g"),
    "refuse": (gettext_lazy("Refuse"), "x"),
    "suspend": (gettext_lazy("Stop the clock (Article 45)"), "h"),
    "resume": (gettext_lazy("Let the clock run again"), "h"),
    "ask_extension": (gettext_lazy("Ask for an extension"), "e"),
    "extend": (gettext_lazy("Approve the extension"), "e"),
    "decline_extension": (gettext_lazy("Decline the extension"), ""),
    "transfer": (gettext_lazy("Hand to a colleague"), "t"),
    "deliver": (gettext_lazy("Hand out the result"), "o"),
}
BY_STATE = {
    State.SUBMITTED: ("accept", "decide_at_once", "ask_correction", "refuse_acceptance", "not_required", "transfer"),
    State.CORRECTION: ("transfer",),
    State.IN_REVIEW: (
        "name_inspectors",
        "inspect",
        "review",
        "check",
        "decide",
        "refuse",
        "suspend",
        "ask_extension",
        "extend",
        "decline_extension",
        "transfer",
    ),
    State.SUSPENDED: ("resume", "transfer"),
    State.GRANTED: ("deliver",),
    State.REFUSED: ("deliver",),
}
