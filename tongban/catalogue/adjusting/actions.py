"""An adjustment on its way: proposed by an editor, read by both reviews, published by a second person, carried out on
its day. Applications that were submitted go on; nobody applies anew for what is suspended or cancelled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.catalogue import announcements, reviewing
from tongban.catalogue.adjusting.models import Adjustment, Kind
from tongban.catalogue.models import Item
from tongban.catalogue.rules import check_can_edit, check_is_second
from tongban.catalogue.states import OPEN, STANDINGS, TABLE, Standing, State
from tongban.catalogue.versions import is_due, next_number
from tongban.kit import clock
from tongban.kit.act import SYSTEM, This, act, locked
from tongban.kit.errors import BadInput, Refused
from tongban.kit.secrecy import found_in
from tongban.kit.writing import writing
from tongban.messages import api as messages
from tongban.people.api import User, check_may

messages.register(
    "catalogue.adjustment_failed",
    gettext_lazy("An adjustment could not be carried out"),
    gettext_lazy(
        "The adjustment of “%(item)s” could not be carried out on its day; nothing was changed. "
        "The page of the service says why. Propose it anew or let it go."
    ),
)

NEEDS_SUCCESSORS = {Kind.SPLIT: 2, Kind.MERGE: 1}
"""How many items at least go on with it."""


def open_adjustment(item: Item) -> Adjustment | None:
    return item.adjustments.filter(state__in=OPEN).first()


def propose(
    *,
    item: Item,
    kind: str,
    reason: str,
    basis: str = "",
    successors: list[str],
    effective_on: dt.date | None = None,
    mark: str | None = None,
    by: User,
) -> Adjustment:
    """Goes to the reviews at once; one that was sent back is written anew. `mark`: `digest_of` what stood on the page.
    Raises BadInput by field.
    """
    with act(item, "catalogue.propose_adjustment", by=by, rule=check_can_edit) as this:
        row = this.subject
        before = open_adjustment(row)
        found = before or Adjustment(item=row, number=next_number(row.adjustments))
        TABLE.target("edit", found.state)
        reviewing.check_begins_with(before, mark)
        STANDINGS.target(kind, row.standing)
        _check(row, kind, reason, successors)
        content = {"kind": kind, "reason": reason[:500], "basis": basis[:300], "successors": successors}
        found.written(content, "", by, effective_on=effective_on)
        found.change_note = ""
        reviewing.submit(found, reviewing.everything())
        found.save()
        this.note(kind=kind, adjustment=found.number, successors=successors)
    return found


def _check(item: Item, kind: str, reason: str, successors: list[str]) -> None:
    if errors := faults(item, kind, reason, successors):
        raise BadInput(_("The adjustment cannot be proposed like this."), errors=errors)


def faults(item: Item, kind: str, reason: str, successors: list[str]) -> dict[str, list[str]]:
    """By field, all at once; none if it may be proposed so. `kind` may be empty while nothing is chosen."""
    errors: dict[str, list[str]] = {}
    if found := [one for one in found_in(reason) if one.kind not in ("mobile",)]:
        said = _("Everybody reads it: take “%(found)s” out.") % {"found": found[0].shown}
        errors["reason"] = [said]
    if not reason.strip():
        errors["reason"] = [_("Say why, in a sentence that people will read on the guide.")]
    wanted = NEEDS_SUCCESSORS.get(Kind(kind), 0) if kind else 0
    in_use = Item.objects.filter(code__in=successors, current__isnull=False, standing=Standing.IN_USE)
    known = set(in_use.values_list("code", flat=True))
    missing = [code for code in successors if code not in known]
    if item.code in successors:
        errors["successors"] = [_("An item does not follow itself: take %(code)s out.") % {"code": item.code}]
    elif missing:
        errors["successors"] = [_("No item in use has the code %(codes)s.") % {"codes": ", ".join(missing)}]
    elif kind == Kind.MERGE and len(set(successors)) > 1:
        errors["successors"] = [_("Merging leads into one item: name one. What goes on in several is split.")]
    elif len(set(successors)) < wanted:
        said = _("Name at least %(wanted)d items in use that go on with it, found %(found)d.")
        errors["successors"] = [said % {"wanted": wanted, "found": len(set(successors))}]
    return errors


def pass_adjustment(*, item: Item, seen: str, words: str = "", by: User) -> Adjustment:
    with act(item, "catalogue.pass_adjustment", by=by) as this:
        found, row = _open(this), this.subject
        reviewing.check_can_pass(found, by, org_code=row.org_code, region_code=row.region_code)
        stage = reviewing.passed(found, words, seen, by)
        found.save(update_fields=["state", "reviews"])
        this.note(adjustment=found.number, stage=stage)
    return found


def send_back_adjustment(*, item: Item, reason: str, by: User) -> Adjustment:
    """It is a draft again; whoever proposed it proposes it anew, or lets it go."""
    with act(item, "catalogue.send_back_adjustment", by=by) as this:
        found = _open(this)
        TABLE.target("send_back", found.state)
        check_can_read_on(this.subject, found, by)
        this.note(adjustment=found.number, stage=found.state, reason=reason[:300])
        _sent_back(this, found, reason)
    return found


def _sent_back(this: This[Item], found: Adjustment, reason: str) -> None:
    if found.state == State.WAITING:  # its day stood on the guide
        this.effect("catalogue.print_pages", item=str(this.subject.pk))
    found.back_to_its_writer()
    found.change_note = reason[:500]
    found.save()


def drop_adjustment(*, item: Item, by: User) -> Adjustment:
    """Let go by its editors while nobody has published it: sent back, or on its way through the reviews."""
    with act(item, "catalogue.drop_adjustment", by=by, rule=check_can_edit) as this:
        found = _open(this)
        found.state = TABLE.target("drop", found.state)
        found.save(update_fields=["state"])
        this.note(adjustment=found.number)
    return found


def publish_adjustment(*, item: Item, seen: str, by: User) -> Adjustment:
    """By a second person; carried out at once, or on its day. Raises NoLongerHolds."""
    with _all_locked(item), act(item, "catalogue.publish_adjustment", by=by) as this:
        found = _open(this)
        check_can_read_on(this.subject, found, by)
        TABLE.target("schedule", found.state)
        reviewing.check_is_what_was_seen(found, seen)
        _check_still_holds(this.subject, found)
        found.published_by, found.published_at = by, this.at
        if found.effective_on and found.effective_on > clock.today():
            found.state = TABLE.target("schedule", found.state)
            found.save()
            this.note(adjustment=found.number, effective_on=found.effective_on.isoformat())
            this.effect("catalogue.print_pages", item=str(item.pk))
        else:
            _carry_out(this, found)
    return found


def carry_out(*, item: Item) -> Adjustment:
    """The day of a published adjustment has come. One that no longer holds is not carried out: it is a draft again, and
    whoever wrote or published it is told why.
    """
    with _all_locked(item), act(item, "catalogue.carry_out_adjustment", by=SYSTEM) as this:
        found = _open(this)
        if not is_due(found):
            this.nothing_happened()
            return found
        try:
            _check_still_holds(this.subject, found)
        except NoLongerHolds as refusal:
            _failed(this, found, refusal)
        else:
            _carry_out(this, found)
    return found


def _failed(this: This[Item], found: Adjustment, refusal: NoLongerHolds) -> None:
    row = this.subject
    told = {one.pk: one for one in (found.made_by, found.published_by) if one is not None}
    _sent_back(this, found, str(refusal.message))
    this.note(adjustment=found.number, kind=found.kind, failed=True)
    name = {"zh": row.name, "en": row.name_en}
    for user in told.values():
        url = f"/desk/catalogue/{row.pk}/"
        messages.tell(this, to=user, template="catalogue.adjustment_failed", url=url, item=name)


class NoLongerHolds(Refused):
    """Since it was proposed, the item or one of those that go on with it has changed."""


def _check_still_holds(item: Item, found: Adjustment) -> None:
    try:
        STANDINGS.target(found.kind, item.standing)
        _check(item, found.kind, found.content["reason"], found.successors)
    except Refused as refusal:
        errors = refusal.errors if isinstance(refusal, BadInput) else {}
        why = " ".join(sentence for said in errors.values() for sentence in said) or str(refusal)
        raise NoLongerHolds(
            _("The adjustment cannot be carried out as things are now: %(why)s") % {"why": why},
            cure=_("Send it back, so that it is proposed anew or let go."),
        ) from refusal


@contextmanager
def _all_locked(item: Item) -> Iterator[None]:
    """The item with those that go on with it, in the order of their keys: two mergers into each other never wait for
    one another, and whoever comes second reads what the first one did.
    """
    with writing():
        found = open_adjustment(item)
        rows = Item.objects.filter(Q(pk=item.pk) | Q(code__in=found.successors if found else ()))
        for row in rows.order_by("pk"):
            locked(row)
        yield


def _carry_out(this: This[Item], found: Adjustment) -> None:
    row = this.subject
    row.standing = STANDINGS.target(found.kind, row.standing)
    row.standing_note, row.successors, row.standing_since = found.content["reason"], found.successors, clock.today()
    row.changed_at = this.at
    found.state = TABLE.target("publish", found.state)
    found.save()
    this.note(adjustment=found.number, kind=found.kind, standing=row.standing)
    if row.standing == Standing.CANCELLED:
        _end_what_waits(this)
    this.effect("catalogue.index", key="catalogue.index", item=str(row.pk))
    this.effect("catalogue.lists", key="catalogue.lists", item=str(row.pk))
    this.effect("catalogue.print_pages", item=str(row.pk))
    this.effect("catalogue.print_bundles_of", code=row.code)
    this.effect("catalogue.print_those_leading_to", code=row.code)
    this.announce(announcements.adjusted, item=row)


def _end_what_waits(this: This[Item]) -> None:
    """A version of the guide that waits for its day would come into force for nobody."""
    for version in this.subject.versions.filter(state=State.WAITING):
        version.end(_("Ended: the service was cancelled before its day."))
        this.note(ended=version.number)


def check_can_read_on(item: Item, found: Adjustment, user: Any) -> None:
    """Whoever has to read it at this stage, and never the one who proposed it."""
    if found.state in reviewing.PERMISSIONS:
        reviewing.check_can_pass(found, user, org_code=item.org_code, region_code=item.region_code)
        return
    check_may(user, "catalogue.publish", org_code=item.org_code, region_code=item.region_code)
    check_is_second(found, user)


def _open(this: This[Item]) -> Adjustment:
    found = open_adjustment(this.subject)
    if found is None:
        raise Refused(_("There is no adjustment in hand for this item."), cure=_("Propose one on its page."))
    return found
