"""The window: a clerk finds the person, goes through the same wizard with them, prints the receipt."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.catalogue.api import LISTED, Asked, Item, item_by_code, search
from tongban.documents.api import papers_of, printing_notice, seal_on
from tongban.intake import actions, counter
from tongban.intake.states import Channel, State
from tongban.intake.views import answering, at_counter, handing_in, starting, submitting
from tongban.intake.views import situation as asking
from tongban.intake.views.at_counter import MET, NAMED, PERSON, SEEN, of_the_person_here
from tongban.intake.views.journey import Journey, Wizard, found
from tongban.intake.whose import check_was_looked_at
from tongban.kit.errors import BadInput, NotAllowed
from tongban.people.api import (
    AuthenticatedRequest,
    Deed,
    Level,
    Mandate,
    User,
    correct_identity,
    held_by,
    id_types,
    is_called,
    may,
    merging_waits,
    met,
    official,
    person_at_counter,
    posts_with,
    prove_phone,
    send_phone_code,
    strongly,
    waiting_code,
    was_met,
)

WINDOW = Wizard(base="desk/base.html", namespace="desk_window", leave="/desk/window/", main_class="tb-desk-main tb-act")
BOTH = ["GET", "HEAD", "POST"]


# Neither needed always nor left to choice: the kind is the ID card where none is chosen; name and telephone are needed of
# whoever has no account that was seen at a window.
DEPEND = ("id_type", "name", "phone")


class Find(forms.Form):
    id_type = forms.ChoiceField(
        label=gettext_lazy("Found by"),
        choices=lambda: [*id_types.choices(), *counter.OTHER_WAYS.items()],
        initial=id_types.CITIZEN,
        required=False,
    )
    id_number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=40,
        error_messages={
            "required": gettext_lazy("The number is missing. Type the number of the document you were shown.")
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name on the document"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Needed for somebody whose document was never seen at a window."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Needed for somebody whose document was never seen at a window."),
    )
    without_phone = forms.BooleanField(
        label=gettext_lazy("The person has no mobile number"),
        required=False,
        help_text=gettext_lazy(
            "They then get an account of their own where one opened online has their number; the two can be united "
            "once it is shown that both are theirs."
        ),
    )

    apart = forms.BooleanField(label=gettext_lazy("The account with this number is not this person's"), required=False)

    depends = DEPEND

    def clean_id_type(self) -> str:
        return self.cleaned_data["id_type"] or id_types.CITIZEN

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        number, kind = typed.get("id_number", ""), typed.get("id_type", "")
        if number and not typed.get("name") and counter.known_person(number, kind) is None:
            said = _(
                "Nobody with this number was here before: type the name on the document, and the mobile number if they "
                "have one."
            )
            self.add_error("name", said)
        return typed


class Correct(forms.Form):
    use_required_attribute = False
    name = forms.CharField(label=gettext_lazy("Name on the document"), max_length=60, required=False)
    id_number = forms.CharField(label=gettext_lazy("ID number"), max_length=18, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "correct_%s"} | kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"


class PhoneRead(forms.Form):
    use_required_attribute = False
    code = forms.CharField(
        label=gettext_lazy("Code that the person reads from the telephone"),
        max_length=20,
        error_messages={"required": gettext_lazy("Type the 6 digits of the code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "tb-size--short"}),
    )


@official("cases.receive")
@require_safe
def window(request: AuthenticatedRequest) -> HttpResponse:
    return _window(request, Find())


def _window(request: AuthenticatedRequest, form: Find, status: int = 200) -> HttpResponse:
    if "apart" not in form.errors:
        form.fields.pop("apart", None)  # asked only where it has to be
    context = {
        "form": form,
        "person": at_counter.on_screen(request),
        "drafts": counter.drafts_typed_by(request.user),
        "received": counter.received_by(request.user),
        "verified": counter.verified_by(request.user),
        "merging": len(merging_waits()) if may(request.user, "people.identities") else 0,
    }
    return render(request, "intake/official/window.html", context, status=status)


@official("cases.receive")
@require_POST
def find(request: AuthenticatedRequest) -> HttpResponse:
    """By ID number, in a POST only: no number stands in an address or a log. The look is recorded."""
    form = Find(request.POST)
    if not form.is_valid():
        return _window(request, form, 422)
    given = dict(form.cleaned_data)
    known = counter.known_person(given["id_number"], given["id_type"])
    try:
        if given["id_type"] in counter.OTHER_WAYS:
            person = counter.known_by_name(known, given["name"])
        else:
            person = person_at_counter(by=request.user, **given)
    except BadInput as error:
        for name, said in (error.errors or {"id_number": [str(error)]}).items():
            form.add_error(name if name in form.fields else None, said)
        return _window(request, form, 422)
    met(person=person, by=request.user)
    name = form.cleaned_data["name"]
    request.session[PERSON], request.session[NAMED] = str(person.pk), is_called(person, name)
    if name and not is_called(person, name):
        messages.warning(request, _("The name you typed is not the name of this person. Look at the document again."))
    if notice := printing_notice(person.name):
        messages.info(request, notice)
    request.session.pop(SEEN, None)
    request.session[MET] = known is None or known.pk != person.pk
    _say_what_was_compared(request, known, person)
    return redirect("desk_window:person")


def _say_what_was_compared(request: AuthenticatedRequest, known: User | None, person: User) -> None:
    if known is not None and known.pk != person.pk:
        said = _(
            "Somebody had opened an account online with this ID number and another name or telephone; nobody had seen "
            "its holder. This person has an account of their own now, and the number with it. The other holder is told."
        )
        messages.warning(request, said)
    elif person.level < Level.SEEN and not was_met(person):
        said = _(
            "This account was opened online, and nobody has seen its holder yet. Its name and telephone are those you "
            "typed."
        )
        messages.info(request, said)


@official("cases.receive")
@require_safe
@of_the_person_here
def person(request: AuthenticatedRequest, here: User) -> HttpResponse:
    """Who is here, and what they may want: a search over what can be received here."""
    return _person_page(request, here)


def _person_page(
    request: AuthenticatedRequest,
    here: User,
    status: int = 200,
    correction: Correct | None = None,
    phone_form: PhoneRead | None = None,
) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:60]
    context = {
        "person": here,
        "is_seen": request.session.get(SEEN, False),
        "is_known": request.session.get(MET, False) or was_met(here),
        "document": document.name if (document := id_types.id_types().get(here.id_type)) else here.id_type,
        "is_named": request.session.get(NAMED, False),
        "mandates": [one for one in held_by(here) if one.lets(Deed.APPLY)],
        "words": words,
        "items": services(request.user, words),
        "correction": correction or Correct(),
        "phone_form": phone_form or PhoneRead(),
        "phone_asked": here.phone_unproved and waiting_code(here) is not None,
        "kept_for_them": at_counter.waits_for(request, here),
        "may_settle": may(request.user, "people.identities"),
        "drafts": [
            draft for draft in counter.drafts_typed_by(request.user) if here.pk in (draft.user_id, draft.agent_id)
        ],
    }
    return render(request, "intake/official/person.html", context, status=status)


def services(clerk: User, words: str) -> list[Item]:
    """What was searched, as the person said it; else by name. Only what this desk itself handles."""
    if not words:
        return []
    post = posts_with(clerk, "cases.receive")[0]
    cards = search(Asked(text=words, place=post.region_code), 20).cards
    items = [card.item for card in cards]
    if not items:
        items = list(Item.objects.filter(LISTED, name__icontains=words)[:20])
    whole = Item.objects.select_related("current").in_bulk([item.pk for item in items])
    kept = [whole[item.pk] for item in items if item.pk in whole]
    return [item for item in kept if item.current and item.is_in_use and item.current.guide.handled_by == "ours"]


@official("cases.receive")
@require_POST
@of_the_person_here
def send_code_to_phone(request: AuthenticatedRequest, here: User) -> HttpResponse:
    """The person reads it to the clerk, if the telephone is at hand."""
    send_phone_code(user=here, by=request.user)
    messages.info(request, _("A code went to the telephone. Let the person read it to you."))
    return redirect("desk_window:person")


@official("cases.receive")
@require_POST
@of_the_person_here
def phone_with_code(request: AuthenticatedRequest, here: User) -> HttpResponse:
    form = PhoneRead(request.POST)
    if form.is_valid():
        try:
            prove_phone(user=here, code=form.cleaned_data["code"], by=request.user)
        except BadInput as error:
            for name, said in error.errors.items():
                form.add_error(name, said)
        else:
            messages.success(request, _("The telephone is proved: the person can sign in with it."))
            return redirect("desk_window:person")
    return _person_page(request, here, 422, phone_form=form)


@official("cases.receive")
@require_POST
@of_the_person_here
def leave(request: AuthenticatedRequest, here: User) -> HttpResponse:
    """The next person, please: nothing of the last one stays on the screen."""
    request.session.pop(PERSON, None)
    request.session.pop(NAMED, None)
    request.session.pop(MET, None)
    request.session.pop(SEEN, None)
    return redirect("desk_window:window")


@official("people.verify")
@require_POST
@of_the_person_here
@strongly
def correct(request: AuthenticatedRequest, here: User) -> HttpResponse:
    """Name or number of the account, as on the document in hand; refused before it was seen."""
    form = Correct(request.POST)
    if not request.session.get(SEEN):
        raise NotAllowed(
            _("Nobody has seen the document yet."), cure=_("First say which document you saw; then correct.")
        )
    if form.is_valid():
        evidence = request.session.get(at_counter.EVIDENCE, "")
        try:
            corrected = correct_identity(user=here, evidence=evidence, by=request.user, **form.cleaned_data)
        except BadInput as error:
            for name, said in error.errors.items():
                form.add_error(name, said)
        else:
            messages.success(request, _("It is corrected, and the person is told."))
            if notice := printing_notice(corrected.name):
                messages.info(request, notice)
            if corrected.id_number != here.id_number:
                request.session.pop(SEEN)
                messages.warning(request, _("The number is another one: verify the identity anew with this document."))
            return redirect("desk_window:person")
    return _person_page(request, here, 422, form)


@official("cases.receive")
@require_POST
@of_the_person_here
def start(request: AuthenticatedRequest, here: User) -> HttpResponse:
    """A draft in the person's name, typed by this clerk: who stands here has said their name or shown a document."""
    if not (request.session.get(SEEN) or request.session.get(NAMED)):
        raise NotAllowed(
            _("Whose application this is has not been shown yet."),
            found=_("an ID number alone"),
            wanted=_("the name as on the document, or the document itself"),
            cure=_("Type the name with the number, or look at the document and say which."),
        )
    item = item_by_code(request.POST.get("item", ""))
    if item.current is not None:
        check_was_looked_at(item.current.guide, seen=request.session.get(SEEN, False))
    mandate = _mandate(here, request.POST.get("mandate", ""))
    application = actions.start(
        item=item,
        user=here if mandate is None else mandate.principal or here,
        enterprise=None if mandate is None else mandate.enterprise,
        channel=Channel.WINDOW,
        entered_by=request.user,
        agent=None if mandate is None else here,
        by=request.user,
    )
    return redirect(Journey(application, WINDOW).here())


