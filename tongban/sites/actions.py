from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from tongban.kit.act import act
from tongban.kit.errors import BadInput
from tongban.kit.languages import moment_in_words
from tongban.people.api import User
from tongban.sites import announcements
from tongban.sites.content import checked, differences, printed_part
from tongban.sites.models import Appearance, Emblem, Site
from tongban.sites.questions import situations
from tongban.sites.rules import ChangedMeanwhile, check_can_keep


def draft(
    *, region_code: str, content: Mapping[str, Any], emblem: Emblem | None = None, base: int, by: User
) -> Appearance:
    """A new appearance, not in force yet. `base`: the number of the latest that was seen; ChangedMeanwhile after another."""
    site = Site.objects.filter(region_code=region_code).first() or Site(region_code=region_code)
    found = checked(content, set(situations()))
    try:
        with act(site, "sites.draft", by=by, rule=check_can_keep) as this:
            _check_is_latest(this.subject, base)
            this.subject.latest += 1
            this.write()
            this.note(version=this.subject.latest)
            number = this.subject.latest
            return Appearance.objects.create(
                site=this.subject, number=number, content=found, emblem=emblem, made_by=by, made_at=this.at
            )
    except IntegrityError:  # two first ones at once
        _check_is_latest(Site.objects.get(region_code=region_code), base)
        raise


def _check_is_latest(site: Site, base: int) -> None:
    if site.latest != base:
        raise _changed(site.appearances.select_related("made_by").get(number=site.latest))


def _changed(last: Appearance) -> ChangedMeanwhile:
    words = {"who": last.made_by.name, "at": moment_in_words(last.made_at), "number": last.number}
    return ChangedMeanwhile(
        _("%(who)s saved version %(number)s at %(at)s, while you were writing.") % words,
        cure=_("Nothing of yours is lost: compare, and save again."),
    )


def put_in_force(*, site: Site, number: int, seen: int, by: User) -> Site:
    """A saved appearance, or an earlier one again. `seen`: the number that was in force when the page was opened."""
    with act(site, "sites.put_in_force", by=by, rule=check_can_keep) as this:
        before = this.subject.current
        if before is not None and before.number == number:
            this.nothing_happened()
            return this.subject
        _check_in_force(this.subject, seen)
        wanted = this.subject.appearances.filter(number=number).first()
        if wanted is None:
            raise BadInput(_("There is no such version."), found=str(number))
        this.subject.current = wanted
        this.subject.revision += 1
        this.note(version=number, before=seen)
        if printed_part(before.content if before else None) != printed_part(wanted.content):
            this.announce(announcements.reworded, site=this.subject)
    return this.subject


def _check_in_force(site: Site, seen: int) -> None:
    if site.current_number != seen:
        raise ChangedMeanwhile(
            _("Version %(number)s was put into force while you were reading.") % {"number": site.current_number},
            cure=_("Look at it first; then put yours into force if it is still the better one."),
        )


def what_changed(one: Appearance, other: Appearance) -> list[str]:
    found = differences(one.content, other.content)
    return [*found, _("Emblem")] if one.emblem_id != other.emblem_id else found
