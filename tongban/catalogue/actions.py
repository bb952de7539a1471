from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.catalogue import announcements, bounds, kept_back, reviewing
from tongban.catalogue.asking import also_needed
from tongban.catalogue.basic.inheriting import check_inherits
from tongban.catalogue.checks import Finding, check
from tongban.catalogue.checkup.rulebook import RuleBook
from tongban.catalogue.checkup.rules import vague_clause
from tongban.catalogue.guide import Guide, load
from tongban.catalogue.materials.sharing import filled, note_uses
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.partial import PartialGuide, load_any
from tongban.catalogue.processes import known_processes
from tongban.catalogue.reviewing import check_begins_with, check_is_what_was_seen
from tongban.catalogue.rules import check_can_edit, check_can_publish, check_can_send_back
from tongban.catalogue.states import OPEN, TABLE, Standing, State
from tongban.catalogue.versions import is_due, next_number, put_in_force
from tongban.kit import clock
from tongban.kit.act import SYSTEM, Actor, Effect, Rule, This, act
from tongban.kit.errors import AlreadyDone, BadInput, Refused
from tongban.kit.languages import moment_in_words
from tongban.outbox.api import Row, post
from tongban.people.api import User
from tongban.regions.api import organisation

Content = dict[str, Any]


def open_version(item: Item) -> ItemVersion | None:
    """The version somebody works on: a draft, under review, or waiting for its day."""
    return item.versions.filter(state__in=OPEN).first()


def is_incomplete(item: Item) -> bool:
    version = open_version(item) or item.current
    return version is not None and version.is_partial


def draft(
    *,
    item: Item | None,
    content: dict[str, Any],
    note: str = "",
    by: Actor,
    source: str = "desk",
    rule: Rule = check_can_edit,
    mark: str | None = None,
    incomplete: bool = False,
) -> ItemVersion:
    """Writes the draft of an item, or changes the draft there is. A new item is made when `item` is None; `incomplete`:
    it may begin with holes.

    `mark`: `digest_of` the version that the change began with; SavedMeanwhile when another one stands there now.
    What a list left incomplete may stay so in a draft; a whole guide stays whole. Raises BadInput when the content is
    no guide, Refused when the open version is in review.
    """
    bounds.check(content)
    content = filled(content)
    begins = item is None and incomplete
    guide = load_any(content) if begins or (item is not None and is_incomplete(item)) else load(content)
    if isinstance(guide, Guide):
        check_inherits(guide)
    if item is None:
        item = Item(code=guide.code, source=source)
        _copy(item, guide)

    def may_write(row: Item, user: Any) -> None:
        if by is not SYSTEM:
            rule(row, user)

    with act(item, "catalogue.draft", by=by, rule=may_write) as this:
        row = this.subject
        if row._state.adding:
            _write_new(this)
        version = open_version(row) or ItemVersion(item=row, number=next_number(row.versions))
        TABLE.target("edit", version.state)
        check_begins_with(row.current if version._state.adding else version, mark)
        version.written(content, note, by)
        version.save()
        note_uses(row, content, *([row.current.content] if row.current else ()))
        this.note(version=version.number, digest=guide.digest())
    return version


def _write_new(this: This[Item]) -> None:
    try:
        with transaction.atomic():
            this.write()
    except IntegrityError as error:
        raise AlreadyDone(
            _("There is an item with this code already."), found=this.subject.code, cure=_("Change its guide instead.")
        ) from error


def submit_for_review(*, item: Item, by: Actor) -> ItemVersion:
    """A draft with errors of the check-up is refused, with all of them. What the change needs to be read by whom is
    worked out here (`reviewing.needed`); the program itself needs nobody.
    """

    def rule(row: Item, user: Any) -> None:
        if by is not SYSTEM:
            check_can_edit(row, user)

    with act(item, "catalogue.submit_for_review", by=by, rule=rule) as this:
        version = _open(this)
        guide = _whole_enough(this.subject, version)
        if isinstance(guide, Guide):
            check_inherits(guide)
            _check_up(guide)
        published = this.subject.current.content if this.subject.current else None
        reviewing.submit(version, [] if by is SYSTEM else reviewing.needed(published, version.content))
        version.save(update_fields=["state", "reviews", "sent_back"])
        this.note(version=version.number, reviews=[one["stage"] for one in version.reviews])
    return version


def pass_review(*, item: Item, seen: str, words: str = "", by: User) -> ItemVersion:
    """编制审核 or 法制审核, whichever the draft waits for. `seen`: `digest_of` what was read."""
    with act(item, "catalogue.pass_review", by=by) as this:
        version, row = _open(this), this.subject
        reviewing.check_can_pass(version, by, org_code=row.org_code, region_code=row.region_code)
        stage = reviewing.passed(version, words, seen, by)
        version.save(update_fields=["state", "reviews"])
        this.note(version=version.number, stage=stage)
    return version


