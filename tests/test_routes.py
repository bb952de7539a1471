"""Every route with every role and with none, as `tongban rights` asks them: closed by default, no fault anywhere, nothing
of a stranger's. A new route needs a line in `tongban/flow/policy.txt`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests import rights
from tests import walking as w
from tests.rights import Report, person, told
from tests.town import OWNER, Town
from tongban.flow.policy import NOBODY, Held, Place, Visitor, policy
from tongban.flow.routes import Route, everything
from tongban.kit.checkdigits import mod37_36
from tongban.people.api import ROLES

# Where a signature or a token of its own stands for CSRF, and why.
WITHOUT_CSRF = {
    "/api/check": "the API for programs: no cookie is read, nothing is written",
    "/api/check/file": "the API for programs: no cookie is read, nothing is written",
    "/api/ledger/proof": "the API for programs: no cookie is read; a head of the log may be signed",
    "/api/progress": "the API for programs: no cookie is read, nothing is written",
    "/inner/files/<uuid:key>/": "the other zone comes with a seal, and nobody else is answered (documents/tests/test_far)",
    "/oidc/authorize/": "comes from a system's form and becomes an address; nothing is written",
    "/oidc/logout/": "comes from a system's form and becomes an address; nothing is written",
    "/oidc/token/": "for programs: the system's secret, no cookie",
    "/oidc/revoke/": "for programs: the system's secret, no cookie",
    "/oidc/introspect/": "for programs: the system's secret, no cookie",
    "/oidc/userinfo/": "for programs: a token in the header, no cookie, nothing is written",
}
ROUTES = everything()


# closed by default


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_view_says_who_may_enter(route: Route) -> None:
    assert route.entry in ("anybody", "citizen", "official"), "put @anybody, @citizen or @official(…) on it"


def test_the_policy_knows_every_route_and_no_other() -> None:
    said = {line.path for line in policy().routes.values()}
    assert {route.path for route in ROUTES} - said == set(), "say in tongban/flow/policy.txt who may enter"
    assert said - {route.path for route in ROUTES} == set()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_a_view_lets_in_whom_the_policy_names(route: Route) -> None:
    line = policy().line(route.path)
    assert (route.entry, frozenset(route.permissions)) == (line.enters, line.permissions)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_a_route_of_the_desk_is_for_officials_and_no_other_is(route: Route) -> None:
    assert (route.entry == "official") == route.path.startswith("/desk/")


def test_every_permission_that_is_named_is_held_by_a_role() -> None:
    held = set().union(*(role.permissions for role in ROLES.values()))
    asked = {permission for route in ROUTES for permission in route.permissions}
    rules = [*policy().things.values(), *policy().acts.values()]
    rules += [rule for line in policy().routes.values() for rule in [*line.things.values(), *line.lists.values()]]
    named = {permission for rule in rules for right in rule for permission in right.permissions}
    assert asked | named <= held


def test_zones_serve_only_their_own_routes() -> None:
    """TONGBAN_ZONE splits the tree: the public process knows no page of the desk, and the other way round."""
    from config import urls

    public = {str(pattern.pattern) for pattern in urls.PUBLIC}
    official = {str(pattern.pattern) for pattern in urls.OFFICIAL}
    assert all(pattern.startswith(("desk/", "inner/")) for pattern in official)
    assert not any(pattern.startswith("desk") for pattern in public)


# the walk

VISITORS = [NOBODY, OWNER, "citizen2", "agent1", "citizen4", "clerk1", *(f"{role}-own" for role in ROLES)]
REPORT = Report()


@pytest.mark.load
@pytest.mark.once
@pytest.mark.parametrize("login", VISITORS)
def test_every_route(town: Town, login: str) -> None:
    """Officials of other organs and counties: `test_routes_other`, `test_routes_far`."""
    report = Report(answered=REPORT.answered)
    rights.walk(town, person(town, login), report)
    assert told(report) == []


LIVING = {200, 204, 405, 422}
ONLY_LEAD_ON = "a redirect is its whole answer"
ONLY_ASKED_RIGHTLY = "needs a system's whole question; tongban/people/tests/test_oidc_asking.py walks it"
NO_UPPER = "there with TONGBAN_UPPER_OIDC_ISSUER; tests/sign_in walks it"
IN_THE_MIDDLE = "a step at the doors; without the one before it leads back there"
NOT_THERE = {
    "/oidc/authorize/": ONLY_ASKED_RIGHTLY,
    "/oidc/continue/": ONLY_ASKED_RIGHTLY,
    "/oidc/consent/": ONLY_ASKED_RIGHTLY,
    "/oidc/userinfo/": ONLY_ASKED_RIGHTLY,
    "/account/upper/": NO_UPPER,
    "/account/upper/callback/": NO_UPPER,
    "/account/upper/link/": NO_UPPER,
    "/api/": "the root of the API is only a name",
    "/theme/": "the style guide, shown with TONGBAN_DEBUG=1",
    "/theme/<slug:name>/": "the style guide, shown with TONGBAN_DEBUG=1",
    "/inner/files/<uuid:key>/": "for the other zone alone",
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
@pytest.mark.once
def test_every_page_answers_somebody(town: Town) -> None:
    """The owner, the clerk at work and each role in its own organ meet more than refusals."""
    for visitor in town.visitors if not REPORT.answered else []:
        if visitor.login == OWNER or visitor.relation in ("own organ", "at work"):
            rights.walk(town, visitor, REPORT)
    dead = {path: codes for path, codes in REPORT.answered.items() if not codes & LIVING and path not in NOT_THERE}
    assert dead == {}


# it can fail: a rule is broken on purpose, and named


def asked(town: Town, login: str, only: str) -> list[str]:
    report = Report()
    rights.walk(town, person(town, login), report, only=only)
    assert report.asked
    return told(report)


def test_a_post_that_reaches_too_far_is_named(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(town, "examiner-other", "/desk/cases/<uuid:key>/") == []
    monkeypatch.setattr("tongban.people.rules.reaches", lambda post, **where: True)
    found = asked(town, "examiner-other", "/desk/cases/<uuid:key>/")
    assert any(
        "GET /desk/cases/<uuid:key>/ as examiner (other organ): case of citizen1, no: status 200" in x for x in found
    )
    assert any("/acts/<slug:name>/" in x and ", review, no" in x for x in found)


def test_a_list_that_shows_too_much_is_named(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.models import Q

    from tongban.cases import queries

    assert asked(town, "examiner-other", "/desk/") == []
    monkeypatch.setattr(queries, "reach_of", lambda user, permission: ~Q(pk=None))
    monkeypatch.setattr("tongban.cases.views.official.reach_of", queries.reach_of)
    found = asked(town, "examiner-other", "/desk/cases/handouts/")
    assert any("tells of case" in x for x in found)
    assert all("GET /desk/cases/handouts/ as examiner (other organ)" in x and "tells" in x for x in found), found


def test_a_list_that_shows_nothing_is_named(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from tongban.cases.models import Case

    monkeypatch.setattr("tongban.cases.views.citizen.mine", lambda user: Case.objects.none())
    assert any("list of case" in x and "shows none" in x for x in asked(town, OWNER, "/my/cases/"))


def test_a_door_that_stands_open_is_named(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongban.people.access.check_enters", lambda user, permissions: None)
    found = asked(town, "citizen2", "/desk/mistakes/")
    assert any("GET /desk/mistakes/ as citizen2 (stranger): nothing of the town, no: status 200" in x for x in found)


def test_a_rule_that_locks_out_is_named(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongban.people.rules.reaches", lambda post, **where: False)
    found = asked(town, "examiner-own", "/desk/cases/<uuid:key>/")
    assert any("case of citizen1, yes: status 403" in x for x in found)


def test_what_the_policy_forbids_and_the_program_allows_is_named(town: Town) -> None:
    """The two are independent: a stricter policy finds the program too lax."""
    question = rights.Question(
        policy().line("/desk/outbox/"), "GET", "/desk/outbox/", person(town, "administrator-own")
    )
    line = replace(question.line, permissions=frozenset({"catalogue.edit"}))
    strict = replace(question, line=line)
    answer = rights.asked(rights.client_of(question.visitor), question)
    assert rights.fault(question, answer, rights.wanted(question)) == ""
    assert rights.fault(strict, answer, rights.wanted(strict)) == "status 200"


@pytest.mark.parametrize(
    ("post", "thing", "reached"),
    [
        ("510000000000", "510131001000", True),
        ("510131000000", "510131000000", True),
        ("510131000000", "510129000000", False),
        ("510131001000", "510131001002", True),
        ("510131001000", "510131000000", False),
        ("510131001000", "510131010000", False),
    ],
)
def test_the_policy_reads_divisions_by_itself(post: str, thing: str, reached: bool) -> None:
    assert Place("", post).holds(Place("", thing)) is reached
    from tongban.regions.api import in_subtree

    assert in_subtree(thing, post) is reached


@pytest.mark.load
@pytest.mark.once
def test_the_command_says_how_many_and_which(tmp_path: Any) -> None:
    """`tongban rights --json` builds its own town and touches no installation."""
    before = settings.DATA_DIR.stat().st_mtime_ns
    done = subprocess.run(
        [sys.executable, "manage.py", "rights", "--json", "--only", "/desk/outbox/"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, env=os.environ | {"TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["wrong"] == 0 and told["wrong_ones"] == []
    assert told["combinations"] == sum(row["combinations"] for row in told["by_route"].values()) > 100
    assert settings.DATA_DIR.stat().st_mtime_ns == before
    assert list(tmp_path.iterdir()) == []


# POST


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_nothing_is_posted_without_the_token(route: Route, town: Town) -> None:
    if route.path in WITHOUT_CSRF:
        return
    url, *_rest = next(rights.addresses(route, policy().line(route.path), town))
    examiner = Visitor("examiner-own", "own organ", (Held("examiner", Place()),))
    for visitor in (Visitor(NOBODY, "nobody"), Visitor(OWNER, "owner"), examiner):
        status = rights.client_of(visitor, enforce_csrf_checks=True).post(url, {"reason": "x"}).status_code
        assert status in (403, 405), f"{url} as {visitor}"


def test_no_explanation_is_out_of_date() -> None:
    known = {route.path for route in ROUTES}
    assert set(WITHOUT_CSRF) | rights.DEMO_ONLY | set(NOT_THERE) <= known


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
    number = town.one("number").key
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
