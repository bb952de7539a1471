"""Every route of one's own pages and files, with the things of somebody else, for an agent in every standing.

Own, other, revoked, expired, not yet begun, for another service, without the right to see: only what counts today opens.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests import walking as w
from tests.rights import Question, addresses, asked
from tests.town import OWNER, STRANGER, Town, build
from tongban.flow.policy import Visitor, policy
from tongban.flow.routes import everything
from tongban.kit import clock
from tongban.people.mandates.choosing import CHOSEN
from tongban.people.mandates.models import ALL_DEEDS, Mandate

pytestmark = [pytest.mark.load, pytest.mark.once]

THEIRS = ("/my/", "/files/")
DAY = dt.timedelta(days=1)


def standings() -> dict[str, dict[str, Any]]:
    today = clock.today()
    return {
        "none": {},
        "another's": {"agent": w.user("citizen3")},
        "revoked": {"state": "revoked"},
        "given up": {"state": "left"},
        "only asked": {"state": "asked", "principal": None},
        "expired": {"until": today - DAY},
        "not yet": {"since": today + DAY},
        "another service": {"scope": "items", "items": [w.item(w.WATER).code]},
        "another field": {"scope": "topics", "items": ["person.999"]},
        "began before": {"sees_earlier": False, "since": today + DAY - DAY, "until": today, "late": True},
        "without seeing": {"deeds": []},
    }


NAMES = (
    "none", "another's", "revoked", "given up", "only asked", "expired", "not yet", "another service", "another field",
    "began before", "without seeing",
)  # fmt: skip


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def again(town: Town) -> Iterator[None]:
    """Each walk leaves the town as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def mandate_of(**changed: Any) -> Mandate:
    late = changed.pop("late", False)
    given: dict[str, Any] = {
        "kind": "family", "capacity": "child", "principal": w.user(OWNER), "agent": w.user(STRANGER), "state": "active",
        "deeds": ALL_DEEDS, "sees_earlier": True, "consent": "online", "until": clock.today() + 9 * DAY,
    }  # fmt: skip
    made = Mandate.objects.create(**given | changed)
    if late:
        Mandate.objects.filter(pk=made.pk).update(since=clock.today())
    return made


def agent(mandate: Mandate | None) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(w.user(STRANGER))
    if mandate is not None:
        session = client.session
        session[CHOSEN] = str(mandate.pk)
        session.save()
    return client


def of_the_owner(town: Town) -> Iterator[Question]:
    """Every page of the owner's own things, and every list."""
    visitor = Visitor(STRANGER, "stranger")
    for route in everything():
        if route.path.startswith(THEIRS):
            line = policy().line(route.path)
            for url, thing, words, foreign in addresses(route, line, town):
                if not foreign and (thing.owner == OWNER if thing else not route.parameters):
                    yield Question(line, "GET", url, visitor, thing, words)


@pytest.mark.parametrize("how", NAMES)
def test_nothing_opens_without_a_mandate_that_counts(town: Town, again: None, how: str) -> None:
    changed = standings()[how]
    if how == "began before":
        changed["since"] = clock.today() + DAY  # what the town holds was begun today
        with clock.turned_to(clock.now() + DAY):
            return walked(town, agent(mandate_of(**changed | {"until": clock.today() + DAY})), how)
    walked(town, agent(mandate_of(**changed) if how != "none" else None), how)


def walked(town: Town, client: Client, how: str) -> None:
    wrong = []
    for visit in of_the_owner(town):
        answer = asked(client, visit)
        opened = visit.thing and answer.status not in (302, 403, 404, 405, 409)
        if opened or [word for word in town.secrets if word in answer.body]:
            wrong.append((visit.url, answer.status))
    assert wrong == [], how


def test_what_counts_opens_the_cases_and_papers_and_no_more(town: Town, again: None) -> None:
    client = agent(mandate_of())
    status: dict[str, set[int]] = {}
    for visit in of_the_owner(town):
        status.setdefault(visit.line.path, set()).add(asked(client, visit).status)
    for path in ("/my/cases/<uuid:key>/", "/my/applications/<uuid:key>/receipt/", "/my/licences/<uuid:key>/"):
        assert 200 in status[path], path
    assert 200 in status["/files/papers/<uuid:key>/"] | status["/files/<uuid:key>/"]
    for path in ("/my/ratings/<uuid:key>/", "/my/bookings/<uuid:key>/"):  # one's own
        assert status[path] <= {302, 403, 404}, path


def test_without_the_result_no_licence_opens(town: Town, again: None) -> None:
    client = agent(mandate_of(deeds=["see", "apply"]))
    licence = town.one("licence").key
    assert client.get(f"/my/licences/{licence}/").status_code == 403
    assert client.get("/my/licences/").content.decode().count(licence) == 0


def test_who_acts_for_nobody_now_is_asked_to_choose_first(town: Town, again: None) -> None:
    mandate_of()
    answer = agent(None).get(f"/my/cases/{town.one('case').key}/")
    assert answer.status_code == 409 and w.user(OWNER).id_number not in answer.content.decode()
