"""Identities tried twice at once: compared, looked at, withdrawn, merged, frozen (A1, A2)."""

from __future__ import annotations

import itertools
import re
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from demo.people import id_number
from demo.registers.server import Registers, connected
from tests import walking as w
from tests.twice.scenario import BOTH, ONE_WINS, Act, Call, Facts, Scenario, keys
from tongban.kit.act import SYSTEM
from tongban.messages.api import Delivery
from tongban.outbox import api as outbox
from tongban.people import api as people
from tongban.people.api import Freeze, Merge, MergeAsked, User, Verification
from tongban.people.assurance.beginning import ask_whose_account, tell_whose_account
from tongban.people.assurance.freezing import by_register
from tongban.people.factors.models import DoorCode
from tongban.people.registering import begin_registration, open_account

_serial = itertools.count(400)
CLERKS = ("clerk1", "clerk2")


def pair(make: Any) -> tuple[Call, Call]:
    return partial(make, number=0), partial(make, number=1)


def newcomer(**more: str) -> Facts:
    serial = next(_serial)
    given = {"name": f"演示·身份{serial}", "id_number": id_number("19910101", f"{serial:03d}"), "email": ""}
    user = people.register(**given | {"phone": f"1390008{serial:04d}", "password": "Ein-langes-Wort-9"} | more)
    return keys(user=user)


def user_of(facts: Facts, name: str = "user") -> User:
    found: User = User.objects.get(pk=facts[name])
    return found


def registers() -> Registers:
    """In this process, for as long as it lives."""
    line = connected(Path(tempfile.mkdtemp()))
    server = line.__enter__()
    server.line = line  # type: ignore[attr-defined]
    return server


def compared(facts: Facts, number: int) -> Act:
    user, server = user_of(facts), registers()
    if facts.get("known", True):
        server.persons[(user.id_type, user.id_number)] = {"name": user.name, "status": "alive"}
    return lambda: people.compare(user=user, by=user).outcome


def unknown() -> Facts:
    return newcomer() | {"known": False}


def named_a_phone() -> Facts:
    facts = newcomer()
    User.objects.filter(pk=facts["user"]).update(phone_unproved=True)
    return facts


def asked_phone(facts: Facts, number: int) -> Act:
    user, clerk = user_of(facts), w.user("clerk1")
    return lambda: people.send_phone_code(user=user, by=clerk)


def with_phone_code() -> Facts:
    facts = named_a_phone()
    asked_phone(facts, 0)()
    outbox.drain()
    found = re.search(r"[0-9]{6}", Delivery.objects.filter(user_id=facts["user"]).latest("id").body)
    assert found
    return facts | {"code": found[0]}


def proved_phone(facts: Facts, number: int) -> Act:
    user, clerk = user_of(facts), w.user("clerk1")
    return lambda: people.prove_phone(user=user, code=facts["code"], by=clerk)


def looked_at(facts: Facts, number: int) -> Act:
    user, clerk = user_of(facts), w.user(CLERKS[number])
    return lambda: people.verify_at_window(user=user, by=clerk, **w.look_at(user))


def seen() -> Facts:
    facts = newcomer()
    user = user_of(facts)
    row = people.verify_at_window(user=user, by=w.user("clerk1"), **w.look_at(user))
    return facts | keys(verification=row)


def withdrawn(facts: Facts, number: int) -> Act:
    row, clerk = Verification.objects.select_related("user").get(pk=facts["verification"]), w.user(CLERKS[number])
    return lambda: people.withdraw(verification=row, reason="看错了", by=clerk)


def frozen(facts: Facts, number: int) -> Act:
    user, clerk = user_of(facts), w.user(CLERKS[number])
    return lambda: people.freeze(user=user, cause="stolen", reason="冒用", by=clerk)


def dead() -> Facts:
    facts = newcomer()
    told = people.Told("dead", register="population", reference="0")
    made = by_register(user=user_of(facts), cause=Freeze.Cause.DEAD_REGISTER, told=told)
    assert made is not None
    return facts | keys(freeze=made)


def thawed(facts: Facts, number: int) -> Act:
    row, clerk = Freeze.objects.select_related("user").get(pk=facts["freeze"]), w.user(CLERKS[number])
    return lambda: people.thaw(frozen=row, reason="人还健在", by=clerk)


