"""The pages of the form. What was typed is kept at once, right or wrong; wrong is said only when one goes on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.forms import api as forms
from tongban.intake import actions
from tongban.intake.divisions import division_choices
from tongban.intake.own import differing
from tongban.intake.views.journey import DRAFTS, Journey, Step, of_a_draft
from tongban.kit.errors import BadInput
from tongban.people.api import AuthenticatedRequest


def wants_json(request: AuthenticatedRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


@of_a_draft
def form_page(request: AuthenticatedRequest, journey: Journey, page: str) -> HttpResponse:
    if journey.form is None or page not in [one.key for one in journey.form.pages]:
        raise Http404
    if not journey.is_situated:
        messages.info(request, _("First a few questions: they decide what is asked of you."))
        return redirect(journey.route("situation"))
    here = Step("form", page)
    if here not in journey.steps:
        return redirect(journey.here())
    return _take(request, journey, here) if request.method == "POST" else _show(request, journey, here)


def _earlier(journey: Journey, here: Step) -> dict[str, Any]:
    """Answers of the other pages, which conditions may name."""
    assert journey.form is not None
    own = {field.key for field in journey.form.page(here.key).fields}
    return {key: value for key, value in journey.application.answers.items() if key not in own and key != DRAFTS}


def _take(request: AuthenticatedRequest, journey: Journey, here: Step) -> HttpResponse:
    assert journey.form is not None
    posted, refused = _with_files(request, journey, here)
    given = forms.read(
        journey.form,
        here.key,
        posted,
        journey.application.situation,
        answers=_earlier(journey, here),
        division_choices=division_choices,
    )
    given.errors.update(refused)
    if not given.stay:
        given.errors.update(differing(journey.application, journey.form, here.key, given.values) | dict(given.errors))
    _keep(request, journey, here, given)
    if wants_json(request):
        return JsonResponse({"saved_at": journey.application.saved_at.isoformat()})
    if given.stay:
        return _show(request, journey, here, given)
    if "save" in request.POST:
        messages.success(request, _("Saved. You find it under “My page” whenever you go on."))
        return redirect(journey.wizard.leave)
    if "back" in request.POST:
        return redirect(journey.before(here))
    if given.errors:
        return _show(request, journey, here, given)
    return redirect(Journey(journey.application, journey.wizard).after(here))


def _with_files(request: AuthenticatedRequest, journey: Journey, here: Step) -> tuple[QueryDict, dict[str, list[str]]]:
    """What was posted, with how many files there are of each upload of the page; and why files were refused."""
    assert journey.form is not None
    posted, refused = request.POST.copy(), dict[str, list[str]]()
    uploads = [field for field in journey.form.page(here.key).fields if field.type == "upload"]
    if {*request.FILES} - {field.key for field in uploads}:
        raise BadInput(
            _("A form page takes no files."), found=list(request.FILES), cure=_("Send them with the materials.")
        )
    for field in uploads:
        if files := [] if wants_json(request) else request.FILES.getlist(field.key):
            refused |= (
                {field.key: faults} if (faults := _hand_in(request, journey, field.material or "", files)) else {}
            )
        posted[field.key] = str(journey.application.material_files.filter(material_key=field.material).count())
    return posted, refused


def _hand_in(request: AuthenticatedRequest, journey: Journey, material: str, files: list[Any]) -> list[str]:
    try:
        actions.add_files(application=journey.application, material_key=material, uploads=files, by=request.user)
    except BadInput as error:
        return [" ".join(str(part) for part in (error.message, error.cure) if part)]
    journey.application.refresh_from_db()
    return []


def _keep(request: AuthenticatedRequest, journey: Journey, here: Step, given: forms.PageAnswers) -> None:
    """Written only when something changed, so that saving by itself leaves no trail of nothing."""
    whole = not given.errors and not given.stay
    row = journey.application
    typed = dict(row.answers.get(DRAFTS, {}))
    if whole:
        typed.pop(here.key, None)
    else:
        typed[here.key] = given.typed
    values = {**given.values, DRAFTS: typed}
    reached = journey.index(here) + 1 if whole and not wants_json(request) else 0
    if reached <= row.reached and all(row.answers.get(key) == value for key, value in values.items()):
        return
    journey.application = actions.save_page(
        application=row, page=here.key, values=values, reached=reached, by=request.user
    )


def _show(
    request: AuthenticatedRequest, journey: Journey, here: Step, given: forms.PageAnswers | None = None
) -> HttpResponse:
    assert journey.form is not None
    errors = given.errors if given else _errors_asked_for(request, journey, here)
    pages = [page.key for page in journey.pages]
    context = journey.context(
        here,
        form=journey.form,
        takes_files=any(field.type == "upload" for field in journey.form.page(here.key).fields),
        page=journey.form.page(here.key),
        answers=given or _kept(journey, here),
        errors=errors,
        situation=journey.application.situation,
        earlier=_earlier(journey, here),
        divisions=[division_choices],
        language=get_language(),
        part=pages.index(here.key) + 1 if here.key in pages else 1,
        parts=len(pages),
    )
    return render(request, "intake/form.html", context, status=422 if given and errors else 200)


def _errors_asked_for(request: AuthenticatedRequest, journey: Journey, here: Step) -> dict[str, list[str]]:
    """`?check=1`, from the review page: what is missing is said at once."""
    if "check" not in request.GET or journey.form is None:
        return {}
    row = journey.application
    found = forms.validate_all(journey.form, row.answers, row.situation, division_choices=division_choices)
    return differing(row, journey.form, here.key, row.answers) | found.get(here.key, {})


def _kept(journey: Journey, here: Step) -> Any:
    """What is stored of this page. A place that must be given begins at the item's own; one that may be left empty
    begins empty, because nobody could tell there what was chosen from what the program wrote."""
    assert journey.form is not None
    row, page = journey.application, journey.form.page(here.key)
    values = {field.key: row.answers.get(field.key) for field in page.fields}
    if typed := row.answers.get(DRAFTS, {}).get(here.key):
        return forms.PageAnswers(values, typed)
    wanted = [field for field in page.fields if field.required and not values[field.key]]
    near: dict[str, Any] = {f.key: row.region_code for f in wanted if f.type == "division"}
    near |= {f.key: {"division": row.region_code} for f in wanted if f.type == "address"}
    return values | near