def _mandate(here: User, typed: str) -> Mandate | None:
    """Under which the person at the counter acts; none for themselves."""
    if not typed:
        return None
    found = next((one for one in held_by(here) if str(one.pk) == typed), None)
    if found is None:
        raise Http404
    return found


@official("cases.receive")
@require_safe
def receipt(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """To be printed and handed over; from here the case can be accepted at once."""
    application = found(key, request.user)
    if application.state != State.SUBMITTED:
        return redirect("desk_window:resume", key=application.pk)
    paper = papers_of(application).filter(kind="receipt").first()
    context = {
        "application": application,
        "guide": application.guide,
        "paper": paper,
        "seal": seal_on(paper) if paper else "",
        "qr": submitting.qr_of(application),
        "answer_by": submitting.answer_by(application),
        "at_once": application.guide.kind == "immediate",
    }
    return render(request, "intake/official/receipt.html", context)


# The same steps as the applicant's, in the frame of the desk


@official("cases.receive")
@require_safe
def resume(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return starting.resume(request, key, WINDOW)


@official("cases.receive")
@require_http_methods(BOTH)
def situation(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return asking.situation(request, key, WINDOW)


@official("cases.receive")
@require_http_methods(BOTH)
def form_page(request: AuthenticatedRequest, key: UUID, page: str) -> HttpResponse:
    return answering.form_page(request, key, WINDOW, page)


@official("cases.receive")
@require_http_methods(BOTH)
def materials(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return handing_in.materials(request, key, WINDOW)


@official("cases.receive")
@require_http_methods(BOTH)
def review(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return submitting.review(request, key, WINDOW)


@official("cases.receive")
@require_http_methods(BOTH)
def discard(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    return starting.discard(request, key, WINDOW)
