"""Every route with every role and with none: closed by default, no fault anywhere, nothing of a stranger's.

A new route is walked as soon as it stands in a `urls.py`; only a new *name* of a part of a path has to be told here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from demo.people import id_number
from tests import walking as w
from tests.town import AT_WORK, NOBODY, OWNER, STRANGER, Town, Visitor, build
from tongban.flow.routes import Route, everything
from tongban.kit.checkdigits import mod37_36
from tongban.people.registering import begin_registration

# Part of a path → kinds of things that may stand there. `key` is whatever the route's room keeps.
PARTS: dict[str, list[str]] = {
    "key": ["case", "application", "file", "paper", "invitation", "message", "licence", "item", "row", "import"],
    "number": ["number"],
    "code": ["code"],
    "title": ["title"],
    "page": ["page"],
    "name": ["act", "page of the theme"],
    "slug": ["slug"],
    "who": ["who"],
    "path": ["path"],
    "place": ["place"],
    "version": ["version"],
    "digest": ["digest"],
    "kind": ["kind"],
}
WORDS: dict[str, list[str]] = {
    "page": ["applicant", "business", "none-such"],
    "act": ["accept", "review", "decide", "none-such"],
    "page of the theme": ["home", "none-such"],
    "slug": ["birth", "proofs", "pages", "permits", "none-such"],
    "who": ["person", "enterprise", "none-such"],
    "path": ["none/such"],
    "place": ["510131000000", "5101", "510131001000", "none-such"],
    "version": ["1", "99"],
    "kind": ["own", "inherited", "none-such"],
}
# A path before `key` tells what is kept there; what is not told takes keys of every kind.
ROOMS = {
    "/my/applications/": ["application", "case"],
    "/desk/window/": ["application", "case"],
    "/my/cases/bundle/item/": ["waiting", "case"],
    "/my/cases/bundle/": ["bundle", "case"],
    "/desk/cases/bundle/": ["bundle", "case"],
    "/my/cases/": ["case", "application"],
    "/desk/cases/": ["case", "application"],
    "/my/licences/": ["licence", "case"],
    "/desk/licences/": ["licence", "case"],
    "/my/ratings/": ["invitation", "case"],
    "/my/messages/": ["message", "case"],
    "/desk/catalogue/basic/": ["basic", "item"],
    "/desk/catalogue/materials/": ["material", "item"],
    "/material-files/": ["public file", "file"],
    "/desk/catalogue/check-up/findings/": ["finding", "item"],
    "/desk/catalogue/check-up/names/": ["names", "item"],
    "/desk/catalogue/imports/": ["import", "case"],
    "/desk/catalogue/": ["item", "case"],
    "/desk/statutes/": ["statute", "item"],
    "/files/papers/": ["paper", "file"],
    "/files/": ["file", "paper"],
    "/desk/outbox/": ["row"],
    "/my/bookings/": ["booking", "case"],
    "/desk/bookings/": ["booking", "case"],
    "/desk/halls/": ["hall", "case"],
    "/halls/": ["hall", "case"],
}
# What a page needs behind the question mark to be a page.
ASKS = {"/my/applications/start/": "item", "/my/bookings/new/": "item"}
SIGN_IN = "/account/sign-in/"
# Open to anybody in the demo on purpose, with a warning on the page: letters that would have been sent.
DEMO_ONLY = {"/account/mail-box/"}
# Where a signature or a token of its own stands for CSRF, and why.
WITHOUT_CSRF = {
    "/api/check": "the API for programs: no cookie is read, nothing is written",
    "/api/check/file": "the API for programs: no cookie is read, nothing is written",
    "/api/progress": "the API for programs: no cookie is read, nothing is written",
}


NEWCOMER = {
    "name": "演示·新来者",
    "id_number": id_number("19900101", "018"),
    "email": "",
    "password": "Ein-langes-Wort-9",
}
_phones = itertools.count(7000)


@dataclass(frozen=True)
class Visit:
    route: Route
    url: str
    keys: tuple[str, ...]


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """Built once for all walks of this file, and undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


ROUTES = everything()


