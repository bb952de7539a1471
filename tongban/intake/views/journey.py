"""The way through one application: its steps in order, where the person stands, what comes before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.catalogue.api import check_can_submit as still_open
from tongban.forms import api as forms
from tongban.intake.models import Application
from tongban.intake.needs import Need, facts, needs
from tongban.intake.rules import check_can_change
from tongban.intake.splitting import check_nothing_keeps_back
from tongban.intake.states import State
from tongban.intake.subject import check_can_see
from tongban.intake.whose import matter
from tongban.kit.errors import Refused
from tongban.kit.prepared import Prepared
from tongban.people.api import AuthenticatedRequest, check_for_whom

P = ParamSpec("P")
# What was typed but can't be read yet stands beside the answers under a name that no field may have.
DRAFTS = "answers"


@dataclass(frozen=True)
class Wizard:
    """Who walks: the citizen's pages and those of a window are the same steps in another frame.

    `base`: the template that the pages extend. `namespace`: of the routes `situation`, `form`, `materials`, `review`,
    `receipt`, `resume`, `discard`. `leave`: the path to which “save and leave” leads. `main_class`: of `<main>`.
    """

    base: str
    namespace: str
    leave: str
    main_class: str = "tb-wrap tb-page tb-narrow"
    is_personal: bool = False  # “for whom” is chosen on top of its pages, and has to agree with the application

    def frame(self) -> dict[str, str]:
        """What every page of the wizard takes from it."""
        return {"base": self.base, "main_class": self.main_class, "leave": self.leave}


@dataclass(frozen=True)
class Step:
    """`kind`: situation, form, materials or review; `key`: the page of the form."""

    kind: str
    key: str = ""


class Journey:
    def __init__(self, application: Application, wizard: Wizard) -> None:
        self.application, self.wizard = application, wizard
        self.guide = application.guide

    @cached_property
    def form(self) -> forms.Form | None:
        return forms.load(self.guide.form) if self.guide.form else None

    @cached_property
    def pages(self) -> list[forms.Page]:
        found = self.application
        return forms.pages(self.form, found.answers, found.situation) if self.form else []

    @cached_property
    def closed(self) -> str:
        """Why nobody applies for it any more, with what to do; nothing while it is in use."""
        try:
            still_open(self.application.version_id)
            check_nothing_keeps_back(self.application)
        except Refused as refusal:
            return f"{refusal.message} {refusal.cure}"
        return ""

    @cached_property
    def needs(self) -> list[Need]:
        return needs(self.application)

    @cached_property
    def outcome(self) -> Any:
        return self.guide.outcome(facts(self.application))

    @cached_property
    def is_situated(self) -> bool:
        """The questions are answered, and the answers lead on."""
        _kept, errors = self.guide.read_situation(self.application.situation)
        return not errors and self.outcome.refuse is None

    @cached_property
    def steps(self) -> list[Step]:
        questions = [Step("situation")] if self.guide.situation.questions else []
        wanted = [Step("materials")] if self.guide.materials else []
        return [*questions, *(Step("form", page.key) for page in self.pages), *wanted, Step("review")]

    @cached_property
    def reached(self) -> int:
        """Index of the first step that is not done."""
        if self.guide.situation.questions and not self.is_situated:
            return 0
        least = 1 if self.guide.situation.questions else 0
        return min(max(self.application.reached, least), len(self.steps) - 1)

    def url(self, step: Step) -> str:
        return self.route(step.kind, *([step.key] if step.key else []))

    def route(self, name: str, *more: Any) -> str:
        return reverse(f"{self.wizard.namespace}:{name}", args=[self.application.pk, *more])

    def index(self, step: Step) -> int:
        """Raises Http404 for a step that this person is not led through."""
        if step not in self.steps:
            raise Http404
        return self.steps.index(step)

    def after(self, step: Step) -> str:
        return self.url(self.steps[min(self.index(step) + 1, len(self.steps) - 1)])

    def before(self, step: Step) -> str:
        """The step before; from the first one back to where the application is left."""
        at = self.index(step)
        return self.url(self.steps[at - 1]) if at else self.wizard.leave

    def here(self) -> str:
        return self.url(self.steps[self.reached])

    def bar(self, now: Step) -> list[dict[str, Any]]:
        """The steps bar: the pages of the form are one step of it."""
        names = {
            "situation": _("Your situation"),
            "form": pgettext("step of an application", "Your answers"),
            "materials": _("Materials"),
            "review": _("Check and submit"),
        }
        kinds = list(dict.fromkeys(step.kind for step in self.steps))
        return [{"name": names[kind], **self._state(kind, now)} for kind in kinds]

    def _state(self, kind: str, now: Step) -> dict[str, str]:
        mine = [number for number, step in enumerate(self.steps) if step.kind == kind]
        if kind == now.kind:
            return {"state": "now", "url": ""}
        done = mine[-1] < max(self.reached, self.index(now))
        return {"state": "done" if done else "todo", "url": self.url(self.steps[mine[0]]) if done else ""}

    def context(self, now: Step, **more: Any) -> dict[str, Any]:
        return {
            **self.wizard.frame(),
            "journey": self,
            "application": self.application,
            "guide": self.guide,
            "steps": self.bar(now),
            "here": self.url(now),
            "back": self.before(now),
            "discard_url": self.route("discard"),
            "saved_at": self.application.saved_at,
            **more,
        }


DRAFT = Prepared(lambda: Application.objects.select_related("enterprise"), "pk")


def found(key: UUID, user: Any) -> Application:
    """Raises Http404 for an unknown key, NotAllowed (403) for a stranger's application."""
    application = DRAFT.first(key)
    if application is None:
        raise Http404
    if application.user_id == user.pk:  # mostly one's own: no second reading of the same person
        application.user = user
    check_can_see(application, user)
    return application


View = Callable[Concatenate[AuthenticatedRequest, Journey, P], HttpResponse]
Entered = Callable[Concatenate[AuthenticatedRequest, UUID, Wizard, P], HttpResponse]


def of_a_draft(view: View[P]) -> Entered[P]:
    """Enters a step of a draft that one may change; a submitted application shows its receipt instead."""

    @wraps(view)
    def entered(
        request: AuthenticatedRequest, key: UUID, wizard: Wizard, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        application = found(key, request.user)
        if wizard.is_personal:
            check_for_whom(request, matter(application))
        if application.state == State.SUBMITTED:
            return redirect(f"{wizard.namespace}:receipt", key=application.pk)
        check_can_change(application, request.user)
        return view(request, Journey(application, wizard), *args, **kwargs)

    return cast(Entered[P], entered)
