"""One's own account: what we know of you, who looked at it, for whom you act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _p
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from tongban.audit.api import Look, looks_at
from tongban.kit import subjects
from tongban.kit.errors import BadInput
from tongban.kit.fields import mask
from tongban.people import actions
from tongban.people.access import AuthenticatedRequest, citizen
from tongban.people.forms import ChangePassword, Language
from tongban.people.mandates.enterprises import mandates_for
from tongban.people.models import Post, User
from tongban.people.signin import TRIES_PER_ACCOUNT, count_try
from tongban.regions.api import organisation

YEAR = 365 * 24 * 3600
LOOKS = 20


@citizen
@never_cache
@require_safe
def account(request: AuthenticatedRequest) -> HttpResponse:
    return render(request, "people/account.html", _context(request.user))


def _context(user: User, **changed: Any) -> dict[str, Any]:
    return {
        "known": _known(user),
        "mandates": mandates_for(user),
        "looks": shown_looks(looks_at(user.actor_key)[:LOOKS]),
        "password_form": ChangePassword(),
        "language_form": Language(initial={"language": user.language}),
    } | changed


def _known(user: User) -> list[tuple[str, str]]:
    """Masked even for the owner: somebody may look over the shoulder."""
    return [
        (_p("of a person", "Name"), mask("name", user.name)),
        (_("ID number"), mask("id_number", user.id_number) or _("not given")),
        (_("Mobile number"), mask("phone", user.phone) or _("not given")),
        (_("E-mail address"), mask("email", user.email) or _("not given")),
        (_("User name"), user.login or _("none")),
        (_("Identity"), _("seen at a window") if user.assurance >= 2 else _("as you registered it")),
    ]


@dataclass(frozen=True)
class ShownLook:
    """A look without the official's name: the organ answers for its people."""

    at: Any
    organ: str
    about: str
    what: str
    reason: str


# What was opened, as the rooms that open it name it.
WHAT = {
    "application": pgettext_lazy("opened data", "Your application"),
    "account": pgettext_lazy("opened data", "Your account"),
    "licence": pgettext_lazy("opened data", "Your licence"),
    "file": pgettext_lazy("opened data", "A file you handed in"),
}


def shown_looks(looks: Iterable[Look]) -> list[ShownLook]:
    """One query for each type of subject and one for the posts, however many looks there are."""
    rows = list(looks)
    found = _subjects_of(rows)
    organs = _organs_of(rows)
    return [_shown(look, found.get((look.subject_type, look.subject_key)), organs) for look in rows]


def _subjects_of(looks: list[Look]) -> dict[tuple[str, str], Any]:
    keys: dict[str, set[str]] = {}
    for look in looks:
        keys.setdefault(look.subject_type, set()).add(look.subject_key)
    known = subjects.types()
    return {
        (name, subject.subject_key): subject
        for name, wanted in keys.items()
        if name in known
        for subject in known[name].model._default_manager.filter(pk__in=wanted)
    }


def _organs_of(looks: list[Look]) -> dict[str, str]:
    """Actor key → organ of the official's post, for looks at what belongs to no organ."""
    keys = {look.by_key.removeprefix("user:") for look in looks if look.by_key.startswith("user:")}
    posts = Post.objects.filter(user_id__in=keys).order_by("-since", "-id")
    return {f"user:{post.user_id}": post.org_code for post in posts}


def _shown(look: Look, subject: Any, organs: dict[str, str]) -> ShownLook:
    kind = subjects.types().get(look.subject_type)
    code = (kind.organisation(subject) if kind and subject else "") or organs.get(look.by_key, "")
    organ = organisation(code).shown_name if code else _("an organ that is no longer on our list")
    about = kind.label(subject) if kind and subject and look.subject_type != "account" else ""
    return ShownLook(look.at, organ, about, str(WHAT.get(look.what.partition(":")[0], look.what)), look.reason)


def _row(request: AuthenticatedRequest) -> User:
    """The account itself; `request.user` is a lazy stand-in, and an act writes rows."""
    row: User = User.objects.get(pk=request.user.pk)
    return row


@sensitive_post_parameters()
@citizen
@require_POST
def password(request: AuthenticatedRequest) -> HttpResponse:
    form = ChangePassword(request.POST)
    if form.is_valid():
        try:
            count_try("password", request.user.actor_key, TRIES_PER_ACCOUNT)
            user = actions.change_password(
                user=_row(request), old=form.cleaned_data["old"], new=form.cleaned_data["new"], by=request.user
            )
        except BadInput as error:
            form.take(error)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("Your new password is set. Other devices have to sign in again."))
            return redirect("people:account")
    return render(request, "people/account.html", _context(request.user, password_form=form), status=422)


@citizen
@require_POST
def language(request: AuthenticatedRequest) -> HttpResponse:
    form = Language(request.POST)
    if not form.is_valid():
        return render(request, "people/account.html", _context(request.user, language_form=form), status=422)
    chosen = form.cleaned_data["language"]
    actions.choose_language(user=_row(request), language=chosen, by=request.user)
    answer = redirect("people:account")
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return answer