def visits(route: Route, town: Town) -> Iterator[Visit]:
    """The route with real keys: of the kinds that its room keeps, and one of another kind."""
    choices = [list(values_for(route, name, town)) for name in route.parameters]
    for chosen in itertools.product(*choices):
        url = route.path
        for name, value in zip(route.parameters, chosen, strict=True):
            url = re.sub(rf"<(?:\w+:)?{name}>", value, url)
        if route.path in ASKS:
            url += f"?{ASKS[route.path]}={town.things['code'][0]}"
        yield Visit(route, url, tuple(value for value in chosen if value in town.ours))


def values_for(route: Route, name: str, town: Town) -> Iterator[str]:
    assert name in PARTS, f"{route.path}: say in PARTS what <{name}> may be"
    kinds = PARTS[name]
    if name == "key":
        kinds = next((kinds for start, kinds in ROOMS.items() if route.path.startswith(start)), kinds)
    if name == "name":
        kinds = ["page of the theme"] if route.path.startswith("/theme/") else ["act"]
    for place, kind in enumerate(kinds):
        found = WORDS.get(kind) or town.things.get(kind, [])
        yield from found[:1] if place and name == "key" else found


def client_of(visitor: Visitor, **options: Any) -> Client:
    client = Client(headers={"accept-language": "en"}, **options)
    if visitor.login != NOBODY:
        client.force_login(w.user(visitor.login))
    if visitor.login == AT_WORK and not options:
        client.post("/desk/window/find/", {"id_number": w.user(OWNER).id_number, "name": w.user(OWNER).name})
    if visitor.login == OWNER and not options:
        wants_an_account(client)
    return client


def wants_an_account(client: Client) -> None:
    session = client.session
    session["registration"] = str(begin_registration(**NEWCOMER, phone=f"1390000{next(_phones)}").pk)
    session.save()


class Faults(list[str]):
    def note(self, visit: Visit, visitor: Visitor, said: object) -> None:
        self.append(f"{visit.route.path} [{visit.url}] as {visitor}: {said}")


WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.I)
# What reading may write: the session, counted tries at a door, and who looked at whose data.
MAY_BE_WRITTEN = {"django_session", "people_attempt", "audit_look"}


@dataclass
class Answer:
    status: int
    location: str
    body: str
    written: set[str]


def asked(client: Client, url: str) -> Answer:
    """GET; what it wrote is noted, an error of the program is raised."""
    written: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if wrote := WRITES.match(sql):
            written.add(wrote[2])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        response = client.get(url)
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return Answer(response.status_code, response.headers.get("Location", ""), body.decode("utf-8", "replace"), written)


# closed by default


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_view_says_who_may_enter(route: Route) -> None:
    assert route.entry in ("anybody", "citizen", "official"), "put @anybody, @citizen or @official(…) on it"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_a_route_of_the_desk_is_for_officials_and_no_other_is(route: Route) -> None:
    assert (route.entry == "official") == route.path.startswith("/desk/")


def test_every_permission_that_a_route_asks_for_is_held_by_a_role() -> None:
    from tongban.people.api import ROLES

    held = set().union(*(role.permissions for role in ROLES.values()))
    assert {p for route in ROUTES for p in route.permissions} <= held


def test_zones_serve_only_their_own_routes() -> None:
    """TONGBAN_ZONE splits the tree: the public process knows no page of the desk, and the other way round."""
    from config import urls

    public = {str(pattern.pattern) for pattern in urls.PUBLIC}
    official = {str(pattern.pattern) for pattern in urls.OFFICIAL}
    assert all(pattern.startswith("desk/") for pattern in official)
    assert not any(pattern.startswith("desk") for pattern in public)


# the walk


