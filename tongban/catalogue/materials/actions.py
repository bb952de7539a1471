"""The life of a shared material: drafted by a keeper, published by a second one, taken over by every guide that uses it."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongban.catalogue import bounds, reviewing
from tongban.catalogue.checks import strings
from tongban.catalogue.element_names import path_in_words
from tongban.catalogue.materials.content import SHARED, SharedContent, load_shared
from tongban.catalogue.materials.models import MaterialVersion, SharedMaterial
from tongban.catalogue.materials.queries import KEEPING
from tongban.catalogue.reviewing import check_begins_with, check_is_what_was_seen
from tongban.catalogue.rules import check_is_second
from tongban.catalogue.states import OPEN, TABLE, State
from tongban.catalogue.versions import next_number, put_in_force
from tongban.kit.act import SYSTEM, Actor, This, act
from tongban.kit.errors import AlreadyDone, BadInput, Refused
from tongban.kit.secrecy import found_in
from tongban.people.api import User, check_may


def check_can_keep(material: SharedMaterial, user: Any) -> None:
    check_may(user, KEEPING, region_code=material.region_code)


def open_material(material: SharedMaterial) -> MaterialVersion | None:
    return material.versions.filter(state__in=OPEN).first()


def draft_material(
    *,
    material: SharedMaterial | None,
    content: dict[str, Any],
    region_code: str = "",
    note: str = "",
    mark: str | None = None,
    by: Actor,
) -> MaterialVersion:
    """`mark` as for the draft of a guide. Raises BadInput when the content is no material or carries another key."""
    bounds.check(content)
    shared = load_shared(content)
    if material is None:
        material = SharedMaterial(key=shared.key, region_code=region_code)
        _copy(material, shared)
    elif material.key != shared.key:
        raise BadInput(_("A shared material keeps its key."), errors={"key": [material.key]})
    with act(material, "catalogue.draft_material", by=by, rule=_keepers(by)) as this:
        row = this.subject
        if row._state.adding:
            _write_new(this)
        version = open_material(row) or MaterialVersion(material=row, number=next_number(row.versions))
        TABLE.target("edit", version.state)
        check_begins_with(row.current if version._state.adding else version, mark)
        version.written(content, note, by)
        version.save()
        this.note(version=version.number, digest=shared.digest())
    return version


def _keepers(by: Actor) -> Any:
    return None if by is SYSTEM else check_can_keep


def _write_new(this: This[SharedMaterial]) -> None:
    try:
        with transaction.atomic():
            this.write()
    except IntegrityError as error:
        cure = _("Change that material instead.")
        raise AlreadyDone(_("There is a material with this key."), found=this.subject.key, cure=cure) from error


def _check_may_be_published(content: dict[str, Any]) -> None:
    """No numbers of persons, no marks of secrecy (Q8): what changes here stands on many guides at once."""
    for path, text in strings("", content):
        for found in found_in(text):
            if found.kind != "mobile":
                raise Refused(
                    _("The material carries what may not be published."),
                    found=f"{path_in_words(path)} · {found.shown}",
                    cure=_("Everybody reads it: take “%(found)s” out.") % {"found": found.shown},
                )


def reviews_of(material: SharedMaterial, version: MaterialVersion) -> list[dict[str, Any]]:
    """法制审核 of what is asked of applicants by every guide that uses it; names in other lists, samples and blank forms
    ask nothing more of anybody.
    """
    old = material.current.shared.elements() if material.current else {}
    new = version.shared.elements()
    changed = [name for name in SHARED if name not in reviewing.HELPS and old.get(name) != new.get(name)]
    return [{"stage": str(State.LEGAL), "elements": changed if old else []}] if changed else []


def submit_material(*, material: SharedMaterial, by: Actor) -> MaterialVersion:
    """To the lawyers, or at once to a second keeper where nothing they read has changed."""
    with act(material, "catalogue.submit_material", by=by, rule=_keepers(by)) as this:
        version = _open(this)
        _check_may_be_published(version.content)
        reviewing.submit(version, [] if by is SYSTEM else reviews_of(this.subject, version))
        version.save(update_fields=["state", "reviews", "sent_back"])
        this.note(version=version.number)
    return version


def pass_material(*, material: SharedMaterial, seen: str, words: str = "", by: User) -> MaterialVersion:
    with act(material, "catalogue.pass_material", by=by) as this:
        version = _open(this)
        reviewing.check_can_pass(version, by, org_code="", region_code=this.subject.region_code)
        stage = reviewing.passed(version, words, seen, by)
        version.save(update_fields=["state", "reviews"])
        this.note(version=version.number, stage=stage)
    return version


def check_can_send_back(material: SharedMaterial, version: MaterialVersion, user: Any) -> None:
    """Whoever reads it at this stage: the lawyers, then its keepers."""
    TABLE.target("send_back", version.state)
    check_may(user, reviewing.PERMISSIONS.get(State(version.state), KEEPING), region_code=material.region_code)


def send_back_material(*, material: SharedMaterial, reason: str, by: User) -> MaterialVersion:
    with act(material, "catalogue.send_back_material", by=by) as this:
        version = _open(this)
        check_can_send_back(this.subject, version, by)
        this.note(version=version.number, stage=version.state, reason=reason[:300])
        version.back_to_its_writer(reason)
        version.save(update_fields=["state", "reviews", "sent_back"])
    return version


def publish_material(*, material: SharedMaterial, seen: str = "", by: Actor) -> MaterialVersion:
    """By a second keeper. Every guide that uses it takes it over in a version of its own; open cases keep theirs."""
    with act(material, "catalogue.publish_material", by=by, rule=_keepers(by)) as this:
        version, row = _open(this), this.subject
        if by is not SYSTEM:
            check_is_second(version, by)
            check_is_what_was_seen(version, seen)
        version.published_by = by if isinstance(by, User) else None
        put_in_force(row, version, digest=version.shared.digest(), at=this.at)
        _copy(row, version.shared)
        this.note(version=version.number, digest=version.digest)
        this.effect("catalogue.share", material=row.key)
    return version


def _copy(material: SharedMaterial, shared: SharedContent) -> None:
    material.name, material.name_en = shared.name.zh, shared.name.en or ""


def _open(this: This[SharedMaterial]) -> MaterialVersion:
    version = open_material(this.subject)
    if version is None:
        raise Refused(_("There is no draft of this material."), cure=_("Begin one with “Change it”."))
    return version
