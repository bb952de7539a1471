from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from tongban.kit import clock
from tongban.statutes.models import Edition, Name, Statute
from tongban.statutes.names import plain


def named(words: str = "") -> QuerySet[Statute]:
    """Statutes one of whose names holds these words."""
    rows = Statute.objects.all()
    if words:
        rows = rows.filter(Exists(Name.objects.filter(statute=OuterRef("pk"), plain__contains=plain(words))))
    return rows


def newest_editions(found: list[Statute]) -> dict[str, Edition]:
    """The edition in force of each, or the first one to come; one query."""
    today, newest = clock.today(), {}
    for row in Edition.objects.filter(statute__in=found).order_by("adopted"):
        key = str(row.statute_id)
        if key not in newest or row.effective <= today:
            newest[key] = row
    return newest


def edition_of(statute: Statute, day: str = "") -> Edition | None:
    """The edition adopted on that day, else the one in force."""
    rows = list(statute.editions.all())
    asked = [row for row in rows if row.adopted.isoformat() == day]
    in_force = [row for row in rows if row.effective <= clock.today()]
    return next(iter([*asked, *in_force, *rows]), None)