def wanted(visit: Visit, visitor: Visitor, answer: Answer) -> str:
    """What is wrong with this answer; empty when it is right."""
    route = visit.route
    if answer.status >= 500:
        return f"status {answer.status}"
    if route.entry != "anybody" and visitor.login == NOBODY:
        right = answer.status == 302 and answer.location.startswith(SIGN_IN)
        return "" if right else f"status {answer.status} instead of the way to the sign-in"
    if not enters(route, visitor) and answer.status not in (403, 405):
        return f"status {answer.status} instead of 403"
    if visit.keys and not may_meet(visitor) and answer.status not in (302, 403, 404, 405):
        return f"status {answer.status} for what belongs to somebody else"
    if visit.keys and not may_meet(visitor) and any(key in answer.location for key in visit.keys):
        return f"leads a stranger to {answer.location}"
    return ""


def may_meet(visitor: Visitor) -> bool:
    """Whether this person may ever see something of the owner's."""
    if visitor.role:
        sees = visitor.permissions & {"cases.see", "cases.receive", "supervision.see", "licences.revoke"}
        return bool(sees) and not visitor.is_outside
    return visitor.login == OWNER


def enters(route: Route, visitor: Visitor) -> bool:
    """Whether the route itself lets this person in; then the rule of the object is asked, and every key is tried."""
    if route.entry == "official":
        return bool(visitor.role and (not route.permissions or visitor.permissions & set(route.permissions)))
    return route.entry == "anybody" or visitor.login != NOBODY


def worth_trying(route: Route, visitor: Visitor, town: Town) -> Iterator[Visit]:
    """Every key for whoever enters; one for whoever does not. What is open to anybody is the same for every role."""
    everything_there = not visitor.role or str(visitor) == "examiner (own)" or route.entry != "anybody"
    whole = enters(route, visitor) and everything_there
    return itertools.islice(visits(route, town), None if whole else 1)


ANSWERED: dict[str, set[int]] = {}  # what each route answered to all who walked
WALKED: list[str] = []


def walk(town: Town, visitor: Visitor) -> Faults:
    faults, client = Faults(), client_of(visitor)
    WALKED.append(visitor.login)
    for route in ROUTES:
        for visit in worth_trying(route, visitor, town):
            try:
                answer = asked(client, visit.url)
            except Exception as error:  # whatever it is, it would have been a 500
                faults.note(visit, visitor, f"{type(error).__name__}: {error}")
                continue
            ANSWERED.setdefault(route.path, set()).add(answer.status)
            if wrong := wanted(visit, visitor, answer):
                faults.note(visit, visitor, wrong)
            if answer.written - MAY_BE_WRITTEN:
                faults.note(visit, visitor, f"GET wrote to {answer.written - MAY_BE_WRITTEN}")
            told = {secret for secret in town.secrets if secret in answer.body and secret not in visit.url}
            if told and not may_meet(visitor) and route.path not in DEMO_ONLY:
                faults.note(visit, visitor, f"tells {sorted(told)[:3]}")
    return faults


VISITORS = [
    NOBODY, OWNER, STRANGER, AT_WORK,
    *(f"{role}-{reach}" for role in (
        "window_clerk", "examiner", "inspector", "head", "decision_maker", "supervisor", "catalogue_editor",
        "catalogue_publisher", "administrator", "hall_director", "list_keeper", "establishment_reviewer",
        "legal_reviewer", "site_keeper",
    ) for reach in ("own", "other", "far")),
]  # fmt: skip


def test_every_role_walks() -> None:
    from tongban.people.api import ROLES

    assert {name.partition("-")[0] for name in VISITORS[4:]} == set(ROLES)


@pytest.mark.load
@pytest.mark.parametrize("login", VISITORS)
def test_every_route(town: Town, login: str) -> None:
    visitor = next(one for one in town.visitors if one.login == login)
    assert walk(town, visitor) == []


