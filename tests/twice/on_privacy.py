"""Personal data, tried twice at once: opening it, taking it along, correcting it, closing the account (Q2, A7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from demo.people import id_number
from tests import walking as w
from tests.twice.scenario import BOTH, ONE_WINS, THE_SAME, Facts, Scenario, case_of, keys
from tongban.audit.api import Look
from tongban.kit import clock
from tongban.people import api as people
from tongban.people.mandates.models import Mandate
from tongban.people.privacy import closing, correcting, delaying, looks, packages
from tongban.people.privacy.models import Change, Delay, Package

Act = Callable[[], Any]
PASSWORD = "Ein-langes-Wort-9"  # noqa: S105 - of people who exist for a second
PLACE = {"org_code": "11510131MB1234567X", "region_code": "510131000000"}
_serial = iter(range(1, 999))


def pair(call: Callable[[Facts, int], Act]) -> tuple[Any, Any]:
    return partial(call, number=0), partial(call, number=1)


def somebody() -> people.User:
    number = next(_serial)
    return people.register(
        name="演示·二人",
        id_number=id_number(f"19{60 + number % 30}0{1 + number % 9}17", f"{number:03d}"),
        phone=f"1395{number:07d}",
        email="",
        password=PASSWORD,
    )


def person(facts: Facts) -> people.User:
    found: people.User = people.User.objects.get(pk=facts["user"])
    return found


def opened(facts: Facts, number: int) -> Act:
    case, by = case_of(facts), w.user("examiner1")
    return lambda: str(
        looks.open_data(
            subject=case, person=case.user, what="application", reason="examining", words="", works=True, by=by
        ).pk
    )


def one_look(facts: Facts) -> None:
    assert Look.objects.filter(subject_key=facts["case"], until__isnull=False).count() == 1


def asked_for(facts: Facts, number: int) -> Act:
    user = person(facts)
    return lambda: str(packages.ask_package(user=user, by=user).pk)


def packed() -> Facts:
    from tongban.outbox import api as outbox

    user = somebody()
    package = packages.ask_package(user=user, by=user)
    outbox.drain()
    return keys(user=user, package=package)


def fetched(facts: Facts, number: int) -> Act:
    package = Package.objects.select_related("user").get(pk=facts["package"])
    return lambda: len(packages.fetch_package(package=package, by=package.user)) > 0


def waiting_package() -> Facts:
    user = somebody()
    return keys(user=user, package=packages.ask_package(user=user, by=user))


def made(facts: Facts, number: int) -> Act:
    package = Package.objects.select_related("user").get(pk=facts["package"])
    return lambda: packages.pack(package)


def begun(facts: Facts, number: int) -> Act:
    user = person(facts)
    return lambda: (
        correcting.begin_change(
            user=user, channel="phone", address=f"1394000000{number}", password=PASSWORD, by=user
        ).channel
    )


def a_change() -> Facts:
    user = somebody()
    change = correcting.begin_change(
        user=user, channel="phone", address=f"1393{next(_serial):07d}", password=PASSWORD, by=user
    )
    from tongban.messages.api import Delivery

    body = next(row.body for row in Delivery.objects.order_by("-id") if row.address == change.address)
    code = "".join(filter(str.isdigit, body))[:6]
    return keys(user=user, change=change) | {"code": code}


def finished(facts: Facts, number: int) -> Act:
    change = Change.objects.select_related("user").get(pk=facts["change"])
    return lambda: correcting.finish_change(change=change, code=facts["code"], by=change.user).phone


def corrected(facts: Facts, number: int) -> Act:
    user, clerk = person(facts), w.user("clerk1")
    return lambda: (
        correcting.correct_identity(
            user=user, name="演示·改名", id_number=user.id_number, evidence="id_card", by=clerk
        ).name
    )


def closed(facts: Facts, number: int) -> Act:
    user = person(facts)
    return lambda: closing.close_account(user=user, password=PASSWORD, by=user).pk is not None


def two_and_a_mandate() -> Facts:
    one, other = somebody(), somebody()
    Mandate.objects.create(kind="family", principal=one, agent=other, state="active", asked_name=one.name)
    return keys(user=one, other=other)


def both_close(facts: Facts, number: int) -> Act:
    user = people.User.objects.get(pk=facts[("user", "other")[number]])
    return lambda: closing.close_account(user=user, password=PASSWORD, by=user).pk is not None


def staff() -> None:
    for login, role in (("twice-head", "head"), ("twice-law1", "legal_reviewer"), ("twice-law2", "legal_reviewer")):
        if not people.User.objects.filter(login=login).exists():
            people.hire(login=login, name=f"演示·{login}", password=PASSWORD, posts=[{"role": role, **PLACE}])


def rule_asked() -> Facts:
    staff()
    rule = ask(somebody(), "twice-head")
    return keys(rule=rule)


def ask(user: people.User, login: str) -> Delay:
    until = clock.today() + dt.timedelta(days=9)
    words = {"law": "《监察法》", "article": "第十八条", "file_number": "演示1号"}
    return delaying.ask_delay(person=user, until=until, by=w.user(login), **PLACE, **words)


def a_suspect() -> Facts:
    staff()
    return keys(user=somebody())


def rule_wished(facts: Facts, number: int) -> Act:
    user = person(facts)
    return lambda: ask(user, "twice-head").state


def answered(facts: Facts, number: int) -> Act:
    rule, by = Delay.objects.get(pk=facts["rule"]), w.user(f"twice-law{number + 1}")
    return lambda: delaying.answer_delay(rule=rule, agreed=True, by=by).state


def rule_holds() -> Facts:
    facts = rule_asked()
    delaying.answer_delay(rule=Delay.objects.get(pk=facts["rule"]), agreed=True, by=w.user("twice-law1"))
    return facts


def ended(facts: Facts, number: int) -> Act:
    rule, by = Delay.objects.get(pk=facts["rule"]), w.user(f"twice-law{number + 1}")
    return lambda: delaying.end_delay(rule=rule, by=by).state


SCENARIOS: dict[str, Scenario] = {
    "two windows open one case": Scenario(
        lambda: keys(case=w.submitted()), pair(opened), THE_SAME, {}, after=one_look
    ),
    "people.ask_package": Scenario(lambda: keys(user=somebody()), pair(asked_for), THE_SAME, {"people.ask_package": 1}),
    "people.pack": Scenario(waiting_package, pair(made), THE_SAME, {"people.pack": 1}),
    "people.fetch_package": Scenario(packed, pair(fetched), ONE_WINS, {"people.fetch_package": 1}),
    "people.begin_change": Scenario(lambda: keys(user=somebody()), pair(begun), BOTH, {"people.begin_change": 2}),
    "people.finish_change": Scenario(a_change, pair(finished), ONE_WINS, {"people.change_contact": 1}),
    "people.correct_identity": Scenario(
        lambda: keys(user=somebody()), pair(corrected), THE_SAME, {"people.correct_identity": 1}
    ),
    "people._closed": Scenario(lambda: keys(user=somebody()), pair(closed), ONE_WINS, {"people.close_account": 1}),
    "people.end_with_account": Scenario(
        two_and_a_mandate, pair(both_close), BOTH, {"people.end_mandate": 1, "people.close_account": 2}
    ),
    "people.ask_delay": Scenario(a_suspect, pair(rule_wished), BOTH, {"people.ask_delay": 2}),
    "people.answer_delay": Scenario(rule_asked, pair(answered), ONE_WINS, {"people.answer_delay": 1}),
    "people.end_delay": Scenario(rule_holds, pair(ended), ONE_WINS, {"people.end_delay": 1}),
}  # fmt: skip
