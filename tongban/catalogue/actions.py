from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.catalogue import announcements, bounds
from tongban.catalogue.asking import also_needed
from tongban.catalogue.checks import Finding, check
from tongban.catalogue.guide import Guide, load
from tongban.catalogue.models import Item, ItemVersion
from tongban.catalogue.rules import check_can_edit, check_can_publish
from tongban.catalogue.states import TABLE, State
from tongban.kit import clock
from tongban.kit.act import SYSTEM, Actor, This, act
from tongban.kit.errors import AlreadyDone, BadInput, Refused
from tongban.people.api import User
from tongban.regions.api import organisation


def open_version(item: Item) -> ItemVersion | None:
    """The version somebody works on: draft or in review."""
    return item.versions.filter(state__in=(State.DRAFT, State.REVIEW)).first()


def draft(
    *, item: Item | None, content: dict[str, Any], note: str = "", by: Actor, source: str = "desk"
) -> ItemVersion:
    """Writes the draft of an item, or changes the draft there is. A new item is made when `item` is None.

    Raises BadInput when the content is no guide, Refused when the open version is in review.
    """
    bounds.check(content)
    guide = load(content)
    if item is None:
        item = Item(code=guide.code, source=source)
        _copy(item, guide)

    def rule(row: Item, user: Any) -> None:
        if by is not SYSTEM:
            check_can_edit(row, user)

    with act(item, "catalogue.draft", by=by, rule=rule) as this:
        row = this.subject
        if row._state.adding:
            _write_new(this)
        version = open_version(row) or ItemVersion(item=row, number=row.versions.count() + 1)
        TABLE.target("edit", version.state)
        version.content, version.change_note = content, note[:500]
        version.made_by = by if isinstance(by, User) else None
        version.made_at = this.at
        version.save()
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
    """A draft with errors of the check-up is refused, with all of them."""

    def rule(row: Item, user: Any) -> None:
        if by is not SYSTEM:
            check_can_edit(row, user)

    with act(item, "catalogue.submit_for_review", by=by, rule=rule) as this:
        version = _open(this)
        faults = [f for f in check(load(version.content)) if f.severity == "error"]
        if faults:
            listed = {f.path: [in_a_sentence(f)] for f in faults}
            raise BadInput(_("The check-up found errors in this guide."), errors=listed)
        version.state = TABLE.target("submit_for_review", version.state)
        version.save(update_fields=["state"])
        this.note(version=version.number)
    return version


def in_a_sentence(finding: Finding) -> str:
    return _("Found: %(found)s; wanted: %(wanted)s. %(cure)s") % {
        "found": finding.found or pgettext("found in a guide", "nothing"),
        "wanted": finding.wanted,
        "cure": finding.cure,
    }


def send_back(*, item: Item, reason: str, by: User) -> ItemVersion:
    with act(item, "catalogue.send_back", by=by) as this:
        version = _open(this)
        check_can_publish(this.subject, version, by)
        version.state = TABLE.target("send_back", version.state)
        version.save(update_fields=["state"])
        this.note(version=version.number, reason=reason[:300])
    return version


class ChangedMeanwhile(Refused):
    """What somebody wants to publish is not what was on the page any more."""


def digest_of(version: ItemVersion | None) -> str:
    """SHA-256 of everything of a draft that a page shows and publishing makes final; "" of none."""
    if version is None:
        return ""
    shown = [str(version.pk), version.content, version.change_note]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def publish(*, item: Item, by: Actor, seen: str = "") -> ItemVersion:
    """Freezes the version in review and makes it the one that counts; open cases stay under theirs.

    `seen`: `digest_of` the version that was read. Raises ChangedMeanwhile, and publishes nothing, when a person
    saw another one.
    """
    with act(item, "catalogue.publish", by=by) as this:
        version = _open(this)
        if by is not SYSTEM:
            check_can_publish(this.subject, version, by)
        row, guide = this.subject, load(version.content)
        version.state = TABLE.target("publish", version.state)
        if by is not SYSTEM:
            _check_is_what_was_seen(version, seen)
        version.digest, version.published_at = guide.digest(), this.at
        version.published_by = by if isinstance(by, User) else None
        if row.current_id:
            ItemVersion.objects.filter(pk=row.current_id).update(state=TABLE.target("supersede", State.PUBLISHED))
        version.save()
        row.current = version
        row.changed_at = this.at
        called = (row.name, row.name_en)
        _copy(row, guide)
        this.note(version=version.number, digest=version.digest)
        this.effect("catalogue.index", key="catalogue.index", item=str(row.pk))
        this.effect("catalogue.print_pages", item=str(row.pk))
        if called != (row.name, row.name_en) and (named := also_needed.naming(row.pk)):
            this.effect("catalogue.print_pages", key="catalogue.also_needed", items=named)
        this.announce(announcements.published, item=row, version=version)
    return version


def _check_is_what_was_seen(version: ItemVersion, seen: str) -> None:
    if secrets.compare_digest(digest_of(version).encode(), seen.encode(errors="replace")):
        return
    who = version.made_by.name if version.made_by else _("the system")
    when = date_format(version.made_at.astimezone(clock.ZONE), "Y-m-d H:i")
    raise ChangedMeanwhile(
        _("This is not the version you read: %(who)s saved the draft at %(when)s. Nothing was published.")
        % {"who": who, "when": when},
        found=_("another version of the draft"),
        wanted=_("the version that was read"),
        cure=_("Read it again as it stands now, then publish it or send it back."),
    )


def _open(this: This[Item]) -> ItemVersion:
    version = open_version(this.subject)
    if version is not None:
        return version
    cure, current = _("Begin one with “Change this guide”."), this.subject.current
    if current is None or current.published_at is None:
        raise Refused(_("There is no draft of this guide."), cure=cure)
    who = current.published_by.name if current.published_by else _("the system")
    when = date_format(current.published_at.astimezone(clock.ZONE), "Y-m-d H:i")
    raise AlreadyDone(
        _("There is no draft of this guide; it was published by %(who)s at %(when)s.") % {"who": who, "when": when},
        cure=cure,
    )


def _copy(item: Item, guide: Guide) -> None:
    """What lists, rights and search need of the guide."""
    item.name, item.name_en = guide.name.zh, guide.name.en or ""
    item.base_code, item.region_code, item.org_code = guide.base_code, guide.region_code, guide.org_code
    item.type_code, item.audience, item.topics = guide.type_code, list(guide.audience), list(guide.topics)
    item.aliases = list(guide.aliases)
    item.org_name = organisation(guide.org_code).name