LIVING = {200, 204, 405, 422}
ONLY_LEAD_ON = "a redirect is its whole answer"
IN_THE_MIDDLE = "a step at the doors; without the one before it leads back there"
NOT_THERE = {
    "/api/": "the root of the API is only a name",
    "/theme/": "the style guide, shown with TONGBAN_DEBUG=1",
    "/theme/<slug:name>/": "the style guide, shown with TONGBAN_DEBUG=1",
    "/i18n/setlang/": ONLY_LEAD_ON,
    "/account/sign-in/second/": IN_THE_MIDDLE,
    "/account/sign-in/lost/": IN_THE_MIDDLE,
    "/account/sign-in/phone/code/": IN_THE_MIDDLE,
    "/account/recover/second/": IN_THE_MIDDLE,
    "/account/again/on/": IN_THE_MIDDLE,
    "/account/owed/": IN_THE_MIDDLE,
    "/prefer/": ONLY_LEAD_ON,
    "/desk/search/": ONLY_LEAD_ON,
    "/desk/cases/next/": ONLY_LEAD_ON,
    "/desk/cases/number/<str:number>/": ONLY_LEAD_ON,
    "/desk/cases/number/<str:number>/<slug:name>/": ONLY_LEAD_ON,
    "/my/cases/number/<str:number>/": ONLY_LEAD_ON,
    "/my/applications/<uuid:key>/": ONLY_LEAD_ON,
    "/desk/window/<uuid:key>/": ONLY_LEAD_ON,
}


@pytest.mark.load
def test_every_page_answers_somebody(town: Town) -> None:
    """The owner, the clerk at work and each role in its own organ meet more than refusals."""
    for visitor in town.visitors:
        if (visitor.login == OWNER or visitor.reach == "own") and visitor.login not in WALKED:
            walk(town, visitor)
    dead = {path: answered for path, answered in ANSWERED.items() if not answered & LIVING and path not in NOT_THERE}
    assert dead == {}


# POST


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_nothing_is_posted_without_the_token(route: Route, town: Town) -> None:
    if route.path in WITHOUT_CSRF:
        return
    visit = next(visits(route, town))
    for visitor in (Visitor(NOBODY), Visitor(OWNER), Visitor("examiner-own", "examiner", "own")):
        status = client_of(visitor, enforce_csrf_checks=True).post(visit.url, {"reason": "x"}).status_code
        assert status in (403, 405), f"{visit.url} as {visitor}"


def test_no_explanation_is_out_of_date() -> None:
    known = {route.path for route in ROUTES}
    assert set(WITHOUT_CSRF) | DEMO_ONLY | set(NOT_THERE) <= known


# by number


def test_the_demo_mail_box_is_gone_in_production(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", False)
    assert Client().get("/account/mail-box/").status_code == 404


def another_number(number: str) -> str:
    """Well formed, and nobody's."""
    body = f"{number[:-3]}99"
    return body + mod37_36(body)


@pytest.mark.parametrize("wrong", ["", "22222222", "code"])
def test_a_number_alone_tells_nothing(town: Town, wrong: str) -> None:
    """With its query code somebody sees the progress; with a wrong one not even whether the number exists."""
    number = town.things["number"][0]
    answers = set()
    for typed in (number, another_number(number)):
        response = Client(headers={"accept-language": "en"}).post("/progress/", {"number": typed, "code": wrong})
        page = re.sub(r'value="[\w-]+"', "", response.content.decode().replace(typed, ""))
        answers.add((response.status_code, page))
        assert not {word for word in town.secrets if word in page}
    assert len(answers) == 1


def test_the_right_code_shows_the_progress_and_no_person(town: Town) -> None:
    case = w.submitted(w.ELDERLY)
    data = {"number": case.number, "code": case.application.query_code}
    page = Client().post("/progress/", data, follow=True).content.decode()
    assert case.item_name in page
    owner = w.user(OWNER)
    assert not [word for word in (owner.name, owner.id_number, owner.phone, owner.email) if word in page]


# addresses


def test_no_address_asks_for_what_is_personal() -> None:
    """What is typed into a form with GET stands in every log on the way."""
    from pathlib import Path

    personal = re.compile(r"name=\"(?:code|query_code|id_number|phone|email|password|name)\"")
    found = []
    for template in Path(settings.BASE_DIR).glob("*/**/templates/**/*.html"):
        if "node_modules" in template.parts or ".venv" in template.parts:
            continue
        for form in re.findall(r"<form[^>]*method=\"get\".*?</form>", template.read_text(), re.S | re.I):
            found += [f"{template.name}: {hit}" for hit in personal.findall(form)]
    assert found == []
