"""Systems that people sign in to, twice at once (A3)."""

from __future__ import annotations

import itertools
from functools import partial
from typing import Any

from django.conf import settings

from tests import walking as w
from tests.twice.on_the_rest import account, user_of
from tests.twice.scenario import ANY, BOTH, ONE_WINS, THE_SAME, Act, Call, Facts, Scenario, keys
from tongban.people.api import User
from tongban.people.oidc import codes, connecting, linking, registering
from tongban.people.oidc.models import Authorization, Connection, System, Token, UpperIdentity
from tongban.people.oidc.upper import Said
from tongban.people.tests.calling import CHALLENGE, FACTS

_serial = itertools.count()


def pair(make: Any) -> tuple[Call, Call]:
    return partial(make, number=0), partial(make, number=1)


def proposed() -> Facts:
    return keys(system=registering.propose_system(**FACTS, by=w.user("admin1")))


def live() -> Facts:
    system = registering.propose_system(**FACTS, by=w.user("admin1"))
    return keys(system=registering.approve_system(system=system, by=w.user("admin2")))


def system_of(facts: Facts) -> System:
    return System.objects.select_related("proposed_by").get(pk=facts["system"])


def registered(facts: Facts, number: int) -> Act:
    by = w.user(f"admin{number + 1}")
    return lambda: registering.propose_system(**FACTS, by=by)


def released(facts: Facts, number: int) -> Act:
    system, by = system_of(facts), w.user("admin2")
    return lambda: registering.approve_system(system=system, by=by)


def refused(facts: Facts, number: int) -> Act:
    system, by = system_of(facts), w.user("admin2")
    return lambda: registering.refuse_system(system=system, reason="不需要", by=by)


def stopped(facts: Facts, number: int) -> Act:
    system, by = system_of(facts), w.user(f"admin{number + 1}")
    return lambda: registering.stop_system(system=system, by=by)


def keyed(facts: Facts, number: int) -> Act:
    system, by = system_of(facts), w.user(f"admin{number + 1}")
    return lambda: registering.make_secret(system=system, by=by)


def person_and_system() -> Facts:
    return account() | live()


def agreed(facts: Facts, number: int) -> Act:
    system, by = system_of(facts), user_of(facts)
    return lambda: connecting.connect(system=system, scopes=["openid"], by=by)


def connected() -> Facts:
    facts = person_and_system()
    made = connecting.connect(system=system_of(facts), scopes=["openid"], by=user_of(facts))
    return facts | keys(connection=made)


def taken_back(facts: Facts, number: int) -> Act:
    found, by = Connection.objects.select_related("system").get(pk=facts["connection"]), user_of(facts)
    return lambda: connecting.disconnect(connection=found, by=by)


def with_code() -> Facts:
    facts = connected()
    code = codes.issue(
        connection=Connection.objects.get(pk=facts["connection"]), redirect_uri=FACTS["redirect_uris"][0],
        scopes=["openid"], code_challenge=CHALLENGE, auth_time=0, acr="urn:tongban:loa:1", session="",
    )  # fmt: skip
    return facts | {"code": code}


def changed(facts: Facts, number: int) -> Act:
    """What the token endpoint does with a code."""
    client_id = system_of(facts).client_id

    def change() -> str:
        found = codes.claimed(facts["code"], client_id)
        if found is not None:
            codes.sign_in_at_system(authorization=found, token=f"{facts['code']}{number}")
        return "had a code" if found else "had none"

    return change


def no_token_is_good(facts: Facts) -> None:
    """The code came twice, so whatever the first got is worth nothing."""
    rows = Token.objects.select_related("authorization__connection__system", "authorization__connection__user")
    assert not any(token.is_good for token in rows.filter(authorization__connection=facts["connection"]))
    assert Authorization.objects.get(connection=facts["connection"]).revoked_at is not None


def used() -> Facts:
    facts = with_code()
    found = codes.claimed(facts["code"], system_of(facts).client_id)
    assert found is not None
    codes.sign_in_at_system(authorization=found, token=facts["code"])
    return facts


def reused(facts: Facts, number: int) -> Act:
    rows = Authorization.objects.select_related("connection__system")
    found = rows.get(connection=facts["connection"])
    return lambda: codes.stop_after_reuse(authorization=found)


def upper_person() -> Facts:
    return account() | {"subject": f"subject-{next(_serial)}"}


def said_of(facts: Facts) -> Said:
    return Said(subject=facts["subject"], level=1, auth_time=0, amr=[], name="演示·省来")


def joined(facts: Facts, number: int) -> Act:
    user, said = user_of(facts), said_of(facts)
    return lambda: linking.link_upper(user=user, said=said, by=user)


def opened(facts: Facts, number: int) -> Act:
    said = said_of(facts)
    return lambda: linking.open_by_upper(said=said)


def one_account(facts: Facts) -> None:
    assert UpperIdentity.objects.filter(subject_digest=said_of(facts).subject_digest).count() == 1


def linked() -> Facts:
    facts = upper_person()
    user: User = user_of(facts)
    linking.link_upper(user=user, said=said_of(facts), by=user)
    return facts


def parted(facts: Facts, number: int) -> Act:
    user = user_of(facts)
    return lambda: linking.unlink_upper(user=user, by=user)


assert settings.UPPER_ISSUER == ""  # the scenarios need no upper platform
SCENARIOS: dict[str, Scenario] = {
    "people.propose_system": Scenario(dict, pair(registered), BOTH, {"people.propose_system": 2}),
    "people.approve_system": Scenario(
        proposed, pair(released), ONE_WINS, {"people.approve_system": 1}, told="decided already"
    ),
    "people.refuse_system": Scenario(
        proposed, pair(refused), ONE_WINS, {"people.refuse_system": 1}, told="decided already"
    ),
    "people.stop_system": Scenario(live, pair(stopped), ONE_WINS, {"people.stop_system": 1}, told="not connected"),
    "people.make_secret": Scenario(live, pair(keyed), BOTH, {"people.make_secret": 2}),
    "people.connect": Scenario(person_and_system, pair(agreed), THE_SAME, {"people.connect": 1}),
    "people.disconnect": Scenario(connected, pair(taken_back), THE_SAME, {"people.disconnect": 1}),
    "people.sign_in_at_system": Scenario(with_code, pair(changed), ANY, after=no_token_is_good),
    "people.stop_after_reuse": Scenario(used, pair(reused), THE_SAME, {"people.code_used_twice": 1}),
    "people.link_upper": Scenario(
        upper_person, pair(joined), ONE_WINS, {"people.link_upper": 1}, told="linked to another", after=one_account
    ),
    "people.open_by_upper": Scenario(
        upper_person, pair(opened), THE_SAME, {"people.open_by_upper": 1}, after=one_account
    ),
    "people.unlink_upper": Scenario(linked, pair(parted), THE_SAME, {"people.unlink_upper": 1}),
}