def twins() -> Facts:
    """Two accounts of one number, one of them opened online; both clerks looked at the document."""
    facts = newcomer()
    first, serial = user_of(facts), next(_serial)
    given = {"name": first.name, "id_number": first.id_number, "phone": f"1390007{serial:04d}", "email": ""}
    second = open_account(begin_registration(**given, password="Ein-langes-Wort-9"))
    for clerk in CLERKS:
        people.verify_at_window(user=first, by=w.user(clerk), **w.look_at(first))
    return keys(first=first, second=second)


def asked_to_merge(facts: Facts, number: int) -> Act:
    kept, old, clerk = user_of(facts, "first"), user_of(facts, "second"), w.user(CLERKS[number])
    read = {"shown": "document", "number": old.id_number, "again": old.id_number[-6:]}
    return lambda: people.ask_to_merge(kept=kept, old=old, reason="重复", by=clerk, **read)


def asked_before() -> Facts:
    facts = two_of_one()
    return facts | keys(asked=asked_to_merge(facts, 0)())


def confirmed(facts: Facts, number: int) -> Act:
    asked, clerk = MergeAsked.objects.select_related("kept", "old").get(pk=facts["asked"]), w.user("clerk2")
    return lambda: people.confirm_merge(asked=asked, by=clerk)


def dropped(facts: Facts, number: int) -> Act:
    asked, clerk = MergeAsked.objects.select_related("kept", "old").get(pk=facts["asked"]), w.user(CLERKS[number])
    return lambda: people.drop_merge(asked=asked, reason="不是一人", by=clerk)


def settled_once(facts: Facts) -> None:
    """Merged, or dropped: never both."""
    row = MergeAsked.objects.get(pk=facts["asked"])
    assert row.settled_at and bool(row.made_id) == Merge.objects.filter(old=facts["second"]).exists()


def asked_crosswise(facts: Facts, number: int) -> Act:
    """Each account into the other, both asked for by one clerk; the other agrees to both."""
    asked = MergeAsked.objects.select_related("kept", "old").get(pk=facts[f"asked{number}"])
    return lambda: people.confirm_merge(asked=asked, by=w.user("clerk2"))


def both_asked() -> Facts:
    facts = two_of_one()
    for number, order in enumerate((("first", "second"), ("second", "first"))):
        row = asked_to_merge({"first": facts[order[0]], "second": facts[order[1]]}, 0)()
        facts |= keys(**{f"asked{number}": row})
    return facts


def two_of_one() -> Facts:
    """Two accounts of one name under two documents, both looked at by both clerks."""
    serial = next(_serial)
    name, made = f"演示·一人{serial}", dict[str, str]()
    for place, document in (("first", "414"), ("second", "516")):
        number = f"X{serial:08d}" if document == "414" else f"H{serial:08d}"
        phone = f"13900{serial}{len(made):03d}"
        facts = newcomer(name=name, id_type=document, id_number=number, phone=phone)
        made[place] = facts["user"]
        for clerk in CLERKS:
            user = user_of(facts)
            people.verify_at_window(user=user, by=w.user(clerk), **w.look_at(user))
    return made


def merged(facts: Facts, number: int) -> Act:
    kept, old, clerk = user_of(facts, "first"), user_of(facts, "second"), w.user(CLERKS[number])
    return lambda: people.merge(kept=kept, old=old, reason="重复", by=clerk)


def one_is_left(facts: Facts) -> None:
    active = [user_of(facts, name).is_active for name in ("first", "second")]
    assert sorted(active) == [False, True] and Merge.objects.filter(old__in=facts.values()).count() == 1


def merged_before() -> Facts:
    facts = twins()
    made = people.merge(kept=user_of(facts, "first"), old=user_of(facts, "second"), reason="重复", by=w.user("clerk1"))
    return facts | keys(merge=made)


def unmerged(facts: Facts, number: int) -> Act:
    made, clerk = Merge.objects.select_related("kept", "old").get(pk=facts["merge"]), w.user("clerk2")
    return lambda: people.unmerge(made=made, reason="弄错了", by=clerk)


