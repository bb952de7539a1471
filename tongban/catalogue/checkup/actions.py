from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongban.catalogue.actions import draft, open_version
from tongban.catalogue.checkup import access, changes
from tongban.catalogue.checkup.models import (
    CheckFinding,
    CheckRun,
    FindingState,
    GroupState,
    NameGroup,
    Place,
    RuleRow,
    RunState,
    Weight,
    WordRow,
)
from tongban.catalogue.checkup.rulebook import NAMES, shipped_words
from tongban.catalogue.materials.sharing import shared_of
from tongban.kit.act import This, act, locked
from tongban.kit.errors import AlreadyDone, BadInput, Refused
from tongban.people.api import User

LANE_KEY = "catalogue.check_up"
SHORTEST = 2  # characters of a word


def start_run(*, region_code: str, org_code: str = "", by: User) -> CheckRun:
    """One at a time for a division or an organ."""
    run = CheckRun(region_code=region_code, org_code=org_code, started_by=by)
    with act(run, "catalogue.start_run", by=by, rule=access.check_can_run) as this:
        _write_new(this, lambda: _going_on(region_code, org_code))
        this.note(region=region_code, organ=org_code)
        this.effect("catalogue.check_up", key=f"{LANE_KEY}:{org_code or region_code}", run=str(run.pk))
    return run


def _going_on(region_code: str, org_code: str) -> Refused:
    running = CheckRun.objects.exclude(state=RunState.DONE).filter(region_code=region_code, org_code=org_code)
    run = running.select_related("started_by").first()
    who = run.started_by.name if run and run.started_by else _("the system")
    cure = _("Wait for its end; the page shows how far it is.")
    return AlreadyDone(_("%(who)s started this check-up, and it is not done yet.") % {"who": who}, cure=cure)


def _write_new(this: This[Any], refusal: Callable[[], Refused]) -> None:
    try:
        with transaction.atomic():
            this.write()
    except IntegrityError as error:
        raise refusal() from error


def accept(*, finding: CheckFinding, by: User) -> CheckFinding:
    """The change goes into the item's draft, or begins one; a second person publishes it as any other."""
    with act(finding, "catalogue.accept", by=by, rule=access.check_can_accept) as this:
        row = this.subject
        if not row.change:
            raise Refused(
                _("Nobody but a person knows how to mend this one."),
                cure=_("Open the guide at that place and change it."),
            )
        item = locked(row.item)  # two findings of one guide end up in one draft
        begun = open_version(item)
        version = begun or item.current
        assert version is not None
        content = changes.made(version.content, row.change)
        draft(item=item, content=content, note=begun.change_note if begun else str(NAMES[row.rule]), by=by)
        _decide(this, FindingState.DRAFTED, by)
    return this.subject


def dismiss(*, finding: CheckFinding, reason: str, by: User) -> CheckFinding:
    """It stays dismissed in every later run, as long as the same is found at the same place."""
    if not reason.strip():
        said = _("Say why it is no fault; whoever reads the list later reads the reason.")
        raise BadInput(_("The reason is missing."), errors={"reason": [said]})
    with act(finding, "catalogue.dismiss", by=by, rule=access.check_can_decide) as this:
        this.subject.reason = reason.strip()[:300]
        _decide(this, FindingState.DISMISSED, by)
    return this.subject


def reopen(*, finding: CheckFinding, by: User) -> CheckFinding:
    with act(finding, "catalogue.reopen", by=by, rule=access.check_can_reopen) as this:
        this.subject.reason = ""
        _decide(this, FindingState.OPEN, by)
    return this.subject


def _decide(this: This[CheckFinding], state: FindingState, by: User) -> None:
    row = this.subject
    row.state, row.decided_by, row.decided_at = state, by, this.at
    this.note(rule=row.rule, item=row.code, state=str(state))


def set_word(*, place: str, word: str, weight: str, by: User) -> WordRow:
    """A word of ours, or another weight for a shipped one."""
    word = " ".join(word.split())[:60]
    if not word or place not in Place.values or weight not in Weight.values:
        raise BadInput(
            _("Say the word, where it may not stand, and how bad it is."), errors={"word": [_("Which word?")]}
        )
    if len(word) < SHORTEST and not any(one.word == word for one in shipped_words()):
        said = _("Write at least %(n)d characters: one alone stands in almost every guide.") % {"n": SHORTEST}
        raise BadInput(said, errors={"word": [said]})
    row = WordRow.objects.filter(place=place, word=word).first() or WordRow(place=place, word=word)
    with act(row, "catalogue.set_word", by=by, rule=access.check_can_set) as this:
        this.subject.weight = weight
        if this.subject._state.adding:
            _write_new(this, lambda: _set_meanwhile(word))
        this.note(place=place, weight=weight, shipped=any(one.word == word for one in shipped_words()))
    return this.subject


def set_rule(*, rule: str, weight: str, by: User) -> RuleRow:
    """`weight` "" is the rule's own."""
    if rule not in NAMES or weight not in ("", *Weight.values):
        raise BadInput(_("There is no such rule."), errors={"rule": [rule]})
    row = RuleRow.objects.filter(rule=rule).first() or RuleRow(rule=rule)
    with act(row, "catalogue.set_rule", by=by, rule=access.check_can_set) as this:
        this.subject.weight = weight
        if this.subject._state.adding:
            _write_new(this, lambda: _set_meanwhile(str(NAMES[rule])))
        this.note(rule=rule, weight=weight)
    return this.subject


def _set_meanwhile(found: str) -> Refused:
    return AlreadyDone(_("Somebody else changed this meanwhile."), found=found, cure=_("Load the page again."))


def merge_names(*, group: NameGroup, kept: str = "", shared: str = "", by: User) -> NameGroup:
    """The worker makes a draft of each item that says it otherwise; a second person publishes them. `shared`: the key of
    the published shared material that they all use from then on; its name is the one that is kept.
    """
    with act(group, "catalogue.merge_names", by=by, rule=access.check_can_merge) as this:
        row = this.subject
        kept = _name_of(shared, row.region_code) if shared else kept
        if not shared and kept not in [name for name, _n in row.names]:
            raise BadInput(_("Choose one of the names."), errors={"kept": [_("Which name is kept?")]})
        _check_is_offered(row)
        row.kept, row.drafted, row.left = kept, 0, 0
        _settle(this, GroupState.ACCEPTED, by)
        this.effect("catalogue.rename_materials", key=f"catalogue.rename:{row.pk}", group=str(row.pk), shared=shared)
    return this.subject


def _name_of(key: str, place: str) -> str:
    known = shared_of([key], place)
    if key not in known:
        raise BadInput(_("There is no published shared material “%(key)s”.") % {"key": key}, errors={"shared": [key]})
    return known[key].name.zh


def keep_names_apart(*, group: NameGroup, by: User) -> NameGroup:
    """Different papers: never offered again, until another name joins the group."""
    with act(group, "catalogue.keep_names_apart", by=by, rule=access.check_can_merge) as this:
        _check_is_offered(this.subject)
        _settle(this, GroupState.REFUSED, by)
    return this.subject


def _check_is_offered(group: NameGroup) -> None:
    if group.state != GroupState.OFFERED:
        who = group.decided_by.name if group.decided_by else _("the system")
        said = _("%(who)s decided about these names already.") % {"who": who}
        raise AlreadyDone(said, found=group.get_state_display())


def _settle(this: This[NameGroup], state: GroupState, by: User) -> None:
    this.subject.state, this.subject.decided_by, this.subject.decided_at = state, by, this.at
    this.note(paper=this.subject.paper, names=len(this.subject.names), state=str(state))
