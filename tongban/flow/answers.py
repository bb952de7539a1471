"""Who answers what a lower room asks (`kit.questions`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.documents import api as documents
from tongban.exchange import api as exchange
from tongban.halls import api as halls
from tongban.intake import api as intake
from tongban.kit.questions import answers
from tongban.kit.subjects import Subject
from tongban.licences import api as licences
from tongban.outbox import api as outbox
from tongban.people import api as people
from tongban.people.api import Enterprise, User, may, person_of_number
from tongban.portal import api as portal
from tongban.sites import api as sites


@answers(outbox.may_replay)
def may_replay(*, user: Any) -> bool:
    """outbox asks people: dead letters are the administrator's"""
    return may(user, "outbox.replay")


@answers(documents.may_open)
def may_open_paper(*, paper: documents.Paper, user: Any) -> bool:
    """documents asks cases: a decision is opened by receiving it"""
    return cases.may_open(paper, user)


@answers(documents.attached)
def attached_to_paper(*, paper: documents.Paper) -> documents.Attachment | None:
    """documents asks cases: a receipt carries the proof of what it says"""
    return cases.attached(paper)


@answers(documents.retold)
def retold_by_case(*, paper: documents.Paper) -> dict[str, Any] | None:
    """documents asks cases: the organ seals what the case or application says too"""
    return cases.retold(paper)


@answers(intake.underway)
def underway(*, item_code: str, user: User, enterprises: Iterable[Enterprise]) -> list[intake.Underway]:
    """intake asks cases: what somebody applied for is not finished yet"""
    return cases.underway(item_code=item_code, user=user, enterprises=enterprises)


@answers(licences.unreceived)
def unreceived(*, origins: Iterable[tuple[str, str]], user: Any) -> frozenset[tuple[str, str]]:
    """licences asks cases: a licence opens with the decision it came from"""
    return cases.unreceived(origins, user)


@answers(documents.opens)
def opens_file(*, file: documents.File, subject: Subject, request: Any) -> None:
    """documents asks cases: an official who opens an applicant's file leaves a look"""
    cases.opens(file, subject, request)


@answers(documents.opens_paper)
def opens_paper(*, paper: documents.Paper, subject: Subject, by: Any) -> None:
    """documents asks cases: an official who opens a paper about somebody leaves a look"""
    cases.opens_paper(paper, subject, by)


@answers(person_of_number)
def whose_case(*, number: str, by: User) -> User | None:
    """people asks cases: whose case has this number, of those that somebody may see"""
    return cases.person_of_number(number, by)


@answers(catalogue.times_asked)
def times_asked(*, since: dt.date, until: dt.date) -> dict[str, int]:
    """catalogue asks cases: what people asked for most stands on a list of its own"""
    return cases.times_asked(since, until)


@answers(sites.situations)
def situations() -> dict[str, Any]:
    """sites asks catalogue: which situations of life a home page can show"""
    return {one.slug: one.name for one in catalogue.SITUATIONS.values()}


@answers(sites.home_page)
def home_page(*, request: HttpRequest, code: str) -> HttpResponse:
    """sites asks portal: how the home page looks before a face holds"""
    return portal.home_of(request, catalogue.places.place_context(code))


@answers(catalogue.place_pages)
def place_pages(*, region_code: str) -> dict[str, str]:
    """catalogue asks halls: a guide leads to the page of the place that it names"""
    return halls.pages_of(region_code)


@answers(people.person_on_register)
def person_on_register(*, user: User) -> people.Told:
    """people asks exchange: whether name and number belong together, says the register of population"""
    return exchange.person_on_register(user=user)


@answers(people.body_on_register)
def body_on_register(*, enterprise: Enterprise) -> people.Told:
    """people asks exchange: whether an enterprise is as the register of legal persons has it"""
    return exchange.body_on_register(enterprise=enterprise)


@answers(people.compares)
def compares(*, what: str) -> bool:
    """people asks exchange: whether such a register is connected at all"""
    return exchange.is_connected(what)


@answers(people.windows)
def windows() -> list[people.Window]:
    """people asks halls: where an official looks at a document"""
    return [
        people.Window(hall.shown_name, hall.shown_address, f"/halls/{hall.pk}/")
        for hall in halls.halls_for(settings.HOME_REGION)
    ]


@answers(people.services_found)
def services_found(*, words: str) -> list[tuple[str, str]]:
    """people asks catalogue: a mandate may be for chosen services alone"""
    cards = catalogue.search(catalogue.Asked(text=words, place=settings.HOME_REGION), 20).cards
    return [(card.item.code, card.item.shown_name) for card in cards]


@answers(people.names_of_services)
def names_of_services(*, codes: Iterable[str]) -> dict[str, str]:
    """people asks catalogue: how the services and fields of a mandate are called"""
    wanted = list(codes)
    found = {item.code: item.shown_name for item in catalogue.Item.objects.filter(code__in=wanted)}
    return found | {code: topic.shown_name for code, topic in catalogue.topics().items() if code in wanted}


@answers(people.topics_of_services)
def topics_of_services(*, audience: str) -> list[tuple[str, str]]:
    """people asks catalogue: the fields in which a mandate may count"""
    return [(code, topic.shown_name) for code, topic in catalogue.topics().items() if topic.audience == audience]


@answers(people.services_in)
def services_in(*, fields: Iterable[str]) -> list[str]:
    """people asks catalogue: which services belong to the fields of a mandate"""
    wanted = set(fields)
    rows = catalogue.Item.objects.exclude(topics=[]).values_list("code", "topics")
    return [code for code, topics in rows.iterator() if wanted & set(topics)]


@answers(people.drafts_begun)
def drafts_begun(*, mandate: Any) -> int:
    """people asks intake: what an agent began and can't hand in any more"""
    return intake.Application.objects.filter(mandate=mandate, agent=mandate.agent, state=intake.State.DRAFT).count()


MOST_BEGUN = 100


@answers(people.matters_under)
def matters_under(*, mandates: Iterable[Any]) -> list[people.Begun]:
    """people asks intake and cases: what an officer has in hand for the villagers, in two queries"""
    keys = [mandate.pk for mandate in mandates]
    drafts = intake.Application.objects.filter(mandate__in=keys, state=intake.State.DRAFT).order_by("-id")[:MOST_BEGUN]
    rows = cases.Case.objects.filter(application__mandate__in=keys).select_related("application")
    begun = [
        people.Begun(one.mandate_id, one.shown_item, "", one.get_state_display(), f"/my/applications/{one.pk}/")
        for one in drafts
    ]
    return begun + [_handed_in(case) for case in rows.order_by("-is_open", "-id")[:MOST_BEGUN]]


def _handed_in(case: cases.Case) -> people.Begun:
    due = case.due_on if case.is_open and case.has_due else None
    url = f"/my/cases/{case.pk}/"
    return people.Begun(
        case.application.mandate_id, case.shown_item, case.number, case.state_name, url, due, case.is_open
    )
