"""Closing one's account: what goes goes in the same moment and is counted again afterwards; what the archive keeps
stays, and the page says which, why and until when (PIPL Articles 15, 19, 47)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.kit import clock
from tongban.kit.act import act
from tongban.kit.errors import AlreadyDone, BadInput, Refused
from tongban.kit.holdings import Holding, holdings
from tongban.kit.writing import writing
from tongban.people.factors.passwords import fault_of_own
from tongban.people.mandates.ending import end_with_account
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.states import OPEN
from tongban.people.models import User
from tongban.people.privacy.models import Closing, Package
from tongban.people.privacy.packages import forget_package
from tongban.people.privacy.retention import EVER, Retention, classes, of_row

ACCOUNT = "people.account"


@dataclass(frozen=True)
class Line:
    """A holding as the page about closing shows it: `goes`, or kept as `keep` until `until` (None: still counting)."""

    holding: Holding
    rows: int
    goes: bool
    keep: Retention | None = None
    until: dt.date | None = None

    @property
    def for_ever(self) -> bool:
        return self.until == EVER


def lines(user: User) -> list[Line]:
    found = [line for holding in holdings() if holding.name != ACCOUNT for line in _lines(holding, user)]
    return sorted(found, key=lambda line: not line.goes)


def _lines(holding: Holding, user: User) -> list[Line]:
    going = _going(holding, user).count() if holding.forget else 0
    found = [Line(holding, going, True)] if going else []
    if holding.forget and holding.goes is None:
        return found
    kept = list(holding.of(user))[going if holding.goes else 0 :]
    if not kept:
        return found
    ranked = [(of_row(holding, row), holding.since(row)) for row in kept]
    keep = max((keep for keep, _since in ranked), key=_length)
    days = [keep.until(since) for keep, since in ranked]
    until = None if None in days else max(day for day in days if day)
    return [*found, Line(holding, len(kept), False, keep, until)]


def _length(keep: Retention) -> int:
    return 10_000 if keep.years is None else keep.years


def _going(holding: Holding, user: User) -> Any:
    return (holding.goes or holding.of)(user)


def mandates_of(user: User) -> list[Mandate]:
    """By which nobody acts any more once the account is closed: those given, those held, and what was asked."""
    rows = Mandate.objects.filter(Q(principal=user) | Q(agent=user), state__in=OPEN)
    still = rows.filter(Q(until=None) | Q(until__gte=clock.today()))
    return list(still.select_related("principal", "agent", "enterprise").order_by("kind", "id"))


def still_running(user: User) -> list[tuple[Any, int]]:
    """What has to end before the account can be closed."""
    counted = [(holding.title, holding.running(user).count()) for holding in holdings() if holding.running]
    return [(title, count) for title, count in counted if count]


def check_can_close(user: User, by: Any) -> None:
    if by.pk != user.pk:
        raise Refused(_("Only the holder closes an account."))
    if not user.is_active:
        raise AlreadyDone(_("The account is closed already."))
    if user.is_official:
        cure = _("Your organ ends your post and with it the account.")
        raise Refused(_("An official's account is not closed here."), cure=cure)
    if running := still_running(user):
        found = pgettext("list", ", ").join(f"{title} {count}" for title, count in running)
        cure = _("Withdraw what you do not want any more, or wait until it is done; then close the account.")
        raise Refused(_("Something of yours still runs."), found=found, cure=cure)


def close_account(*, user: User, password: str, by: User) -> Closing:
    """Raises BadInput for a wrong password, Refused while something runs; else nothing of what goes is left."""
    if said := fault_of_own(user, password):
        raise BadInput(_("The password does not fit."), errors={"password": [said]})
    check_can_close(user, by)
    with writing():  # whole or not at all
        closing = _closed(user, by)
    for package in Package.objects.filter(user=user):
        forget_package(package)
    return closing


def _closed(user: User, by: User) -> Closing:
    """Drafts are acts of their own, so they go before the account is locked; a new one would be found below."""
    stays = [line for line in lines(user) if not line.goes]
    end_with_account(user)
    gone = {holding.name: holding.forget(user) for holding in holdings() if holding.forget}
    with act(user, "people.close_account", by=by, rule=check_can_close) as this:
        row = this.subject
        _check_gone(row)
        row.login, row.phone, row.email, row.is_active = None, "", "", False
        row.number_held_elsewhere = True  # whoever comes back with the number begins anew
        row.set_unusable_password()
        if not keeps_name(stays):
            row.name, row.id_number = "", ""
        kept = [_noted(line) for line in stays]
        this.note(gone=gone, kept=kept)
        closing = Closing.objects.create(gone={name: count for name, count in gone.items() if count}, kept=kept)
    return closing


def keeps_name(found: list[Line]) -> bool:
    """What the archive keeps is about somebody."""
    return any(line.keep and line.keep.archive for line in found if not line.goes)


def _check_gone(user: User) -> None:
    left = {holding.name: _going(holding, user).count() for holding in holdings() if holding.forget}
    if any(left.values()):
        raise Refused(
            _("Something came in while the account was being closed; nothing was closed."),
            found=", ".join(name for name, count in left.items() if count),
            cure=_("Try again."),
        )


def _noted(line: Line) -> dict[str, Any]:
    until = line.until.isoformat() if line.until and not line.for_ever else None
    return {
        "holding": line.holding.name,
        "rows": line.rows,
        "keep": line.keep.code if line.keep else "",
        "until": until,
    }


def told(closing: Closing) -> dict[str, list[dict[str, Any]]]:
    """For the last page: what went and what stayed, in words."""
    by_name = {holding.name: holding for holding in holdings()}
    gone = [{"title": by_name[name].title, "rows": count} for name, count in closing.gone.items() if name in by_name]
    kept = [
        {**one, "title": by_name[one["holding"]].title, "keep": classes()[one["keep"]].name, "basis": by_name[one["holding"]].basis}
        for one in closing.kept
        if one["holding"] in by_name
    ]  # fmt: skip
    return {"gone": gone, "kept": kept}
