"""Beginning: one draft of an item for each applicant; beginning again is offered, never done by itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongban.catalogue.api import Guide, Item, carried, check_can_apply, item_by_code
from tongban.intake import actions
from tongban.intake.models import Application
from tongban.intake.notice import notice
from tongban.intake.queries import drafts_of, latest_draft
from tongban.intake.questions import Underway, underway
from tongban.intake.states import Channel
from tongban.intake.views.identity import way_up
from tongban.intake.views.journey import Journey, Wizard, of_a_draft
from tongban.intake.views.situation import take_over
from tongban.intake.whose import check_agent_may, needed_level, service
from tongban.kit import clock
from tongban.kit.errors import Refused
from tongban.people.api import (
    AuthenticatedRequest,
    Deed,
    Enterprise,
    Matter,
    User,
    check_for_whom,
    check_level_of_principal,
    check_stands_in,
    chosen,
    enterprise_of,
    enterprises_of,
)


def start(request: AuthenticatedRequest, wizard: Wizard) -> HttpResponse:
    """`item` names the service, `enterprise` (optional) for whom; `anew` discards the draft there is."""
    item = item_by_code(request.POST.get("item") or request.GET.get("item", ""))
    if item.current is None:
        raise Refused(_("This service is not open at present."), cure=_("Ask the office in the guide."))
    check_can_apply(item)
    _check_mandate(request, item)
    if request.method != "POST":
        return _offer(request, item, wizard)
    check_for_whom(request)
    person, enterprise = _applicant(request)
    draft = latest_draft(person, item.pk, enterprise)
    if draft is not None and "anew" not in request.POST:
        messages.info(request, _("You began this earlier; everything you typed is still here."))
        return redirect(Journey(draft, wizard).here())
    journey = Journey(_begun(request, item, person, enterprise, draft), wizard)
    take_over(request, journey)
    return redirect(Journey(journey.application, wizard).here())


def _begun(
    request: AuthenticatedRequest, item: Item, person: User, enterprise: Enterprise | None, draft: Application | None
) -> Application:
    if draft is not None:
        actions.discard(application=draft, by=request.user)
    return actions.start(item=item, user=person, enterprise=enterprise, channel=channel_of(request), by=request.user)


def _applicant(request: AuthenticatedRequest) -> tuple[User, Enterprise | None]:
    """For whom is chosen on top of the page; for an enterprise also here, where nothing else is chosen."""
    mandate = chosen(request.user)
    if mandate is None:
        return request.user, enterprise_of(request.user, _uuid(request.POST.get("enterprise", "")))
    return mandate.principal or request.user, mandate.enterprise


def channel_of(request: AuthenticatedRequest) -> str:
    """Phone browsers name themselves “Mobi”; an attribute of the application, nothing depends on it."""
    return Channel.PHONE if "Mobi" in request.headers.get("User-Agent", "") else Channel.PC


def _uuid(typed: str) -> UUID | None:
    """What is no key at all names nobody."""
    if not typed:
        return None
    try:
        return UUID(typed)
    except ValueError:
        return UUID(int=0)


def _drafts(user: Any, item: Item) -> Any:
    return drafts_of(user).filter(version__item=item).select_related("enterprise")


def _check_mandate(request: AuthenticatedRequest, item: Item) -> None:
    """Said before anything is begun, and before anything of theirs is shown."""
    mandate = chosen(request.user)
    if mandate is None or item.current is None:
        return
    guide = item.current.guide
    about = Matter(mandate.principal_id, mandate.enterprise_id, lambda: service(guide), clock.now())
    check_stands_in(request.user, about, Deed.APPLY)
    if mandate.principal_id:
        check_agent_may(guide, Deed.APPLY, request.user)
        check_level_of_principal(mandate.principal, needed_level(guide))


def _underway(request: AuthenticatedRequest, item: Item, person: User, enterprises: list[Enterprise]) -> list[Underway]:
    """An agent hears of what the mandate lets them see."""
    found, mandate = underway(item_code=item.code, user=person, enterprises=enterprises), chosen(request.user)
    if mandate is None:
        return found
    if not mandate.lets(Deed.SEE):
        return []
    return [one for one in found if mandate.sees_earlier or one.received_at >= mandate.began]


def _offer(request: AuthenticatedRequest, item: Item, wizard: Wizard) -> HttpResponse:
    assert item.current is not None
    guide, mandate = item.current.guide, chosen(request.user)
    person = mandate.principal if mandate is not None and mandate.principal is not None else request.user
    enterprises = enterprises_of(request.user) if mandate is None else [one for one in (mandate.enterprise,) if one]
    context = {
        **wizard.frame(),
        **way_up(request, needed_level(guide)),
        "item": item,
        "guide": guide,
        "underway": _underway(request, item, person, enterprises),
        "drafts": list(_drafts(request.user, item)),
        "enterprises": enterprises if "enterprise" in guide.audience and mandate is None else [],
        "carried": carried.pairs(carried.read(request.GET, guide)) if isinstance(guide, Guide) else [],
        "only_enterprises": "person" not in guide.audience and not enterprises,
        "notice": notice(guide) if guide.handled_by == "ours" else None,
    }
    return render(request, "intake/start.html", context)


@of_a_draft
def resume(request: AuthenticatedRequest, journey: Journey) -> HttpResponse:
    return redirect(journey.here())


@of_a_draft
def discard(request: AuthenticatedRequest, journey: Journey) -> HttpResponse:
    """Asks first; what is discarded is forgotten at once."""
    if request.method == "POST":
        actions.discard(application=journey.application, by=request.user)
        messages.success(request, _("The draft is discarded, and what you typed is forgotten."))
        return redirect(journey.wizard.leave)
    context = journey.wizard.frame() | {
        "application": journey.application,
        "guide": journey.guide,
        "back": journey.here(),
        "here": journey.route("discard"),
    }
    return render(request, "intake/discard.html", context)
