"""Second steps, codes, recovery and sessions, tried twice at once (A2)."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from tests import walking as w
from tests.twice.on_the_rest import account, newcomer, user_of
from tests.twice.scenario import BOTH, ONE_WINS, THE_SAME, Act, Call, Facts, Scenario, keys
from tongban.kit import clock
from tongban.messages.api import Delivery
from tongban.outbox import api as outbox
from tongban.people import actions as people
from tongban.people.factors import actions, codes, entering, failures, letting_in, recovering, totp
from tongban.people.factors.models import DoorCode, Factor, FactorKind, Recourse, RecoveryCode, SignedIn
from tongban.people.models import User
from tongban.people.sessions import SessionStore

NEW = "Neues-Wort-{}-lang"


def pair(make: Any) -> tuple[Call, Call]:
    return partial(make, number=0), partial(make, number=1)


# second steps


def wanting_an_app() -> Facts:
    return account() | {"secret": totp.new_secret()}


def added_app(facts: Facts, number: int) -> Act:
    user, secret = user_of(facts), facts["secret"]
    code = totp.code_at(secret, totp.step_now())
    return lambda: str(actions.add_app(user=user, secret=secret, code=code, name="", by=user).pk)


def one_app(facts: Facts) -> None:
    assert Factor.objects.filter(user_id=facts["user"], kind=FactorKind.TOTP).count() == 1


def with_app() -> Facts:
    facts = wanting_an_app()
    user, secret = user_of(facts), facts["secret"]
    with clock.turned_to(clock.now() - dt.timedelta(minutes=30)):
        code = totp.code_at(secret, totp.step_now())
        made = actions.add_app(user=user, secret=secret, code=code, name="", by=user)
    return facts | keys(factor=made) | {"codes": actions.make_recovery_codes(user=user, by=user)}


def showed_app(facts: Facts, number: int) -> Act:
    user, code = user_of(facts), totp.code_at(facts["secret"], totp.step_now())
    return lambda: actions.check_app(user, code)


def used_code(facts: Facts, number: int) -> Act:
    user, code = user_of(facts), facts["codes"][0]
    return lambda: actions.check_recovery_code(user, code)


def nine_left(facts: Facts) -> None:
    assert RecoveryCode.objects.filter(user_id=facts["user"], used_at=None).count() == 9


def made_codes(facts: Facts, number: int) -> Act:
    user = user_of(facts)
    return lambda: actions.make_recovery_codes(user=user, by=user)


def ten_codes(facts: Facts) -> None:
    assert RecoveryCode.objects.filter(user_id=facts["user"]).count() == 10


def added_passkey(facts: Facts, number: int) -> Act:
    """The same answer of one device, sent twice."""
    user = user_of(facts)
    made: Any = type("Made", (), {"secret": "x", "index": f"k{facts['phone']}", "counter": 0, "synced": False})()
    return lambda: str(actions.add_passkey(user=user, made=made, name="", by=user).pk)


def registered_certificate(facts: Facts, number: int) -> Act:
    """One key, put in by two officials."""
    user = w.user(f"examiner{number + 1}")
    return lambda: str(actions.add_certificate(user=user, certificate=f"{facts['phone']} CN=演示", by=user).pk)


def named(facts: Facts, number: int) -> Act:
    user, factor = user_of(facts), Factor.objects.get(pk=facts["factor"])
    return lambda: actions.name_factor(user=user, factor=factor, name=f"n{number}", by=user)


def removed(facts: Facts, number: int) -> Act:
    user, factor = user_of(facts), Factor.objects.get(pk=facts["factor"])
    return lambda: actions.remove_factor(user=user, factor=factor, by=user)


# sessions


def a_request() -> HttpRequest:
    request = HttpRequest()
    request.session = SessionStore()
    return request


def entered(facts: Facts, number: int) -> Act:
    user, request = user_of(facts), a_request()
    return lambda: entering.enter(request, user, ["pwd"])


def signed_in() -> Facts:
    facts = account()
    entering.enter(a_request(), user_of(facts), ["pwd"])
    return facts


def confirmed(facts: Facts, number: int) -> Act:
    user, request = user_of(facts), a_request()
    request.session.create()
    return lambda: entering.confirmed(request, user, ["pwd"])


def ended(facts: Facts, number: int) -> Act:
    user = user_of(facts)
    return lambda: entering.end_sessions(user=user, by=user)


def nobody_is_in(facts: Facts) -> None:
    kept = SignedIn.objects.filter(user_id=facts["user"]).values_list("session", flat=True)
    assert not Session.objects.filter(session_key__in=list(kept)).exists()


# codes and recovery


def asked(facts: Facts, number: int) -> Act:
    return lambda: codes.ask(typed=facts["phone"], channel="email", purpose=codes.RECOVER)


def wanting_a_code() -> Facts:
    facts = account()
    return facts | keys(wanted=codes.ask(typed=facts["phone"], channel="email", purpose=codes.RECOVER))


def sent(facts: Facts, number: int) -> Act:
    wanted = DoorCode.objects.get(pk=facts["wanted"])
    return lambda: codes.send_asked(wanted)


def one_letter(facts: Facts) -> None:
    assert Delivery.objects.filter(user_id=facts["user"]).count() == 1


def with_code() -> Facts:
    facts = wanting_a_code()
    outbox.drain()
    body = Delivery.objects.filter(user_id=facts["user"]).latest("id").body
    return facts | {"code": re.findall(r"(?<!\d)\d{6}(?!\d)", body)[0]}


def recovered(facts: Facts, number: int) -> Act:
    wanted, password = DoorCode.objects.get(pk=facts["wanted"]), NEW.format(number)
    sealed = make_password(password)

    def recover() -> None:
        user = recovering.begin(wanted=wanted, code=facts["code"], password=password)
        recovering.recover(user=user, sealed=sealed, proof="code")

    return recover


def only_the_winner_signs_in(facts: Facts) -> None:
    user = user_of(facts)
    assert [user.check_password(NEW.format(number)) for number in (0, 1)].count(True) == 1


def changed(facts: Facts, number: int) -> Act:
    user = user_of(facts)
    return lambda: people.change_password(user=user, old=facts["password"], new=NEW.format(number), by=user)


def waited(facts: Facts, number: int) -> Act:
    user = user_of(facts)
    return lambda: str(recovering.begin_waiting(user=user, shown=["sms"]).pk)


def waiting() -> Facts:
    facts = with_app()
    with clock.turned_to(clock.now() - dt.timedelta(hours=80)):
        made = recovering.begin_waiting(user=user_of(facts), shown=["sms"])
    return facts | keys(recourse=made)


def recourse_of(facts: Facts) -> Recourse:
    return Recourse.objects.select_related("user").get(pk=facts["recourse"])


def dropped(facts: Facts, number: int) -> Act:
    found = recourse_of(facts)
    return lambda: recovering.drop_factors(user=found.user, recourse=found)


def stopped(facts: Facts, number: int) -> Act:
    found = recourse_of(facts)
    return lambda: recovering.stop(recourse=found, by=found.user)


def no_factor(facts: Facts) -> None:
    assert not Factor.objects.filter(user_id=facts["user"]).exists()


# the word of somebody in charge


def vouched(facts: Facts, number: int) -> Act:
    clerk = w.user(f"clerk{number + 1}")
    seen = {name: facts[name] for name in ("id_number", "name")}
    return lambda: letting_in.vouch(**seen, evidence="ID card", by=clerk)


def let_in(facts: Facts, number: int) -> Act:
    official, admin = User.objects.get(login="clerk2"), w.user(f"admin{number + 1}")
    return lambda: letting_in.let_in(user=official, lost=False, by=admin)


def one_word_holds(facts: Facts) -> None:
    given = Recourse.objects.filter(user__login="clerk2", how=Recourse.How.ADMINISTRATOR)
    assert given.filter(stopped_at=None, used_at=None).count() == 1


def failed(facts: Facts, number: int) -> Act:
    user, request = user_of(facts), HttpRequest()
    request.META["REMOTE_ADDR"] = f"203.0.113.{number}"
    return lambda: failures.of_account(request, user, how=failures.PASSWORD)


SCENARIOS: dict[str, Scenario] = {
    "people.add_app": Scenario(
        wanting_an_app, pair(added_app), ONE_WINS, {"people.add_app": 1}, told="already", after=one_app
    ),
    "people.check_app": Scenario(with_app, pair(showed_app), ONE_WINS, {}, told="used already"),
    "people.check_recovery_code": Scenario(
        with_app, pair(used_code), ONE_WINS, {"people.use_recovery_code": 1}, told="used already", after=nine_left
    ),
    "people.make_recovery_codes": Scenario(
        with_app, pair(made_codes), BOTH, {"people.make_recovery_codes": 2}, after=ten_codes
    ),
    "people.add_passkey": Scenario(account, pair(added_passkey), ONE_WINS, {"people.add_passkey": 1}, told="already"),
    "people.add_certificate": Scenario(
        newcomer, pair(registered_certificate), ONE_WINS, {"people.add_certificate": 1}, told="registered already"
    ),
    "people.name_factor": Scenario(with_app, pair(named), BOTH, {"people.name_factor": 2}),
    "people.remove_factor": Scenario(
        with_app, pair(removed), ONE_WINS, {"people.remove_factor": 1}, told="no longer there", after=no_factor
    ),
    "people._record": Scenario(account, pair(entered), BOTH, {"people.sign_in": 2}),
    "people.tell_failure": Scenario(account, pair(failed), BOTH, {"people.fail_sign_in": 2}),
    "people.confirmed": Scenario(account, pair(confirmed), BOTH, {"people.confirm": 2}),
    "people.end_sessions": Scenario(signed_in, pair(ended), BOTH, {"people.end_sessions": 1}, after=nobody_is_in),
    "people.ask": Scenario(account, pair(asked), BOTH, {"people.ask_code": 2}),
    "people.send_asked": Scenario(wanting_a_code, pair(sent), BOTH, {"people.send_code": 1}, after=one_letter),
    "people.recover": Scenario(
        with_code, pair(recovered), ONE_WINS, {"people.recover": 1}, told="does not fit", after=only_the_winner_signs_in
    ),
    "people._changed": Scenario(
        account, pair(changed), ONE_WINS, {"people.change_password": 1}, told="old password",
        after=only_the_winner_signs_in,
    ),
    "people.begin_waiting": Scenario(with_app, pair(waited), THE_SAME, {"people.begin_waiting": 1}),
    "people.drop_factors": Scenario(
        waiting, pair(dropped), ONE_WINS, {"people.drop_factors": 1}, told="used already", after=no_factor
    ),
    "people.stop": Scenario(waiting, pair(stopped), BOTH, {"people.stop_recovery": 1}),
    "people.vouch": Scenario(account, pair(vouched), BOTH, {"people.vouch": 2}),
    "people.let_in": Scenario(newcomer, pair(let_in), BOTH, {"people.let_in": 2}, after=one_word_holds),
}  # fmt: skip
