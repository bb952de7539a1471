"""The life of a basic item: drafted, reviewed twice, published by a second keeper, effective on its day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongban.catalogue import bounds, reviewing
from tongban.catalogue.basic.content import BasicContent, load_basic
from tongban.catalogue.basic.models import BasicItem, BasicVersion
from tongban.catalogue.basic.rules import check_can_keep, check_can_publish
from tongban.catalogue.states import OPEN, TABLE, State
from tongban.catalogue.versions import is_due, next_number, put_in_force
from tongban.kit import clock
from tongban.kit.act import SYSTEM, Actor, This, act
from tongban.kit.errors import AlreadyDone, BadInput, Refused
from tongban.people.api import User, check_may
from tongban.regions.api import ancestors_of


def open_basic(item: BasicItem) -> BasicVersion | None:
    return item.versions.filter(state__in=OPEN).first()


def draft_basic(
    *,
    item: BasicItem | None,
    content: dict[str, Any],
    region_code: str = "",
    note: str = "",
    mark: str | None = None,
    by: Actor,
) -> BasicVersion:
    """Writes the draft of a basic item, or changes the one there is. A new item is made when `item` is None, for the
    keepers of `region_code`. `mark` as for the draft of a guide. Raises BadInput when the content is no basic item or
    carries another code.
    """
    bounds.check(content)
    basic = load_basic(content)
    if item is None:
        _check_is_free(basic.code, region_code)
        item = BasicItem(code=basic.code, region_code=region_code)
        _copy(item, basic)
    elif item.code != basic.code:
        raise BadInput(_("A basic item keeps its code."), errors={"code": [item.code]})

    with act(item, "catalogue.draft_basic", by=by, rule=_keepers(by)) as this:
        if this.subject._state.adding:
            _write_new(this)
        row = this.subject
        version = open_basic(row) or BasicVersion(item=row, number=next_number(row.versions))
        TABLE.target("edit", version.state)
        reviewing.check_begins_with(row.current if version._state.adding else version, mark)
        version.written(content, note, by)
        version.save()
        this.note(version=version.number, digest=basic.digest())
    return version


def _check_is_free(code: str, region_code: str) -> None:
    """What is kept above is kept there alone."""
    if above := BasicItem.objects.filter(code=code, region_code__in=ancestors_of(region_code)).first():
        raise AlreadyDone(
            _("The basic list above holds this item already."),
            found=above.name,
            cure=_("Ask those who keep that list."),
        )


def _keepers(by: Actor) -> Any:
    return None if by is SYSTEM else check_can_keep


def _write_new(this: This[BasicItem]) -> None:
    try:
        with transaction.atomic():
            this.write()
    except IntegrityError as error:
        cure = _("Change that item instead.")
        raise AlreadyDone(_("There is a basic item with this code."), found=this.subject.code, cure=cure) from error


def submit_basic(*, item: BasicItem, by: Actor) -> BasicVersion:
    """Both reviews, whatever changed: every level takes it over."""
    with act(item, "catalogue.submit_basic", by=by, rule=_keepers(by)) as this:
        version = _open(this)
        reviewing.submit(version, [] if by is SYSTEM else reviewing.everything())
        version.save(update_fields=["state", "reviews", "sent_back"])
        this.note(version=version.number)
    return version


def pass_basic(*, item: BasicItem, seen: str, words: str = "", by: User) -> BasicVersion:
    """编制审核 or 法制审核, whichever it waits for."""
    with act(item, "catalogue.pass_basic", by=by) as this:
        version = _open(this)
        reviewing.check_can_pass(version, by, org_code="", region_code=this.subject.region_code)
        stage = reviewing.passed(version, words, seen, by)
        version.save(update_fields=["state", "reviews"])
        this.note(version=version.number, stage=stage)
    return version


def send_back_basic(*, item: BasicItem, reason: str, by: User) -> BasicVersion:
    """Whoever reads it at this stage; of one that waits for its day, the keepers."""
    with act(item, "catalogue.send_back_basic", by=by) as this:
        version = _open(this)
        TABLE.target("send_back", version.state)
        wanted = reviewing.PERMISSIONS.get(State(version.state), "catalogue.keep_basic")
        check_may(by, wanted, region_code=this.subject.region_code)
        this.note(version=version.number, stage=version.state, reason=reason[:300])
        version.back_to_its_writer(reason)
        version.effective_on = None
        version.save(update_fields=["state", "reviews", "sent_back", "effective_on", "published_by", "published_at"])
    return version


def publish_basic(*, item: BasicItem, seen: str = "", effective_on: dt.date | None = None, by: Actor) -> BasicVersion:
    """From its day on all who implement the item take over what changed; until then it waits."""
    with act(item, "catalogue.publish_basic", by=by) as this:
        version = _open(this)
        TABLE.target("schedule", version.state)
        if by is not SYSTEM:
            check_can_publish(this.subject, version, by)
            reviewing.check_is_what_was_seen(version, seen)
        version.published_by = by if isinstance(by, User) else None
        version.effective_on = effective_on
        if effective_on and effective_on > clock.today():
            version.state = TABLE.target("schedule", version.state)
            version.save()
            this.note(version=version.number, effective_on=effective_on.isoformat())
        else:
            _freeze(this, version)
    return version


def take_effect_basic(*, item: BasicItem) -> BasicVersion:
    """Its day has come."""
    with act(item, "catalogue.take_effect_basic", by=SYSTEM) as this:
        version = _open(this)
        if is_due(version):
            _freeze(this, version)
        else:
            this.nothing_happened()
    return version


def _freeze(this: This[BasicItem], version: BasicVersion) -> None:
    row, basic = this.subject, load_basic(version.content)
    put_in_force(row, version, digest=basic.digest(), at=this.at)
    _copy(row, basic)
    this.note(version=version.number, digest=version.digest)
    this.effect("catalogue.inherit", basic=str(row.pk))


def _copy(item: BasicItem, basic: BasicContent) -> None:
    item.name, item.name_en, item.type_code = basic.name.zh, basic.name.en or "", basic.type_code
    item.levels = list(basic.levels)


def _open(this: This[BasicItem]) -> BasicVersion:
    version = open_basic(this.subject)
    if version is None:
        raise Refused(_("There is no draft of this basic item."), cure=_("Begin one with “Change it”."))
    return version
