"""Whether somebody may do something with what is another's: one rule for every room that keeps what belongs to people.

A room says whose a thing is, of which service and since when (`Matter`); the answer is the mandate, which `kit.act`
writes into the record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tongban.kit import clock
from tongban.kit.act import Under
from tongban.kit.errors import NotAllowed
from tongban.kit.writing import in_hand, on_sqlite
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.questions import services_in
from tongban.people.mandates.states import Deed, Scope, State
from tongban.people.models import User


@dataclass(frozen=True)
class Matter:
    """`person`: key of whose it is; `enterprise`: key of the enterprise, then `person` is who sees to it.
    `service`: (code, topics), asked only where a mandate has a narrower scope."""

    person: Any
    enterprise: Any
    service: Callable[[], tuple[str, Iterable[str]]]
    began: dt.datetime


def live() -> QuerySet[Mandate]:
    """Those in force today. Nobody acts for an account that is frozen, as that of the dead is: the mandate rests."""
    today, frozen = clock.today(), Exists(User.objects.filter(pk=OuterRef("principal_id"), is_active=False))
    return Mandate.objects.filter(Q(until=None) | Q(until__gte=today), ~frozen, state=State.ACTIVE, since__lte=today)


def held_by(user: Any) -> QuerySet[Mandate]:
    return live().filter(agent_id=user.pk).select_related("principal", "enterprise")


def covers(mandate: Mandate, matter: Matter, deed: str, user: Any) -> bool:
    """Whose, what, and not before the mandate began unless that was said; one's own steps stay in sight."""
    if not mandate.lets(deed) or not _is_of(mandate, matter):
        return False
    is_early = matter.began < mandate.began and not mandate.sees_earlier
    if is_early and not (matter.enterprise and matter.person == user.pk):
        return False
    return _is_in_scope(mandate, matter)


def _is_of(mandate: Mandate, matter: Matter) -> bool:
    if matter.enterprise:
        return bool(mandate.enterprise_id == matter.enterprise)
    return mandate.principal_id is not None and mandate.principal_id == matter.person


def _is_in_scope(mandate: Mandate, matter: Matter) -> bool:
    if mandate.scope == Scope.ALL:
        return True
    code, topics = matter.service()
    return code in mandate.items if mandate.scope == Scope.ITEMS else bool(set(topics) & set(mandate.items))


def mandate_for(user: Any, matter: Matter, deed: str) -> Mandate | None:
    """Asked of the rows as they are now; inside an act the row stays as it is until the act is done, so that nothing
    is handed in after a revocation."""
    rows = getattr(user, "known_mandates", None)
    if rows is None:
        whose = Q(enterprise_id=matter.enterprise) if matter.enterprise else Q(principal_id=matter.person)
        asked = live().filter(whose, agent_id=user.pk)
        rows = asked if on_sqlite() or not in_hand() else asked.select_for_update(no_key=True)
    return next((row for row in rows if covers(row, matter, deed, user)), None)


def is_own(user: Any, matter: Matter) -> bool:
    return not matter.enterprise and bool(matter.person == getattr(user, "pk", None))


class Over(NotAllowed):
    """Whoever asks had a mandate for it, which ended."""


def check_is_not_over(user: Any, matter: Matter) -> None:
    """Raises Over with when it ended, by whom, and what to do; silent where there never was one."""
    whose = Q(enterprise_id=matter.enterprise) if matter.enterprise else Q(principal_id=matter.person)
    mine = Mandate.objects.filter(whose, agent_id=getattr(user, "pk", None), consented_at__isnull=False)
    found = mine.select_related("principal", "enterprise").order_by("-id").first()
    if found is None or not found.is_over:
        return
    raise Over(
        _("Your mandate %(number)s for %(name)s has ended.") % {"number": found.number, "name": found.shown_principal},
        found=found.how_it_ended,
        cure=_("What was handed in goes on with them. To act again, ask for a new mandate under “Acting for others”."),
    )


def check_stands_in(user: Any, matter: Matter, deed: str) -> Under | None:
    """None for whose it is, else the mandate of somebody who acts for them. Raises NotAllowed."""
    if is_own(user, matter):
        return None
    found = mandate_for(user, matter, deed) if getattr(user, "pk", None) is not None else None
    if found is None:
        check_is_not_over(user, matter)
        raise NotAllowed(
            _("This belongs to somebody else."),
            found=_("you hold no mandate for it that counts today and allows this"),
            wanted=str(Deed(deed).label),
            cure=_("Ask the person for a mandate under “Acting for others”."),
        )
    return Under(found.pk)


def may_stand_in(user: Any, matter: Matter) -> bool:
    """Whether a mandate in force lets somebody see it; it is not said why not."""
    return mandate_for(user, matter, Deed.SEE) is not None


def stands_in(user: Any, matter: Matter, deed: str = Deed.SEE) -> bool:
    try:
        check_stands_in(user, matter, deed)
    except NotAllowed:
        return False
    return True


def theirs(user: Any, *, service: str = "", began: str, person: str = "user") -> Q:
    """A list of “mine” as a condition: of whom somebody acts for now, within the mandate; else their own.

    The words are columns of the list: `service` the code of the service, `began` the moment, `person` whose it is.
    """
    mandate: Mandate | None = getattr(user, "acting_under", None)
    if mandate is None:
        enterprises = live().filter(agent_id=user.pk, enterprise__isnull=False).values("enterprise_id")
        return Q(**{person: user.pk}) & (Q(enterprise=None) | Q(enterprise__in=enterprises))
    if not mandate.is_live or not mandate.lets(Deed.SEE):
        return Q(pk__in=[])
    if mandate.enterprise_id:
        whose = Q(enterprise=mandate.enterprise_id)
        own = Q(**{person: user.pk})
    else:
        whose, own = Q(**{person: mandate.principal_id}, enterprise=None), Q(pk__in=[])
    if not mandate.sees_earlier:
        whose &= Q(**{f"{began}__gte": mandate.began}) | own
    return whose & within(mandate, service)


def within(mandate: Mandate, service: str) -> Q:
    if mandate.scope == Scope.ALL:
        return Q()
    codes = mandate.items if mandate.scope == Scope.ITEMS else services_in(fields=mandate.items)
    return Q(**{f"{service}__in": list(codes)})


def whom(user: Any) -> Any:
    """The person whose page this is: of whom somebody acts for now, else themselves. None for an enterprise."""
    mandate: Mandate | None = getattr(user, "acting_under", None)
    return user if mandate is None else mandate.principal
