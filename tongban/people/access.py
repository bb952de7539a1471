"""Who may enter a route at all. Every view says it; the route × role test knows every route by it.

Closed by default: `LoginRequiredMiddleware` asks for a sign-in wherever `anybody` does not stand. A route that is
open to a role still asks the rule of the object it shows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tongban.kit.errors import NotAllowed
from tongban.people.models import User
from tongban.people.rules import check_may

View = TypeVar("View", bound=Callable[..., HttpResponse])


class AuthenticatedRequest(HttpRequest):
    user: User
    form_marks: dict[str, str]  # what a view wants in each form of its page, beside the token


def anybody(view: View) -> View:
    """No account needed."""
    open_view = login_not_required(view)
    open_view.entry = "anybody"  # type: ignore[attr-defined]
    return open_view


def citizen(view: View) -> View:
    """Whoever is signed in, for their own things; an official is a citizen too."""
    view.entry = "citizen"  # type: ignore[attr-defined]
    return view


def official(*permissions: str) -> Callable[[View], View]:
    """An official who holds one of the permissions in some post; the object's own rule comes after."""

    def join(view: View) -> View:
        @wraps(view)
        def entered(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            check_enters(request.user, permissions)
            return view(request, *args, **kwargs)

        entered.entry = "official"  # type: ignore[attr-defined]
        entered.permissions = permissions  # type: ignore[attr-defined]
        return entered  # type: ignore[return-value]

    return join


def check_enters(user: User, permissions: tuple[str, ...]) -> None:
    if not user.is_official:
        raise NotAllowed(_("These pages are for officials."), cure=_("Your own cases are under “My page”."))
    if not permissions:
        return
    for permission in permissions[:-1]:
        try:
            return check_may(user, permission)
        except NotAllowed:
            continue
    check_may(user, permissions[-1])
