"""The identity of whoever stands at the counter: looked at, withdrawn, merged, frozen. Always of the person who is here:
no address names anybody."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.documents.api import sent
from tongban.intake.views.at_counter import EVIDENCE, SEEN, Entered, View, of_the_person_here
from tongban.kit import typed
from tongban.kit.errors import BadInput, Refused
from tongban.people.api import (
    AuthenticatedRequest,
    Freeze,
    Merge,
    MergeAsked,
    User,
    Verification,
    ask_to_merge,
    causes_of_officials,
    correct_identity,
    freeze,
    holder_of_number,
    id_types,
    merge,
    met,
    of_merging,
    official,
    record_of,
    strongly,
    thaw,
    twins_of,
    unmerge,
    verify_at_window,
    why_two,
    withdraw,
)

BOTH = ["GET", "HEAD", "POST"]
SHOWN = ("pdf", "jpg", "png")
SHOWN_FOR_MERGING = [one for one in MergeAsked.Shown if one != MergeAsked.Shown.SAME]


def _documents() -> list[tuple[str, str]]:
    return id_types.choices()


class Look(forms.Form):
    """What the clerk reads from the document in hand."""

    use_required_attribute = False
    document = forms.ChoiceField(
        label=gettext_lazy("Which document did you see?"),
        choices=_documents,
        error_messages={"required": gettext_lazy("Nothing is chosen. Choose which document you saw.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Name on the document"),
        max_length=60,
        help_text=gettext_lazy("From the document, not from the screen."),
        error_messages={"required": gettext_lazy("Type the name on the document.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    renamed = forms.BooleanField(
        label=gettext_lazy("It is the same person, whose name was changed: correct it in the account"),
        required=False,
    )
    digits = forms.CharField(
        label=gettext_lazy("Last six characters of its number"),
        max_length=20,
        help_text=gettext_lazy("From the document, not from the screen."),
        error_messages={"required": gettext_lazy("Read the last six characters from the document.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "tb-size--short"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Read them once more"),
        max_length=20,
        error_messages={"required": gettext_lazy("Read the last six characters once more.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "tb-size--short"}),
    )
    second = forms.ChoiceField(
        label=gettext_lazy("A second document"),
        choices=lambda: [("", gettext_lazy("none")), *_documents()],
        required=False,
    )
    card_code = forms.CharField(
        label=gettext_lazy("Code of the social security card"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Only if the person wants to be found by the card. It is stored encrypted."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Photo or scan of the document"),
        required=False,
        help_text=gettext_lazy("Kept with the account as evidence; the person sees it."),
    )


@official("people.verify")
@never_cache
@require_http_methods(BOTH)
@of_the_person_here
def verify(request: AuthenticatedRequest, person: User) -> HttpResponse:
    """On-site verification: the clerk had the document in hand."""
    form = Look(request.POST or None, request.FILES or None, initial={"document": person.id_type})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            verify_at_window(user=person, upload=given.pop("file"), by=request.user, **given)
            if given["renamed"]:
                _rename(person, given, by=request.user)
        except BadInput as error:
            _beside(form, error)
        else:
            request.session[SEEN], request.session[EVIDENCE] = True, given["document"]
            messages.success(request, _("The identity is verified on site, and in today's register."))
            return redirect("desk_window:person")
    if "name" not in form.errors:
        form.fields.pop("renamed")  # asked only where it has to be
    context = {"form": form, "person": person, "document": _document_of(person)}
    return render(request, "intake/official/verify.html", context, status=422 if form.errors else 200)


def _rename(person: User, given: dict[str, Any], *, by: User) -> None:
    row = User.objects.get(pk=person.pk)
    correct_identity(user=row, name=given["name"], id_number=row.id_number, evidence=given["document"], by=by)


def _document_of(person: User) -> str:
    known = id_types.id_types().get(person.id_type)
    return known.name if known else person.id_type


def _beside(form: forms.Form, error: BadInput) -> None:
    for name, said in error.errors.items():
        form.add_error(name if name in form.fields else None, said)
    if not error.errors:
        form.add_error(None, str(error))


@official("people.identities")
@never_cache
@require_safe
@of_the_person_here
def identity(request: AuthenticatedRequest, person: User) -> HttpResponse:
    met(person=person, what="identity", right="people.identities", by=request.user)
    return _shown(request, person)


def _shown(request: AuthenticatedRequest, person: User, *, refusal: Refused | None = None) -> HttpResponse:
    context = {
        "person": person,
        "record": record_of(list(Verification.objects.filter(user=person).order_by("-at", "-id"))),
        "twins": [(twin, of_merging(person, twin), why_two(person, twin)) for twin in twins_of(person)],
        "waiting": MergeAsked.objects.filter(kept=person, settled_at=None).order_by("at"),
        "shown": SHOWN_FOR_MERGING,
        "merges": Merge.objects.filter(kept=person).order_by("-at"),
        "freezes": Freeze.objects.filter(user=person).order_by("-at"),
        "causes": causes_of_officials(),
        "documents": _documents(),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "intake/official/identity.html", context, status=refusal.status if refusal else 200)


def settled(view: View) -> Entered:
    """A step of settling; what is refused is said on the page of the identity, with what was typed."""

    @wraps(view)
    def entered(request: AuthenticatedRequest, person: User) -> HttpResponse:
        try:
            return view(request, person)
        except Refused as refusal:
            return _shown(request, person, refusal=refusal)

    return official("people.identities")(require_POST(of_the_person_here(entered)))


def _done(request: AuthenticatedRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("desk_window:identity")


def _reason(request: AuthenticatedRequest) -> str:
    return request.POST.get("reason", "")[:500]


@settled
def evidence(request: AuthenticatedRequest, person: User) -> Any:
    """The scan behind a showing; the person sees that it was looked at."""
    row = get_object_or_404(
        Verification.objects.select_related("file"),
        user=person,
        pk=typed.key(request.POST.get("verification", "")),
        file__isnull=False,
    )
    assert row.file is not None
    met(person=person, what="identity:evidence", right="people.identities", by=request.user)
    return sent(row.file, inline=row.file.kind in SHOWN)  # not left on the clerk's disk


@settled
@strongly
def withdraw_level(request: AuthenticatedRequest, person: User) -> HttpResponse:
    row = get_object_or_404(
        Verification.objects.select_related("user"), user=person, pk=typed.key(request.POST.get("verification", ""))
    )
    withdraw(verification=row, reason=_reason(request), by=request.user)
    return _done(request, _("The verification is withdrawn, and the person is told."))


@settled
@strongly
def merge_accounts(request: AuthenticatedRequest, person: User) -> HttpResponse:
    """`old`: one of the accounts with the same number; else the account behind another document of the person."""
    old = _other(request, person)
    if why_two(person, old):
        read = {name: request.POST.get(name, "") for name in ("shown", "again")}
        number = request.POST.get("id_number", "")
        ask_to_merge(kept=person, old=old, reason=_reason(request), number=number, by=request.user, **read)
        said = _(
            "This waits for a second official now, under “Merging that waits”. Nothing moves until then. Tell the person."
        )
        return _done(request, said)
    meant = of_merging(person, old)
    merge(kept=person, old=old, reason=_reason(request), by=request.user)
    said = _("The two accounts are one now, and the person is told. Say it to them too: %(what)s")
    return _done(request, said % {"what": " ".join(meant)})


def _other(request: AuthenticatedRequest, person: User) -> User:
    if request.POST.get("old"):
        key = typed.key(request.POST.get("old", ""))
        found = next((twin for twin in twins_of(person) if twin.pk == key), None)
    else:
        found = holder_of_number(request.POST.get("id_number", ""), request.POST.get("id_type", ""))
    if found is None:
        said = _("There is no account with this document.")
        raise BadInput(said, errors={"id_number": [said]}, cure=_("Compare the number with the document."))
    return found


@settled
@strongly
def unmerge_accounts(request: AuthenticatedRequest, person: User) -> HttpResponse:
    row = get_object_or_404(
        Merge.objects.select_related("kept", "old"), kept=person, pk=typed.key(request.POST.get("merge", ""))
    )
    unmerge(made=row, reason=_reason(request), by=request.user)
    return _done(request, _("The accounts are two again, and the person is told."))


@settled
@strongly
def freeze_identity(request: AuthenticatedRequest, person: User) -> HttpResponse:
    cause = request.POST.get("cause", "")
    given = {"reference": request.POST.get("reference", ""), "reason": _reason(request)}
    freeze(user=person, cause=cause, by=request.user, **given)
    return _done(request, _("The identity is frozen; the officials of its running cases are told."))


@settled
@strongly
def thaw_identity(request: AuthenticatedRequest, person: User) -> HttpResponse:
    row = get_object_or_404(
        Freeze.objects.select_related("user"), user=person, pk=typed.key(request.POST.get("freeze", ""))
    )
    thaw(frozen=row, reason=_reason(request), by=request.user)
    return _done(request, _("The identity holds again; the officials of its running cases are told."))