def _check_up(guide: Guide) -> list[str]:
    """The places of the warnings of the check-up. Raises BadInput with all of its errors."""
    book = RuleBook.in_force(())
    found = [
        *check(guide, catch_all=(), **known_processes(guide.org_code)),
        *(() if book.is_off("vague_clause") else vague_clause(guide, book)),
    ]
    if faults := [finding for finding in found if finding.severity == "error"]:
        listed = {finding.path: [in_a_sentence(finding)] for finding in faults}
        raise BadInput(_("The check-up found errors in this guide."), errors=listed)
    return [finding.path for finding in found]


def _whole_enough(item: Item, version: ItemVersion) -> Guide | PartialGuide:
    """What a list left incomplete may be handed on with its holes, as the list's own import could publish it; pages say
    what is not known. What was begun at the desk is whole.
    """
    came_so = item.source == "import" or (item.current is not None and item.current.is_partial)
    if not came_so:
        return load({name: part for name, part in version.content.items() if name != "partial"})
    guide = load_any(version.content)
    if isinstance(guide, PartialGuide) and (wrong := kept_back.of_guide(guide)):
        told = {one.column: [_("Found: %(found)s; wanted: %(wanted)s.") % vars(one)] for one in wrong}
        raise BadInput(_("What the list said of it cannot be right; put it right first."), errors=told)
    return guide


def in_a_sentence(finding: Finding) -> str:
    return _("Found: %(found)s; wanted: %(wanted)s. %(cure)s") % {
        "found": finding.found or pgettext("found in a guide", "nothing"),
        "wanted": finding.wanted,
        "cure": finding.cure,
    }


def send_back(*, item: Item, reason: str, by: User) -> ItemVersion:
    """By whoever reads it at this stage; one that waits for its day, by whoever may publish it."""
    with act(item, "catalogue.send_back", by=by) as this:
        version = _open(this)
        TABLE.target("send_back", version.state)
        check_can_send_back(this.subject, version, by)
        this.note(version=version.number, stage=version.state, reason=reason[:300])
        if version.state == State.WAITING:
            this.effect("catalogue.print_pages", item=str(item.pk))
        version.back_to_its_writer(reason)
        version.effective_on = None
        version.save(update_fields=["state", "reviews", "sent_back", "effective_on", "published_by", "published_at"])
    return version


def drop_draft(*, item: Item, seen: str, by: User) -> ItemVersion:
    """Let go by its editors while nobody has published it; what is published stays, and the next change begins with that.

    `seen`: `digest_of` the draft that was on the page; ChangedMeanwhile if somebody saved another.
    """
    with act(item, "catalogue.drop_draft", by=by, rule=check_can_edit) as this:
        version, row = _open(this), this.subject
        version.state = TABLE.target("drop", version.state)
        check_is_what_was_seen(version, seen)
        version.save(update_fields=["state"])
        note_uses(row, *([row.current.content] if row.current else ()))
        this.note(version=version.number)
    return version


class NotConfirmed(BadInput):
    """The check-up warns of something, and who publishes has not said that it is meant so."""


def publish(
    *, item: Item, by: Actor, seen: str = "", although: bool = False, effective_on: dt.date | None = None
) -> ItemVersion:
    """Freezes the version in review and makes it the one that counts, at once or on its day; open cases stay under
    theirs.

    `seen`: `digest_of` the version that was read. Raises ChangedMeanwhile, and publishes nothing, when a person
    saw another one. `although`: a person who publishes has read the warnings, and they are recorded; NotConfirmed
    without it.
    """
    with act(item, "catalogue.publish", by=by) as this:
        version = _open(this)
        if by is not SYSTEM:
            check_can_publish(this.subject, version, by)
        guide = _whole_enough(this.subject, version)
        TABLE.target("schedule", version.state)
        if isinstance(guide, Guide):
            check_inherits(guide)
        if by is not SYSTEM:
            check_is_what_was_seen(version, seen)
            if isinstance(guide, Guide):
                _note_warnings(this, guide, although)
        version.published_by = by if isinstance(by, User) else None
        version.effective_on = effective_on
        if effective_on and effective_on > clock.today():
            version.state = TABLE.target("schedule", version.state)
            version.save()
            this.note(version=version.number, effective_on=effective_on.isoformat())
            this.effect("catalogue.print_pages", item=str(item.pk))
        else:
            _freeze(this, version)
    return version


def take_effect(*, item: Item) -> ItemVersion:
    """The day of a published version has come; the item may have been cancelled meanwhile."""
    with act(item, "catalogue.take_effect", by=SYSTEM) as this:
        version = _open(this)
        if not is_due(version):
            this.nothing_happened()
        elif this.subject.standing == Standing.CANCELLED:
            version.end(_("Ended: the service was cancelled before its day."))
            this.note(ended=version.number)
        else:
            _freeze(this, version)
    return version


