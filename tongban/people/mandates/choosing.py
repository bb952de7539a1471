"""For whom somebody acts now: chosen once, said by every form, and never changed behind a second window's back.

The choice stands in the session. Each form carries what was chosen when it was drawn; one that says another than what
is chosen now is refused, and so is the page of a thing that belongs to somebody else than is chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from tongban.kit.errors import NotAllowed, Refused
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.standing import Matter, is_own, mandate_for
from tongban.people.mandates.states import Deed
from tongban.people.models import User

CHOSEN = "acting_for"  # in the session: the key of the mandate; absent for oneself
FIELD = "acting_for"  # in every form
HEADER = "X-Acting-For"


class OtherPerson(Refused):
    """`offered`: the mandate to switch to, None for oneself."""

    def __init__(self, message: Any, offered: Mandate | None) -> None:
        super().__init__(message)
        self.offered = offered


def chosen(user: Any) -> Mandate | None:
    found: Mandate | None = getattr(user, "acting_under", None)
    return found


def chosen_key(user: Any) -> str:
    mandate = chosen(user)
    return str(mandate.pk) if mandate else ""


def choose(request: HttpRequest, key: str) -> Mandate | None:
    """Raises NotAllowed for a mandate that does not count today."""
    if not key:
        request.session.pop(CHOSEN, None)
        return None
    found = _of(request.user, key)
    if found is None or not found.is_live:
        raise NotAllowed(
            _("This mandate does not count today."), cure=_("Look under “Acting for others” how it stands.")
        )
    request.session[CHOSEN] = str(found.pk)
    return found


def _of(user: Any, key: str) -> Mandate | None:
    try:
        rows = Mandate.objects.filter(pk=UUID(key), agent_id=user.pk)
    except ValueError:
        return None
    return rows.select_related("principal", "enterprise").first()


def check_for_whom(request: Any, matter: Matter | None = None) -> None:
    """Raises OtherPerson where form, choice and thing are not of one person. `matter`: none for what is only begun."""
    now = chosen(request.user)
    if request.method == "POST" and _said(request) != chosen_key(request.user):
        offered = _of(request.user, _said(request)) if _said(request) else None
        raise OtherPerson(_("This page was for somebody else than you have chosen now."), offered)
    if matter is None or _is_of_choice(request.user, matter):
        return
    if is_own(request.user, matter):
        raise OtherPerson(_("This is your own."), None)
    if (offered := mandate_for(request.user, matter, Deed.SEE)) is not None and offered != now:
        raise OtherPerson(_("This belongs to somebody for whom you may act."), offered)


def _said(request: HttpRequest) -> str:
    return request.POST.get(FIELD) or request.headers.get(HEADER, "")


def _is_of_choice(user: User, matter: Matter) -> bool:
    """Their own page also holds what they themselves handed in for an enterprise."""
    mandate = chosen(user)
    if mandate is None:
        return bool(matter.person == user.pk)
    if mandate.enterprise_id:
        return bool(matter.enterprise == mandate.enterprise_id)
    return not matter.enterprise and bool(matter.person == mandate.principal_id)


class Choosing:
    """Puts the choice onto the visitor; one query, only where something is chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _as_chosen(request))  # type: ignore[assignment]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OtherPerson) or "application/json" in request.headers.get("Accept", ""):
            return None
        way = request.get_full_path() if request.method == "GET" else request.path
        context = {"refusal": error, "offered": error.offered, "now": chosen(request.user), "way": way}
        return render(request, "people/mandates/other_person.html", context, status=error.status)


def _as_chosen(request: HttpRequest) -> Any:
    user = get_user(request)
    if user.is_authenticated and (key := request.session.get(CHOSEN)):
        found = _of(user, key)
        user.acting_under = found
        if found is not None:
            found.agent = user
    return user