def enterprise() -> Facts:
    from stdnum.cn import uscc

    stem = f"92510131DEMK{next(_serial):05d}"
    facts, code = newcomer(), stem + uscc.calc_check_digit(stem)
    agency = people.act_for(
        user=user_of(facts), uscc=code, name="演示比对店", capacity="legal_representative", by=SYSTEM
    )
    return facts | keys(enterprise=agency.enterprise)


def compared_enterprise(facts: Facts, number: int) -> Act:
    found, user, server = people.Enterprise.objects.get(pk=facts["enterprise"]), user_of(facts), registers()
    server.bodies[found.uscc] = {"name": found.name, "legal_representative": user.name, "status": "registered"}
    return lambda: people.compare_enterprise(enterprise=found, by=user).outcome


def asked_whose(facts: Facts, number: int) -> Act:
    typed = user_of(facts).id_number
    return lambda: str(ask_whose_account(typed=typed).pk)


def wondering() -> Facts:
    facts = newcomer()
    return facts | keys(wanted=ask_whose_account(typed=user_of(facts).id_number))


def told_whose(facts: Facts, number: int) -> Act:
    wanted = DoorCode.objects.get(pk=facts["wanted"])
    return lambda: tell_whose_account(wanted)


def one_letter(facts: Facts) -> None:
    assert Delivery.objects.filter(user_id=facts["user"]).count() == 1


SCENARIOS: dict[str, Scenario] = {
    "people.compare": Scenario(unknown, pair(compared), BOTH, {"people.compared": 2}),
    "people._agreed": Scenario(
        newcomer, pair(compared), ONE_WINS, {"people.compare": 1}, told="agree with the register already"
    ),
    "people.verify_at_window": Scenario(newcomer, pair(looked_at), BOTH, {"people.verify_at_window": 2}),
    "people.send_phone_code": Scenario(named_a_phone, pair(asked_phone), BOTH, {"people.send_phone_code": 2}),
    "people.prove_phone": Scenario(with_phone_code, pair(proved_phone), ONE_WINS, {"people.prove_phone": 1}, told="."),
    "people.withdraw": Scenario(seen, pair(withdrawn), ONE_WINS, {"people.withdraw_level": 1}, told="withdrawn already"),
    "people._frozen": Scenario(newcomer, pair(frozen), ONE_WINS, {"people.freeze": 1}, told="frozen already"),
    "people.thaw": Scenario(dead, pair(thawed), ONE_WINS, {"people.thaw": 1}, told="undone already"),
    "people.merge": Scenario(
        twins, pair(merged), ONE_WINS, {"people.merged_away": 1, "people.merge": 1},
        told="merged already", after=one_is_left,
    ),
    "people.ask_to_merge": Scenario(
        two_of_one, pair(asked_to_merge), ONE_WINS, {"people.ask_merge": 1}, told="waits for a second official"
    ),
    "people.confirm_merge": Scenario(
        asked_before, pair(confirmed), ONE_WINS, {"people.merged_away": 1, "people.merge": 1}, told="settled already"
    ),
    "people.confirm_merge (each into the other)": Scenario(
        both_asked, pair(asked_crosswise), ONE_WINS, {"people.merged_away": 1, "people.merge": 1},
        told="merged already", after=one_is_left,
    ),
    "people.drop_merge": Scenario(
        asked_before, pair(dropped), ONE_WINS, {"people.drop_merge": 1}, told="settled already"
    ),
    "people.drop_merge (while a colleague agrees)": Scenario(
        asked_before, (partial(dropped, number=0), partial(confirmed, number=1)), ONE_WINS, None,
        told="settled already", after=settled_once,
    ),
    "people.unmerge": Scenario(
        merged_before, pair(unmerged), ONE_WINS, {"people.unmerge": 1, "people.unmerged": 1}, told="undone already"
    ),
    "people.compare_enterprise": Scenario(
        enterprise, pair(compared_enterprise), BOTH, {"people.compare_enterprise": 2}
    ),
    "people.ask_whose_account": Scenario(newcomer, pair(asked_whose), BOTH, {"people.ask_account": 2}),
    "people.tell_whose_account": Scenario(
        wondering, pair(told_whose), BOTH, {"people.tell_account": 1}, after=one_letter
    ),
}  # fmt: skip
