from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from tongban.documents.api import next_number, write
from tongban.kit.act import Actor, act, in_turn
from tongban.kit.errors import BadInput, Refused
from tongban.kit.models import next_value
from tongban.kit.subjects import Subject
from tongban.licences import announcements
from tongban.licences.identifiers import identifier
from tongban.licences.models import Licence, LicenceType
from tongban.licences.states import TABLE
from tongban.people.api import User, check_may
from tongban.regions.api import organisation

Face = list[dict[str, Any]]


def issue(
    *,
    origin: Subject,
    type_code: str,
    holder: User,
    holder_name: str,
    holder_code: str,
    enterprise_key: str,
    org_code: str,
    region_code: str,
    face: Face,
    valid_from: dt.date,
    valid_until: dt.date | None,
    case_number: str,
    item: str,
    by: Actor,
) -> Licence:
    """Issues version 001 of a type (its slug) to the holder; `face` is `[{"label", "value"}]` in the order of the licence type.

    One licence per origin: called again for the same origin it gives back the licence there is.
    """
    kind = LicenceType.objects.filter(slug=type_code).first()
    if kind is None:
        raise Refused(_("There is no such licence type."), found=type_code, cure=_("Add it to the licence catalogue."))
    with in_turn(origin):
        known = {"origin_type": origin.subject_type, "origin_key": origin.subject_key}
        if found := Licence.objects.filter(**known).first():
            return found
        licence = Licence(
            **known,
            type=kind,
            holder=holder,
            holder_name=holder_name,
            holder_code=holder_code,
            enterprise_key=enterprise_key,
            org_code=org_code,
            region_code=region_code,
            face={"rows": face},
            valid_from=valid_from,
            valid_until=valid_until,
        )
        with act(licence, "licences.issue", by=by) as this:
            serial = f"{next_value(f'licence:{kind.code}:{org_code}'):09d}"
            licence.identifier = identifier(
                type_code=kind.code, org_code=org_code, serial=serial, version=licence.version
            )
            organ = organisation(org_code)
            # One series for all licences of an organ in a year: two types must never meet in one number.
            licence.number = next_number(word=organ.word, kind="licence_face", year=this.at.year)
            licence.issued_on = this.at.date()
            this.write()
            paper = write(
                this,
                kind="licence_face",
                organ=organ,
                number=licence.number,
                content={
                    "addressee": holder_name,
                    "item": item,
                    "case_number": case_number,
                    "title": kind.name,
                    "identifier": licence.identifier,
                    "version": f"{licence.version:03d}",
                    "rows": face,
                    "valid_from": valid_from.isoformat(),
                    "valid_until": valid_until.isoformat() if valid_until else None,
                },
            )
            licence.paper = paper
            this.note(identifier=licence.identifier, origin=[origin.subject_type, origin.subject_key])
            this.announce(announcements.issued, licence=licence)
        return licence


def end(*, licence: Licence, how: str, reason: str, by: User) -> Licence:
    """`how`: revoke (撤销), annul (注销) or cancel (吊销). The reason is shown to whoever checks the licence."""
    if not reason.strip():
        raise BadInput(
            _("A licence ends for a stated reason."), errors={"reason": [_("Write the reason and the article.")]}
        )

    def rule(row: Licence, user: User) -> None:
        check_may(user, "licences.revoke", org_code=row.org_code, region_code=row.region_code)
        TABLE.target(how, row.state)

    with act(licence, f"licences.{how}", by=by, rule=rule) as this:
        row = this.subject
        row.state, row.ended_reason = TABLE.target(how, row.state), reason.strip()[:300]
        this.note(reason=row.ended_reason)
        this.announce(announcements.ended, licence=row)
    return this.subject
