"""一件事 (C5): one submitted application of a bundle becomes one application for each item that this person needs.

An item that waits for another one has its number at once and is not handed to its organ before it can be (`waiting`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tongban.catalogue.api import Item, ItemVersion
from tongban.documents.api import copied
from tongban.forms import api as forms
from tongban.intake import announcements
from tongban.intake.models import Application, MaterialFile
from tongban.intake.needs import FILES, day_of, facts
from tongban.intake.states import State
from tongban.kit import ids
from tongban.kit.act import This, act
from tongban.kit.errors import Refused
from tongban.kit.prepared import insert


def split(this: This[Application], numbers: Sequence[str], by: Any) -> list[Application]:
    """Inside the act that submits the bundle: all of them, or nothing. `numbers`: a receipt number for each member."""
    whole = this.subject
    members = whole.guide.members_for(facts(whole))
    versions, codes = _versions(members), {member.code for member in members}
    parts = [
        _part(whole, member, versions[member.code], number, bool(codes & set(member.waits_for)), by)
        for member, number in zip(members, numbers, strict=False)
    ]
    this.note(parts=[part.receipt_no for part in parts])
    return parts


def _versions(members: Sequence[Any]) -> dict[str, ItemVersion]:
    """Those that the bundle was composed of: published once, and frozen since. Refused while one is not in use."""
    rows = ItemVersion.objects.filter(item__code__in=[member.code for member in members]).select_related("item")
    wanted = {(member.code, member.version) for member in members}
    found = {row.item.code: row for row in rows if (row.item.code, row.number) in wanted}
    for row in found.values():
        if not row.item.is_in_use:
            some = next(member.when for member in members if member.code == row.item.code) is not None
            raise _kept_back(row.item, some)
    return found


def _kept_back(item: Item, some: bool) -> Refused:
    """`some`: only some need it, so that other answers let the whole go."""
    here = _(
        "What you filled in is kept. Change the answer that calls for it, wait, or apply for the others one by one."
    )
    anyway = _("What you filled in is kept. Wait until it is taken up again, or apply for the others one by one.")
    return Refused(
        _("“%(name)s” is suspended or cancelled, so the whole cannot be handed in now.") % {"name": item.shown_name},
        found=item.standing_note,
        cure=here if some else anyway,
    )


def check_nothing_keeps_back(whole: Application) -> None:
    """The services that these answers call for are all in use. Raises Refused; one query for a bundle, none else."""
    members = whole.guide.members_for(facts(whole)) if whole.guide.is_bundle else []
    if members:
        by_code = {member.code: member for member in members}
        out = Item.objects.filter(code__in=by_code).exclude(standing="in_use").order_by("code").first()
        if out is not None:
            raise _kept_back(out, by_code[out.code].when is not None)


def _part(whole: Application, member: Any, version: ItemVersion, number: str, waits: bool, by: Any) -> Application:
    item: Item = version.item
    part = Application(
        user=whole.user,
        enterprise=whole.enterprise,
        version=version,
        bundle=whole,
        item_name=item.name,
        item_name_en=item.name_en,
        region_code=item.region_code,
        org_code=item.org_code,
        channel=whole.channel,
        entered_by=whole.entered_by,
        agent=whole.agent,
        mandate_id=whole.mandate_id,
        state=State.WAITING if waits else State.SUBMITTED,
        submitted_at=None if waits else whole.submitted_at,
        receipt_no=number,
        query_code=ids.query_code(),
    )
    with act(part, "intake.split", by=by) as this:
        row = this.subject
        row.situation = _situation(whole, row, member)
        row.answers = _answers(whole, row, member)
        this.write()
        for file in _files(whole, row, member):
            insert(file)
        this.note(receipt=number, bundle=whole.receipt_no, version=version.number, waits=waits)
        if not waits:
            this.announce(announcements.submitted, application=row)
    return this.subject


def _situation(whole: Application, part: Application, member: Any) -> dict[str, Any]:
    mine = {own: whole.situation[name] for own, name in member.questions.items() if name in whole.situation}
    kept, _errors = part.guide.read_situation({**mine, **member.answers})
    return dict(kept)


def _answers(whole: Application, part: Application, member: Any) -> dict[str, Any]:
    given = {own: whole.answers[name] for own, name in member.fields.items() if name in whole.answers}
    form = part.guide.form
    return forms.kept(forms.load(form), given, part.situation, day=day_of(whole)) if form else {}


def _files(whole: Application, part: Application, member: Any) -> list[Any]:
    """Rows of files and of what they are for, in the order in which they are saved."""
    names: dict[str, list[str]] = {}
    for own, name in member.materials.items():
        names.setdefault(name, []).append(own)
    asked = {material.key for material in part.guide.materials_for(facts(part))}
    found: list[Any] = []
    for row in FILES.all(whole.pk):
        for own in (key for key in names.get(row.material_key, []) if key in asked):
            file = copied(row.file, subject=part)
            found += [file, MaterialFile(application=part, material_key=own, file=file)]
    return found
