"""Who stands at this clerk's counter, as the session remembers it. No name and no number stands there.

The addresses of the counter name nobody, so each form says by a mark for whom it was drawn: what a clerk typed for one
person in one window of the browser is never done to another, who was found in a second window meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from tongban.kit import crypto
from tongban.people.api import SECRETS, AuthenticatedRequest, User, keep_typed, kept_typed

PERSON = "counter_person"
SEEN = "counter_seen"  # whether this clerk had their document in hand since they came
EVIDENCE = "counter_evidence"  # which document
MET = "counter_met"  # whether they have an account only since a moment ago
NAMED = "counter_named"  # whether this clerk typed the name of the account
FIELD = "drawn_for"  # in every form: the mark of whom it was drawn for

View = Callable[[AuthenticatedRequest, User], HttpResponse]
Entered = Callable[[AuthenticatedRequest], HttpResponse]


def on_screen(request: AuthenticatedRequest) -> User | None:
    """To be shown, never to be acted upon: for that, `of_the_person_here`. Nobody any more, once another clerk saw that
    the number is not this account's."""
    key = request.session.get(PERSON)
    return User.objects.filter(pk=key, number_held_elsewhere=False).first() if key else None


def mark(clerk: User, person: User) -> crypto.Blind:
    """The same in every session of this clerk, since what was typed before a sign-in ended comes back after the next; it
    tells nobody else who is meant, and opens nothing."""
    return crypto.blind("counter", f"{clerk.pk} {person.pk}")


def of_the_person_here(view: View) -> Entered:
    """Somebody stands at the counter, else the clerk first finds them; and what is sent was typed for this person."""

    @wraps(view)
    def entered(request: AuthenticatedRequest) -> HttpResponse:
        person = on_screen(request)
        if person is None:
            messages.info(request, _("First find the person who is here."))
            return redirect("desk_window:window")
        if request.method not in ("GET", "HEAD") and not _is_for(request, person, request.POST.get(FIELD, "")):
            return _of_somebody_else(request, person)
        request.form_marks = {FIELD: mark(request.user, person)}
        return view(request, person)

    return entered


def waits_for(request: AuthenticatedRequest, person: User) -> bool:
    """Whether something typed for this person was refused while somebody else stood here, and can be sent now."""
    _path, _page, fields = kept_typed(request, request.user) or ("", "", [])
    return _is_for(request, person, dict(fields).get(FIELD, ""))


def _is_for(request: AuthenticatedRequest, person: User, said: str) -> bool:
    right = mark(request.user, person)
    return any(constant_time_compare(said, one) for one in (right, *right.others))


def _of_somebody_else(request: AuthenticatedRequest, person: User) -> HttpResponse:
    """Nothing was done; what was typed waits for whom it was typed for, where the form said that."""
    typed = set(request.POST) - SECRETS - {FIELD}
    kept = bool(typed and request.POST.get(FIELD)) and keep_typed(request, str(request.user.pk))
    context = {"person": person, "kept": kept}
    return render(request, "intake/official/somebody_else.html", context, status=409)
