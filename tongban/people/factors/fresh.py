"""Some acts ask once more who is there: `fresh`. What was typed is kept, sealed, and comes back afterwards.

@official("cases.decide")
@fresh(within=14_400, strength=2)
def decide(request, key): …
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from tongban.kit import crypto
from tongban.kit.errors import NotAllowed
from tongban.people.factors.entering import AMR, AUTH_TIME, seconds_now
from tongban.people.factors.strength import has_factor, is_received_only
from tongban.people.factors.strength import strength as strength_of
from tongban.people.models import User

View = TypeVar("View", bound=Callable[..., HttpResponse])
KEPT = "kept"
KEPT_SECONDS = 900
KEPT_LIMIT = 200_000  # characters
# Never kept: they are typed anew.
SECRETS = frozenset({"csrfmiddlewaretoken", "password", "new", "again", "code"})
ACCOUNT = "/account/"
SECRETS_OF_ACCOUNT = frozenset({"old", "answer"})  # a password, what a passkey says; elsewhere plain words


class NotFresh(Exception):
    """Whoever is signed in has to show once more who they are; the middleware leads there and back."""


def check_fresh(request: HttpRequest, *, within: int | None = None, strength: int = 1) -> None:
    """`within`: seconds since the person last showed something. `strength` 2 asks of whoever has a second factor that
    it was shown; who has none, and needs none to sign in, cannot show one, but shows more than codes that were sent."""
    limit = settings.FRESH_SECONDS if within is None else within
    session = request.session
    if seconds_now() - session.get(AUTH_TIME, 0) > limit:
        raise NotFresh
    shown = session.get(AMR, [])
    if strength > 1 and strength_of(shown) < strength and (is_received_only(shown) or has_factor(request.user)):
        raise NotFresh


def fresh(within: int | None = None, strength: int = 1) -> Callable[[View], View]:
    return _asking(lambda request: check_fresh(request, within=within, strength=strength), (within, strength))


def _asking(check: Callable[[HttpRequest], None], mark: tuple[int | None, int]) -> Callable[[View], View]:
    def join(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            check(request)
            return view(request, *args, **kwargs)

        asked.fresh = mark  # type: ignore[attr-defined]
        return asked  # type: ignore[return-value]

    return join


def check_strong(request: HttpRequest) -> None:
    """Before power over others: fresh and strong. Where officials need a second step to sign in, nobody has this power
    without one, not even in the days that are left for adding it."""
    check_fresh(request, strength=2)
    if settings.STAFF_FACTOR and strength_of(request.session.get(AMR, [])) < 2:
        raise NotAllowed(
            _("This asks for a second step of signing in."),
            found=_("your account has none yet"),
            cure=_("Add an app or a passkey under “Sign-in and security”, then come back."),
        )


def strongly(view: View) -> View:
    """For pages of the desk that give, end or decide what somebody may do, or whose identity is whose."""
    return _asking(check_strong, (None, 2))(view)


def keep(request: HttpRequest, owner: str) -> bool:
    """What was sent, until its owner is there again; False if it is too much. Files are chosen anew."""
    never = SECRETS | SECRETS_OF_ACCOUNT if request.path.startswith(ACCOUNT) else SECRETS
    typed = {name: texts for name, texts in request.POST.lists() if name not in never}
    text = json.dumps(typed, ensure_ascii=False)
    if len(text) > KEPT_LIMIT:
        return False
    request.session[KEPT] = {
        "path": request.get_full_path(), "page": page_of(request), "body": crypto.seal(text, about="kept"),
        "owner": owner, "at": seconds_now(),
    }  # fmt: skip
    return True


def kept_of(request: HttpRequest, user: User) -> tuple[str, str, list[tuple[str, str]]] | None:
    """Where it was going, from which page, and its fields."""
    kept = request.session.get(KEPT)
    if not kept or kept["owner"] != str(user.pk) or seconds_now() - kept["at"] > KEPT_SECONDS:
        return None
    typed = json.loads(crypto.unseal(kept["body"], about="kept"))
    return (
        kept["path"],
        kept.get("page", kept["path"]),
        [(name, text) for name, texts in typed.items() for text in texts],
    )


def forget(request: HttpRequest) -> None:
    """It was sent again."""
    kept = request.session.get(KEPT)
    if kept and kept["path"] == request.get_full_path():
        del request.session[KEPT]


def page_of(request: HttpRequest) -> str:
    """The page from which something was sent."""
    came = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    return came if ours else "/"
