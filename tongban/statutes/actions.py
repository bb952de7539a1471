from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from tongban.kit.act import Actor, act
from tongban.kit.errors import BadInput
from tongban.statutes import announcements
from tongban.statutes.importing import _put_in_order, import_statutes, take_over
from tongban.statutes.models import Name, Statute
from tongban.statutes.names import plain
from tongban.statutes.rules import check_can_keep

__all__ = ["import_statutes", "keep", "take_over"]
MOST_NAMES = 20


def keep(
    *, statute: Statute, short_names: list[str], repealed_on: dt.date | None, replaced_by: str, by: Actor
) -> Statute:
    """What no file tells: how people call it, whether it was repealed and by what."""
    plains = list(dict.fromkeys(filter(None, map(plain, short_names))))[:MOST_NAMES]
    with act(statute, "statutes.keep", by=by, rule=check_can_keep) as this:
        row = this.subject
        taken = Name.objects.filter(plain__in=plains).exclude(statute=row).select_related("statute").first()
        if taken is not None:
            said = _("“%(name)s” already means %(statute)s.") % {"name": taken.plain, "statute": taken.statute.name}
            raise BadInput(said, errors={"short_names": [said]})
        row.names.exclude(plain=row.title).delete()
        Name.objects.bulk_create([Name(plain=one, statute=row) for one in plains if one != row.title])
        row.short_names, row.repealed_on, row.replaced_by = plains, repealed_on, replaced_by.strip()[:200]
        _put_in_order(row)
        this.note(short_names=len(plains), repealed_on=repealed_on.isoformat() if repealed_on else "")
        this.announce(announcements.changed, statute=row)
    return this.subject