def _note_warnings(this: This[Item], guide: Guide, although: bool) -> None:
    if not (warnings := _check_up(guide)):
        return
    if not although:
        raise NotConfirmed(
            _("The check-up warns of something in this guide. Nothing was published."),
            found=", ".join(warnings),
            errors={"although": [_("Read the warnings, and tick that the guide is to be published all the same.")]},
        )
    this.note(although=warnings)


def _freeze(this: This[Item], version: ItemVersion) -> None:
    row, guide = this.subject, load_any(version.content)
    put_in_force(row, version, digest=guide.digest(), at=this.at)
    called = (row.name, row.name_en)
    _copy(row, guide)
    note_uses(row, version.content)
    this.note(version=version.number, digest=version.digest)
    this.effect("catalogue.index", key="catalogue.index", item=str(row.pk))
    this.effect("catalogue.lists", key="catalogue.lists", item=str(row.pk))
    this.effect("catalogue.print_pages", item=str(row.pk))
    if called != (row.name, row.name_en) and (named := also_needed.naming(row.pk)):
        this.effect("catalogue.print_pages", key="catalogue.also_needed", items=named)
    if not row.is_bundle:
        this.effect("catalogue.compose_anew", item=str(row.pk))
    this.announce(announcements.published, item=row, version=version)


def take_over(*, item: Item, said: Callable[[Content], Content], because: str) -> bool:
    """What is said elsewhere, in the basic list or of a shared material, comes into the guide: into a version of its
    own where one is published, and into what somebody works on. Whether anything changed; again changes nothing.
    """
    with act(item, "catalogue.take_over", by=SYSTEM) as this:
        row, changed = this.subject, False
        opened = open_version(row)
        if row.current is not None and (content := _other(row.current, said)) is not None:
            number = next_number(row.versions)
            if opened is not None:  # what is not published yet stays the newest
                opened.number = number + 1
                opened.save(update_fields=["number"])
            state = TABLE.target("submit_for_review", State.DRAFT)
            _freeze(this, ItemVersion(item=row, number=number, state=state, content=content, change_note=because))
            changed = True
        if opened is not None and (content := _other(opened, said)) is not None:
            opened.content, changed = content, True
            opened.save(update_fields=["content"])
            this.note(open_version=opened.number)
        if not changed:
            this.nothing_happened()
    return changed


def _other(version: ItemVersion, said: Callable[[Content], Content]) -> Content | None:
    """The content as it has to be now; None where it is so already."""
    content = said(version.content)
    return None if load_any(content).digest() == load_any(version.content).digest() else content


def _open(this: This[Item]) -> ItemVersion:
    version = open_version(this.subject)
    if version is not None:
        return version
    cure, current = _("Begin one with “Change this guide”."), this.subject.current
    if current is None or current.published_at is None:
        raise Refused(_("There is no draft of this guide."), cure=cure)
    who = current.published_by.name if current.published_by else _("the system")
    when = moment_in_words(current.published_at)
    raise AlreadyDone(
        _("There is no draft of this guide; it was published by %(who)s at %(when)s.") % {"who": who, "when": when},
        cure=cure,
    )


def _copy(item: Item, guide: Guide | PartialGuide) -> None:
    """What lists, rights and search need of the guide."""
    item.name, item.name_en = guide.name.zh, guide.name.en or ""
    item.base_code, item.region_code, item.org_code = guide.base_code, guide.region_code, guide.org_code
    item.type_code, item.audience, item.topics = guide.type_code[:4], list(guide.audience), list(guide.topics)
    item.aliases = list(guide.aliases)
    item.from_org_code = guide.entrusted_by or ""
    item.is_bundle = isinstance(guide, Guide) and guide.is_bundle
    item.org_name = organisation(guide.org_code).name


REPRINT = "catalogue.reprint_citing"
REPRINT_PLACE = "catalogue.reprint_place"


def show_law_again(*, law: str) -> None:
    """The pages of the guides that cite it are printed again; `law` as `statutes.plain_name` writes it.

    Many laws imported one after the other are one reading of the catalogue.
    """
    waiting = Row.objects.select_for_update().filter(name=REPRINT, dead=False, leased_until=None).first()
    if waiting is None:
        return post([Effect(REPRINT, {"laws": [law]}, REPRINT, None)])
    waiting.payload["laws"] = sorted({*waiting.payload["laws"], law})
    waiting.save(update_fields=["payload"])


def show_face_again(*, region_code: str) -> None:
    """The pages of the guides of a place, and of the places inside it, are printed again; no other page is."""
    post([Effect(REPRINT_PLACE, {"region": region_code, "after": ""}, f"{REPRINT_PLACE}:{region_code}", None)])
