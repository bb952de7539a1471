"""The registers over real HTTP, well and on their bad days: nothing is granted, nothing is lost, nobody is named."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from demo.registers.people import MORE
from demo.registers.server import SLOW, Registers
from tests import walking as w
from tongban.exchange.api import Line, Outcome, Request, body_on_register, person_on_register
from tongban.kit import clock
from tongban.people.api import User, register

pytestmark = pytest.mark.django_db
BAD = {
    "slow": Outcome.SLOW,
    "drip": Outcome.SLOW,
    "broken": Outcome.DOWN,
    "garbage": Outcome.UNREADABLE,
    "unsigned": Outcome.UNSIGNED,
    "another": Outcome.UNSIGNED,
    "lying": Outcome.UNREADABLE,
    "long": Outcome.UNREADABLE,
    "elsewhere": Outcome.REFUSED,
}


@pytest.fixture(autouse=True)
def _little_patience(db: None, settings: Any) -> None:
    """And a log of its own: the demo's people asked before."""
    settings.EXCHANGE_SECONDS = 0.6
    Request.objects.all().delete()
    Line.objects.all().delete()


def one(name: str) -> User:
    """Somebody whom the demo's register knows, not registered here yet."""
    [(called, kind, number, _status)] = [row for row in MORE if row[0] == name]
    given = {"phone": "13900007777", "email": "", "password": "Ein-langes-Wort-9"}
    return register(name=called, id_type=kind, id_number=number, **given)


def test_a_name_and_a_number_that_belong_together_agree(registers: Registers) -> None:
    told = person_on_register(user=w.user("citizen2"))
    assert (told.outcome, told.register) == ("agrees", "population")
    kept = Request.objects.get(pk=told.reference)
    assert (kept.outcome, kept.answer, kept.purpose) == (Outcome.ANSWERED, "agrees", "people.compare")
    assert (kept.about_type, kept.about_key) == ("account", str(w.user("citizen2").pk))


def test_a_number_under_another_name_differs_and_no_more_is_told(registers: Registers) -> None:
    user = w.user("citizen2")
    user.name = "演示·别人"
    assert person_on_register(user=user).outcome == "differs"


@pytest.mark.parametrize(
    ("name", "outcome"), [("演示·已故人", "dead"), ("演示·销户人", "cancelled"), ("演示·陳港生", "agrees")]
)
def test_the_register_says_how_an_identity_stands(registers: Registers, name: str, outcome: str) -> None:
    assert person_on_register(user=one(name)).outcome == outcome


@pytest.mark.parametrize(("mood", "outcome"), BAD.items())
def test_what_is_no_true_answer_is_silence(registers: Registers, mood: str, outcome: str) -> None:
    registers.mood = mood
    began = time.monotonic()
    assert person_on_register(user=w.user("citizen2")).outcome == "silent"
    assert time.monotonic() - began < SLOW / 2
    assert Request.objects.latest("at").outcome == outcome


def test_a_register_that_is_gone_is_silence(registers: Registers) -> None:
    registers.shutdown()
    registers.server_close()
    assert person_on_register(user=w.user("citizen2")).outcome == "silent"
    assert Request.objects.latest("at").outcome == Outcome.DOWN


def test_a_wrong_secret_is_refused_by_the_partner_and_believed_by_nobody(registers: Registers) -> None:
    registers.secret = b"another"
    assert person_on_register(user=w.user("citizen2")).outcome == "silent"
    assert Request.objects.latest("at").outcome == Outcome.REFUSED


def test_the_partner_takes_no_question_twice(registers: Registers) -> None:
    """Whoever copied a question on the way gets no second answer."""
    person_on_register(user=w.user("citizen2"))
    [number] = registers.seen
    assert str(Request.objects.get().pk) == number


def test_without_an_address_nobody_is_asked(settings: Any) -> None:
    settings.PARTNERS = {key: {"url": "", "secret_file": ""} for key in settings.PARTNERS}
    assert person_on_register(user=w.user("citizen2")).outcome == "not_connected"
    assert not Request.objects.exists()


def test_without_its_secret_nobody_is_asked_and_the_log_says_so(registers: Registers, settings: Any) -> None:
    settings.PARTNERS = {key: one | {"secret_file": "/none/such"} for key, one in settings.PARTNERS.items()}
    assert person_on_register(user=w.user("citizen2")).outcome == "not_connected"
    assert Request.objects.get().detail == "secret" and not registers.seen


def test_a_line_that_fails_rests_and_one_question_tries_it(
    registers: Registers, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = w.user("citizen2")
    registers.mood = "broken"
    for _time in range(settings.EXCHANGE_FAILURES):
        person_on_register(user=user)
    asked = len(registers.seen)
    assert person_on_register(user=user).outcome == "silent" and len(registers.seen) == asked
    assert Request.objects.latest("at").outcome == Outcome.CLOSED
    registers.mood = "well"
    Line.objects.update(rests_until=clock.now())
    assert person_on_register(user=user).outcome == "agrees"
    assert Line.objects.get().failures == 0 and Line.objects.get().rests_until is None


def test_a_line_that_still_fails_rests_again(registers: Registers, settings: Any) -> None:
    registers.mood = "broken"
    for _time in range(settings.EXCHANGE_FAILURES):
        person_on_register(user=w.user("citizen2"))
    Line.objects.update(rests_until=clock.now())
    asked = len(registers.seen)
    person_on_register(user=w.user("citizen2"))
    person_on_register(user=w.user("citizen2"))
    assert len(registers.seen) == asked + 1


def test_an_enterprise_is_compared_in_its_three_fields(registers: Registers) -> None:
    enterprise = w.enterprise("agent1")
    assert body_on_register(enterprise=enterprise).outcome == "agrees"
    enterprise.name, enterprise.legal_representative = "别家", "演示·别人"
    told = body_on_register(enterprise=enterprise)
    assert (told.outcome, told.differs) == ("differs", ("name", "legal_representative"))
    registers.bodies[w.enterprise("agent1").uscc]["status"] = "revoked"
    assert body_on_register(enterprise=w.enterprise("agent1")).outcome == "cancelled"


def test_the_log_of_the_exchange_names_nobody(registers: Registers) -> None:
    user = w.user("citizen2")
    person_on_register(user=user)
    kept = str(Request.objects.values())
    assert user.name not in kept and user.id_number not in kept and user.phone not in kept


def test_the_administrator_sees_the_lines_for_the_same_price(
    registers: Registers, django_assert_num_queries: Any
) -> None:
    client = Client()
    client.force_login(w.user("admin1"))
    page = reverse("exchange:lines")
    person_on_register(user=w.user("citizen2"))
    assert "姓名与证件号码是否一致" in client.get(page).content.decode()
    with django_assert_num_queries(6):
        client.get(page)
    person_on_register(user=w.user("citizen3"))
    person_on_register(user=w.user("agent1"))
    with django_assert_num_queries(6):
        client.get(page)


def test_nobody_else_sees_them() -> None:
    client = Client()
    client.force_login(w.user("clerk1"))
    assert client.get(reverse("exchange:lines")).status_code == 403
