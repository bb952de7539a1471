"""Mandates, asked, answered and ended twice at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from demo import filling
from tests import walking as w
from tests.twice.on_the_rest import account, newcomer, pair
from tests.twice.scenario import ANY, BOTH, ONE_WINS, THE_SAME, Act, Call, Facts, Scenario, keys
from tongban.intake import api as intake
from tongban.kit import clock
from tongban.messages.api import Delivery
from tongban.people.counter import person_at_counter
from tongban.people.mandates import asking, attesting, ending, guardians
from tongban.people.mandates.models import Mandate
from tongban.people.mandates.states import State
from tongban.people.models import User

OVERSEERS = ("supervisor1", "supervisor2")
ENDED = "can't be done now"


def mandate_of(facts: Facts) -> Mandate:
    return Mandate.objects.get(pk=facts["mandate"])


def user(facts: Facts, side: str) -> User:
    found: User = User.objects.prefetch_related("posts").get(pk=facts[side])
    return found


def two_people() -> Facts:
    father, daughter = account(), account()
    return {
        "father": father["user"], "daughter": daughter["user"], "name": father["name"], "phone": father["phone"],
    }  # fmt: skip


def asked_by(facts: Facts, number: int) -> Act:
    by = user(facts, "daughter")
    typed = {"name": facts["name"], "phone": facts["phone"], "id_number": "", "capacity": "child"}
    return lambda: asking.ask(**typed, terms=asking.Terms(), by=by)


def requested() -> Facts:
    facts = two_people()
    return facts | keys(mandate=asked_by(facts, 0)())


def with_code() -> Facts:
    facts = requested()
    asking.send_consent_code(mandate=mandate_of(facts), by=user(facts, "father"))
    found = re.search(r"[0-9]{6}", Delivery.objects.filter(user_id=facts["father"]).latest("id").body)
    assert found
    return facts | {"code": found[0]}


def given() -> Facts:
    facts = with_code()
    agreed(facts, 0)()
    return facts


def agreed(facts: Facts, number: int) -> Act:
    mandate, by = mandate_of(facts), user(facts, "father")
    return lambda: asking.agree(mandate=mandate, code=facts["code"], by=by)


def done(action: Callable[..., Any], side: str, **more: Any) -> tuple[Call, Call]:
    def call(facts: Facts, number: int) -> Act:
        mandate, by = mandate_of(facts), user(facts, side)
        return lambda: action(mandate=mandate, by=by, **more)

    return pair(call)


def named() -> Facts:
    """An agent of an enterprise, asked and not yet there."""
    comer = account()
    head = w.user("agent1")
    enterprise = w.enterprise("agent1")
    terms = {"name": comer["name"], "phone": comer["phone"], "terms": asking.Terms(), "may_name_others": False}
    return {"agent": comer["user"]} | keys(mandate=asking.name_agent(enterprise=enterprise, **terms, by=head))


def named_again(facts: Facts, number: int) -> Act:
    head, enterprise = w.user("agent1"), w.enterprise("agent1")
    terms = {"name": facts["name"], "phone": facts["phone"], "terms": asking.Terms(), "may_name_others": False}
    return lambda: asking.name_agent(enterprise=enterprise, **terms, by=head)


def attested(facts: Facts, number: int) -> Act:
    """The same two people at two windows: the later mandate takes the place of the earlier."""
    principal, agent = (
        {name: facts[f"{side}_{name}"] for name in ("name", "id_number")} for side in ("principal", "agent")
    )
    clerk = w.user(f"clerk{number + 1}")
    return lambda: attesting.at_window(
        principal=principal, agent=agent, capacity="child", terms=asking.Terms(deeds=["see", "apply"]), document="111",
        upload=w.upload(), by=clerk,
    )  # fmt: skip


def at_two_windows() -> Facts:
    found: Facts = {}
    for side in ("principal", "agent"):
        comer = newcomer()
        found |= {f"{side}_{name}": comer[name] for name in ("name", "id_number")}
    return found


def one_counts(facts: Facts) -> None:
    agent = person_at_counter(
        name=facts["agent_name"], id_number=facts["agent_id_number"], phone="", by=w.user("clerk1")
    )
    assert Mandate.objects.filter(agent=agent, state=State.ACTIVE).count() == 1


def objected() -> Facts:
    """A village officer wrote a consent down that the villager knows nothing of."""
    comer = newcomer()
    mandate = attesting.on_site(
        name=comer["name"], id_number=comer["id_number"], phone="", terms=asking.Terms(days=31), document="111",
        witness="演示·村会计", upload=w.upload(), by=w.user("village1"),
    )  # fmt: skip
    return {"father": str(mandate.principal_id)} | keys(mandate=mandate)


def to_settle() -> Facts:
    facts = objected()
    ending.object_to(mandate=mandate_of(facts), by=user(facts, "father"))
    return facts


def entered(facts: Facts, number: int) -> Act:
    """The same guardian of the same adult, at two windows."""
    sides = {side: {name: facts[f"{side}_{name}"] for name in ("name", "id_number")} for side in ("principal", "agent")}
    clerk = w.user(f"clerk{number + 1}")
    return lambda: guardians.guardian(
        principal=sides["principal"], agent=sides["agent"], proof="court_decision", paper="（2026）川0131民特12号",
        days=None, upload=w.upload(), by=clerk,
    )  # fmt: skip


def waiting() -> Facts:
    facts = at_two_windows()
    made = entered(facts, 0)()
    return facts | keys(mandate=made) | {"father": str(made.principal_id)}


def seconded(facts: Facts, number: int) -> Act:
    mandate, by = mandate_of(facts), w.user("clerk2")
    return lambda: guardians.second_mandate(mandate=mandate, by=by)


def refused(facts: Facts, number: int) -> Act:
    mandate, by = mandate_of(facts), w.user(f"clerk{number + 1}")
    return lambda: guardians.refuse_mandate(mandate=mandate, why="照片看不清", by=by)


def seconded_or_objected(facts: Facts, number: int) -> Act:
    """The second official agrees while the person says that it is wrong."""
    if number == 0:
        return seconded(facts, 0)
    mandate, by = mandate_of(facts), user(facts, "father")
    return lambda: ending.object_to(mandate=mandate, by=by)


def does_not_count(facts: Facts) -> None:
    assert mandate_of(facts).state in (State.RESTING, State.DECLINED)


def under_guardianship() -> Facts:
    facts = waiting()
    seconded(facts, 0)()
    return facts


def dismissed(facts: Facts, number: int) -> Act:
    by = w.user(f"clerk{number + 1}")
    given = {f"{side}_id_number": facts[f"{side}_id_number"] for side in ("principal", "agent")}
    return lambda: guardians.dismiss(**given, paper="（2026）川0131民特30号", upload=w.upload(), by=by)


def settled(facts: Facts, number: int) -> Act:
    mandate, by = mandate_of(facts), w.user(OVERSEERS[number])
    return lambda: ending.settle(mandate=mandate, words="已核实。", by=by)


def over() -> Facts:
    facts = given()
    Mandate.objects.filter(pk=facts["mandate"]).update(until=clock.today() - dt.timedelta(days=1))
    return facts


def drafted() -> Facts:
    """Under a mandate, whole, and not handed in."""
    facts = given()
    father, daughter = user(facts, "father"), user(facts, "daughter")
    draft = intake.start(item=w.item(w.BIRTH), user=father, by=daughter)
    situation = filling.situation_for(draft.guide)
    draft = intake.save_situation(application=draft, answers=situation, by=daughter)
    answers = filling.answers_for(draft.guide, situation, draft.answers)
    draft = intake.save_page(application=draft, page="all", values=answers, reached=9, by=daughter)
    for need in intake.needs(draft):
        if need.is_missing:
            intake.add_file(application=draft, material_key=need.material.key, upload=w.upload(), by=daughter)
    return facts | keys(application=draft)


def handed_in(facts: Facts) -> Act:
    draft = intake.Application.objects.select_related("user", "version").get(pk=facts["application"])
    by = user(facts, "daughter")
    return lambda: intake.submit(application=draft, by=by)


def revoked(facts: Facts) -> Act:
    mandate, by = mandate_of(facts), user(facts, "father")
    return lambda: ending.revoke(mandate=mandate, by=by)


def nothing_after_the_revocation(facts: Facts) -> None:
    """Handed in before, or not at all."""
    draft, mandate = intake.Application.objects.get(pk=facts["application"]), mandate_of(facts)
    assert mandate.state == State.REVOKED and mandate.ended_at is not None
    assert draft.submitted_at is None or draft.submitted_at <= mandate.ended_at


END = {"people.revoke_mandate": 1}
SCENARIOS = {
    "people.ask": Scenario(two_people, pair(asked_by), BOTH, {"people.ask_mandate": 2}),
    "people.send_consent_code": Scenario(
        requested, done(asking.send_consent_code, "father"), BOTH, {"people.send_mandate_code": 2}
    ),
    "people.agree": Scenario(with_code, pair(agreed), ONE_WINS, {"people.agree_mandate": 1}, told="."),
    "people.accept": Scenario(named, done(asking.accept, "agent"), ONE_WINS, {"people.accept_mandate": 1}, told=ENDED),
    "people.decline": Scenario(
        requested, done(asking.decline, "father"), ONE_WINS, {"people.decline_mandate": 1}, told=ENDED
    ),
    "people.take_back": Scenario(
        requested, done(asking.take_back, "daughter"), ONE_WINS, {"people.take_mandate_back": 1}, told=ENDED
    ),
    "people.name_agent": Scenario(account, pair(named_again), BOTH, {"people.name_agent": 2}),
    "people._written": Scenario(at_two_windows, pair(attested), BOTH, after=one_counts),
    "people.revoke": Scenario(given, done(ending.revoke, "father"), ONE_WINS, END, told=ENDED),
    "people.leave": Scenario(given, done(ending.leave, "daughter"), ONE_WINS, {"people.leave_mandate": 1}, told=ENDED),
    "people.revoke and give up": Scenario(
        given, (done(ending.revoke, "father")[0], done(ending.leave, "daughter")[1]), ONE_WINS, told=ENDED
    ),
    "people._expire": Scenario(
        over, pair(lambda facts, number: partial(ending.expire, mandate=mandate_of(facts))), THE_SAME,
        {"people.end_mandate": 1},
    ),
    "people.remind": Scenario(
        given, pair(lambda facts, number: partial(ending.remind, mandate=mandate_of(facts))), THE_SAME,
        {"people.remind_mandate": 1},
    ),
    "people.object_to": Scenario(
        objected, done(ending.object_to, "father"), ONE_WINS, {"people.object_to_mandate": 1}, told=ENDED
    ),
    "people.settle": Scenario(
        to_settle, pair(settled), ONE_WINS, {"people.settle_objection": 1}, told="no open objection"
    ),
    "people.guardian": Scenario(
        at_two_windows, pair(entered), ONE_WINS, {"people.enter_guardian": 1, "people.met_at_counter": 2}, told="waits for a second official",
    ),
    "people.second_mandate": Scenario(
        waiting, pair(seconded), ONE_WINS, {"people.second_mandate": 1}, told=ENDED
    ),
    "people.second_mandate (while the person objects)": Scenario(
        waiting, pair(seconded_or_objected), ANY, after=does_not_count
    ),
    "people.refuse_mandate": Scenario(
        waiting, pair(refused), ONE_WINS, {"people.refuse_mandate": 1}, told=ENDED
    ),
    "people.dismiss": Scenario(
        under_guardianship, pair(dismissed), ONE_WINS, {"people.dismiss_guardian": 1}
    ),
    "handed in while it is revoked": Scenario(
        drafted, (handed_in, revoked), ANY, after=nothing_after_the_revocation
    ),
}  # fmt: skip
